"""A local Stripe: an HTTP server of its own that speaks Stripe's API and imports nothing else of ours."""
