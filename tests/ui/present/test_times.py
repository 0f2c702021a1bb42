"""How free times are worded and ordered."""

from datetime import UTC, date, datetime, timedelta

from thoughtcloud.ui import present
from thoughtcloud.ui.present.times import Free
from thoughtcloud.ui.wording import Reader

# A Monday.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BERLIN = Reader("Europe/Berlin", "en_GB", NOW)
NEW_YORK = Reader("America/New_York", "en_US", NOW)
TUESDAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


FREE: Free = {TUESDAY: (at(6), at(7)), date(2026, 11, 26): (at(10, day=26),)}


def test_times_are_grouped_by_the_parts_of_the_readers_day() -> None:
    starts = [at(hour) for hour in (0, 4, 5, 10, 11, 16, 17, 22)]
    parts = present.times.groups(starts, BERLIN, BERLIN.zone)
    shown = [(part.name, [slot.text for slot in part.slots]) for part in parts]
    assert shown == [
        ("Early hours", ["01:00", "05:00"]),
        ("Morning", ["06:00", "11:00"]),
        ("Afternoon", ["12:00", "17:00"]),
        ("Evening", ["18:00", "23:00"]),
    ]


def test_parts_without_times_are_left_out() -> None:
    assert [part.key for part in present.times.groups([at(9)], BERLIN, BERLIN.zone)] == ["morning"]


def test_a_time_says_its_day_and_is_known_by_its_instant() -> None:
    (part,) = present.times.groups([at(3, 30)], NEW_YORK, NEW_YORK.zone)
    assert part.slots[0].text == "10:30\u00a0PM"
    assert part.slots[0].start == "2026-11-24T03:30:00+00:00"
    assert part.slots[0].spoken == "Monday, November 23, 2026, 10:30\u00a0PM"


def test_hours_that_the_clocks_repeat_are_told_apart() -> None:
    autumn = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2)]
    (part,) = present.times.groups(autumn, BERLIN, BERLIN.zone)
    assert [slot.text for slot in part.slots] == ["02:30 (UTC+2)", "02:30 (UTC+1)", "03:30"]


def test_the_mentors_clock_stands_beside_each_time_where_it_shows_another_one() -> None:
    (part,) = present.times.groups([at(9)], BERLIN, "America/New_York")
    assert (part.slots[0].text, part.slots[0].there) == ("10:00", "04:00")
    assert present.times.there(at(9), BERLIN, "Pacific/Auckland") == "22:00"
    assert present.times.there(at(15), BERLIN, "Pacific/Auckland") == "04:00 +1"
    assert present.times.there(at(3), BERLIN, "America/New_York") == "22:00 −1"
    assert present.times.there(at(9), BERLIN, "Europe/Paris") == ""


def test_the_first_free_time_is_offered_at_once() -> None:
    assert present.times.next_free(FREE, BERLIN) == "Next free: Tue 24 Nov, 07:00"
    assert present.times.first_start(FREE) == at(6)
    assert present.times.next_free({}, BERLIN) == ""
    assert present.times.first_start({}) is None


def test_the_day_of_the_chosen_time_is_shown_else_the_chosen_day_else_the_first() -> None:
    assert present.times.day_to_show(FREE, "2026-11-24", at(10, day=26), BERLIN) == "2026-11-26"
    assert present.times.day_to_show(FREE, "2026-11-26", None, BERLIN) == "2026-11-26"
    assert present.times.day_to_show(FREE, "2026-11-25", None, BERLIN) == "2026-11-24"
    assert present.times.day_to_show({}, "2026-11-25", None, BERLIN) == ""


def test_the_heading_of_a_day_counts_its_times() -> None:
    assert present.times.day_line(TUESDAY, 1, BERLIN) == "Tue 24 Nov: 1 free time"


def test_the_chosen_time_is_told_on_both_clocks() -> None:
    assert present.times.here(at(15), 60, BERLIN) == "Tue 24 Nov, 16:00 – 17:00"
    assert present.times.both_clocks(at(15), "America/New_York", BERLIN) == "16:00 for you · 10:00 in New York"


def test_the_mentors_day_is_told_where_it_differs() -> None:
    told = present.times.both_clocks(at(15), "Asia/Tokyo", BERLIN)
    assert told == "16:00 for you · Wed 25 Nov, 00:00 in Tokyo"


def test_one_clock_for_both_is_told_once() -> None:
    assert present.times.both_clocks(at(15), "Europe/Paris", BERLIN) == "16:00 for you and in Paris"


def test_a_chosen_time_that_is_gone_is_named() -> None:
    told = present.times.gone(at(15), BERLIN)
    assert told == "Tue 24 Nov, 16:00 is not free any more. Please choose another time."


def test_the_nearest_times_are_grouped_by_day() -> None:
    starts = [NOW + timedelta(hours=hours) for hours in (30, 5, 6)]
    days = present.times.nearest_days(starts, NEW_YORK)
    assert [(day.name, day.date, len(day.slots)) for day in days] == [("Mon", "Nov 23", 2), ("Tue", "Nov 24", 1)]
