"""One mentee's slots that are held or booked: which are still at the payment page, and what stands in the way."""

from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core import policy
from thoughtcloud.core.errors import Problem, conflict
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.process.groups import CLOSING
from thoughtcloud.core.states import Actor, BookingState, Event
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Booking, History, Offer

# Pages that are being closed do not count as open, but nobody may have many of them at once either.
MOST_CLOSING = 2 * policy.OPEN_HOLDS


class OpenHolds:
    """The coming bookings of one mentee that are held or confirmed, as the unit of work found them."""

    def __init__(self, session: Session, person_id: str, now: datetime) -> None:
        self.session, self.person_id, self.now = session, person_id, now
        # The longest session bounds how long ago one that is not over can have begun.
        asked = select(Booking).where(
            Booking.mentee_id == person_id,
            col(Booking.starts_at) > now - policy.LONGEST_SESSION,
            col(Booking.ends_at) > now,
            col(Booking.state).in_((BookingState.HELD, BookingState.CONFIRMED)),
        )
        self.all = list(session.exec(asked))
        self.held = [booking for booking in self.all if booking.state == BookingState.HELD]
        self.closing = self._closing()

    def same(self, offer: Offer, starts_at: datetime) -> str | None:
        """The booking that already holds this offer at this start. Raises `Problem` still_closing."""
        for booking in self.held:
            if booking.offer_id == offer.id and booking.starts_at == starts_at:
                if booking.id in self.closing:
                    raise _still_closing()
                return booking.id
        return None

    def leave_others(self, offer: Offer, starts_at: datetime) -> tuple[str, ...]:
        """Leave every hold with the offer's mentor but the open one of this slot; the ids of all left."""
        left = [
            booking
            for booking in self.held
            if booking.mentor_id == offer.mentor_id
            and (booking.id in self.closing or (booking.offer_id, booking.starts_at) != (offer.id, starts_at))
        ]
        for booking in left:
            self.leave(booking)
        return tuple(booking.id for booking in left)

    def leave(self, booking: Booking) -> None:
        """The mentee leaves the payment page; nothing if they had, or if the booking is no longer held."""
        if booking.state == BookingState.HELD and booking.id not in self.closing:
            happened = Happened(Event.CHECKOUT_LEFT, Actor.MENTEE, self.now, person_id=self.person_id)
            advance(self.session, booking.id, happened)
            self.closing.add(booking.id)

    def overlaps(self, booking: Booking) -> bool:
        """Whether a session in the calendar runs at the same time. Raises `Problem` still_closing."""
        meanwhile = [
            one for one in self.all if one.starts_at < booking.ends_at and booking.starts_at < one.ends_at
        ]
        if any(one.id in self.closing for one in meanwhile):
            raise _still_closing()
        return bool(meanwhile)

    def with_mentor(self, mentor_id: str) -> frozenset[str]:
        """The holds that are left when another one with this mentor is wanted."""
        return frozenset(booking.id for booking in self.held if booking.mentor_id == mentor_id)

    def stays_at(self, start: datetime, end: datetime, leaving: frozenset[str]) -> bool:
        """Whether a session runs in that span of instants that is not among those that leave."""
        staying = (one for one in self.all if one.id not in leaving and one.id not in self.closing)
        return any(one.starts_at < end and start < one.ends_at for one in staying)

    def check_room(self) -> None:
        """Raise a `Problem` too_many_holds when no further payment page may be opened."""
        if len(self.held) - len(self.closing) >= policy.OPEN_HOLDS or len(self.closing) >= MOST_CLOSING:
            raise conflict(
                "too_many_holds", "You have several payments open already. Finish or leave one of them first."
            )

    def _closing(self) -> set[str]:
        ids = [booking.id for booking in self.held]
        asked = select(History.booking_id).where(col(History.booking_id).in_(ids), col(History.event).in_(CLOSING))
        return set(self.session.exec(asked)) if ids else set()


def _still_closing() -> Problem:
    return conflict(
        "still_closing", "Your earlier payment page for that time is being closed. Please try again in a moment."
    )
