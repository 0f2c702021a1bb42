"""What the browser may send: anything."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.ui.states import wishes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(JSON)
def test_anything_is_turned_into_something_harmless(value: object) -> None:
    assert len(wishes.text(value, 10)) <= 10
    number, at = wishes.whole_number(value), wishes.instant(value)
    assert number is None or number >= 0
    assert at is None or at.tzinfo is UTC


def test_text_is_trimmed_and_cut() -> None:
    assert wishes.text("  abcdef ", 4) == "abcd"


def test_half_a_sign_and_what_no_database_keeps_is_left_out() -> None:
    assert wishes.text("a\ud800b\0c", 10) == "abc"


@pytest.mark.parametrize("value", ["-1", "1.5", "٣", "1e3", "", 5])
def test_only_plain_digits_are_a_number(value: object) -> None:
    assert wishes.whole_number(value) is None


def test_digits_are_a_number() -> None:
    assert wishes.whole_number(" 120 ") == Decimal(120)


def test_an_instant_needs_an_offset() -> None:
    assert wishes.instant("2026-05-12T10:00:00") is None
    assert wishes.instant("2026-05-12T12:00:00+02:00") == datetime(2026, 5, 12, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "edge",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00", "9999-12-31T23:00:00+00:00", "1999-12-31T00:00Z"],
)
def test_an_instant_at_the_edge_of_the_calendar_is_none_because_nothing_can_be_added_to_it(edge: str) -> None:
    assert wishes.instant(edge) is None


def test_a_time_on_the_wall_is_an_instant_of_its_zone() -> None:
    at, why = wishes.wall_time("2026-11-26T14:30", "Asia/Kolkata")
    assert (at, why) == (datetime(2026, 11, 26, 9, tzinfo=UTC), "")


def test_of_a_time_that_the_clocks_show_twice_the_first_is_meant_and_a_skipped_one_is_none() -> None:
    at, _ = wishes.wall_time("2026-10-25T02:30", "Europe/Berlin")
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    skipped, why = wishes.wall_time("2027-03-28T02:30", "Europe/Berlin")
    assert skipped is None
    assert "put forward" in why


@given(JSON | st.datetimes().map(str))
def test_whatever_was_typed_as_a_time_is_an_instant_or_explained(value: object) -> None:
    at, why = wishes.wall_time(value, "America/New_York")
    assert (at is None) == bool(why)
