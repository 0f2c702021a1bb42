"""A world whose clock stands where it was put, on days of its own: no run depends on its hour or its pace."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.payments.world import World, gateway
from tests.reliability.conftest import Ground
from tests.sandbox_process import SandboxProcess
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.unit import Database

# A Monday, days before America changes its clocks; Europe follows two weeks later, Australia a week after that.
BEGAN = datetime(2027, 3, 8, 6, 7, tzinfo=UTC)


@dataclass
class StillWorld(World):
    """A world at `moment`. The sandbox's clock, which goes on by itself, is put right whenever time passes."""

    moment: datetime = BEGAN

    def pass_time(self, **span: float) -> None:
        self.moment += timedelta(seconds=int(timedelta(**span).total_seconds()))
        self.sandbox.console("clock", now=int(self.moment.timestamp()))


def still_world(ground: Ground, db: Database) -> StillWorld:
    """A world that begins at `BEGAN`, so that two runs meet the same calendar."""
    sandbox = SandboxProcess(ground.sandbox_url)
    world = StillWorld(sandbox, Platform(ground.chosen, db, gateway(sandbox), lambda: world.moment))
    world.pass_time()
    return world
