"""Saying that a session went wrong, answering, and deciding it in money: every check before `store.advance`."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core import cases, disputes, problems, process
from thoughtcloud.core.absence import reportable_from
from thoughtcloud.core.audit import Act
from thoughtcloud.core.cases import Cause, Outcome, Settlement
from thoughtcloud.core.errors import Problem, conflict, invalid
from thoughtcloud.core.money import Money, from_major
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.cases import check_number, happen, of_side, said
from thoughtcloud.services.cases import report as report_absence
from thoughtcloud.store import audit
from thoughtcloud.store.advance import at_stake, circumstances, load, position, price_of
from thoughtcloud.store.tables import Booking, Payment
from thoughtcloud.store.views import viewer

# So much is to be said at least, so that the other side can answer it.
LEAST_WORDS = 10
EVENTS = {
    Outcome.NO_REFUND: Event.DECIDED_NO_REFUND,
    Outcome.PART_REFUND: Event.DECIDED_PART_REFUND,
    Outcome.FULL_REFUND: Event.DECIDED_FULL_REFUND,
}
# What a bank that decides about the same money stands in the way of.
GIVES_BACK = (Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report would do: `stake` is what may go back at most, `answer_by` until when the mentor is heard."""

    stake: Money
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision would do: who has what in the end, and what is taken back of a share that was sent."""

    money: Settlement
    taken_back: Money


def report(
    session: Session, caller: Caller | None, booking_id: str, *, cause: str, words: str, now: datetime
) -> None:
    """Say, as the mentee, what went wrong; nothing is charged or sent on until it is decided.

    A mentor who did not come to a session that is not completed yet is reported as absent. Raises `Problem`
    not_found for a stranger, bad_choice, too_early, too_late, already_decided, nothing_paid, too_many_reports,
    not_now, or for too little or too much text.
    """
    booking, payment = of_side(session, caller, booking_id)
    chosen, told = Cause(inputs.choice(cause, cases.PROBLEMS, "cause")), said(words, least=LEAST_WORDS)
    if chosen is Cause.MENTOR_ABSENT and booking.state == BookingState.CONFIRMED:
        report_absence(session, caller, booking_id, words=told, now=now)
        return
    side = viewer.side(caller, booking)
    _check_reportable(session, booking, payment, now)
    happen(session, caller, booking, Event.PROBLEM_REPORTED, side, told, now, cause=chosen)


def preview_report(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> Report:
    """What `report` would do, changing nothing. Raises the same Problems."""
    booking, payment = of_side(session, caller, booking_id, lock=False)
    side = viewer.side(caller, booking)
    _check_reportable(session, booking, payment, now)
    _check_may(booking, payment, Event.PROBLEM_REPORTED, side, now)
    return Report(at_stake(booking, payment), now + problems.ANSWER_TIME)


def answer(session: Session, caller: Caller | None, booking_id: str, *, words: str, now: datetime) -> None:
    """Say, as the mentor, how it was. Possible once, until it is decided. Raises `Problem` as `report` does."""
    booking, _ = of_side(session, caller, booking_id)
    told = said(words, least=1)
    happen(session, caller, booking, Event.PROBLEM_ANSWERED, viewer.side(caller, booking), told, now)


def withdraw(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """Take the problem back, as the mentee, until it is decided. Raises `Problem` not_found or not_now."""
    booking, _ = of_side(session, caller, booking_id)
    happen(session, caller, booking, Event.PROBLEM_WITHDRAWN, viewer.side(caller, booking), "", now)


def decide(
    session: Session,
    caller: Caller | None,
    booking_id: str,
    outcome: str,
    *,
    reason: str,
    refund: str = "",
    now: datetime,
) -> None:
    """Decide a problem as an operator, with a reason that both sides read; `refund` is the sum of a part as typed.

    Raises `Problem` signed_out or forbidden, not_found, bad_choice, bad_part, rest_too_small, not_now when it is
    not (or no longer) to be decided, or for no reason given.
    """
    person = viewer.operator(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"), lock=True)
    chosen = _chosen(outcome)
    _check_may(booking, payment, EVENTS[chosen], Actor.OPERATOR, now)
    back, told = _back(booking, payment, chosen, refund), said(reason, "reason", least=1)
    refund_of = None if chosen is Outcome.NO_REFUND else back
    happen(session, caller, booking, EVENTS[chosen], Actor.OPERATOR, told, now, refund=refund_of)
    sum_of = f" of {back.major} {back.currency.upper()}" if back else ""
    audit.write(
        session,
        Act.CASE_DECIDED,
        person.person_id,
        booking_id=booking.id,
        details=f"{chosen.value.replace('_', ' ')}{sum_of}: {told}",
        now=now,
    )


def preview_decision(
    session: Session, caller: Caller | None, booking_id: str, outcome: str, *, refund: str = "", now: datetime
) -> Decision:
    """What `decide` would do to the money, changing nothing. Raises the same Problems."""
    viewer.operator(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"))
    chosen = _chosen(outcome)
    _check_may(booking, payment, EVENTS[chosen], Actor.OPERATOR, now)
    back = _back(booking, payment, chosen, refund)
    money = cases.refund_settlement(price_of(booking), at_stake(booking, payment), back)
    with_mentor = Money(payment.transferred_minor - payment.reversed_minor, booking.currency)
    beyond = with_mentor - money.share
    return Decision(money, beyond if beyond.minor > 0 else Money(0, booking.currency))


def _chosen(outcome: object) -> Outcome:
    return Outcome(inputs.choice(outcome, cases.REFUNDS, "outcome"))


def _back(booking: Booking, payment: Payment, outcome: Outcome, typed: object) -> Money:
    """What goes back by this outcome. Raises a `Problem` for a part that cannot."""
    stake = at_stake(booking, payment)
    if outcome is not Outcome.PART_REFUND:
        return stake if outcome is Outcome.FULL_REFUND else Money(0, booking.currency)
    try:
        refund = from_major(inputs.amount(typed, "refund"), booking.currency)
    except Problem as problem:
        text = "Please write the sum like 30 or 29.50, without other signs."
        raise invalid("bad_part", text, "refund") from problem
    cases.check_part(PaymentState(payment.state), stake, refund)
    return refund


def _check_may(booking: Booking, payment: Payment, event: Event, actor: Actor, now: datetime) -> None:
    around = circumstances(booking, payment, now)
    if process.find(event, actor, position(booking, payment), around) is None:
        at_bank = disputes.why_not_refunded(PaymentState(payment.state)) if event in GIVES_BACK else None
        if at_bank is not None:
            raise at_bank
        raise conflict("not_now", "That is not possible (any more): the booking has changed. Please look again.")


def _check_reportable(session: Session, booking: Booking, payment: Payment, now: datetime) -> None:
    """Raise a `Problem` that says why, where the reason is not that the booking is somewhere else."""
    if booking.state not in groups.CONFIRMED | groups.COMPLETED:
        return
    if now < reportable_from(booking.starts_at, booking.ends_at):
        raise conflict("too_early", "A problem can be reported once the session has begun.")
    if booking.hearing == Hearing.DECIDED:
        raise conflict("already_decided", "Thoughtcloud has decided about this session already.")
    if now >= problems.reportable_until(booking.ends_at):
        raise conflict("too_late", "A problem can be reported until 72 hours after the end, and they are over.")
    if at_bank := disputes.why_not_reported(PaymentState(payment.state)):
        raise at_bank
    if payment.state == PaymentState.REFUNDED:
        raise conflict("nothing_paid", "All that was paid for this session has been refunded already.")
    if PaymentState(payment.state) not in groups.HOLDING | groups.TAKEN | groups.UNSECURED:
        raise conflict("nothing_paid", "Nothing is reserved or paid for this session, so nothing can be refunded.")
    check_number(session, booking)
