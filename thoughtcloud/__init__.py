"""Thoughtcloud: a marketplace for paid one-to-one mentorship where every cent is accounted for."""
