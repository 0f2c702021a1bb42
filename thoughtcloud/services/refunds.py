"""What an operator does with money that was charged: gives it back, releases a share, settles what came back.

Nothing is asked of Stripe here. What was shown before the click is sent along and compared under the booking's
lock, so that two operators, two windows or a double click never give the same money back twice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core import disputes, process, refunds
from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, forbidden, not_found
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import MAXIMUM_CHARGE, Money, from_major
from thoughtcloud.core.process import groups
from thoughtcloud.core.refunds import LONGEST_REASON, Answer, Consequence
from thoughtcloud.core.states import Actor, Event, PaymentState, ShareState
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import audit
from thoughtcloud.store import refunds as rows
from thoughtcloud.store.advance import advance, circumstances, kept, load, position, price_of, staying
from thoughtcloud.store.tables import Booking, Payment, Refund
from thoughtcloud.store.views import viewer
from thoughtcloud.store.views.viewer import Viewer

ANSWERS = (Answer.PAID_OTHERWISE, Answer.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refund would do. `most`: all that can be given back; `sent`: the share is with the mentor already."""

    booking_id: str
    most: Money
    sent: bool
    consequence: Consequence


def refundable(booking: Booking, payment: Payment) -> Money:
    """What can be given back by hand now: nothing of what is not charged, or on its way back already."""
    here = position(booking, payment)
    if here.payment not in groups.TAKEN:
        return Money(0, booking.currency)
    owed = Money(booking.late_fee_minor, booking.currency) if here.booking in groups.LET_GO else None
    return refunds.left(kept(booking, payment), Money(payment.returning_minor, booking.currency), owed)


def preview(
    session: Session, caller: Caller | None, booking_id: str, amount: str = "", *, now: datetime
) -> Preview:
    """What giving back `amount` (as typed; empty: all that is left) would do to the money, changing nothing.

    Raises `Problem` signed_out or forbidden, not_found, not_now, nothing_left, or about the amount.
    """
    _, booking, payment = _theirs(session, caller, booking_id)
    _check(booking, payment, Event.REFUND_GRANTED, now)
    most = refundable(booking, payment)
    back = refunds.checked(most, most) if amount == "" else _typed(amount, most)
    return _preview(booking, payment, most, back)


def grant(
    session: Session,
    caller: Caller | None,
    booking_id: str,
    amount: str,
    *,
    reason: str,
    seen_most_minor: int,
    now: datetime,
) -> Preview:
    """Give back `amount` (as typed), with a reason, and say what that does.

    `seen_most_minor` is the `most` that the operator was shown. Raises as `preview` does, refund_changed when
    it is another sum by now, or about the reason.
    """
    person, booking, payment = _theirs(session, caller, booking_id, lock=True)
    why = _words(reason, "reason")
    _check(booking, payment, Event.REFUND_GRANTED, now)
    most = refundable(booking, payment)
    if most.minor != inputs.whole(seen_most_minor, "amount", least=0, most=MAXIMUM_CHARGE):
        raise conflict("refund_changed", "What can be given back has changed meanwhile. Please look again.")
    back = _typed(amount, most)
    told = _preview(booking, payment, most, back)
    _grant(session, booking, back, why, person.person_id, now)
    return told


def release(session: Session, caller: Caller | None, booking_id: str, *, reason: str, now: datetime) -> None:
    """Send the mentor's share of a completed session now, whatever it waits for but a refund on its way.

    Raises `Problem` signed_out or forbidden, not_found, not_now, or about the reason.
    """
    person, booking, payment = _theirs(session, caller, booking_id, lock=True)
    why = _words(reason, "reason")
    _check(booking, payment, Event.SHARE_RELEASED, now)
    happened = Happened(Event.SHARE_RELEASED, Actor.OPERATOR, now, person_id=person.person_id, words=why)
    advance(session, booking.id, happened)
    audit.write(session, Act.SHARE_RELEASED, person.person_id, booking_id=booking.id, details=why, now=now)


def make_again(session: Session, caller: Caller | None, refund_id: str, *, reason: str, now: datetime) -> str:
    """Try a refund that came back once more, to the same card, and return its booking's id.

    Raises `Problem` signed_out or forbidden, not_found, answered when somebody was faster, refund_too_much when
    less than that is left, not_now, or about the reason.
    """
    person = viewer.operator(caller)
    row, booking, payment = _came_back(session, caller, refund_id)
    why = _words(reason, "reason")
    _check(booking, payment, Event.REFUND_GRANTED, now)
    back = refunds.checked(Money(row.amount_minor, row.currency), refundable(booking, payment))
    rows.answer(session, row, Answer.MADE_AGAIN, person_id=person.person_id, note=why, now=now)
    _grant(session, booking, back, why, person.person_id, now)
    return booking.id


