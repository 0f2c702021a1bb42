"""How long to wait before trying again: longer each time, with jitter so that a crowd spreads out."""

import random
from datetime import timedelta

# Seconds before the second attempt; each further wait is three times as long, up to the longest. Twelve attempts
# last most of a day: longer than any outage of Stripe's so far, and over well before a hold runs out.
FIRST_WAIT, GROWTH, LONGEST_WAIT = 2.0, 3, 6 * 3600.0
# No jitter makes a wait longer than this.
NEVER_LONGER = timedelta(seconds=LONGEST_WAIT * 1.25)


def wait_before(attempt: int) -> timedelta:
    """The wait after so many failed attempts (1 or more), at random within a quarter more or less."""
    wait = min(FIRST_WAIT * GROWTH ** (attempt - 1), LONGEST_WAIT)
    return timedelta(seconds=wait * random.uniform(0.75, 1.25))
