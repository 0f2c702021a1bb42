"""States: what each screen shows and the wishes it passes on to the services."""
