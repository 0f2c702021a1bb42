"""A database that restarts between a call at Stripe and our acknowledgement: the answer is not lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests import postgres
from tests.payments.world import World
from tests.postgres import Cluster
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import runner
from thoughtcloud.payments import settle
from thoughtcloud.store import migrate
from thoughtcloud.store.unit import Database


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that nobody else uses, so that it can go away."""
    with postgres.running(durable=True) as cluster:
        yield cluster


@pytest.fixture
def world(world: World, own_cluster: Cluster) -> Iterator[World]:
    database = Database(own_cluster.url(own_cluster.database()))
    migrate.upgrade(database)
    world.platform = replace(world.platform, db=database)
    yield world
    database.dispose()


def test_an_acknowledgement_waits_for_the_server_and_the_call_is_not_made_again(
    world: World, own_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = world.reserved(world.mentor(), starts_in=-timedelta(hours=2))
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    carry_out = settle.carry_out
    restarts: list[threading.Thread] = []

    def then_the_server_restarts(*given: Any) -> None:
        carry_out(*given)
        if not restarts:
            restarts.append(threading.Thread(target=own_cluster.start))
            own_cluster.stop()
            restarts[0].start()

    monkeypatch.setattr(settle, "carry_out", then_the_server_restarts)
    runner.finish(world.platform, booking.id)
    restarts[0].join()
    assert world.states(booking) == ("completed", "captured", "transferred")
    done = {row.kind: (row.state, row.attempts) for row in world.effects(booking)}
    assert done["capture"] == ("done", 1)
    assert done["transfer"] == ("done", 1)
    world.check_book()
