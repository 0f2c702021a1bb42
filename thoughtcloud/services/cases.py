"""Saying that the other side did not come, answering that, and deciding it: every check before `store.advance`."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from thoughtcloud.core import cases, process
from thoughtcloud.core.absence import ANSWER_TIME, reportable_from, reportable_until
from thoughtcloud.core.audit import Act
from thoughtcloud.core.cases import Cause, Outcome, Settlement
from thoughtcloud.core.errors import conflict
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, BookingState, Event
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store import audit
from thoughtcloud.store.advance import advance, circumstances, load, position, price_of, staying
from thoughtcloud.store.tables import Booking, Case, Payment
from thoughtcloud.store.views import attendance, viewer
from thoughtcloud.store.views.attendance import Attended

_EVENTS = {
    Outcome.COMPLETED: Event.DECIDED_COMPLETED,
    Outcome.MENTEE_ABSENT: Event.DECIDED_MENTEE_ABSENT,
    Outcome.MENTOR_ABSENT: Event.DECIDED_MENTOR_ABSENT,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a report would do, before it is made.

    `money` if it stands; `answer_by` until when the other side may object. `other` says that they did open the
    room; None when they did not.
    """

    absent: Actor
    money: Settlement
    answer_by: datetime
    other: Attended | None


def report(session: Session, caller: Caller | None, booking_id: str, *, words: str, now: datetime) -> None:
    """Say, as mentee or mentor, that the other side did not come.

    Where the other side has said so of the caller, both stand against each other and an operator decides. Raises
    `Problem` not_found for a stranger, too_early, too_late, not_now, too_many_reports, or for too much text.
    """
    booking, _ = of_side(session, caller, booking_id)
    side, told = viewer.side(caller, booking), said(words)
    _check_reportable(session, booking, now)
    happen(session, caller, booking, Event.NO_SHOW_REPORTED, side, told, now)


