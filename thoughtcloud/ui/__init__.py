"""Screens: they show what the database owns."""
