"""Memory: tables, the unit of work, and the one door through which a booking changes."""
