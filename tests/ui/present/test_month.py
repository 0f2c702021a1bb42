"""How a month of free times is laid out and worded."""

from datetime import UTC, date, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.ui import display, present
from thoughtcloud.ui.present.times import Free
from thoughtcloud.ui.wording import Reader

# A Monday.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BERLIN = Reader("Europe/Berlin", "en_GB", NOW)
NEW_YORK = Reader("America/New_York", "en_US", NOW)
FREE: Free = {
    date(2026, 11, 24): (NOW, NOW),
    date(2026, 11, 30): (NOW,),
    date(2027, 1, 2): (NOW,),
}


def sheet(month: str = "2026-11", reader: Reader = BERLIN) -> display.Month:
    return present.month.sheet(FREE, month, (reader.zone,), reader)


def test_a_month_is_whole_weeks_that_begin_as_the_readers_do() -> None:
    british, american = sheet(), sheet(reader=NEW_YORK)
    assert (british.title, american.title) == ("November 2026", "November 2026")
    assert (british.heads[0].short, american.heads[0].short) == ("Mon", "Sun")
    assert [len(each.days) % 7 for each in (british, american)] == [0, 0]
    later = present.month.sheet(FREE, "2027-08", ("UTC",), BERLIN)
    assert [day.inside for day in later.days[:7]] == [False] * 6 + [True]


def test_weeks_that_are_over_are_left_out() -> None:
    assert [day.number for day in sheet().days if day.inside] == [str(day) for day in range(23, 31)]


def test_a_day_says_how_many_times_are_free_and_the_others_that_none_are() -> None:
    days = {day.key: day for day in sheet().days if day.inside}
    assert (days["2026-11-24"].note, days["2026-11-24"].free) == ("2", True)
    assert days["2026-11-24"].spoken == "Tuesday, 24 November 2026, 2 times"
    assert (days["2026-11-25"].note, days["2026-11-25"].free) == ("", False)
    assert days["2026-11-25"].spoken == "Wednesday, 25 November 2026, no free times"
    assert [day.key for day in days.values() if day.today] == ["2026-11-23"]


def test_the_months_go_from_now_to_the_last_free_time() -> None:
    assert present.month.reach(FREE, BERLIN) == ("2026-11", "2027-01")
    assert present.month.reach({}, BERLIN) == ("2026-11", "2026-11")
    assert (sheet("2026-11").may_turn_back, sheet("2026-11").may_turn_on) == (False, True)
    assert (sheet("2026-12").may_turn_back, sheet("2026-12").may_turn_on) == (True, True)
    assert (sheet("2027-01").may_turn_back, sheet("2027-01").may_turn_on) == (True, False)


TURNS = [
    ("2026-12", 1, "2027-01"),
    ("2027-01", -1, "2026-12"),
    ("2027-01", 1, "2027-01"),
    ("2026-11", -1, "2026-11"),
]


@pytest.mark.parametrize(("month", "by", "then"), TURNS)
def test_months_are_turned_over_the_years_end_and_no_further_than_there_is_something(
    month: str, by: int, then: str
) -> None:
    assert present.month.turn(FREE, month, by, BERLIN) == then


@pytest.mark.parametrize("by", [0, 2, True, "1", None, 1.0])
def test_what_is_no_turn_turns_nothing(by: object) -> None:
    assert present.month.turn(FREE, "2026-12", by, BERLIN) == "2026-12"


def test_the_month_that_is_wanted_is_shown_as_long_as_it_is_in_reach() -> None:
    assert present.month.month_to_show(FREE, "2026-12", "2026-11-24", BERLIN) == "2026-12"
    assert present.month.month_to_show(FREE, "2027-02", "2026-11-24", BERLIN) == "2026-11"
    assert present.month.month_to_show(FREE, "", "2027-01-02", BERLIN) == "2027-01"
    assert present.month.month_to_show({}, "", "", BERLIN) == "2026-11"


def test_clocks_that_change_are_told_for_both_sides() -> None:
    march = present.month.sheet(FREE, "2027-03", ("Europe/Berlin", "America/New_York", "Asia/Kolkata"), BERLIN)
    assert march.remarks == [
        "Clocks go forward in Berlin on Sun 28 Mar.",
        "Clocks go forward in New York on Sun 14 Mar.",
    ]
    october = present.month.sheet(FREE, "2026-10", ("Europe/Berlin", "Europe/Berlin"), BERLIN)
    assert october.remarks == ["Clocks go back in Berlin on Sun 25 Oct."]


def test_where_the_mentor_is_stands_beside_where_clocks_differ() -> None:
    told = present.month.beside("Ines", "America/New_York", Reader("Asia/Kolkata", "en_GB", NOW))
    assert told == "Ines is in New York (UTC−5), 10 h 30 min behind you now."
    assert present.month.beside("Ines", "Europe/Paris", BERLIN) == ""


@given(
    st.sampled_from(sorted(available_timezones())),
    st.integers(2024, 2030),
    st.integers(1, 12),
    st.sampled_from(["en_GB", "en_US", "de_DE", "ar_EG"]),
)
def test_every_month_of_every_zone_can_be_shown_with_each_of_its_days_once(
    zone: str, year: int, month: int, locale: str
) -> None:
    reader = Reader(zone, locale, datetime(2023, 12, 1, tzinfo=UTC))
    shown = present.month.sheet({}, f"{year:04d}-{month:02d}", (zone,), reader)
    inside = [day.key for day in shown.days if day.inside]
    assert inside == sorted(set(inside)) and inside[0].endswith("-01") and len(inside) >= 28
    assert len(shown.days) % 7 == 0 and len(shown.heads) == 7
