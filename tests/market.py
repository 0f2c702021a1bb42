"""A small marketplace made by the use cases themselves: people, a mentor with an offer, and bookings of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlmodel import Session

from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.plans import Range
from thoughtcloud.core.states import Actor, Event, Position
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import accounts, availability, bookings, mentors
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import Profile
from thoughtcloud.store.advance import advance, load, position
from thoughtcloud.store.tables import Booking, Mentor, Payment, Person
from thoughtcloud.store.unit import Database

# A Monday, early.
NOW = datetime(2026, 11, 23, 3, 7, tzinfo=UTC)
EVERY_DAY = tuple(Range(weekday, 8 * 60, 20 * 60) for weekday in range(7))
PROFILE = Profile(
    name="Amara Okafor",
    headline="Staff engineer who grows teams",
    about="I have led platform teams for ten years and love to help others find their own way.",
    topics=("Python", "Leadership"),
    languages=("English", "Igbo"),
    country="DE",
    zone="Europe/Berlin",
    room_url="https://meet.example.com/amara",
)
# Argon2 is slow on purpose: people of tests share one hash.
PASSWORD = "a quiet morning by the sea"


def hours(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Range, ...]:
    """The weekly hours of a mentor's plan."""
    return availability.plan(session, caller, now=now).plan.hours


def set_hours(session: Session, caller: Caller | None, *, ranges: Any, now: datetime) -> None:
    """Change the weekly hours of a mentor's plan and leave the rest of it."""
    kept = availability.plan(session, caller, now=now)
    whole = tuple(ranges) if isinstance(ranges, list) else ranges
    availability.replace_plan(session, caller, plan=replace(kept.plan, hours=whole), seen=kept.version, now=now)


@dataclass
class Market:
    """The hands of everybody who acts in a test. `now` is moved by hand."""

    db: Database
    now: datetime = NOW
    numbers: Any = field(default_factory=lambda: count(1))

    def person(self, name: str = "Maya", *, operator: bool = False) -> Caller:
        """Somebody with an account, without the cost of hashing a password."""
        number = next(self.numbers)
        row = Person(
            email=f"{name.lower()}{number}@example.com", name=name, password_hash="none",
            zone="Asia/Kolkata", is_operator=operator, created_at=self.now,
        )  # fmt: skip
        with self.db.unit_of_work() as session:
            session.add(row)
        return Caller(row.id, row.name, row.email, row.zone, row.locale, None, None, operator)

    def mentor(self, name: str = "Amara Okafor", **changes: Any) -> Caller:
        """Somebody whose page is published, open every day from 8 to 20 in Berlin; without an offer of theirs."""
        person = self.person(name.split()[0])
        profile = replace(PROFILE, name=name, **changes)
        with self.db.unit_of_work() as session:
            mentor_id = mentors.become_mentor(session, person, profile=profile, now=self.now)
            row = session.get_one(Mentor, mentor_id)
            caller = replace(person, mentor_id=mentor_id, mentor_slug=row.slug)
            set_hours(session, caller, ranges=EVERY_DAY, now=self.now)
            row.published = True
            session.add(row)
        return caller

    def offer(
        self,
        mentor: Caller,
        minutes: int = 60,
        price: str = "80",
        currency: str = "eur",
        terms: str = ReadyMade.FLEXIBLE,
    ) -> str:
        """Something on offer."""
        with self.db.unit_of_work() as session:
            return mentors.add_offer(
                session, mentor, title=f"{minutes} minutes of advice", description="", minutes=minutes,
                price=price, currency=currency, terms=terms, now=self.now,
            )  # fmt: skip

    def slots(self, offer_id: str) -> tuple[datetime, ...]:
        """What can be booked now."""
        with self.db.reading() as session:
            return availability.slots(session, offer_id, now=self.now)

    def hold(self, mentee: Caller | None, offer_id: str, starts_at: datetime, **changes: Any) -> str:
        """The mentee holds a slot."""
        asked: dict[str, Any] = {
            "offer_id": offer_id,
            "starts_at": starts_at,
            "mentee_zone": "Asia/Kolkata",
            "brief": "How do I grow?",
            "fee_percent": Decimal(15),
            "release_after_hours": 0,
        }
        with self.db.unit_of_work() as session:
            return bookings.hold(session, mentee, **{**asked, **changes}, now=self.now)

    def confirmed(self, mentee: Caller, offer_id: str, starts_at: datetime) -> str:
        """A held slot that Stripe has authorised."""
        booking_id = self.hold(mentee, offer_id, starts_at)
        self.authorized(booking_id)
        return booking_id

    def tell(self, booking_id: str, event: Event, actor: Actor = Actor.STRIPE, **named: Any) -> bool:
        """Let an event happen; whether it moved anything."""
        with self.db.unit_of_work() as session:
            return advance(session, booking_id, Happened(event, actor, self.now, **named)).moved

    def authorized(self, booking_id: str) -> bool:
        """Stripe says that the card holds the price."""
        facts = PaymentFacts(intent_id=f"pi_{booking_id}", card="Visa •••• 4242")
        return self.tell(booking_id, Event.CARD_AUTHORIZED, stripe_object=f"pi_{booking_id}", facts=facts)

    def captured(self, booking_id: str) -> bool:
        """Stripe says that the card was charged."""
        total = self.total(booking_id)
        facts = PaymentFacts(charge_id=f"ch_{booking_id}", captured_minor=total.minor)
        return self.tell(
            booking_id, Event.PAYMENT_CAPTURED, stripe_object=f"ch_{booking_id}", amount=total, facts=facts
        )

    def transferred(self, booking_id: str) -> bool:
        """Stripe says that the share was sent."""
        booking, _ = self.rows(booking_id)
        share = Money(booking.price_minor - booking.fee_minor, booking.currency)
        facts = PaymentFacts(transfer_id=f"tr_{booking_id}", transferred_minor=share.minor)
        return self.tell(
            booking_id, Event.SHARE_TRANSFERRED, stripe_object=f"tr_{booking_id}", amount=share, facts=facts
        )

    def total(self, booking_id: str) -> Money:
        """The price that was agreed."""
        booking, _ = self.rows(booking_id)
        return Money(booking.price_minor, booking.currency)

    def rows(self, booking_id: str) -> tuple[Booking, Payment]:
        """The rows as they are."""
        with self.db.reading() as session:
            return load(session, booking_id)

    def position(self, booking_id: str) -> Position:
        """Where the booking stands."""
        return position(*self.rows(booking_id))

    def pass_time(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def signed_up(self, email: str = "mia@example.com", password: str = PASSWORD) -> str:
        """Somebody with a real password; their id."""
        with self.db.unit_of_work() as session:
            return accounts.sign_up(
                session, name="Mia", email=email, password=password, zone="Europe/Berlin", locale="de",
                now=self.now,
            )  # fmt: skip
