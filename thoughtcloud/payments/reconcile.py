"""Reconciliation at the money edge: reads Stripe again, heals by `sync` what it can, and says what is left.

Each part takes one thing (a booking, a movement, a hold, an account, the platform's balance), asks Stripe with no
transaction open, and notes its findings in a unit of work of its own, so that a long run holds nothing up.
Nothing here trusts a webhook: with none at all it gets to the same place.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Finding, Movement, Sums, Trouble, compare, examine, said, weigh
from thoughtcloud.payments import payouts, sync
from thoughtcloud.payments.failures import Mismatch, StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.snapshots import HoldSnapshot
from thoughtcloud.payments.sync import Hint
from thoughtcloud.store import findings, movements, records
from thoughtcloud.store.advance import position
from thoughtcloud.store.tables import Booking, LedgerEntry, Mentor, MovementRow, Payment
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# A hold lives for seven days at most, so older intents hold nothing any more.
HOLDS_LIVE = timedelta(days=8)
# What is this young may be on its way into our record just now.
YOUNG = timedelta(minutes=15)
# How often a balance that does not agree is read again, with what moved in between, before it is a finding.
LOOKS = 3


@dataclass(frozen=True, slots=True)
class Inspector:
    """One run's hands: `run_id` is on every finding, `now` (aware UTC) is when the run looks."""

    db: Database
    gateway: Gateway
    run_id: int
    now: datetime

    # -- bookings ----------------------------------------------------------------------------------------------

    def booking(self, booking_id: str) -> bool:
        """Read one booking at Stripe and compare our memories of it; whether the reading changed anything."""
        return self._unless_broken(lambda: self._booking(booking_id), booking_id=booking_id)

    def _booking(self, booking_id: str) -> bool:
        before = self._standing(booking_id)
        unreadable = self._sync(booking_id)
        with self.db.reading() as session:
            found = compare(records.record(session, booking_id))
        self._note([*unreadable, *found])
        return self._standing(booking_id) != before

    def _unless_broken(
        self, deed: Callable[[], bool], *, booking_id: str | None = None, mentor_id: str | None = None
    ) -> bool:
        """What the deed says; if it breaks, that is a finding, and what comes after is looked at all the same."""
        about = booking_id or mentor_id or ""
        try:
            return deed()
        except StripeUnavailable:
            raise
        except Exception as failure:
            log.exception("cannot_compare about=%s", about)
            says = f"This cannot be compared: {type(failure).__name__}: {failure}"
            self._note([Finding(Trouble.UNREADABLE, about, says, booking_id=booking_id, mentor_id=mentor_id)])
            return False

    def _sync(self, booking_id: str, hint: Hint = sync.NO_HINT) -> list[Finding]:
        try:
            sync.sync_booking(self.db, self.gateway, booking_id, self.now, hint)
        except (Mismatch, StripeRefused) as failure:
            says = f"Stripe’s objects of this booking cannot be taken over: {failure}"
            return [Finding(Trouble.UNREADABLE, booking_id, says, booking_id=booking_id)]
        return []

    def _standing(self, booking_id: str) -> tuple[object, int]:
        with self.db.reading() as session:
            booking, payment = session.get_one(Booking, booking_id), session.get_one(Payment, booking_id)
            asked = select(LedgerEntry.id).where(LedgerEntry.booking_id == booking_id)
            return position(booking, payment), len(session.exec(asked).all())

    def given_up(self) -> None:
        """Calls to Stripe that an operator has to look at."""
        with self.db.reading() as session:
            buried = records.buried(session)
        self._note([
            Finding(
                Trouble.STUCK,
                f"{booking_id} {kind}",
                f"The call “{kind.replace('_', ' ')}” was given up: {(problem.splitlines() or ['no cause'])[-1]}",
                booking_id=booking_id,
            )
            for booking_id, kind, problem in buried
        ])  # fmt: skip

    # -- movements ---------------------------------------------------------------------------------------------

    def movement(self, movement: Movement) -> bool:
        """Match one movement to our book, reading its booking if it is not there; whether that healed it."""
        with self.db.reading() as session:
            booking_id = movements.owner(session, movement)
        movement = replace(movement, booking_id=booking_id or "")
        found = self._match(movement)
        if found is None or booking_id is None:
            self._note([found])
            return False
        return self._unless_broken(lambda: self._heal(movement), booking_id=booking_id)

    def _heal(self, movement: Movement) -> bool:
        unreadable = self._sync(movement.booking_id)
        still = self._match(movement)
        self._note([*unreadable, still])
        return still is None

    def _match(self, movement: Movement) -> Finding | None:
        keys = [movement.key or movement.fee_key, movement.fee_key]
        with self.db.unit_of_work() as session:
            booked = movements.booked(session, keys)
            proves = movement.key if movement.key in booked else None
            movements.keep(session, movement, proves, movement.booking_id or None)
        return examine(movement, booked)

    def doubted(self) -> int:
        """Look again at what proved nothing so far, and at what nothing proves; how many of the first healed."""
        with self.db.reading() as session:
            rows = [_movement(row) for row in movements.doubted(session)]
            unproved = movements.unproved(session, now=self.now)
        self._note(_unproved(entry) for entry in unproved)
        return sum(self.movement(each) for each in rows)

    # -- holds -------------------------------------------------------------------------------------------------

    def hold(self, hold: HoldSnapshot) -> None:
        """Money that is reserved on a card must be the money of a booking that wants it."""
        if self._is_wanted(hold):
            return
        with self.db.reading() as session:
            known = session.get(Booking, hold.booking_id) is not None if hold.booking_id else False
        if known:
            self._sync(hold.booking_id, Hint(intent_id=hold.intent_id))
        if not self._is_wanted(hold):
            whose = "a second time for this booking" if known else "without a booking of ours"
            says = f"{said(hold.money)} is reserved on a card {whose}."
            booking_id = hold.booking_id if known else None
            about = hold.intent_id
            astray = Finding(Trouble.HOLD_ASTRAY, about, says, about, booking_id, None, hold.money)
            self._note([astray])

    def _is_wanted(self, hold: HoldSnapshot) -> bool:
        with self.db.reading() as session:
            asked = select(Payment.booking_id).where(Payment.intent_id == hold.intent_id)
            return session.exec(asked).first() is not None

    # -- balances ----------------------------------------------------------------------------------------------

    def platform(self) -> tuple[Sums, ...]:
        """The platform's balance beside our book."""
        for _ in range(LOOKS):
            sums = self._weigh_platform()
            if all(one.drift == 0 for one in sums):
                break
            # Money moved between the two readings: take it in and look again.
            for movement in list(self.gateway.movements(self.now - YOUNG)):
                self.movement(movement)
        self._note(weigh("the platform’s balance", one) for one in sums)
        return sums

    def _weigh_platform(self) -> tuple[Sums, ...]:
        there = {each.currency: each.pending + each.available for each in self.gateway.balance()}
        with self.db.reading() as session:
            book, foreign = movements.platform_book(session), movements.platform_foreign(session)
        currencies = sorted({*there, *book, *foreign})
        return tuple(
            Sums(each, there.get(each, 0), book.get(each, 0), foreign.get(each, 0)) for each in currencies
        )

    def account(self, mentor: Mentor) -> tuple[Sums, ...]:
        """A mentor's balance at Stripe beside our book, after their payouts and shares were read anew."""
        if mentor.account_id is None:
            return ()
        if not self._unless_broken(lambda: self._read_account(mentor.id), mentor_id=mentor.id):
            return ()
        there = self.gateway.balance(mentor.account_id)
        with self.db.reading() as session:
            book = movements.mentor_book(session, mentor.id)
        pending = _in(Account.MENTOR_PENDING, {each.currency: each.pending for each in there}, book)
        available = _in(Account.MENTOR_AVAILABLE, {each.currency: each.available for each in there}, book)
        self._note(weigh("the mentor’s pending balance", one, mentor_id=mentor.id) for one in pending)
        self._note(weigh("the mentor’s available balance", one, mentor_id=mentor.id) for one in available)
        return (*pending, *available)

    def _read_account(self, mentor_id: str) -> bool:
        sync.sync_shares(self.db, self.gateway, mentor_id, self.now)
        payouts.sync_payouts(self.db, self.gateway, mentor_id, self.now)
        return True

    def _note(self, found: Iterable[Finding | None]) -> None:
        told = [each for each in found if each is not None]
        if not told:
            return
        with self.db.unit_of_work() as session:
            for each in told:
                log.warning("finding trouble=%s about=%s", each.trouble, each.about)
                findings.note(session, each, run_id=self.run_id, now=self.now)


