"""Booking a session and calling it off: every check that stands between a click and `store.advance`."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from thoughtcloud.core.policy import Cancellation
from thoughtcloud.core.states import Actor
from thoughtcloud.services.accounts import Caller


def let_go(
    session: Session, caller: Caller | None, *, offer_id: str, starts_at: datetime, now: datetime
) -> tuple[str, ...]:
    """Leave the payment pages that stand in the way of holding this slot, and return those bookings' ids.

    They are the caller's own open holds with the same mentor, except one of this very offer and start. Their
    slots come free when Stripe has closed the pages: run the effects of the returned bookings, then `hold`.
    """
    raise NotImplementedError


def hold(
    session: Session,
    caller: Caller | None,
    *,
    offer_id: str,
    starts_at: datetime,
    mentee_zone: str,
    brief: str,
    fee_percent: Decimal,
    release_after_hours: int,
    now: datetime,
) -> str:
    """Hold a slot for the caller and return the booking's id; the price and the terms are fixed here.

    The same offer and start held by the same caller gives the same booking again (double click, two tabs). Other
    open holds of the caller with this mentor are left, as by `let_go`. Raises `SlotTaken` with the nearest free
    starts, or another `Problem`: own_page, too_far_ahead, own_overlap, too_many_holds, still_closing, not_found.
    """
    raise NotImplementedError


def leave(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """The mentee left the payment page: Stripe closes it, then the slot is free. Harmless when already left."""
    raise NotImplementedError


def cancel(
    session: Session, caller: Caller | None, booking_id: str, role: Actor | str, *, now: datetime
) -> Cancellation:
    """Call a session off as mentee, mentor or operator, and say what happens to the money.

    Raises `Problem` not_found for somebody else's booking, or not_now where the process does not allow it.
    """
    raise NotImplementedError


def preview(
    session: Session, caller: Caller | None, booking_id: str, role: Actor | str, *, now: datetime
) -> Cancellation:
    """What `cancel` would do to the money, changing nothing. Raises the same Problems."""
    raise NotImplementedError
