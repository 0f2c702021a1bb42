"""The questions that the slots benchmark asks of everybody."""

from datetime import timedelta

from benchmarks import slots


def test_the_busy_mentor_has_what_was_promised() -> None:
    busy = slots.busy_mentor()
    assert (len(busy.booked), len(busy.plan.exceptions), busy.plan.rules.step_minutes) == (300, 20, 15)
    assert busy.last - busy.first == timedelta(weeks=8)
    assert all(one.ends_at <= other.starts_at for one, other in zip(busy.booked, busy.booked[1:], strict=False))
    assert len(busy.ours()) > 500


def test_peers_are_told_of_everything_that_is_taken() -> None:
    busy = slots.busy_mentor()
    asked = busy.for_peers(1)
    assert len(asked["booked"]) == 300
    assert len(asked["away"]) == 10 + 3 * 10, "closed days whole, shorter days around their two ranges"


def test_each_zone_changes_its_clocks_twice() -> None:
    zones = [question.plan.zone for question in slots.clock_changes()]
    assert len(zones) == 2 * len(set(zones)) == 2 * len(slots.ZONES)
