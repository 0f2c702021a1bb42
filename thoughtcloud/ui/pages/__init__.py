"""Pages: one module per path, each a thin arrangement of components over a state."""
