"""A mentor's payouts: each with what became of it, the bookings that it pays out, and the schedule they follow."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from thoughtcloud.core.errors import not_found
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import FAILED, Interval, Schedule, next_day
from thoughtcloud.core.process.groups import SENT
from thoughtcloud.store.tables import Booking, LedgerEntry, Mentor, Payment, Payout, PayoutItem, Person
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page

# A payout that pays out more than this many movements shows the first of them.
MOST_ITEMS: Final = 200
NEWEST_FIRST = newest_first((Payout.created_at, datetime), (Payout.id, str))


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One payout to the mentor's bank. `state` is Stripe's word; `failure` and `failure_code` say why it failed.

    `bank` may be empty. `itemized` says that its parts are known and add up to it; only `automatic` ones have any.
    `followed` says of a failed one that another one in its currency has been made since.
    """

    payout_id: str
    amount: Money
    state: str
    created_at: datetime
    arrives_at: datetime
    failure: str
    failure_code: str = ""
    bank: str = ""
    automatic: bool = True
    itemized: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One movement that a payout pays out: `type` is Stripe's word, the booking may be none of ours."""

    item_id: str
    at: datetime
    type: str
    amount: Money
    stripe_object: str
    booking_id: str | None
    title: str | None
    mentee_name: str | None
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class NextPayout:
    """What goes out next in one currency: `amount` on `day`; or, while nothing is available, what clears first.

    `day` is None where payouts are made by hand. `clears_at` is when the next share clears, if one is awaited.
    """

    amount: Money
    day: date | None
    clears_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The schedule at Stripe and what it brings next, by currency. `schedule` is None while it is not known."""

    schedule: Schedule | None
    enabled: bool
    next: tuple[NextPayout, ...]


def payouts(
    session: Session, mentor_id: str, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[PayoutRow]:
    """The mentor's payouts, newest first; the caller has authorised the reader."""
    asked = select(Payout).where(Payout.mentor_id == mentor_id)
    found = NEWEST_FIRST.page(session, asked, after=after, limit=limit)
    open_ = {row.payout_id for row in unresolved(session, mentor_id, now=now)}
    return found.each(lambda one: replace(_row(one), followed=one.state == FAILED and one.id not in open_))


def items(session: Session, mentor_id: str, payout_id: str, *, now: datetime) -> tuple[ItemRow, ...]:
    """What one of the mentor's payouts pays out, the oldest first. Raises `Problem` not_found for another's."""
    payout = session.get(Payout, payout_id)
    if payout is None or payout.mentor_id != mentor_id:
        raise not_found("payout")
    asked = (
        select(PayoutItem, Booking, Person)
        .outerjoin(Booking, col(Booking.id) == col(PayoutItem.booking_id))
        .outerjoin(Person, col(Person.id) == col(Booking.mentee_id))
        .where(PayoutItem.payout_id == payout_id)
        .order_by(col(PayoutItem.at), col(PayoutItem.id))
        .limit(MOST_ITEMS)
    )
    return tuple(_item(item, payout, booking, person) for item, booking, person in session.exec(asked))


def of_booking(session: Session, booking_id: str, *, now: datetime) -> tuple[PayoutRow, ...]:
    """The payouts in which a booking's share was paid out or taken back, the oldest first."""
    asked = (
        select(Payout)
        .where(col(Payout.id).in_(select(PayoutItem.payout_id).where(PayoutItem.booking_id == booking_id)))
        .order_by(col(Payout.created_at), col(Payout.id))
    )
    return tuple(_row(row) for row in session.exec(asked))


def unresolved(session: Session, mentor_id: str, *, now: datetime) -> tuple[PayoutRow, ...]:
    """Payouts that failed and were not followed by another one in their currency, the newest first."""
    asked = _unresolved().where(Payout.mentor_id == mentor_id).order_by(col(Payout.created_at).desc())
    return tuple(_row(row) for row in session.exec(asked))


