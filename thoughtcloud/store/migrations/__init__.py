"""The shapes that the database has had, one revision after the other."""
