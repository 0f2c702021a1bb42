"""One side's wish to move a session: the booking locked, and every question that the wish has to answer."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from thoughtcloud.core import policy, process
from thoughtcloud.core.errors import Problem, SlotTaken, conflict, invalid, not_found
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.slots import nearest
from thoughtcloud.core.states import Actor, BookingState, Event, MoveState
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store import calendar, claims, moves, plans
from thoughtcloud.store.advance import advance, agreed, circumstances, load, position
from thoughtcloud.store.calendar import Wanted
from thoughtcloud.store.tables import Booking, Mentor, Move, Payment, Person


def free_starts(session: Session, booking: Booking, payment: Payment, *, now: datetime) -> tuple[datetime, ...]:
    """Every other start on offer that the booking can be moved to (aware UTC, ascending)."""
    wanted = Wanted(booking.mentor_id, booking.minutes, leaving=frozenset({booking.id}))
    last = policy.latest_end(now) - timedelta(minutes=booking.minutes)
    found = calendar.starts(session, [wanted], now=now)[0]
    return tuple(start for start in found if start <= last and start != booking.starts_at)


def may_move_alone(booking: Booking, *, now: datetime) -> bool:
    """Whether the mentee needs nobody's consent: as long as cancelling costs nothing."""
    return now < booking.starts_at and agreed(booking).is_free(now)


def check_movable(session: Session, booking: Booking, payment: Payment, role: Actor, *, now: datetime) -> None:
    """Raise a `Problem` not_now or too_many_moves if nobody can move the booking any more."""
    if process.find(Event.MOVED, role, position(booking, payment), circumstances(booking, payment, now)) is None:
        raise conflict("not_now", "This session can no longer be moved.")
    if moves.made(session, booking.id) >= policy.MOST_MOVES:
        often = f"This session has been moved {policy.MOST_MOVES} times. It cannot be moved again."
        raise conflict("too_many_moves", often)


