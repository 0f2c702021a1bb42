"""People as processes: each lives its lives at the application's side, one after the other, until it is killed.

Who is killed leaves nothing but what the database and Stripe know, and a diary: the next one in its place finds
the page again and goes on.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.payments.world import World
from tests.reliability.lives import Life
from thoughtcloud.core.errors import Problem
from thoughtcloud.jobs import runner
from thoughtcloud.store.tables import Mentor

# Seconds that a click waits for a rival who may be dead, and that somebody waits who was told to try again.
RIVAL_PATIENCE = 0.3
LOOK_SECONDS = 0.2
TRIES = 10


class Later(Exception):
    """There is nothing for this one to do before `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class BusyWorld(World):
    """A world in which time and machinery belong to others: who waits here does something else meanwhile."""

    def pass_time(self, **span: float) -> None:
        raise Later(self.now() + timedelta(**span))

    def patrol(self) -> None:
        """Left to the workers."""


@dataclass(frozen=True)
class Diary:
    """What outlives a person who is killed: which lives are over, and when the others go on."""

    file: Path

    def later(self) -> dict[str, datetime | None]:
        """By mentor when there is something to do again; None when that life is over."""
        if not self.file.exists():
            return {}
        lines = [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]
        return {line["mentor"]: line["later"] and datetime.fromisoformat(line["later"]) for line in lines}

    def write(self, mentor: Mentor, later: datetime | None) -> None:
        """Add a line; one write, which a kill cannot cut in two."""
        line = json.dumps({"mentor": mentor.id, "later": later and later.isoformat()})
        with self.file.open("a", encoding="utf-8") as diary:
            diary.write(line + "\n")


def live(world: World, tasks: Sequence[tuple[Life, Mentor]], diary: Diary) -> None:
    """Live what is not over and whose time has come; ends when nothing is to be done now."""
    runner.RIVAL_PATIENCE = RIVAL_PATIENCE
    noted = diary.later()
    for life, mentor in tasks:
        later = noted.get(mentor.id, world.now())
        if later is None or later > world.now():
            continue
        try:
            _live_on(world, life, mentor)
            diary.write(mentor, None)
        except Later as wait:
            diary.write(mentor, wait.at)


def _live_on(world: World, life: Life, mentor: Mentor) -> None:
    for last in range(TRIES, 0, -1):
        try:
            life.live(world, mentor)
        except Problem:
            # Somebody else was faster, or the page is a moment old: they look again.
            if last == 1:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            return
