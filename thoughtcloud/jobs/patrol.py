"""The patrol: reads again at Stripe what is not final and was not read for a while, so that no webhook is needed.

Every webhook may be lost. Each `Beat` names bookings that wait for a fact and how old our last look may be; the
accounts and payouts of mentors are walked in the same way. Oldest looks come first, and a booking that cannot be
read is stamped as read, so that it does not hold up the others.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments import connect, payouts, sync
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.patience import NEVER_LONGER
from thoughtcloud.store import effects
from thoughtcloud.store.advance import load, note
from thoughtcloud.store.tables import Booking, Dispute, LedgerEntry, Mentor, Payment

log = logging.getLogger(__name__)

DISPUTES = "disputes"
B, P, S = BookingState, PaymentState, ShareState
ROUND = 50


@dataclass(frozen=True, slots=True)
class Beat:
    """Bookings that wait for a fact of Stripe's, and after how long we ask for it ourselves."""

    name: str
    every: timedelta
    where: Callable[[datetime], ColumnElement[bool]]


def _states(column: object, *states: object) -> ColumnElement[bool]:
    return col(column).in_([str(state) for state in states])


_KEPT = col(Payment.captured_minor) - col(Payment.refunded_minor) - col(Payment.disputed_minor)

BEATS: tuple[Beat, ...] = (
    Beat(
        "someone may have paid",
        timedelta(minutes=2),
        lambda now: (
            _states(Booking.state, B.HELD)
            & col(Payment.checkout_id).is_not(None)
            & (col(Booking.created_at) <= now - timedelta(minutes=2))
        ),
    ),
    Beat(
        "a hold may have been released",
        timedelta(hours=1),
        lambda _: _states(Payment.state, P.AUTHORIZED),
    ),
    Beat(
        "a refused hold may have been put right",
        timedelta(minutes=10),
        lambda now: (
            _states(Payment.state, P.ACTION_REQUIRED)
            & col(Payment.page_asked_at).is_not(None)
            & (col(Booking.ends_at) >= now - timedelta(days=45))
        ),
    ),
    Beat(
        "a hold or a fee may have been taken from a saved card",
        timedelta(hours=1),
        lambda now: (
            _states(Payment.state, P.CARD_SAVED, P.LAPSED)
            & col(Payment.intent_id).is_not(None)
            & (col(Booking.ends_at) >= now - timedelta(days=7))
        ),
    ),
    Beat(
        "money is on its way back",
        timedelta(hours=1),
        lambda _: (
            _states(Booking.state, B.CANCELLED, B.EXPIRED, B.NO_SHOW)
            & _states(Payment.state, P.CAPTURED, P.PARTIALLY_REFUNDED)
            # What is owed for cancelling late or for not coming stays; only what is kept beyond it goes back.
            & (col(Booking.late_fee_minor) < _KEPT)
        ),
    ),
    Beat(
        "a refund is on its way to the card",
        timedelta(hours=1),
        lambda _: col(Payment.returning_minor) > 0,
    ),
    Beat(
        "a bank decides about a dispute",
        timedelta(hours=1),
        lambda _: col(Payment.booking_id).in_(select(Dispute.booking_id).where(col(Dispute.is_open))),
    ),
    Beat(
        "a share should be on its way",
        timedelta(hours=1),
        lambda _: _states(Payment.share_state, S.DUE),
    ),
    Beat(
        "a share should have cleared",
        timedelta(minutes=15),
        lambda now: (
            _states(Payment.share_state, S.TRANSFERRED, S.PARTIALLY_REVERSED)
            & col(Payment.share_available).is_(False)
            & or_(col(Payment.share_available_at).is_(None), col(Payment.share_available_at) <= now)
        ),
    ),
    Beat(
        "a refund may have been made at Stripe",
        timedelta(days=1),
        lambda now: (
            _states(Payment.state, P.CAPTURED, P.PARTIALLY_REFUNDED)
            & (col(Booking.ends_at) >= now - timedelta(days=7))
        ),
    ),
    Beat(
        "a refund may come back from the card",
        timedelta(days=1),
        lambda now: (
            _states(Payment.state, P.PARTIALLY_REFUNDED, P.REFUNDED)
            & (col(Booking.ends_at) >= now - timedelta(days=45))
        ),
    ),
)  # fmt: skip