class Wish:
    """One side's wish about a booking that is locked, and every question it has to answer."""

    def __init__(self, session: Session, caller: Caller | None, booking_id: object, now: datetime) -> None:
        self.session, self.person, self.now = session, signed_in(caller), now
        reference = inputs.reference(booking_id, "booking")
        booking, _ = load(session, reference)
        self.role = side_of(self.person, booking)
        # One mentee's bookings are made and moved one after the other, so that no two come to overlap.
        asked = select(Person.id).where(Person.id == booking.mentee_id).with_for_update(key_share=True)
        session.exec(asked).one()
        self.booking, self.payment = load(session, reference, lock=True)

    def check(self, seen: object) -> None:
        """Raise a `Problem` unless the booking can be moved now and is where the caller saw it."""
        check_movable(self.session, self.booking, self.payment, self.role, now=self.now)
        if type(seen) is not int or seen != self.booking.sequence:
            raise conflict("moved_meanwhile", "The session has been moved meanwhile. Please look again.")

    def check_open(self, proposal: Move) -> None:
        """Raise a `Problem` unless the proposal still waits for its answer."""
        gone = proposal.answer_by is None or self.now >= proposal.answer_by
        if proposal.state != MoveState.OPEN or gone:
            raise conflict("not_open", "This proposal is not open any more. Please look again.")
        check_movable(self.session, self.booking, self.payment, self.role, now=self.now)

    def check_patience(self) -> None:
        """Raise a `Problem` too_many_proposals for a side that has asked often enough: each one writes a mail."""
        if moves.proposed(self.session, self.booking.id, self.role) >= policy.MOST_PROPOSALS:
            text = f"You have asked {policy.MOST_PROPOSALS} times. Please settle it in a note, or cancel."
            raise conflict("too_many_proposals", text)

    def check_start(self, start: datetime) -> None:
        """Raise a `Problem` for the old start, for one that is over, and for one too far ahead."""
        if start == self.booking.starts_at:
            raise conflict("same_time", "The session is at that time already.")
        if start <= self.now:
            raise invalid("past", "That time is over. Please choose a later one.", "start")
        if start + timedelta(minutes=self.booking.minutes) > policy.latest_end(self.now):
            raise conflict("too_far", "That is more than a year ahead. Please choose an earlier time.")

    def check_mentee(self, start: datetime) -> None:
        """Raise a `Problem` own_overlap if the mentee has another session then."""
        if self._mentee_is_busy(start):
            yours = self.role is Actor.MENTEE
            text = "You already have a session at that time." if yours else "Your mentee is busy at that time."
            raise conflict("own_overlap", text)

    def check_on_offer(self, start: datetime) -> None:
        """Raise `SlotTaken` with the nearest free starts unless the start is on offer now."""
        plans.lock(self.session, self.booking.mentor_id)
        free = free_starts(self.session, self.booking, self.payment, now=self.now)
        if start not in free:
            raise SlotTaken("That time is not free any more.", nearest(free, start))

    def check_unclaimed(self, start: datetime) -> None:
        """Raise `SlotTaken` with the nearest free starts if another booking stands in the way."""
        plans.lock(self.session, self.booking.mentor_id)
        end = start + timedelta(minutes=self.booking.minutes)
        if claims.busy(self.session, self.booking.mentor_id, start, end, without=self.booking.id):
            raise self._taken(start)

    def keeps_rules(self, start: datetime) -> bool:
        """Whether the mentor's buffers, limits, calendars of elsewhere and pause leave room for the session then.

        Neither hours nor notice are asked: a mentor may name any time.
        """
        return not self._is_paused() and calendar.has_room(self.session, self.booking, start)

    def check_still_suits(self, proposal: Move, start: datetime) -> None:
        """Raise `SlotTaken`, its code slot_taken or paused, if the mentor's rules have come to close the start.

        A mentor who says yes to a wish overrules them knowingly, and so did one who named the time against them;
        a proposal of the mentor's that kept to them is not to break what they have set or agreed to since.
        """
        kept = proposal.by == Actor.MENTOR and moves.was_within_rules(self.session, proposal.id, start)
        if not kept or self.keeps_rules(start):
            return
        if self._is_paused():
            text = "Your mentor takes no bookings at the moment. The session stays where it is."
            raise SlotTaken(text, code="paused")
        free = free_starts(self.session, self.booking, self.payment, now=self.now)
        raise SlotTaken("That time does not suit your mentor any more.", nearest(free, start))

    def named(self, move_id: object) -> Move:
        """The move of this booking by its id. Raises `Problem` not_found."""
        found = self.session.get(Move, inputs.reference(move_id, "proposal"), populate_existing=True)
        if found is None or found.booking_id != self.booking.id:
            raise not_found("proposal")
        return found

    def made_already(self, start: datetime) -> str | None:
        """The id of the caller's own move that brought the booking to this start, if it was the last one."""
        asked = select(Move).where(Move.booking_id == self.booking.id, Move.state == MoveState.MADE)
        last = self.session.exec(asked.order_by(col(Move.closed_at).desc(), col(Move.id)).limit(1)).first()
        same = last is not None and last.by == self.role and last.to_start == start == self.booking.starts_at
        return last.id if last is not None and same else None

    def make(self, made: Move, start: datetime, *, keep_terms: bool = False) -> None:
        """Move the session. Raises `SlotTaken` if another claim was faster."""
        old = self.booking.terms_start or self.booking.starts_at
        try:
            with self.session.begin_nested():
                self.happen(Event.MOVED, made, start)
                self.session.flush()
        except Problem as problem:
            if problem.code != "slot_taken":
                raise
            raise self._taken(start) from problem
        self.booking.terms_start = old if keep_terms else None
        self.session.add(self.booking)

    def happen(self, event: Event, about: Move, to: datetime | None = None) -> None:
        """Let the event happen to the booking, by the caller."""
        person_id = self.person.person_id
        happened = Happened(event, self.role, self.now, person_id=person_id, move_id=about.id, moved_to=to)
        advance(self.session, self.booking.id, happened)

    def _is_paused(self) -> bool:
        return plans.read_one(self.session, self.booking.mentor_id).plan.is_paused(self.now)

    def _taken(self, start: datetime) -> SlotTaken:
        free = free_starts(self.session, self.booking, self.payment, now=self.now)
        return SlotTaken("Another session has been booked at that time.", nearest(free, start))

    def _mentee_is_busy(self, start: datetime) -> bool:
        """Whether the mentee learns or teaches elsewhere at that time."""
        end = start + timedelta(minutes=self.booking.minutes)
        asked = select(Booking.id).where(
            Booking.mentee_id == self.booking.mentee_id,
            Booking.id != self.booking.id,
            col(Booking.starts_at) > start - policy.LONGEST_SESSION,
            col(Booking.starts_at) < end,
            col(Booking.ends_at) > start,
            col(Booking.state).in_((BookingState.HELD, BookingState.CONFIRMED)),
        )
        if self.session.exec(asked).first() is not None:
            return True
        teaches = self.session.exec(select(Mentor.id).where(Mentor.person_id == self.booking.mentee_id)).first()
        return teaches is not None and bool(claims.busy(self.session, teaches, start, end))


def side_of(person: Caller, booking: Booking) -> Actor:
    """Which side of the booking the caller is. Raises `Problem` not_found for neither."""
    if person.person_id == booking.mentee_id:
        return Actor.MENTEE
    if person.mentor_id is not None and person.mentor_id == booking.mentor_id:
        return Actor.MENTOR
    raise not_found("booking")

