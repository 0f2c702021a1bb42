"""The stage of the demo marketplace: each thing a person does in it, done through the application's own use cases.

Nothing is inserted behind their backs, so that every cent here equals what the sandbox says. Two things have no
use case and are written down as such: who is an operator, and which mentors are shown first.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session, col, func, select

from thoughtcloud.core.cases import Cause
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.plans import Plan
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs import deadlines, runner
from thoughtcloud.jobs.demo import cast
from thoughtcloud.jobs.demo.accounts import PASSWORD
from thoughtcloud.jobs.demo.cast import Mentor, Setup
from thoughtcloud.jobs.demo.sandbox_console import SandboxConsole
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments import checkout, connect, payouts
from thoughtcloud.payments.sync import sync_booking
from thoughtcloud.services import (
    accounts,
    availability,
    bookings,
    mentors,
    move_choice,
    moves,
    problems,
    sessions,
)
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import Profile
from thoughtcloud.store import tables
from thoughtcloud.store.tables import LedgerEntry, Payout

# Where people's browsers would be while they do all this.
SOURCE = "127.0.0.1"
LOCALE = "en-GB"
# Stripe's test account numbers for banks that accept payouts (docs.stripe.com/connect/testing).
BANKS = {"US": "000123456789", "GB": "GB82WEST12345698765432", "JP": "0001234"}
IBAN = "DE89370400440532013000"


class Stage:
    """The marketplace at one simulated instant, `now` (aware UTC); callers and offers by e-mail address."""

    def __init__(self, platform: Platform, console: SandboxConsole) -> None:
        self.now = platform.now()
        self._platform = Platform(platform.settings, platform.db, platform.gateway, lambda: self.now)
        self._console = console
        self._tokens: dict[str, str] = {}
        self._callers: dict[str, Caller] = {}
        self.offers: dict[str, tuple[str, ...]] = {}

    def go_to(self, at: datetime) -> None:
        """Let it be `at`, here and in the sandbox."""
        self.now = at
        self._console.move_to(at)

    # -- people ------------------------------------------------------------------------------------------------

    def join(self, person: cast.Person) -> None:
        """Somebody signs up and stays signed in."""
        with self._platform.db.unit_of_work() as session:
            person_id = accounts.sign_up(
                session,
                name=person.name,
                email=person.email,
                password=PASSWORD,
                zone=person.zone,
                locale=LOCALE,
                now=self.now,
            )
            self._tokens[person.email] = accounts.open_sign_in(
                session, person_id, password=PASSWORD, source=SOURCE, now=self.now
            )
        self._recognise(person.email)

    def appoint_operator(self, person: cast.Person) -> None:
        """Somebody signs up who runs the marketplace."""
        self.join(person)
        with self._platform.db.unit_of_work() as session:
            session.get_one(tables.Person, self._callers[person.email].person_id).is_operator = True
        self._recognise(person.email)

    def leave_everybody(self) -> None:
        """Everybody signs out."""
        with self._platform.db.unit_of_work() as session:
            for token in self._tokens.values():
                accounts.sign_out(session, token, now=self.now)
        self._tokens.clear()

    def _recognise(self, email: str) -> None:
        with self._platform.db.reading() as session:
            self._callers[email] = accounts.signed_in(accounts.who(session, self._tokens[email], now=self.now))

    # -- mentors -----------------------------------------------------------------------------------------------

    def open_page(self, mentor: Mentor, plan: Plan) -> None:
        """Somebody signs up, writes their page, plans their time, makes offers, and publishes it."""
        email = mentor.person.email
        self.join(mentor.person)
        with self._as(email) as (session, caller):
            mentors.become_mentor(session, caller, profile=_profile(mentor), now=self.now)
        self._recognise(email)
        with self._as(email) as (session, caller):
            availability.replace_plan(session, caller, plan=plan, seen=0, now=self.now)
            self.offers[email] = self._add_offers(session, caller, mentor)
            mentors.publish(session, caller, now=self.now)
            session.get_one(tables.Mentor, str(caller.mentor_id)).featured_rank = mentor.featured
        self._set_up_payouts(mentor)

    def _add_offers(self, session: Session, caller: Caller, mentor: Mentor) -> tuple[str, ...]:
        return tuple(
            mentors.add_offer(
                session,
                caller,
                title=service.title,
                description=service.description,
                minutes=service.minutes,
                price=service.price,
                currency=mentor.currency,
                terms=mentor.terms,
                now=self.now,
            )
            for service in mentor.services
        )

    def _set_up_payouts(self, mentor: Mentor) -> None:
        if mentor.setup is Setup.NONE:
            return
        platform, caller = self._platform, self._callers[mentor.person.email]
        mentor_id = str(caller.mentor_id)
        public_url = platform.settings.public_url
        connect.onboarding_url(platform.db, platform.gateway, public_url, mentor_id, caller.person_id, self.now)
        with platform.db.reading() as session:
            account_id = str(session.get_one(tables.Mentor, mentor_id).account_id)
        self._console.onboard(
            account_id,
            name=mentor.person.name,
            country=mentor.country,
            bank=BANKS.get(mentor.country, IBAN),
            with_bank=mentor.setup is Setup.FINISHED,
        )
        connect.sync_account(platform.db, platform.gateway, mentor_id, self.now)

    # -- bookings ----------------------------------------------------------------------------------------------

    def free_starts(self, mentor: str, service: int) -> tuple[datetime, ...]:
        """When a service can be booked now."""
        with self._platform.db.reading() as session:
            return availability.slots(session, self.offers[mentor][service], now=self.now)

    def hold(self, mentee: str, mentor: str, service: int, starts_at: datetime, brief: str) -> str:
        """A mentee takes a slot and is sent to the payment page; the booking's id."""
        platform = self._platform
        with self._as(mentee) as (session, caller):
            booking_id = bookings.hold(
                session,
                caller,
                offer_id=self.offers[mentor][service],
                starts_at=starts_at,
                mentee_zone=caller.zone,
                brief=brief,
                fee_percent=platform.settings.platform_fee_percent,
                release_after_hours=platform.settings.release_after_hours,
                now=self.now,
            )
        checkout.open_checkout(
            platform.db, platform.gateway, platform.settings.public_url, booking_id, caller.person_id, self.now
        )
        return booking_id

    def pay(self, booking_id: str, card: str) -> bool:
        """The mentee enters a card and comes back from the payment page; False when the bank declined it."""
        platform = self._platform
        with platform.db.reading() as session:
            checkout_id = session.get_one(tables.Payment, booking_id).checkout_id
        paid = self._console.pay(str(checkout_id), card)
        sync_booking(platform.db, platform.gateway, booking_id, self.now)
        return paid

    def leave(self, mentee: str, booking_id: str) -> None:
        """The mentee leaves the payment page unpaid."""
        self._do(
            mentee, booking_id, lambda session, caller: bookings.leave(session, caller, booking_id, now=self.now)
        )

    def complete(self, mentor: str, booking_id: str) -> None:
        """The mentor marks the session completed."""
        self._do(
            mentor,
            booking_id,
            lambda session, caller: sessions.complete(session, caller, booking_id, now=self.now),
        )

    def call_off(self, email: str, booking_id: str, role: Actor) -> None:
        """Somebody cancels the session."""
        self._do(
            email,
            booking_id,
            lambda session, caller: self._cancel(session, caller, booking_id, role),
        )

    def complain(self, mentee: str, booking_id: str, words: str) -> None:
        """The mentee says what went wrong."""
        self._do(
            mentee,
            booking_id,
            lambda session, caller: problems.report(
                session, caller, booking_id, cause=Cause.NOT_AS_OFFERED, words=words, now=self.now
            ),
        )

    def answer(self, mentor: str, booking_id: str, words: str) -> None:
        """The mentor tells their side of it."""
        self._do(
            mentor,
            booking_id,
            lambda session, caller: problems.answer(session, caller, booking_id, words=words, now=self.now),
        )

    def other_starts(self, email: str, booking_id: str) -> tuple[datetime, ...]:
        """Where the session could be moved to now."""
        with self._platform.db.reading() as session:
            return move_choice.of(session, self._callers[email], booking_id, now=self.now).starts

    def move(self, mentee: str, booking_id: str, to: datetime) -> None:
        """The mentee moves the session."""
        with self._as(mentee) as (session, caller):
            seen = session.get_one(tables.Booking, booking_id).sequence
            moves.move(session, caller, booking_id, to=to, seen=seen, now=self.now)

    def propose(self, mentor: str, booking_id: str, times: Sequence[datetime], note: str) -> None:
        """The mentor proposes other times for the session."""
        with self._as(mentor) as (session, caller):
            seen = session.get_one(tables.Booking, booking_id).sequence
            moves.propose(session, caller, booking_id, times=times, note=note, seen=seen, now=self.now)

    def _cancel(self, session: Session, caller: Caller, booking_id: str, role: Actor) -> None:
        """Cancel after having read what it costs."""
        told = bookings.preview(session, caller, booking_id, role, now=self.now)
        reason = "The mentee wrote that it did not help them." if role is Actor.OPERATOR else ""
        bookings.cancel(
            session, caller, booking_id, role, seen_fee_minor=told.fee.minor, reason=reason, now=self.now
        )

    # -- what runs without a click -----------------------------------------------------------------------------

    def tick(self) -> None:
        """Do what a worker would have done by now: deadlines, effects, payouts."""
        deadlines.run_due(self._platform)
        while runner.run_due(self._platform):
            pass
        for mentor_id in self._expecting_payouts():
            payouts.sync_payouts(self._platform.db, self._platform.gateway, mentor_id, self.now)

    def _expecting_payouts(self) -> tuple[str, ...]:
        """Mentors with money to be paid out, or with a payout that should have arrived by now."""
        ready = (
            select(LedgerEntry.mentor_id)
            .join(tables.Mentor, col(tables.Mentor.id) == LedgerEntry.mentor_id)
            .where(LedgerEntry.account == Account.MENTOR_AVAILABLE, tables.Mentor.payouts_enabled)
            .group_by(LedgerEntry.mentor_id, LedgerEntry.currency)
            .having(func.sum(LedgerEntry.amount_minor) > 0)
        )
        arriving = select(Payout.mentor_id).where(Payout.state == "in_transit", Payout.arrives_at <= self.now)
        with self._platform.db.reading() as session:
            return tuple(dict.fromkeys((*session.exec(ready), *session.exec(arriving))))

    # -- how it is done ----------------------------------------------------------------------------------------

    def _do(self, email: str, booking_id: str, use_case: Callable[[Session, Caller], object]) -> None:
        """A click, and what it sets off."""
        with self._as(email) as (session, caller):
            use_case(session, caller)
        runner.finish(self._platform, booking_id)

    @contextmanager
    def _as(self, email: str) -> Iterator[tuple[Session, Caller]]:
        with self._platform.db.unit_of_work() as session:
            yield session, self._callers[email]


def _profile(mentor: Mentor) -> Profile:
    return Profile(
        name=mentor.person.name,
        headline=mentor.headline,
        about=mentor.about,
        topics=mentor.topics,
        languages=mentor.languages,
        country=mentor.country,
        zone=mentor.person.zone,
        room_url=f"https://meet.example.com/{mentor.person.email.partition('@')[0]}",
    )
