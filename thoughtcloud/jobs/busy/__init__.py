"""Busy times from calendars elsewhere: fetched with care, read in a process of its own, kept."""
