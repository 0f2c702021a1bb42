"""A season of a marketplace: people do what people do at random; faults strike, events get lost, clocks change."""

import heapq
import itertools
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from tests.payments.world import gateway
from tests.reliability.conftest import Ground
from tests.reliability.crowd import DAY, HOUR, MINUTE, Crowd, SeasonWorld
from tests.reliability.marketplace import Marketplace
from tests.reliability.still import BEGAN
from tests.reliability.storm import Climate
from tests.sandbox_process import SandboxProcess
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs import post, reconciler
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.tables import Booking, Drift, Reconciliation
from thoughtcloud.store.unit import Database

DAYS = 60
# Whoever is told that a reservation was refused has six hours at least (`reserving.LEAST_ACTION_TIME`).
MAIL_IS_READ = timedelta(hours=2)
# Mentors live where clocks change on three different days of the season, and where they never do.
MENTORS = (
    ("Amara", "Europe/Berlin", "DE", "eur", "80"),
    ("Bea", "America/New_York", "US", "usd", "120"),
    ("Chloe", "Australia/Sydney", "AU", "aud", "95.50"),
    ("Dev", "Asia/Kolkata", "DE", "eur", "33.33"),
    ("Ed", "Europe/London", "GB", "gbp", "61"),
)
TERMS = (ReadyMade.FLEXIBLE, ReadyMade.MODERATE, ReadyMade.STRICT)


@dataclass
class Season(Crowd):
    """So many bookings within sixty days, all from one seed."""

    drifts: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, ground: Ground, db: Database, *, bookings: int, patrols: timedelta, climate: Climate) -> "Season":
        """A season that is about to begin; the patrol walks so often."""
        world = _season_world(ground, db, climate)
        season = cls(Marketplace(world), world, random.Random(climate.seed))
        season._cast(bookings)
        season._plan(bookings, patrols)
        return season

    def _cast(self, bookings: int) -> None:
        for name, zone, country, currency, price in MENTORS:
            mentor = self.there.mentor(name, zone, ready=name != "Ed", country=country)
            for terms in TERMS:
                self.there.offer(mentor, self.chance.choice((30, 45, 60)), price, currency, terms)
        for number in range(max(8, bookings // 12)):
            self.there.mentee(f"Mentee{number}")

    def _plan(self, bookings: int, patrols: timedelta) -> None:
        for _ in range(bookings):
            self.at(BEGAN + self.chance.random() * DAYS * DAY, self.come)
        for day in range(DAYS):
            self.at(BEGAN + (day + 1) * DAY, self.end_a_day)
        for number in range(int(DAYS * DAY / patrols)):
            self.at(BEGAN + number * patrols + 17 * MINUTE, self.patrol)
        for number in range(int(DAYS * DAY / MAIL_IS_READ)):
            self.at(BEGAN + number * MAIL_IS_READ + 7 * MINUTE, self.read_mail)
        # A mentor who sets up payouts only after weeks of earning.
        self.at(BEGAN + 25 * DAY, lambda: self.there.onboard(self.there.mentors[-1]))

    def live(self) -> None:
        """From the first day to the last, and on until everything has come to its end."""
        while self.diary:
            instant, _, act = heapq.heappop(self.diary)
            self._work_until(instant)
            act()
        self.world.climate = Climate(0, 0.0, 0.0)
        # Nobody books any more, and yet people read their mail until their last session is over.
        for number in itertools.count():
            if self.world.now() >= self._last_session():
                break
            self._work_until(self.world.now() + MAIL_IS_READ)
            self.read_mail()
            if number % 10 == 9:
                self.patrol()
        self.there.come_to_an_end()
        self.end_a_day()

    # -- the machinery -----------------------------------------------------------------------------------------

    def _work_until(self, instant: datetime) -> None:
        """Workers do everything when it is due; at some times of a day they are slow, or away for hours."""
        rest = self.chance.choice((MINUTE, MINUTE, 20 * MINUTE, 2 * HOUR))
        while True:
            due = self.there.next_due()
            if due is None or max(due, self.world.now() + rest) >= instant:
                break
            self.there.pass_until(max(due, self.world.now() + rest))
            self.world.work()
        self.there.pass_until(instant)

    def _last_session(self) -> datetime:
        with self.world.platform.db.reading() as session:
            asked = select(func.max(Booking.ends_at)).where(col(Booking.due_at).is_not(None))
            return session.exec(asked).one() or BEGAN

    def patrol(self) -> None:
        """The patrol walks, and some of the events that were sent arrive."""
        patrol = Patrol(self.world.platform)
        self.world.in_the_weather(patrol.walk)
        self.world.bring_events()

    def end_a_day(self) -> None:
        """Disputes are seen to, mails leave, and Stripe and the book are compared until that came to its end."""
        self.see_to_disputes()
        while done := post.run_due(self.world.platform):
            self.counted["mails"] += done
        self.world.in_the_weather(lambda: reconciler.run_due(self.world.platform))
        for _ in range(20):
            if not self._is_compared():
                self.world.pass_time(minutes=6)
                reconciler.run_due(self.world.platform)

    def _is_compared(self) -> bool:
        with self.world.platform.db.reading() as session:
            run = session.exec(select(Reconciliation).order_by(col(Reconciliation.id).desc())).first()
            assert run is not None
            sums = session.exec(select(Drift).where(Drift.reconciliation_id == run.id)).all()
        self.drifts |= {each.stripe_minor - each.book_minor - each.foreign_minor for each in sums}
        return run.state == "done"


def _season_world(ground: Ground, db: Database, climate: Climate) -> SeasonWorld:
    sandbox = SandboxProcess(ground.sandbox_url)
    platform = Platform(ground.chosen, db, gateway(sandbox), lambda: world.moment)
    world = SeasonWorld(sandbox, platform, climate=climate)
    world.pass_time()
    return world
