"""Moving and the mentor's own rules: what is asked of a move, and asked again when a proposal is accepted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.services.moving import Stage, refused
from tests.services.test_availability import change
from tests.services.test_busy_calendars import added, said
from thoughtcloud.core.busy_calendars import window
from thoughtcloud.core.errors import Kind, SlotTaken
from thoughtcloud.core.plans import Pause, Rules
from thoughtcloud.services.move_wish import free_starts
from thoughtcloud.store.busy_calendars import Time
from thoughtcloud.store.unit import Database

HOUR = timedelta(hours=1)
QUARTERS = Rules(step_minutes=15)
# 10:00 in Berlin on Thursday 26 November, the day after the session that is moved; and on the Monday after.
DAY_AFTER, MONDAY = datetime.fromisoformat("2026-11-26T09:00Z"), datetime.fromisoformat("2026-11-30T09:00Z")


@pytest.fixture
def stage(either_db: Database) -> Stage:
    stage = Stage(either_db)
    change(stage.market, stage.mentor, rules=QUARTERS)
    assert stage.first.date() == datetime.fromisoformat("2026-11-25").date()
    return stage


def quick(stage: Stage, start: datetime) -> str:
    """Somebody else has been faster."""
    return stage.market.confirmed(stage.market.person("Quick"), stage.offer, start)


def busy_elsewhere(stage: Stage, start: datetime) -> None:
    added(stage.market, stage.mentor)
    said(stage.market, Time(start, start + HOUR), until=window(stage.market.now)[1])


def unmoved(stage: Stage) -> None:
    assert (stage.booking.starts_at, stage.booking.sequence) == (stage.first, 0)
    stage.check_claims()


Rule = Callable[[Stage], None]


def with_a_neighbour_and_a_buffer(stage: Stage) -> None:
    change(stage.market, stage.mentor, rules=replace(QUARTERS, minutes_after=30))
    quick(stage, MONDAY + HOUR)


def with_a_full_day(stage: Stage) -> None:
    change(stage.market, stage.mentor, rules=replace(QUARTERS, most_a_day=1))
    quick(stage, MONDAY + 4 * HOUR)


def with_a_full_week(stage: Stage) -> None:
    change(stage.market, stage.mentor, rules=replace(QUARTERS, most_a_week=2))
    quick(stage, MONDAY + timedelta(days=2))
    quick(stage, MONDAY + timedelta(days=3))


def with_something_elsewhere(stage: Stage) -> None:
    busy_elsewhere(stage, MONDAY + timedelta(minutes=30))


def with_a_pause(stage: Stage) -> None:
    change(stage.market, stage.mentor, pause=Pause())


RULES = pytest.mark.parametrize(
    "rule",
    [with_a_neighbour_and_a_buffer, with_a_full_day, with_a_full_week, with_something_elsewhere, with_a_pause],
)


# -- alone -------------------------------------------------------------------------------------------------------


@RULES
def test_a_mentee_moves_alone_to_no_time_that_the_mentors_rules_close(stage: Stage, rule: Rule) -> None:
    rule(stage)
    problem = refused("slot_taken", stage.move, MONDAY)
    assert isinstance(problem, SlotTaken)
    assert MONDAY not in problem.nearest
    refused("slot_taken", stage.propose, stage.mentee, [MONDAY])
    unmoved(stage)


def test_a_session_that_moves_does_not_fill_its_own_day_or_week_or_stand_in_its_own_buffer(stage: Stage) -> None:
    change(stage.market, stage.mentor, rules=Rules(15, minutes_after=30, most_a_day=1, most_a_week=1))
    for to in (stage.first + HOUR, DAY_AFTER):
        stage.move(to)
        assert stage.booking.starts_at == to
    stage.check_claims()


# -- the mentor's proposal ---------------------------------------------------------------------------------------


@RULES
def test_what_has_closed_a_time_since_the_mentor_proposed_it_is_not_overrun(stage: Stage, rule: Rule) -> None:
    move_id = stage.propose(stage.mentor, [MONDAY])
    rule(stage)
    code = "paused" if rule is with_a_pause else "slot_taken"
    problem = refused(code, stage.accept, stage.mentee, move_id, MONDAY)
    assert isinstance(problem, SlotTaken)
    assert problem.kind is Kind.CONFLICT
    assert "mentor" in problem.text
    with stage.db.reading() as session:
        free = free_starts(session, *stage.market.rows(stage.booking_id), now=stage.market.now)
    assert (len(problem.nearest) == 3) is bool(free)
    assert set(problem.nearest) <= set(free)
    unmoved(stage)
    assert stage.booking.answer_by is not None, "the proposal stays, to be declined or withdrawn"
    stage.decline(stage.mentee, move_id)


def test_another_of_the_proposed_times_can_still_be_taken(stage: Stage) -> None:
    move_id = stage.propose(stage.mentor, [DAY_AFTER, MONDAY])
    with_a_full_day(stage)
    refused("slot_taken", stage.accept, stage.mentee, move_id, MONDAY)
    stage.accept(stage.mentee, move_id, DAY_AFTER)
    assert stage.booking.starts_at == DAY_AFTER
    stage.check_claims()


@RULES
def test_a_time_that_the_mentor_named_against_their_own_rules_can_be_taken(stage: Stage, rule: Rule) -> None:
    rule(stage)
    stage.accept(stage.mentee, stage.propose(stage.mentor, [MONDAY]), MONDAY)
    assert stage.booking.starts_at == MONDAY
    stage.check_claims()


def test_hours_notice_and_step_are_not_asked_again_of_a_time_that_the_mentor_named(stage: Stage) -> None:
    night = MONDAY.replace(hour=2, minute=15)
    move_id = stage.propose(stage.mentor, [night])
    change(stage.market, stage.mentor, hours=(), rules=Rules(60, notice_minutes=20 * 1440, days_ahead=1))
    stage.accept(stage.mentee, move_id, night)
    assert stage.booking.starts_at == night


# -- the mentee's wish -------------------------------------------------------------------------------------------


@RULES
def test_a_mentor_may_say_yes_to_a_wish_against_their_own_rules(stage: Stage, rule: Rule) -> None:
    move_id = stage.propose(stage.mentee, [MONDAY])
    rule(stage)
    stage.accept(stage.mentor, move_id, MONDAY)
    assert stage.booking.starts_at == MONDAY
    stage.check_claims()


def test_not_even_a_mentor_says_yes_to_two_sessions_at_once(stage: Stage) -> None:
    move_id = stage.propose(stage.mentee, [MONDAY])
    quick(stage, MONDAY + timedelta(minutes=45))
    refused("slot_taken", stage.accept, stage.mentor, move_id, MONDAY)
    unmoved(stage)
