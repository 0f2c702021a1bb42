"""A mentor's balance: who may see it, and what is behind each sum."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.errors import forbidden, not_found
from thoughtcloud.core.money import MINIMUM_CHARGE
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store.tables import Booking
from thoughtcloud.store.views import balance as view
from thoughtcloud.store.views import earnings as earnings_view
from thoughtcloud.store.views import payouts as payout_view
from thoughtcloud.store.views.balance import Balance, Bucket, Debt, EntryRow
from thoughtcloud.store.views.earnings import Earnings
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.payouts import ItemRow, Outlook, PayoutRow


def balance(
    session: Session, caller: Caller | None, *, now: datetime, mentor_id: str | None = None
) -> tuple[Balance, ...]:
    """The money of the calling mentor per currency; an operator may name another mentor. Raises `Problem`."""
    return view.sums(session, _readable(caller, mentor_id), now=now)


def entries(
    session: Session,
    caller: Caller | None,
    bucket: Bucket | str,
    currency: str,
    *,
    now: datetime,
    mentor_id: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EntryRow]:
    """The entries that add up to one bucket in one currency, newest first. Raises `Problem`."""
    readable = _readable(caller, mentor_id)
    asked = Bucket(inputs.choice(bucket, tuple(Bucket), "bucket"))
    money = inputs.choice(currency, MINIMUM_CHARGE, "currency")
    return view.entries(session, readable, asked, money, now=now, after=after, limit=limit)


def payouts(
    session: Session,
    caller: Caller | None,
    *,
    now: datetime,
    mentor_id: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[PayoutRow]:
    """The payouts to the calling mentor's bank, newest first. Raises `Problem`."""
    return payout_view.payouts(session, _readable(caller, mentor_id), now=now, after=after, limit=limit)


def payout_items(
    session: Session, caller: Caller | None, payout_id: object, *, now: datetime, mentor_id: str | None = None
) -> tuple[ItemRow, ...]:
    """What one of the calling mentor's payouts pays out, the oldest first. Raises `Problem`."""
    readable = _readable(caller, mentor_id)
    return payout_view.items(session, readable, inputs.reference(payout_id, "payout"), now=now)


def failed_payouts(session: Session, caller: Caller | None, *, now: datetime) -> tuple[PayoutRow, ...]:
    """The calling mentor's payouts that failed and that nothing has followed yet. Raises `Problem`."""
    return payout_view.unresolved(session, _readable(caller, None), now=now)


def payouts_of_booking(
    session: Session, caller: Caller | None, booking_id: object, *, now: datetime
) -> tuple[PayoutRow, ...]:
    """The payouts in which a booking's share moved, for its mentor and operators, the oldest first.

    Raises `Problem` signed_out, or not_found for everybody else.
    """
    person = signed_in(caller)
    booking = session.get(Booking, inputs.reference(booking_id, "session"))
    if booking is None or not (person.is_operator or person.mentor_id == booking.mentor_id):
        raise not_found("session")
    return payout_view.of_booking(session, booking.id, now=now)


def outlook(session: Session, caller: Caller | None, *, now: datetime, mentor_id: str | None = None) -> Outlook:
    """When the calling mentor is paid out by Stripe, and what is next. Raises `Problem`."""
    return payout_view.outlook(session, _readable(caller, mentor_id), now=now)


def earnings(
    session: Session, caller: Caller | None, *, now: datetime, mentor_id: str | None = None
) -> tuple[Earnings, ...]:
    """What the calling mentor earned in the latest months, per currency. Raises `Problem`."""
    return earnings_view.by_month(session, _readable(caller, mentor_id), now=now)


def debts(
    session: Session, caller: Caller | None, *, now: datetime, mentor_id: str | None = None
) -> tuple[Debt, ...]:
    """Where the calling mentor is below zero, and what took them there. Raises `Problem`."""
    return view.debts(session, _readable(caller, mentor_id), now=now)


def _readable(caller: Caller | None, mentor_id: object) -> str:
    """The mentor whose money the caller may see: their own, or for an operator any."""
    person = signed_in(caller)
    if mentor_id is not None and mentor_id != person.mentor_id:
        if not person.is_operator:
            raise forbidden()
        return inputs.reference(mentor_id, "mentor")
    if person.mentor_id is None:
        raise forbidden("This page is for mentors. Create your mentor page first.")
    return person.mentor_id
