"""The reconciler: every hour, and when an operator asks, one worker compares Stripe with us from end to end."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from thoughtcloud.core.reconciliation import Sums
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments import reconcile
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.reconcile import HOLDS_LIVE, YOUNG, Inspector
from thoughtcloud.store import reconciliations, records
from thoughtcloud.store.reconciliations import MENTORS, PLATFORM, Run
from thoughtcloud.store.tables import Mentor

log = logging.getLogger(__name__)

# Stripe may list a movement a little later than it dates it.
OVERLAP = timedelta(hours=1)
# After Stripe did not answer, the run begins again so much later.
PUT_OFF = timedelta(minutes=5)
MOST_ATTEMPTS = 6
ROUND = 50


class Lost(Exception):
    """Another worker has taken the run over."""


def run_due(platform: Platform) -> int:
    """Carry out the run that is due, if there is one and nobody else is at it; how many runs were ended."""
    _plan(platform)
    with platform.db.unit_of_work() as session:
        run = reconciliations.lease(session, now=platform.now())
    if run is None:
        return 0
    if run.attempt > MOST_ATTEMPTS:
        # The last lease ended without an answer, again and again: something in this run takes its worker down.
        _put_off(platform, run, "the worker did not come back from the last attempt")
        return 1
    try:
        _Round(platform, run).walk()
    except (StripeUnavailable, StripeRefused) as failure:
        _put_off(platform, run, str(failure))
    except Lost:
        log.warning("reconciliation_lost run=%d", run.id)
    return 1


def _plan(platform: Platform) -> None:
    try:
        with platform.db.unit_of_work() as session:
            reconciliations.plan(session, now=platform.now())
    except IntegrityError:
        log.debug("reconciliation_planned_elsewhere")


def _put_off(platform: Platform, run: Run, problem: str) -> None:
    now = platform.now()
    log.warning("reconciliation_put_off run=%d attempt=%d: %s", run.id, run.attempt, problem)
    if run.attempt >= MOST_ATTEMPTS:
        platform.db.insist(lambda session: reconciliations.give_up(session, run, problem=problem, now=now))
        return
    later = now + PUT_OFF
    platform.db.insist(lambda session: reconciliations.put_off(session, run, problem=problem, not_before=later))


class _Round:
    """One run, from its first booking to the sums at its end."""

    def __init__(self, platform: Platform, run: Run) -> None:
        self._platform, self._run = platform, run
        self._now = platform.now()
        self._inspector = Inspector(platform.db, platform.gateway, run.id, self._now)

    def walk(self) -> None:
        """Bookings first, so that what is merely not read yet is no finding; sums last."""
        self._bookings()
        self._movements()
        self._holds()
        mentors = self._accounts()
        sums = self._inspector.platform()
        self._inspector.given_up()
        with self._platform.db.unit_of_work() as session:
            reconciliations.note_drift(session, self._run, PLATFORM, sums)
            reconciliations.note_drift(session, self._run, MENTORS, mentors)
            reconciliations.end(session, self._run, until=self._now - OVERLAP, now=self._platform.now())
        log.info("reconciliation_done run=%d", self._run.id)

    def _bookings(self) -> None:
        for booking_id in self._each(self._unfinished):
            changed = self._inspector.booking(booking_id)
            self._count(bookings_read=1, healed=int(changed))

    def _unfinished(self, after: str) -> list[str]:
        with self._platform.db.reading() as session:
            return records.unfinished(session, after=after, whole=self._run.whole, limit=ROUND)

    def _each(self, more: Callable[[str], list[str]]) -> Iterator[str]:
        after = ""
        while ids := more(after):
            yield from ids
            after = ids[-1]

    def _movements(self) -> None:
        """Everything that Stripe moved since the last run."""
        for movement in self._platform.gateway.movements(self._run.since):
            healed = self._inspector.movement(movement)
            self._count(movements_read=1, healed=int(healed))
        self._count(healed=self._inspector.doubted())

    def _holds(self) -> None:
        for hold in self._platform.gateway.holds(self._now - HOLDS_LIVE, self._now - YOUNG):
            self._inspector.hold(hold)
            self._count()

    def _accounts(self) -> tuple[Sums, ...]:
        """Each mentor's balance is compared by itself; the report adds them up by currency."""
        stripe: Counter[str] = Counter()
        book: Counter[str] = Counter()
        after = ""
        while mentors := self._mentors(after):
            for mentor in mentors:
                for one in self._inspector.account(mentor):
                    stripe[one.currency] += one.stripe
                    book[one.currency] += one.book
                self._count(accounts_read=1)
            after = mentors[-1].id
        return tuple(Sums(each, stripe[each], book[each]) for each in sorted({*stripe, *book}))

    def _mentors(self, after: str) -> list[Mentor]:
        with self._platform.db.reading() as session:
            return reconcile.mentors_with_money(session, after, ROUND)

    def _count(self, **counts: int) -> None:
        """Add to the report and keep the lease; raises Lost."""
        with self._platform.db.unit_of_work() as session:
            if not reconciliations.go_on(session, self._run, now=self._platform.now(), **counts):
                raise Lost
