"""The worker: threads that do what no click does now; inside the app, or as `python -m thoughtcloud.jobs.worker`.

Every hand does the same: events, deadlines, effects; one thread more walks the patrol, another carries mail, so
that a slow mail server holds up no money, one reads calendars from elsewhere, and one tells every few seconds
that the worker is alive. One hand polls and calls the others when it finds work; a webhook or a click in the same
process wakes all at once. Any number of workers may run: the leases in the database share out the work.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from thoughtcloud import settings
from thoughtcloud.jobs import deadlines, journal, post, reconciler, runner
from thoughtcloud.jobs.busy import refresh
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.payments import inbox
from thoughtcloud.store import workers
from thoughtcloud.store.tables import new_id

log = logging.getLogger(__name__)

HANDS = 3
POLL_SECONDS = 0.5
# How often the other hands look by themselves, lest they wait for one that hangs in a call.
SELDOM_SECONDS = 3.0
PATROL_SECONDS = 30.0
RECONCILER_SECONDS = 10.0
CALENDAR_SECONDS = 2.0
# How often a worker says that it is alive; `store.workers` believes it for longer.
BEAT_SECONDS = 15.0
# After an error that nothing beneath has caught (a database that is away), before the next try.
REST_SECONDS = 5.0


class Worker:
    """Threads over one platform. `wake` may be called from anywhere, at any rate."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._patrol = Patrol(platform)
        self._id, self._started_at = new_id("wk"), platform.now()
        self._ending = threading.Event()
        self._bell = threading.Condition()
        self._rings = 0
        hands = [self._hand] * (HANDS - 1)
        loops = [self._lookout, *hands, self._carry_mail, self._watch, self._reconcile, self._live]
        loops.append(self._read_calendars)
        self._threads = [
            threading.Thread(target=loop, name=f"worker-{number}", daemon=True)
            for number, loop in enumerate(loops)
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There may be something to do right now."""
        with self._bell:
            self._rings += 1
            self._bell.notify_all()

    def stop(self) -> None:
        """Finish what is being done and end; what is left is found again by its lease."""
        self._ending.set()
        self.wake()
        for thread in self._threads:
            thread.join()

    def _lookout(self) -> None:
        self._repeat(self._find_work, POLL_SECONDS)

    def _hand(self) -> None:
        self._repeat(self._work, SELDOM_SECONDS)

    def _carry_mail(self) -> None:
        self._repeat(lambda: post.run_due(self._platform), POLL_SECONDS)

    def _read_calendars(self) -> None:
        self._repeat(lambda: refresh.run_due(self._platform), CALENDAR_SECONDS)

    def _repeat(self, round_: Callable[[], int], longest_rest: float) -> None:
        while not self._ending.is_set():
            heard = self._rings
            if not self._guarded(round_):
                self._rest(heard, longest_rest)

    def _watch(self) -> None:
        while not self._ending.is_set():
            self._guarded(self._patrol.walk)
            self._ending.wait(PATROL_SECONDS)

    def _reconcile(self) -> None:
        while not self._ending.is_set():
            self._guarded(lambda: reconciler.run_due(self._platform))
            self._ending.wait(RECONCILER_SECONDS)

    def _live(self) -> None:
        while not self._ending.is_set():
            self._guarded(self._beat)
            self._ending.wait(BEAT_SECONDS)
        self._guarded(self._leave)

    def _beat(self) -> int:
        with self._platform.db.unit_of_work() as session:
            workers.beat(session, self._id, self._started_at, now=self._platform.now())
        return 0

    def _leave(self) -> int:
        with self._platform.db.unit_of_work() as session:
            workers.leave(session, self._id)
        return 0

    def _guarded(self, round_: Callable[[], int]) -> int:
        """One round; an error that nothing beneath has caught costs a rest, not the thread."""
        try:
            return round_()
        except Exception:
            log.exception("worker_round_broken")
            self._ending.wait(REST_SECONDS)
            return 0

    def _rest(self, heard: int, longest: float) -> None:
        """Sleep so many seconds, or until somebody rings; not at all if somebody has since `heard`."""
        with self._bell:
            self._bell.wait_for(lambda: self._rings != heard or self._ending.is_set(), timeout=longest)

    def _find_work(self) -> int:
        """A round that calls the other hands when there was something to do: there may be more of it."""
        done = self._work()
        if done:
            self.wake()
        return done

    def _work(self) -> int:
        platform = self._platform
        received = inbox.process_due(platform.db, platform.gateway, platform.now, limit=10)
        return received + deadlines.run_due(platform, limit=10) + runner.run_due(platform, limit=10)


@asynccontextmanager
async def embedded(worker: Worker) -> AsyncIterator[None]:
    """Work in threads beside an event loop, as long as the application lives."""
    worker.start()
    try:
        yield
    finally:
        await asyncio.to_thread(worker.stop)


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    journal.keep()
    worker = Worker(open_platform(settings.current()))
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: ended.set())
    worker.start()
    log.info("worker_started hands=%d", HANDS)
    # A wait without an end cannot be interrupted by a signal on Windows.
    while not ended.wait(1.0):
        pass
    worker.stop()
    log.info("worker_stopped")


if __name__ == "__main__":
    main()
