"""Pages that are made to be printed: receipts and statements, whole when they arrive, no scripts to load."""