def preview_report(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> Report:
    """What `report` would do, changing nothing. Raises the same Problems."""
    booking, payment = of_side(session, caller, booking_id, lock=False)
    side = viewer.side(caller, booking)
    _check_reportable(session, booking, now)
    around = circumstances(booking, payment, now)
    if process.find(Event.NO_SHOW_REPORTED, side, position(booking, payment), around) is None:
        raise conflict("not_now", "That is no longer possible: the booking has changed. Please look again.")
    absent = cases.reported_by(side).absent
    there = {one.side: one for one in attendance.of(session, booking)}
    return Report(absent, settlement(booking, payment, _as_outcome(absent)), now + ANSWER_TIME, there.get(absent))


def withdraw(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """Take one's own report back, while nobody has answered it. Raises `Problem` not_found or not_now."""
    booking, _ = of_side(session, caller, booking_id)
    happen(session, caller, booking, Event.NO_SHOW_WITHDRAWN, viewer.side(caller, booking), "", now)


def admit(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """Agree, as the side that is said not to have come: it is carried out at once. Raises as `withdraw` does."""
    booking, _ = of_side(session, caller, booking_id)
    happen(session, caller, booking, Event.NO_SHOW_ADMITTED, viewer.side(caller, booking), "", now)


def preview_admission(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> Settlement:
    """What `admit` would do to the money, changing nothing. Raises the same Problems."""
    booking, payment = of_side(session, caller, booking_id, lock=False)
    side = viewer.side(caller, booking)
    around = circumstances(booking, payment, now)
    if process.find(Event.NO_SHOW_ADMITTED, side, position(booking, payment), around) is None:
        raise conflict("not_now", "That is no longer possible: the booking has changed. Please look again.")
    return settlement(booking, payment, _as_outcome(side))


def object_to(session: Session, caller: Caller | None, booking_id: str, *, words: str, now: datetime) -> None:
    """Say, as the side that is said not to have come, that one was there: an operator decides.

    Raises `Problem` not_found, not_now, or for no or too much text.
    """
    booking, _ = of_side(session, caller, booking_id)
    told = said(words, least=1)
    happen(session, caller, booking, Event.NO_SHOW_OBJECTED, viewer.side(caller, booking), told, now)


def decide(
    session: Session, caller: Caller | None, booking_id: str, outcome: str, *, reason: str, now: datetime
) -> None:
    """Decide a case as an operator, with a reason that both sides read.

    Raises `Problem` signed_out or forbidden, not_found, not_now when it is not (or no longer) to be decided, or
    for no reason given.
    """
    person = viewer.operator(caller)
    booking, _ = load(session, inputs.reference(booking_id, "booking"), lock=True)
    chosen = Outcome(inputs.choice(outcome, cases.DECISIONS, "outcome"))
    told = said(reason, "reason", least=1)
    happen(session, caller, booking, _EVENTS[chosen], Actor.OPERATOR, told, now)
    audit.write(
        session,
        Act.CASE_DECIDED,
        person.person_id,
        booking_id=booking.id,
        details=f"{chosen.value.replace('_', ' ')}: {told}",
        now=now,
    )


def preview_decision(
    session: Session, caller: Caller | None, booking_id: str, outcome: str, *, now: datetime
) -> Settlement:
    """What `decide` would do to the money, changing nothing. Raises the same Problems."""
    viewer.operator(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"))
    chosen = Outcome(inputs.choice(outcome, cases.DECISIONS, "outcome"))
    around = circumstances(booking, payment, now)
    if process.find(_EVENTS[chosen], Actor.OPERATOR, position(booking, payment), around) is None:
        raise conflict("not_now", "This case is not waiting for a decision any more. Please look again.")
    return settlement(booking, payment, chosen)


def settlement(booking: Booking, payment: Payment, outcome: Outcome) -> Settlement:
    """The exact sums of an outcome for this booking."""
    there = staying(booking, payment)
    return cases.settlement(outcome, position(booking, payment).payment, price_of(booking), there)


def _as_outcome(absent: Actor) -> Outcome:
    return Outcome.MENTEE_ABSENT if absent is Actor.MENTEE else Outcome.MENTOR_ABSENT


def of_side(
    session: Session, caller: Caller | None, booking_id: object, *, lock: bool = True
) -> tuple[Booking, Payment]:
    """The booking, for one of its two sides. Raises `Problem` signed_out or not_found."""
    signed_in(caller)
    booking, payment = load(session, inputs.reference(booking_id, "booking"), lock=lock)
    viewer.side(caller, booking)
    return booking, payment


def _check_reportable(session: Session, booking: Booking, now: datetime) -> None:
    """Raise a `Problem` that says why, where the reason is the time or the number of reports."""
    if booking.state != BookingState.CONFIRMED:
        return
    begins = reportable_from(booking.starts_at, booking.ends_at)
    if now < begins:
        minutes = int((begins - booking.starts_at).total_seconds() // 60)
        raise conflict("too_early", f"Please give them {minutes} minutes after the start before you report that.")
    if now >= reportable_until(booking.ends_at):
        raise conflict("too_late", "That can be reported until 24 hours after the end, and they are over.")
    check_number(session, booking)


def check_number(session: Session, booking: Booking) -> None:
    """Raise `Problem` too_many_reports where reports were made and taken back again and again."""
    made = select(func.count()).select_from(Case).where(Case.booking_id == booking.id)
    if session.exec(made).one() >= cases.MOST_CASES:
        raise conflict("too_many_reports", "This was reported and taken back several times. Please write to us.")


def said(value: object, field: str = "words", *, least: int = 0) -> str:
    """What somebody wrote. Raises a `Problem` for no text, or too little or too much of it."""
    return inputs.paragraphs(value, field, least=least, most=cases.LONGEST_WORDS)


def happen(
    session: Session,
    caller: Caller | None,
    booking: Booking,
    event: Event,
    actor: Actor,
    words: str,
    now: datetime,
    *,
    cause: Cause | None = None,
    refund: Money | None = None,
) -> None:
    """Let it happen to the booking by the caller, or raise why not."""
    person_id = signed_in(caller).person_id
    happened = Happened(event, actor, now, person_id=person_id, words=words, cause=cause, refund=refund)
    advance(session, booking.id, happened)
