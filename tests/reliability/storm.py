"""A world in bad weather: Stripe fails, hangs, loses its answer; events get lost, doubled, late or reversed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.payments.world import World, gateway, json_bytes
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Position
from thoughtcloud.payments import inbox
from thoughtcloud.payments.failures import StripeUnavailable
from thoughtcloud.store.tables import Booking

FAULTS = ("500", "429", "409", "timeout", "lost_answer")
# Seconds to connect and to answer: a call that hangs is given up soon, and so is one on a slow machine.
SHORT = (5.0, 1.5)
# So often a person tries again before the weather has cleared up.
TRIES = 40
# The sandbox lists no more of them at once.
MOST_EVENTS = 1000


@dataclass(frozen=True)
class Climate:
    """How bad it is: the part of calls that meet a fault, and of events that are lost."""

    seed: int
    faults: float
    lost: float
    kinds: tuple[str, ...] = FAULTS


@dataclass
class StormyWorld(World):
    """As `World`, but every hand of ours meets the weather. What people do at Stripe's own pages does not."""

    climate: Climate = field(default_factory=lambda: Climate(0, 0.0, 0.0))

    def __post_init__(self) -> None:
        self.chance = random.Random(self.climate.seed)
        self.bag: list[dict[str, Any]] = []
        # How many faults struck, and of how many webhooks nothing was ever heard.
        self.struck = self.lost = self.brought = 0
        self.platform = self.platform.__class__(
            self.platform.settings, self.platform.db, gateway(self.sandbox, SHORT), self.platform.now
        )

    def open(self, booking: Booking) -> str:
        return str(self._until_it_works(lambda: World.open(self, booking)))

    def sync(self, booking: Booking) -> Position:
        self._until_it_works(lambda: World.sync(self, booking), tries=2, must=False)
        return self.position(booking)

    def finish(self, booking: Booking) -> Position:
        self.in_the_weather(lambda: World.finish(self, booking))
        self.bring_events()
        return self.position(booking)

    def patrol(self) -> None:
        self.in_the_weather(lambda: World.patrol(self))
        self.bring_events()

    def bring_events(self) -> None:
        """Some of the events that happened arrive: in any order, some twice, some not at all, some much later."""
        fresh = self._fresh_events()
        self.seen_events.update(event["id"] for event in fresh)
        arriving = [event for event in fresh if self.chance.random() >= self.climate.lost]
        self.lost, self.brought = self.lost + len(fresh) - len(arriving), self.brought + len(arriving)
        self.bag += arriving
        self.chance.shuffle(self.bag)
        now, self.bag = self.bag[: len(self.bag) // 2], self.bag[len(self.bag) // 2 :]
        for event in now:
            for _ in range(self.chance.choice((1, 1, 2))):
                inbox.keep(self.platform.db, event, json_bytes(event), self.now())
        self.in_the_weather(self.work)

    def _fresh_events(self) -> list[dict[str, Any]]:
        """What happened since the last look, oldest first; no more is read than that."""
        for limit in (50, 250, MOST_EVENTS):
            events = self.sandbox.events(limit)
            if len(events) < limit or events[0]["id"] in self.seen_events:
                break
        return [event for event in events if event["id"] not in self.seen_events]

    def replay_everything(self) -> None:
        """Weeks later every body comes once more."""
        for event in self.sandbox.events():
            inbox.keep(self.platform.db, event, json_bytes(event), self.now())
        self.work()

    def _until_it_works(self, deed: Callable[[], Any], tries: int = TRIES, *, must: bool = True) -> Any:
        for _ in range(tries):
            try:
                return self.in_the_weather(deed)
            except (Problem, StripeUnavailable):
                continue
        assert not must, "it never worked"
        return None

    def in_the_weather(self, deed: Callable[[], Any]) -> Any:
        calls = 0
        while self.chance.random() < self.climate.faults and calls < 6:
            kind = self.chance.choice(self.climate.kinds)
            self.sandbox.console("faults", kind=kind, calls=1, path="/v1/", seconds=4)
            calls += 1
        self.struck += calls
        try:
            return deed()
        finally:
            self.sandbox.console("faults")
