"""The money edge: everything that talks to Stripe or listens to it."""