class Patrol:
    """One process's rounds. Its memory of mentors read is its own: reading twice is only slower, never wrong."""

    ACCOUNTS_EVERY = timedelta(minutes=10)
    PAYOUTS_EVERY = timedelta(hours=1)
    DISPUTES_EVERY = timedelta(hours=1)
    # How far back a process looks that has just begun: longer than any was down.
    DISPUTES_BACK = timedelta(days=30)

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._read: dict[str, datetime] = {}

    def walk(self) -> int:
        """One round over bookings and mentors; how many were read. Stops quietly when Stripe does not answer."""
        self._wake()
        try:
            return self._bookings() + self._accounts() + self._payouts() + self._disputes()
        except StripeUnavailable as failure:
            log.warning("patrol_stopped: %s", failure)
            return 0

    def _wake(self) -> None:
        """Calls that a clock which was ahead has put off are made now."""
        with self._platform.db.unit_of_work() as session:
            woken = effects.wake(session, now=self._platform.now(), longest_wait=NEVER_LONGER)
        if woken:
            log.warning("effects_woken count=%d", woken)

    def _bookings(self) -> int:
        now = self._platform.now()
        ids = dict.fromkeys(each for beat in BEATS for each in self._waiting(beat, now))
        for booking_id in ids:
            self._look(booking_id, now)
        return len(ids)

    def _waiting(self, beat: Beat, now: datetime) -> list[str]:
        unread = or_(col(Payment.read_at).is_(None), col(Payment.read_at) <= now - beat.every)
        asked = (
            select(Booking.id)
            .join(Payment, col(Payment.booking_id) == Booking.id)
            .where(beat.where(now), unread)
            .order_by(col(Payment.read_at).asc().nulls_first())
            .limit(ROUND)
        )
        with self._platform.db.reading() as session:
            return list(session.exec(asked))

    def _look(self, booking_id: str, now: datetime) -> None:
        try:
            sync.sync_booking(self._platform.db, self._platform.gateway, booking_id, now)
        except StripeUnavailable:
            raise
        except Exception:
            log.exception("patrol_cannot_read booking=%s", booking_id)
            with self._platform.db.unit_of_work() as session:
                _, payment = load(session, booking_id, lock=True)
                note(session, payment, PaymentFacts(), read_at=now)

    def _disputes(self) -> int:
        """Disputes that nobody told us of: an inquiry moves no money, so nothing else would show it."""
        now = self._platform.now()
        last = self._read.get(DISPUTES)
        if last is not None and now - last < self.DISPUTES_EVERY:
            return 0
        since = (last or now - self.DISPUTES_BACK) - self.DISPUTES_EVERY
        fresh = [intent for dispute, intent in self._platform.gateway.disputes(since) if not self._knows(dispute)]
        for booking_id in filter(None, (self._of_intent(intent) for intent in fresh)):
            self._look(booking_id, now)
        self._read[DISPUTES] = now
        return len(fresh)

    def _knows(self, dispute_id: str) -> bool:
        with self._platform.db.reading() as session:
            return session.get(Dispute, dispute_id) is not None

    def _of_intent(self, intent_id: str) -> str | None:
        with self._platform.db.reading() as session:
            return session.exec(select(Payment.booking_id).where(Payment.intent_id == intent_id)).first()

    def _accounts(self) -> int:
        return self._mentors("account", self.ACCOUNTS_EVERY, _awaited_accounts, self._read_account)

    def _payouts(self) -> int:
        return self._mentors("payouts", self.PAYOUTS_EVERY, _with_money_at_stripe, self._read_payouts)

    def _mentors(
        self,
        what: str,
        every: timedelta,
        which: Callable[[Session], list[str]],
        read: Callable[[str, datetime], None],
    ) -> int:
        now = self._platform.now()
        with self._platform.db.reading() as session:
            mentors = which(session)
        due = [each for each in mentors if now - self._read.get(f"{what} {each}", now - every) >= every][:ROUND]
        for mentor_id in due:
            self._read[f"{what} {mentor_id}"] = now
            try:
                read(mentor_id, now)
            except StripeRefused as refusal:
                log.warning("patrol_refused mentor=%s code=%s", mentor_id, refusal.code)
        return len(due)

    def _read_account(self, mentor_id: str, now: datetime) -> None:
        connect.sync_account(self._platform.db, self._platform.gateway, mentor_id, now)

    def _read_payouts(self, mentor_id: str, now: datetime) -> None:
        sync.sync_shares(self._platform.db, self._platform.gateway, mentor_id, now)
        payouts.sync_payouts(self._platform.db, self._platform.gateway, mentor_id, now)


def _awaited_accounts(session: Session) -> list[str]:
    """Mentors whose account is not ready although a share waits for it."""
    asked = (
        select(Mentor.id)
        .join(Booking, col(Booking.mentor_id) == Mentor.id)
        .join(Payment, col(Payment.booking_id) == Booking.id)
        .where(col(Mentor.account_id).is_not(None), Payment.share_state == S.WAITING_FOR_ACCOUNT)
    )
    return list(session.exec(asked.distinct()))


def _with_money_at_stripe(session: Session) -> list[str]:
    """Mentors with funds that may be paid out or are on their way to a bank."""
    places = (Account.MENTOR_PENDING, Account.MENTOR_AVAILABLE, Account.ON_ITS_WAY)
    asked = (
        select(LedgerEntry.mentor_id)
        .where(col(LedgerEntry.account).in_(places))
        .group_by(LedgerEntry.mentor_id, LedgerEntry.account, LedgerEntry.currency)
        .having(func.sum(LedgerEntry.amount_minor) != 0)
    )
    return list(dict.fromkeys(session.exec(asked)))
