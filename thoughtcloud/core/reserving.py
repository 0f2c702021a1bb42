"""How long a reservation on a card carries: when it is placed, when it is secured, when somebody has to act.

A hold that the cardholder places lives seven days; one that is placed without them lives 4 days 18 hours on a Visa
card (docs.stripe.com/payments/place-a-hold-on-a-payment-method). A charge's own `capture_before` is the truth.
"""

from datetime import datetime, timedelta

# A hold whose end the bank does not tell is taken for the shortest usual one.
SHORTEST_HOLD = timedelta(days=4, hours=18)
# The hold of a session further ahead is placed on the saved card so long before its start: the shortest usual hold
# then still reaches beyond the mentor's silence after the longest session.
PLACED_BEFORE = timedelta(hours=72)
# A reservation that needs the mentee waits for them until so long before the start.
ACTION_BEFORE = timedelta(hours=24)
# Whoever is asked to act later than that has at least so long, if the session does not begin before.
LEAST_ACTION_TIME = timedelta(hours=6)
# A hold whose session is not decided is captured so long before its end: secured, and sent on to nobody.
SECURED_BEFORE = timedelta(hours=6)
# The bank's word for it when a card is refused only because its holder has to confirm
# (docs.stripe.com/declines/codes).
WANTS_CARDHOLDER = "authentication_required"
# Refusals that may be over by themselves: no cover just now, a limit used up, a bank that cannot be reached
# (docs.stripe.com/declines/codes). After any other one a bank is not asked again without the mentee.
PASSING = frozenset({
    "insufficient_funds", "card_velocity_exceeded", "withdrawal_count_limit_exceeded", "processing_error",
    "try_again_later", "reenter_transaction", "issuer_not_available", "approve_with_id",
})  # fmt: skip
# So long after the first refusal the bank is asked again by itself. Card networks allow 15 times in 30 days.
RETRIES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=18), timedelta(hours=36))
# The last try is so long before the time to act ends, so that there is time to act.
LAST_RETRY_BEFORE = timedelta(hours=1)
# Who has not acted is reminded so long before the end, or when two thirds of a shorter time are over.
REMINDED_BEFORE = timedelta(hours=12)
# When what a deadline has asked for has not come about, it asks again.
ASK_AGAIN = timedelta(minutes=15)


def placed_at(starts_at: datetime) -> datetime:
    """When the hold of a session is placed on the saved card."""
    return starts_at - PLACED_BEFORE


def secured_at(capture_before: datetime) -> datetime:
    """The last good moment to take what is held, or to place a new hold instead."""
    return capture_before - SECURED_BEFORE


def is_outgrown(capture_before: datetime | None, starts_at: datetime) -> bool:
    """Whether a hold ends before its session has begun, so that nothing could be taken from it in time."""
    return capture_before is not None and secured_at(capture_before) < starts_at


def action_until(starts_at: datetime, refused_at: datetime) -> datetime:
    """Until when the mentee can put a refused reservation right before the session is called off."""
    return max(starts_at - ACTION_BEFORE, min(refused_at + LEAST_ACTION_TIME, starts_at))


def retry_at(refusal: str, starts_at: datetime, refused_at: datetime, now: datetime) -> datetime | None:
    """When the bank is asked again after it refused for the reason `refusal`; None when it is not (any more).

    `refused_at` is when it refused first. All aware UTC.
    """
    if refusal not in PASSING or refused_at >= starts_at:
        return None
    last = action_until(starts_at, refused_at) - LAST_RETRY_BEFORE
    return next((refused_at + step for step in RETRIES if now < refused_at + step <= last), None)


def reminded_at(starts_at: datetime, refused_at: datetime) -> datetime | None:
    """When a mentee who has not put a refused reservation right is reminded; None when nothing ends by itself."""
    if refused_at >= starts_at:
        return None
    until = action_until(starts_at, refused_at)
    return until - min(REMINDED_BEFORE, (until - refused_at) / 3)
