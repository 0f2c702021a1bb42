"""Weekly hours while they are written."""

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.plans import Range
from thoughtcloud.services import availability, draft_hours
from thoughtcloud.services.draft_hours import Draft
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("09:00", "12:00", ""),
        ("00:00", "00:00", ""),
        ("22:15", "00:00", ""),
        ("22:00", "02:00", ""),
        ("21:00", "09:15", "The end has to be after the beginning."),
        ("", "12:00", "Please give both times."),
        ("09:00", "25:00", "Please give both times."),
        ("9 o'clock", "12:00", "Please give both times."),
        ("09:10", "12:00", "Times go by quarters of an hour, such as 09:15."),
        ("12:00", "09:00", "The end has to be after the beginning."),
        ("12:00", "12:00", "The end has to be after the beginning."),
    ],
)
def test_each_range_is_told_what_is_wrong_with_it(begin: str, end: str, said: str) -> None:
    assert draft_hours.complaints([Draft(0, begin, end)]) == (said,)


def test_an_end_of_zero_is_midnight() -> None:
    assert draft_hours.ranges([Draft(0, "22:00", "00:00")]) == (Range(0, 1320, 1440),)


def test_an_end_in_the_small_hours_is_on_the_day_after_and_meets_the_hours_of_that_day() -> None:
    night, morning = Draft(6, "22:00", "02:00"), Draft(0, "01:00", "03:00")
    assert draft_hours.ranges([night]) == (Range(6, 1320, 1560),)
    assert draft_hours.complaints([night, morning]) == ("", "This overlaps with Sunday 22:00-02:00.")


def test_of_two_that_overlap_the_later_one_is_marked_and_neighbours_are_not() -> None:
    drafts = [Draft(0, "09:00", "12:00"), Draft(0, "11:00", "13:00"), Draft(1, "11:00", "13:00")]
    drafts.append(Draft(0, "13:00", "14:00"))
    assert [bool(said) for said in draft_hours.complaints(drafts)] == [False, True, False, False]


def test_a_range_that_is_wrong_overlaps_with_nothing() -> None:
    drafts = [Draft(0, "12:00", "09:00"), Draft(0, "10:00", "11:00")]
    assert [bool(said) for said in draft_hours.complaints(drafts)] == [True, False]


@pytest.mark.parametrize("minute", [0, 15, 555, 1425])
def test_what_is_shown_is_read_again(minute: int) -> None:
    assert draft_hours.minute(draft_hours.typed(minute)) == minute


@pytest.mark.parametrize("strange", [None, 5, "", "24:00", "12:60", "1200", "ab:cd", "١٢:٠٠", "-1:00"])
def test_what_is_no_time_of_day_is_none(strange: object) -> None:
    assert draft_hours.minute(strange) is None


def test_the_preview_of_the_kept_hours_is_what_can_be_booked(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    market.confirmed(market.person(), offer, market.slots(offer)[3])
    with market.db.reading() as session:
        kept = availability.hours(session, mentor, now=market.now)
        drafts = [
            Draft(one.weekday, draft_hours.typed(one.from_minute), draft_hours.typed(one.to_minute))
            for one in kept
        ]
        found = draft_hours.preview(session, mentor, drafts, now=market.now)
    assert (found.zone, found.minutes) == ("Europe/Berlin", 60)
    assert found.starts == market.slots(offer)


def test_only_a_mentor_has_a_preview(market: Market) -> None:
    with market.db.reading() as session, pytest.raises(Problem):
        draft_hours.preview(session, market.person(), [], now=market.now)