def unresolved_one(session: Session, payout_id: str) -> PayoutRow | None:
    """A payout that failed, unless another one in its currency has followed it."""
    row = session.exec(_unresolved().where(Payout.id == payout_id)).first()
    return _row(row) if row is not None else None


def outlook(session: Session, mentor_id: str, *, now: datetime) -> Outlook:
    """When the mentor is paid out, and what is next; the caller has authorised the reader."""
    mentor = session.get_one(Mentor, mentor_id)
    schedule = _schedule(mentor)
    clearing = _clearing(session, mentor_id, now)
    available = _available(session, mentor_id)
    since = _since(session, mentor_id, now)
    day = next_day(schedule, since) if schedule else None
    found = [
        NextPayout(Money(max(0, available.get(code, 0)), code), day, clearing.get(code))
        for code in sorted({*available, *clearing})
        if available.get(code, 0) > 0 or code in clearing
    ]
    return Outlook(schedule, mentor.payouts_enabled, tuple(found))


def _unresolved() -> SelectOfScalar[Payout]:
    later = aliased(Payout)
    followed = (
        select(later.id)
        .where(
            later.mentor_id == col(Payout.mentor_id),
            later.currency == col(Payout.currency),
            tuple_(col(later.created_at), col(later.id)) > tuple_(col(Payout.created_at), col(Payout.id)),
        )
        .exists()
    )
    return select(Payout).where(Payout.state == FAILED, ~followed)


def _schedule(mentor: Mentor) -> Schedule | None:
    if mentor.payout_interval not in tuple(Interval):
        return None
    return Schedule(
        interval=Interval(mentor.payout_interval),
        delay_days=mentor.payout_delay_days,
        days=tuple(day for day in mentor.payout_days.split(",") if day),
        debits_bank=mentor.debits_bank,
    )


def _since(session: Session, mentor_id: str, now: datetime) -> date:
    """The first day (UTC) on which a next payout may be made: Stripe makes one a day at most."""
    latest = session.exec(
        select(func.max(Payout.created_at)).where(Payout.mentor_id == mentor_id, col(Payout.automatic).is_(True))
    ).first()
    today = now.date()
    return today + timedelta(days=1) if latest is not None and latest.date() == today else today


def _available(session: Session, mentor_id: str) -> dict[str, int]:
    asked = (
        select(LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .where(LedgerEntry.mentor_id == mentor_id, LedgerEntry.account == Account.MENTOR_AVAILABLE)
        .group_by(col(LedgerEntry.currency))
    )
    return {currency: int(total) for currency, total in session.exec(asked)}


def _clearing(session: Session, mentor_id: str, now: datetime) -> dict[str, datetime]:
    """When the next share in each currency clears."""
    asked = (
        select(Booking.currency, func.min(Payment.share_available_at))
        .join(Payment, col(Payment.booking_id) == col(Booking.id))
        .where(
            Booking.mentor_id == mentor_id,
            col(Payment.share_state).in_(tuple(SENT)),
            col(Payment.share_available).is_(False),
            col(Payment.share_available_at).is_not(None),
        )
        .group_by(col(Booking.currency))
    )
    return {currency: at for currency, at in session.exec(asked) if at is not None}


def _row(row: Payout) -> PayoutRow:
    return PayoutRow(
        payout_id=row.id,
        amount=Money(row.amount_minor, row.currency),
        state=row.state,
        created_at=row.created_at,
        arrives_at=row.arrives_at,
        failure=row.failure,
        failure_code=row.failure_code,
        bank=row.bank,
        automatic=row.automatic,
        itemized=row.itemized,
    )


def _item(item: PayoutItem, payout: Payout, booking: Booking | None, mentee: Person | None) -> ItemRow:
    return ItemRow(
        item_id=item.id,
        at=item.at,
        type=item.type,
        amount=Money(item.amount_minor, payout.currency),
        stripe_object=item.stripe_object,
        booking_id=item.booking_id,
        title=booking.title if booking else None,
        mentee_name=mentee.name if mentee else None,
        starts_at=booking.starts_at if booking else None,
    )
