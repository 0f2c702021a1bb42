"""A small marketplace over a real sandbox and a database file, with the hands of everybody who acts in it."""

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from tests.sandbox_process import SECRET_KEY, SandboxProcess
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import HOLD_LIFE, price
from thoughtcloud.core.states import Actor, Event, Position
from thoughtcloud.core.terms import Terms
from thoughtcloud.jobs import deadlines, runner
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments import connect, inbox
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.sync import sync_booking
from thoughtcloud.store.advance import advance, begin, load, position
from thoughtcloud.store.tables import (
    Booking,
    EffectRow,
    History,
    InboxEvent,
    LedgerEntry,
    Mentor,
    Offer,
    Payment,
    Person,
)

QUIET = 30
FREE = Terms()
# Seconds to connect and to answer before a call is given up. An answer may take long on a machine that is slow or
# shared, a call that hangs is given up soon. The library's own retries are tested with the gateway.
PATIENT, HASTY = (60.0, 60.0), (10.0, 6.0)


def gateway(sandbox: SandboxProcess, timeout: tuple[float, float] = PATIENT) -> Gateway:
    """Our edge to a sandbox, which tries each call once."""
    return Gateway(SECRET_KEY, sandbox.url, timeout=timeout, retries=0)


Row = TypeVar("Row")


