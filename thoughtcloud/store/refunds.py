"""Refunds as rows: wanted, made at Stripe and followed there, dropped, and answered when they came back.

Whoever writes here holds the booking's lock. `Payment.returning_minor` is always the sum of what is in flight.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.process import groups
from thoughtcloud.core.refunds import CAME_BACK, IN_FLIGHT, MOST_TRIES, Answer, Origin, RefundState, Seen, follows
from thoughtcloud.core.states import BookingState, Event, Notice, PaymentState
from thoughtcloud.store import notices
from thoughtcloud.store.tables import Booking, Payment, Refund


def follow(session: Session, booking: Booking, payment: Payment, happened: Happened) -> None:
    """Write down the refund that an event wants, and drop those that nothing is left for."""
    taken = payment.state in (PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED)
    if happened.event is Event.REFUND_GRANTED or (happened.refund and taken):
        _want(session, booking, payment, happened)
    if happened.event is Event.PAYMENT_CAPTURED and booking.state == BookingState.COMPLETED:
        _want_what_was_decided(session, booking, payment, happened)
    if happened.event is Event.PAYMENT_REFUNDED and payment.state == PaymentState.REFUNDED:
        drop_wanted(session, payment, now=happened.at)
    if happened.event is Event.PAYMENT_CHARGED_BACK:
        drop_wanted(session, payment, now=happened.at)


def wanted(session: Session, booking_id: str) -> Sequence[Refund]:
    """The refunds that are still to be made at Stripe, the oldest first."""
    asked = select(Refund).where(Refund.booking_id == booking_id, Refund.state == RefundState.WANTED)
    return session.exec(asked.order_by(col(Refund.asked_at), col(Refund.id))).all()


def came_back_minor(session: Session, booking_id: str) -> int:
    """Minor units that came back from the card and are still the mentee's, or were paid to them in another way."""
    asked = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
        Refund.booking_id == booking_id,
        col(Refund.state).in_(tuple(CAME_BACK)),
        col(Refund.answer).in_(("", Answer.PAID_OTHERWISE)),
    )
    return int(session.exec(asked).one())


def drop(session: Session, payment: Payment, refund_id: str, *, now: datetime) -> None:
    """The money went back in another way: a wanted refund is not made any more."""
    _drop(session, payment, [refund_id], now)


def drop_wanted(session: Session, payment: Payment, *, now: datetime) -> None:
    """Nothing is left: no wanted refund is made any more."""
    _drop(session, payment, [each.id for each in wanted(session, payment.booking_id)], now)


def record(session: Session, booking: Booking, payment: Payment, seen: Sequence[Seen], *, now: datetime) -> None:
    """Bring our rows to what Stripe says of the refunds of this booking; an older look changes nothing."""
    for each in seen:
        row = _row(session, booking, each, now)
        came_back_before = row.state in CAME_BACK
        if row.stripe_id is None or follows(RefundState(row.state), each.state):
            _update(row, each, now)
        session.add(row)
        session.flush()
        if row.state in CAME_BACK and not came_back_before:
            told = Notice.MENTEE_REFUND_CAME_BACK
            notices.put_down(session, booking, told, occasion=row.id, refund_id=row.id, now=now)
        if row.origin == Origin.CALLED_OFF and row.state == RefundState.SUCCEEDED:
            _answer_open(session, booking, now)
    _count(session, payment)


def answer(session: Session, row: Refund, chosen: Answer, *, person_id: str, note: str, now: datetime) -> None:
    """Write down what an operator made of a refund that came back."""
    row.answer, row.answered_by_id, row.answered_at, row.note = chosen, person_id, now, note
    session.add(row)


def is_open(row: Refund) -> bool:
    """Whether it came back and nobody has answered that."""
    return row.state in CAME_BACK and not row.answer


def is_made_again(session: Session, booking: Booking) -> bool:
    """Whether what came back is sent to the card once more by itself: the session is off, and it is the first."""
    failed = select(func.count()).where(
        Refund.booking_id == booking.id, col(Refund.state).in_(tuple(CAME_BACK))
    )
    return booking.state in groups.LET_GO and session.exec(failed).one() < MOST_TRIES


def _want(session: Session, booking: Booking, payment: Payment, happened: Happened) -> None:
    if happened.refund is None or happened.refund.minor <= 0 or happened.refund.currency != booking.currency:
        raise ValueError(f"{happened.event} on {booking.id} wants back {happened.refund}")
    session.add(
        Refund(
            booking_id=booking.id,
            amount_minor=happened.refund.minor,
            currency=booking.currency,
            origin=Origin.OPERATOR if happened.event is Event.REFUND_GRANTED else Origin.CASE,
            asked_by=happened.actor,
            asked_by_id=happened.person_id,
            reason=happened.words,
            asked_at=happened.at,
        )
    )
    _count(session, payment)


def _want_what_was_decided(session: Session, booking: Booking, payment: Payment, happened: Happened) -> None:
    """More was taken from the hold than was decided, because a call was under way: the rest goes back."""
    if booking.settled_minor is not None and payment.captured_minor > booking.settled_minor:
        rest = Money(payment.captured_minor - booking.settled_minor, booking.currency)
        _want(session, booking, payment, replace(happened, refund=rest))


def _drop(session: Session, payment: Payment, ids: Sequence[str], now: datetime) -> None:
    session.exec(
        update(Refund)
        .where(col(Refund.id).in_(ids), col(Refund.state) == RefundState.WANTED)
        .values(state=RefundState.DROPPED, ended_at=now)
    )
    _count(session, payment)


def _row(session: Session, booking: Booking, seen: Seen, now: datetime) -> Refund:
    known = session.exec(select(Refund).where(Refund.stripe_id == seen.stripe_id)).one_or_none()
    if known is not None:
        return known
    if seen.wanted_id:
        asked = session.get(Refund, seen.wanted_id)
        if asked is not None and asked.booking_id == booking.id and asked.stripe_id is None:
            return asked
    return Refund(
        booking_id=booking.id,
        amount_minor=seen.money.minor,
        currency=seen.money.currency,
        origin=Origin.CALLED_OFF if seen.ours else Origin.DASHBOARD,
        asked_by=_caller_off(booking) if seen.ours else "",
        asked_at=seen.made_at or now,
    )


def _caller_off(booking: Booking) -> str:
    """Who called the session off, where somebody did; a mentor who did not come caused it as well."""
    if booking.state == BookingState.NO_SHOW:
        return booking.absent or ""
    return booking.cancelled_by or ""


def _update(row: Refund, seen: Seen, now: datetime) -> None:
    row.stripe_id, row.state, row.failure = seen.stripe_id, seen.state, seen.failure[:80]
    row.amount_minor, row.currency = seen.money.minor, seen.money.currency
    row.made_at = row.made_at or seen.made_at or now
    if seen.state not in IN_FLIGHT:
        row.ended_at = now


def _answer_open(session: Session, booking: Booking, now: datetime) -> None:
    """What came back of a session that is off was made again by itself, and this time it arrived."""
    session.exec(
        update(Refund)
        .where(col(Refund.booking_id) == booking.id, col(Refund.answer) == "")
        .where(col(Refund.state).in_(tuple(CAME_BACK)))
        .values(answer=Answer.MADE_AGAIN, answered_at=now)
    )


def _count(session: Session, payment: Payment) -> None:
    session.flush()
    asked = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
        Refund.booking_id == payment.booking_id, col(Refund.state).in_(tuple(IN_FLIGHT))
    )
    payment.returning_minor = int(session.exec(asked).one())
    session.add(payment)