def settle(
    session: Session, caller: Caller | None, refund_id: str, answer: str, *, note: str, now: datetime
) -> str:
    """Say what became of a refund that came back: paid in another way, or given up; its booking's id.

    Giving up makes the share of a completed session due again, or what was taken back of it. Raises `Problem`
    signed_out or forbidden, not_found, answered when somebody was faster, or about the answer and the note.
    """
    person = viewer.operator(caller)
    row, booking, payment = _came_back(session, caller, refund_id)
    chosen = Answer(inputs.choice(answer, ANSWERS, "answer"))
    told = _words(note, "note")
    rows.answer(session, row, chosen, person_id=person.person_id, note=told, now=now)
    about = {"booking_id": booking.id, "about": row.stripe_id or row.id}
    details = f"{chosen.value.replace('_', ' ')}: {told}"
    audit.write(session, Act.REFUND_ANSWERED, person.person_id, **about, details=details, now=now)
    if chosen is Answer.GIVEN_UP and payment.share_state != ShareState.DUE and _may(booking, payment, now):
        happened = Happened(Event.SHARE_RELEASED, Actor.OPERATOR, now, person_id=person.person_id, words=told)
        advance(session, booking.id, happened)
    return booking.id


def _may(booking: Booking, payment: Payment, now: datetime) -> bool:
    around = circumstances(booking, payment, now)
    return process.find(Event.SHARE_RELEASED, Actor.OPERATOR, position(booking, payment), around) is not None


def _check(booking: Booking, payment: Payment, event: Event, now: datetime) -> None:
    around = circumstances(booking, payment, now)
    if process.find(event, Actor.OPERATOR, position(booking, payment), around) is None:
        at_bank = disputes.why_not_refunded(PaymentState(payment.state)) if event is Event.REFUND_GRANTED else None
        if at_bank is not None:
            raise at_bank
        raise conflict("not_now", "That is not possible (any more) for this booking. Please look again.")


def _typed(amount: object, most: Money) -> Money:
    """What was typed as money of the booking's currency, checked against what is left."""
    return refunds.checked(from_major(inputs.amount(amount, "amount"), most.currency), most)


def _preview(booking: Booking, payment: Payment, most: Money, back: Money) -> Preview:
    sent = payment.share_state in groups.SENT
    does = refunds.consequence(price_of(booking), staying(booking, payment), back)
    return Preview(booking.id, most, sent, does)


def _grant(
    session: Session, booking: Booking, back: Money, reason: str, person_id: str, now: datetime
) -> None:
    happened = Happened(
        Event.REFUND_GRANTED, Actor.OPERATOR, now, person_id=person_id, refund=back, words=reason
    )
    advance(session, booking.id, happened)
    details = f"{back.major} {back.currency.upper()}: {reason}"
    audit.write(session, Act.REFUND_GRANTED, person_id, booking_id=booking.id, details=details, now=now)


def _theirs(
    session: Session, caller: Caller | None, booking_id: object, *, lock: bool = False
) -> tuple[Viewer, Booking, Payment]:
    """The operator and a booking that is not their own. Raises `Problem` signed_out, forbidden or not_found."""
    person = viewer.operator(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"), lock=lock)
    if viewer.role(person, booking) is not Actor.OPERATOR:
        raise forbidden("This is a session of your own: another operator has to do that.")
    return person, booking, payment


def _came_back(session: Session, caller: Caller | None, refund_id: object) -> tuple[Refund, Booking, Payment]:
    """A refund that came back and is not answered, with its booking locked."""
    reference = inputs.reference(refund_id, "refund")
    named = session.get(Refund, reference)
    if named is None:
        raise not_found("refund")
    _, booking, payment = _theirs(session, caller, named.booking_id, lock=True)
    row = session.get(Refund, reference, populate_existing=True)
    if row is None or not rows.is_open(row):
        raise conflict("answered", "That refund is not waiting for you any more. Please look again.")
    return row, booking, payment


def _words(value: object, field: str) -> str:
    return inputs.paragraphs(value, field, least=1, most=LONGEST_REASON)