@dataclass
class World:
    """Everything a test needs; `now` stands still but for what `pass_time` adds, on both sides.

    Only the sandbox's own clock goes on between: it is ahead by the few seconds for which the test has run.
    """

    sandbox: SandboxProcess
    platform: Platform
    seen_events: set[str] = field(default_factory=set)
    numbers: Any = field(default_factory=itertools.count)

    # -- Stripe's weather --------------------------------------------------------------------------------------

    @contextmanager
    def one_call_fails(self, fault: str, method: str, path: str) -> Iterator[None]:
        """In this block the next such call fails so, and only where it hangs are calls given up soon."""
        patient = self.platform
        self.sandbox.console("faults", kind=fault, method=method, path=path)
        if fault == "timeout":
            self.platform = replace(patient, gateway=gateway(self.sandbox, HASTY))
        yield
        self.platform = patient
        assert self.sandbox.state()["faults"] == []

    # -- people ------------------------------------------------------------------------------------------------

    def person(self, name: str = "Maya") -> Person:
        number = next(self.numbers)
        person = Person(
            email=f"{name.lower()}{number}@example.com", name=name, password_hash="x", zone="Asia/Kolkata",
            created_at=self.now(),
        )  # fmt: skip
        with self.platform.db.unit_of_work() as session:
            session.add(person)
        return person

    def mentor(self, *, ready: bool = True, country: str = "DE") -> Mentor:
        person = self.person("Amara")
        mentor = Mentor(
            person_id=person.id, slug=f"amara-{next(self.numbers)}", name="Amara", headline="Grow", about="…",
            country=country, zone="Europe/Berlin", created_at=self.now(),
        )  # fmt: skip
        with self.platform.db.unit_of_work() as session:
            session.add(mentor)
        if ready:
            self.onboard(mentor)
        return mentor

    def onboard(self, mentor: Mentor) -> str:
        """The mentor fills in Stripe's pages and comes back."""
        platform = self.platform
        connect.onboarding_url(
            platform.db, platform.gateway, "http://localhost:3000", mentor.id, mentor.person_id, self.now()
        )
        account_id = self.fresh(Mentor, mentor.id).account_id
        assert account_id is not None
        self.sandbox.console(f"accounts/{account_id}/onboard", country=mentor.country)
        connect.sync_account(platform.db, platform.gateway, mentor.id, self.now())
        return account_id

    # -- bookings ----------------------------------------------------------------------------------------------

    def hold(
        self,
        mentor: Mentor,
        *,
        minor: int = 8000,
        currency: str = "eur",
        starts_in: timedelta = timedelta(hours=48),
        release_after_hours: int = 0,
        terms: Terms = FREE,
    ) -> Booking:
        """A mentee clicks a slot."""
        mentee, now = self.person(), self.now()
        offer = Offer(
            mentor_id=mentor.id, title="Career growth", minutes=60, price_minor=minor, currency=currency,
            created_at=now,
        )  # fmt: skip
        agreed = price(Money(minor, currency), Decimal(15))
        starts_at = (now + starts_in).replace(minute=0, second=0, microsecond=0)
        booking = Booking(
            mentee_id=mentee.id, mentor_id=mentor.id, offer_id=offer.id, title=offer.title, minutes=60,
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), mentee_zone="Asia/Kolkata",
            mentor_zone="Europe/Berlin", price_minor=minor, fee_minor=agreed.fee.minor, currency=currency,
            release_after_hours=release_after_hours, held_until=now + HOLD_LIFE, created_at=now,
            terms=str(terms),
        )  # fmt: skip
        with self.platform.db.unit_of_work() as session:
            session.add(offer)
            session.flush()
            begin(session, booking, person_id=mentee.id)
        return booking

    def open(self, booking: Booking) -> str:
        """The mentee goes to the payment page; its address."""
        platform = self.platform
        return open_checkout(
            platform.db, platform.gateway, "http://localhost:3000", booking.id, booking.mentee_id, self.now()
        )

    def pay(self, booking: Booking, method: str = "pm_card_visa") -> dict[str, Any]:
        """The mentee fills in the card; nothing of ours hears of it."""
        if self.payment(booking).checkout_id is None:
            self.open(booking)
        page = f"payment_pages/{self.payment(booking).checkout_id}/confirm"
        answer = self.sandbox.http.post(
            f"/v1/{page}", data={"payment_method": method, "expected_amount": booking.price_minor}
        )
        return dict(answer.json())

    def reserved(self, mentor: Mentor, **options: Any) -> Booking:
        """A booking whose price is reserved."""
        booking = self.hold(mentor, **options)
        self.pay(booking)
        self.sync(booking)
        return booking

    def transferred(self, mentor: Mentor, **options: Any) -> Booking:
        """A booking that was completed, captured and transferred."""
        booking = self.reserved(mentor, starts_in=-timedelta(hours=2), **options)
        self.tell(booking, Event.COMPLETED, Actor.MENTOR)
        runner.finish(self.platform, booking.id)
        return booking

    def tell(self, booking: Booking, event: Event, actor: Actor) -> Position:
        """Somebody acts."""
        with self.platform.db.unit_of_work() as session:
            return advance(session, booking.id, Happened(event, actor, self.now())).position

    def sync(self, booking: Booking) -> Position:
        return sync_booking(self.platform.db, self.platform.gateway, booking.id, self.now())

    def finish(self, booking: Booking) -> Position:
        runner.finish(self.platform, booking.id)
        return self.position(booking)

    # -- time and machinery ------------------------------------------------------------------------------------

    def now(self) -> datetime:
        return self.platform.now()

    def pass_time(self, **span: float) -> None:
        self.sandbox.console("clock", advance_seconds=int(timedelta(**span).total_seconds()))

    def deliver(self, order: str = "forward", copies: int = 1) -> int:
        """Put every event of the sandbox that was not yet delivered into the inbox; how many."""
        fresh = [event for event in self.sandbox.events() if event["id"] not in self.seen_events]
        self.seen_events.update(event["id"] for event in fresh)
        for event in reversed(fresh) if order == "reverse" else fresh:
            for _ in range(copies):
                inbox.keep(self.platform.db, event, json_bytes(event), self.now())
        return len(fresh)

    def work(self) -> None:
        """What a worker does, until nothing is due."""
        for _ in range(QUIET):
            done = inbox.process_due(self.platform.db, self.platform.gateway, self.now)
            done += deadlines.run_due(self.platform) + runner.run_due(self.platform)
            if not done:
                return
        raise AssertionError("the worker does not come to rest")

    def patrol(self) -> None:
        """A worker without any webhook: patrol and work."""
        Patrol(self.platform).walk()
        self.work()

    # -- looking -----------------------------------------------------------------------------------------------

    def fresh(self, table: type[Row], key: object) -> Row:
        with self.platform.db.reading() as session:
            row = session.get(table, key)
        assert row is not None
        return row

    def booking(self, booking: Booking) -> Booking:
        return self.fresh(Booking, booking.id)

    def payment(self, booking: Booking) -> Payment:
        return self.fresh(Payment, booking.id)

    def position(self, booking: Booking) -> Position:
        with self.platform.db.reading() as session:
            return position(*load(session, booking.id))

    def states(self, booking: Booking) -> tuple[str, str, str]:
        here = self.position(booking)
        return here.booking.value, here.payment.value, here.share.value

    def history(self, booking: Booking) -> list[str]:
        with self.platform.db.reading() as session:
            asked = select(History.event).where(History.booking_id == booking.id).order_by(col(History.id))
            return list(session.exec(asked))

    def effects(self, booking: Booking) -> list[EffectRow]:
        with self.platform.db.reading() as session:
            asked = select(EffectRow).where(EffectRow.booking_id == booking.id).order_by(col(EffectRow.id))
            return list(session.exec(asked))

    def inbox(self) -> dict[str, InboxEvent]:
        with self.platform.db.reading() as session:
            return {row.id: row for row in session.exec(select(InboxEvent))}

    def book(self, mentor: Mentor | None = None) -> dict[tuple[str, str], int]:
        """Balance of every account of the ledger by (account, currency), zeros left out."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        with self.platform.db.reading() as session:
            for entry in _entries(session):
                if mentor is None or entry.mentor_id == mentor.id:
                    sums[entry.account, entry.currency] += entry.amount_minor
        return {name: total for name, total in sums.items() if total}

    def check_book(self) -> None:
        """Every posting sums to zero, and every place of ours holds what Stripe says it holds."""
        postings: dict[str, int] = defaultdict(int)
        with self.platform.db.reading() as session:
            for entry in _entries(session):
                postings[entry.posting_key] += entry.amount_minor
            mentors = session.exec(select(Mentor).where(col(Mentor.account_id).is_not(None))).all()
        assert {key: total for key, total in postings.items() if total} == {}
        ours = self.book()
        there = _sums(self.sandbox.get("balance"), "pending", "available")
        assert {c: v for (a, c), v in ours.items() if a == Account.AT_STRIPE} == there
        for mentor in mentors:
            self._check_mentor(mentor)
        assert self.sandbox.state()["discrepancies"] == []

    def _check_mentor(self, mentor: Mentor) -> None:
        balance = self.sandbox.get("balance", account=mentor.account_id or "")
        places = {"pending": Account.MENTOR_PENDING, "available": Account.MENTOR_AVAILABLE}
        for bucket, account in places.items():
            mine = {c: v for (a, c), v in self.book(mentor).items() if a == account}
            assert mine == _sums(balance, bucket), (mentor.id, bucket)


def _sums(balance: dict[str, Any], *buckets: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for bucket in buckets:
        for entry in balance[bucket]:
            sums[entry["currency"]] += entry["amount"]
    return {currency: total for currency, total in sums.items() if total}


def _entries(session: Session) -> list[LedgerEntry]:
    return list(session.exec(select(LedgerEntry)))


def json_bytes(event: dict[str, Any]) -> bytes:
    """An event as it travels."""
    return json.dumps(event).encode()
