"""What screens read: frozen rows, keyset-paged, one module per screen. Functions take `(session, …, *, now)`."""
