"""The demo marketplace: who is in it (data), what happened to them (data), and the stage that lets it happen."""
