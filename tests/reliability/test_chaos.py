"""Whatever Stripe and its webhooks do on the way, the book ends as if nothing had happened, byte for byte."""

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta

import pytest

from tests.payments.world import World
from tests.reliability.conftest import Ground
from tests.reliability.judge import judge, ledger
from tests.reliability.lives import LIVES, go_on, recover, settle
from tests.reliability.storm import Climate, StormyWorld
from thoughtcloud.store.unit import Database

CLIMATES = (
    Climate(seed=2, faults=0.2, lost=1.0),
    Climate(seed=3, faults=0.45, lost=0.5),
)
LONG = tuple(
    Climate(seed=100 + number, faults=(0.0, 0.2, 0.4, 0.6)[number % 4], lost=(0.0, 0.3, 0.7, 1.0)[number // 4 % 4])
    for number in range(48)
)


def early_in_the_day(world: World) -> None:
    """Payouts are made of a day of UTC: what weather delays by hours still falls on the same one."""
    now = world.now()
    tomorrow = now.replace(hour=0, minute=10, second=0) + timedelta(days=1)
    world.pass_time(seconds=(tomorrow - now).total_seconds())


def live_all(world: World) -> dict[str, str]:
    """Every life, one after the other; their names by mentor."""
    early_in_the_day(world)
    names = {}
    for life in LIVES:
        mentor = world.mentor(**life.mentor)
        names[mentor.id] = life.name
        life.live(world, mentor)
        # The next life may begin with days of waiting, in which real workers would not have stood still.
        go_on(world)
    recover(world)
    return names


def clear_up(world: World) -> None:
    """Fair weather again: what waits longest for its next try gets it, and funds clear."""
    for _ in range(4):
        world.pass_time(hours=3)
        World.patrol(world)
    settle(world)
    # Whatever was paid out late has arrived too.
    world.pass_time(days=7)
    World.patrol(world)


@pytest.fixture
def undisturbed(ground: Ground, either_db: Database) -> str:
    """The book of the run that nothing disturbs."""
    world = ground.world(either_db)
    names = live_all(world)
    clear_up(world)
    judge(world)
    return ledger(world, names)


def _climates(is_long: bool) -> tuple[Climate, ...]:
    return LONG if is_long else CLIMATES


def test_the_book_ends_the_same_in_any_weather(
    ground: Ground, either_db: Database, start_again: Callable[[], Ground], undisturbed: str, is_long: bool
) -> None:
    assert len(undisturbed.splitlines()) > 30
    for climate in _climates(is_long):
        calm = start_again().world(either_db)
        inherited = {field.name: getattr(calm, field.name) for field in fields(World)}
        world = StormyWorld(**inherited, climate=climate)
        names = live_all(world)
        calm = World(**inherited)
        clear_up(calm)
        assert ledger(calm, names) == undisturbed, climate
        judge(calm)
        calm.pass_time(days=14)
        world.replay_everything()
        assert ledger(calm, names) == undisturbed, climate
