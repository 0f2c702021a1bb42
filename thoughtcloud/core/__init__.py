"""Rules: what may happen to a booking and its money. Standard library only, no I/O."""
