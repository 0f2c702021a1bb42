"""Whose clock a lease goes by: on PostgreSQL the database's, however wrong that of a worker's machine is."""

from datetime import timedelta

import pytest

from tests.market import Market
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store import effects, leasing
from thoughtcloud.store.effects import Lease
from thoughtcloud.store.leasing import LEASE
from thoughtcloud.store.unit import Database

NONE, AHEAD, BEHIND = timedelta(0), timedelta(minutes=3), timedelta(minutes=-3)
pytestmark = pytest.mark.parametrize("either_db", ["postgresql"], indirect=True)


class Machines:
    """Workers on machines whose clocks are wrong by so much, and one effect that waits since long before."""

    def __init__(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.db, self.monkeypatch, self.market = db, monkeypatch, Market(db)
        offer = self.market.offer(self.market.mentor())
        booking_id = self.market.confirmed(self.market.person(), offer, self.market.slots(offer)[0])
        self.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
        self.market.pass_time(hours=1)

    def lease(self, wrong_by: timedelta, passed: timedelta = NONE) -> Lease | None:
        """What such a machine gets when business time has been moved by `passed`."""
        says = self.market.now + wrong_by
        self.monkeypatch.setattr(leasing, "machine_clock", lambda: says)
        with self.db.unit_of_work() as session:
            return effects.lease(session, now=says + passed)


@pytest.fixture
def machines(either_db: Database, monkeypatch: pytest.MonkeyPatch) -> Machines:
    return Machines(either_db, monkeypatch)


@pytest.mark.parametrize("wrong_by", [AHEAD, BEHIND])
def test_a_machine_whose_clock_is_wrong_takes_nobodys_lease(machines: Machines, wrong_by: timedelta) -> None:
    assert machines.lease(NONE) is not None
    assert machines.lease(wrong_by) is None


@pytest.mark.parametrize("wrong_by", [AHEAD, BEHIND])
def test_what_a_machine_whose_clock_is_wrong_has_leased_ends_in_time(
    machines: Machines, wrong_by: timedelta
) -> None:
    first = machines.lease(wrong_by)
    assert first is not None
    assert machines.lease(NONE, LEASE - timedelta(seconds=30)) is None
    second = machines.lease(NONE, LEASE + timedelta(seconds=1))
    assert second is not None and second.token != first.token


def test_a_lease_moves_with_the_time_that_a_sandbox_moves(machines: Machines) -> None:
    later = timedelta(days=30)
    assert machines.lease(NONE, later) is not None
    assert machines.lease(NONE, later + LEASE - timedelta(seconds=30)) is None
    assert machines.lease(NONE, later + LEASE + timedelta(seconds=1)) is not None