def _unproved(entry: LedgerEntry) -> Finding:
    amount = Money(entry.amount_minor, entry.currency)
    return Finding(
        Trouble.NOT_AT_STRIPE,
        entry.posting_key,
        f"Our book has {said(amount)} ({entry.kind.replace('_', ' ')}) for which Stripe shows no movement.",
        stripe_object=entry.stripe_object,
        booking_id=entry.booking_id,
        mentor_id=entry.mentor_id,
        amount=amount,
    )


def _movement(row: MovementRow) -> Movement:
    return Movement(
        id=row.id,
        at=row.at,
        type=row.type,
        source=row.source,
        amount=Money(row.amount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        booking_id=row.booking_id or "",
    )


def _in(place: Account, there: Mapping[str, int], book: Mapping[tuple[Account, str], int]) -> tuple[Sums, ...]:
    """What a mentor has in one place, by currency."""
    currencies = sorted({*there, *(currency for account, currency in book if account is place)})
    return tuple(Sums(each, there.get(each, 0), book.get((place, each), 0)) for each in currencies)


def mentors_with_money(session: Session, after: str, limit: int) -> list[Mentor]:
    """The next mentors (by id) who have an account at Stripe and at least one entry in the book."""
    has_entries = select(LedgerEntry.id).where(LedgerEntry.mentor_id == Mentor.id).exists()
    asked = select(Mentor).where(col(Mentor.account_id).is_not(None), Mentor.id > after, has_entries)
    return list(session.exec(asked.order_by(col(Mentor.id)).limit(limit)))
