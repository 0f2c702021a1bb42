"""Killed at every commit and every call to Stripe in turn, each life ends as if nothing had happened."""

import signal
from itertools import count

import pytest

from tests.payments.world import World
from tests.reliability.conftest import Ground
from tests.reliability.judge import judge
from tests.reliability.lives import LIVES, Life, found, recover, settle
from tests.reliability.mortal import Boundaries, MortalDatabase, in_a_process_of_its_own, make_calls_mortal
from thoughtcloud.store.tables import Mentor
from thoughtcloud.store.unit import Database

# In CI one boundary in so many is fatal; where the first one lies differs from life to life.
STRIDE, STRIDE_ON_POSTGRESQL = 13, 29
MOST_BOUNDARIES = 400


@pytest.mark.parametrize("number", range(len(LIVES)), ids=[life.name for life in LIVES])
def test_a_life_that_is_killed_at_any_boundary_ends_as_it_should(
    ground: Ground, either_db: Database, is_long: bool, number: int
) -> None:
    life = LIVES[number]
    world = ground.world(either_db)
    stride = 1 if is_long else STRIDE if either_db.is_sqlite else STRIDE_ON_POSTGRESQL
    for round_ in count():
        fatal = 1 + number % stride + round_ * stride
        assert fatal < MOST_BOUNDARIES
        mentor = world.mentor(**life.mentor)
        died = _live_until(ground, either_db, life, mentor, fatal)
        _go_on(ground, either_db, life, mentor)
        if not died:
            break
        _check_end(ground, either_db, life, mentor)
    judge(_settled(ground, either_db))


def _live_until(ground: Ground, db: Database, life: Life, mentor: Mentor, fatal: int) -> bool:
    """Live the life in a process that dies at boundary `fatal`; whether it got so far."""
    url = ground.chosen.database_url
    db.dispose()

    def deed() -> None:
        boundaries = Boundaries(fatal)
        make_calls_mortal(boundaries)
        life.live(ground.world(MortalDatabase(url, boundaries)), mentor)

    code = in_a_process_of_its_own(deed)
    assert code in (0, -signal.SIGKILL), f"the life itself failed at boundary {fatal}"
    return code != 0


def _go_on(ground: Ground, db: Database, life: Life, mentor: Mentor) -> None:
    """People find the page again and finish what they were at, and the machinery does the rest."""
    world = ground.world(db)
    # By then the leases of the dead process have ended.
    world.pass_time(minutes=3)
    life.live(world, mentor)
    recover(world)


def _check_end(ground: Ground, db: Database, life: Life, mentor: Mentor) -> None:
    world = ground.world(db)
    booking = found(world, mentor)
    assert booking is not None
    assert world.states(booking) == life.ends, world.history(booking)


def _settled(ground: Ground, db: Database) -> World:
    world = ground.world(db)
    settle(world)
    return world
