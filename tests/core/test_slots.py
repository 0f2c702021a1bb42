"""Bookable times: by example, and against a second opinion that asks the wall clock at every single minute."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.second_opinion import MINUTE, Onlooker, utc
from thoughtcloud.core.plan_faults import checked
from thoughtcloud.core.plans import DateException, Plan, Range, Rules, Span
from thoughtcloud.core.slots import Busy, starts

# Offsets of whole, half and quarter hours; clock changes at midnight, by half an hour, and a skipped day.
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo", "Asia/Beirut", "America/Asuncion",
    "America/Havana", "Africa/Casablanca", "Pacific/Apia", "America/Scoresbysund",
)  # fmt: skip
# Days around which some of these zones change their clocks.
TURNS = (
    utc(2026, 3, 29), utc(2026, 10, 25), utc(2026, 11, 1), utc(2026, 3, 8), utc(2026, 4, 5), utc(2026, 9, 27),
    utc(2026, 4, 24), utc(2026, 10, 30), utc(2011, 12, 29), utc(2026, 2, 15), utc(2026, 7, 1),
)  # fmt: skip
ROUND_THE_CLOCK = tuple(Range(weekday, 0, 1440) for weekday in range(7))
NIGHTS = tuple(Range(weekday, 1320, 1560) for weekday in range(7))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Hours of one day that do not overlap; the last of them may run over midnight, to six at most."""
    edges = sorted(draw(st.sets(st.integers(24, 119), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Span(begin * 15, end * 15) for begin, end in pairs if begin < 96)


@st.composite
def plans(draw: st.DrawFn, zone: str, about: date) -> Plan:
    """A week, some exceptions around a date, and rules."""
    week = draw(st.dictionaries(st.integers(0, 6), spans(), min_size=1))
    hours = [Range(day, one.from_minute, one.to_minute) for day, some in week.items() for one in some]
    exceptions, day = [], about - timedelta(days=3)
    for _ in range(draw(st.integers(0, 3))):
        first = day + timedelta(days=draw(st.integers(0, 2)))
        last = first + timedelta(days=draw(st.integers(0, 2)))
        exceptions.append(DateException(first, last, draw(st.one_of(st.just(()), spans()))))
        day = last + timedelta(days=1)
    limit = st.one_of(st.none(), st.integers(1, 3))
    rules = Rules(
        step_minutes=draw(st.sampled_from([15, 30, 45, 60])),
        minutes_before=draw(st.sampled_from([0, 10, 15, 60])),
        minutes_after=draw(st.sampled_from([0, 5, 30])),
        most_a_day=draw(limit),
        most_a_week=draw(limit),
    )
    return checked(Plan(zone, tuple(hours), tuple(exceptions), rules))


@settings(max_examples=120)
@given(
    data=st.data(),
    zone=st.sampled_from(ZONES),
    turn=st.sampled_from(TURNS),
    into=st.integers(-2 * 24 * 60, 24 * 60),
    seconds=st.sampled_from([0, 1, 59]),
    minutes=st.sampled_from([15, 30, 45, 60, 90, 240]),
    length=st.integers(1, 3 * 24 * 60),
    booked=st.sets(st.integers(-300, 300), max_size=6),
    busy=st.sets(st.tuples(st.integers(-3000, 4000), st.integers(1, 700)), max_size=4),
)
def test_the_answer_is_that_of_somebody_who_asks_the_clock_every_minute(
    data: st.DataObject, zone: str, turn: datetime, into: int, seconds: int, minutes: int, length: int,
    booked: set[int], busy: set[tuple[int, int]],
) -> None:  # fmt: skip
    plan = data.draw(plans(zone, turn.date()))
    sessions = [Busy(turn + one * 15 * MINUTE, turn + (one * 15 + 60) * MINUTE) for one in booked]
    elsewhere = [Busy(turn + begin * MINUTE, turn + (begin + lasts) * MINUTE) for begin, lasts in busy]
    earliest = turn + timedelta(minutes=into, seconds=seconds)
    latest_end = earliest + length * MINUTE
    found = starts(plan, sessions, elsewhere, minutes=minutes, earliest=earliest, latest_end=latest_end)
    opinion = Onlooker(plan).starts(
        sessions, elsewhere, minutes=minutes, earliest=earliest, latest_end=latest_end
    )
    assert found == opinion


def walls(found: Iterable[datetime], zone: str) -> list[str]:
    return [at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M %z") for at in found]


def offered(plan: Plan, first: datetime, *, days: int = 2, minutes: int = 60, **taken: list[Busy]) -> list[str]:
    """What a plan offers in some days, as its own wall clock shows it."""
    found = starts(plan, **taken, minutes=minutes, earliest=first, latest_end=first + timedelta(days=days))
    return walls(found, plan.zone)


def hourly(zone: str, *hours: Range, **more: int) -> Plan:
    return Plan(zone, hours, rules=Rules(**{"step_minutes": 60, **more}))


def test_an_hour_that_the_clock_skips_is_not_on_offer() -> None:
    found = offered(hourly("Europe/Berlin", Range(6, 60, 240)), utc(2026, 3, 28, 12))
    assert found == ["29 01:00 +0100", "29 03:00 +0200"]


def test_an_hour_that_the_clock_repeats_is_on_offer_twice() -> None:
    found = offered(hourly("Europe/Berlin", Range(6, 60, 240)), utc(2026, 10, 24, 12))
    assert found == ["25 01:00 +0200", "25 02:00 +0200", "25 02:00 +0100", "25 03:00 +0100"]


def test_a_session_may_run_over_midnight_into_the_next_days_hours() -> None:
    plan = Plan("UTC", (Range(0, 1380, 1440), Range(1, 0, 60)))
    assert offered(plan, utc(2026, 11, 23, 12), minutes=90) == ["23 23:00 +0000", "23 23:30 +0000"]


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin_and_keep_its_step() -> None:
    plan = Plan("UTC", (Range(0, 1350, 1560),), rules=Rules(step_minutes=45))
    assert offered(plan, utc(2026, 11, 23, 12), minutes=45) == [
        "23 22:30 +0000", "23 23:15 +0000", "24 00:00 +0000", "24 00:45 +0000",
    ]  # fmt: skip


def test_hours_over_the_night_from_sunday_to_monday_are_open_on_monday() -> None:
    found = offered(hourly("UTC", Range(6, 1380, 1500)), utc(2026, 11, 22, 20))
    assert found == ["22 23:00 +0000", "23 00:00 +0000"]


def test_starts_are_counted_from_the_beginning_of_their_range() -> None:
    found = offered(Plan("UTC", (Range(0, 555, 660),)), utc(2026, 11, 23), minutes=30)
    assert found == ["23 09:15 +0000", "23 09:45 +0000", "23 10:15 +0000"]


def test_nothing_is_on_offer_when_the_latest_end_is_over() -> None:
    now = utc(2026, 11, 23, 12)
    assert starts(Plan("UTC", ROUND_THE_CLOCK), minutes=15, earliest=now, latest_end=now - MINUTE) == ()


def test_a_closed_day_is_closed_from_midnight_to_midnight() -> None:
    christmas = DateException(date(2026, 12, 24), date(2026, 12, 24))
    plan = Plan("UTC", NIGHTS, (christmas,), Rules(step_minutes=60))
    assert offered(plan, utc(2026, 12, 23, 12), days=3) == [
        "23 22:00 +0000", "23 23:00 +0000", "25 22:00 +0000", "25 23:00 +0000", "26 00:00 +0000", "26 01:00 +0000",
    ]  # fmt: skip


def test_other_hours_take_the_place_of_the_weeks() -> None:
    morning = DateException(date(2026, 12, 24), date(2026, 12, 24), (Span(600, 720),))
    plan = Plan("UTC", ROUND_THE_CLOCK, (morning,))
    found = offered(plan, utc(2026, 12, 24), days=1)
    assert found == ["24 10:00 +0000", "24 10:30 +0000", "24 11:00 +0000"]


def test_other_hours_of_several_days_run_over_the_midnights_between_them() -> None:
    nights = DateException(date(2026, 12, 24), date(2026, 12, 25), (Span(1380, 1500),))
    assert offered(Plan("UTC", (), (nights,), Rules(step_minutes=60)), utc(2026, 12, 24), days=3) == [
        "24 23:00 +0000", "25 00:00 +0000", "25 23:00 +0000", "26 00:00 +0000",
    ]  # fmt: skip


def an_hour(*at: int) -> Busy:
    return Busy(utc(*at), utc(*at) + timedelta(hours=1))


def test_two_bookings_are_apart_by_the_longer_buffer() -> None:
    plan = Plan("UTC", (Range(0, 540, 960),), rules=Rules(step_minutes=15, minutes_before=15, minutes_after=30))
    found = offered(plan, utc(2026, 11, 23), booked=[an_hour(2026, 11, 23, 12)])
    assert [one for one in found if "10:15" < one[3:8] < "13:45"] == ["23 10:30 +0000", "23 13:30 +0000"]


def test_the_buffer_before_keeps_away_from_what_ends_and_the_buffer_after_from_what_begins() -> None:
    plan = Plan("UTC", (Range(0, 540, 960),), rules=Rules(step_minutes=15, minutes_before=15, minutes_after=30))
    meeting = Busy(utc(2026, 11, 23, 12, 5), utc(2026, 11, 23, 12, 55))
    found = offered(plan, utc(2026, 11, 23), busy=[meeting])
    assert [one for one in found if "10:15" < one[3:8] < "13:30"] == ["23 10:30 +0000", "23 13:15 +0000"]


def test_a_buffer_may_lie_outside_the_hours() -> None:
    assert offered(hourly("UTC", Range(0, 540, 600), minutes_before=60), utc(2026, 11, 23)) == ["23 09:00 +0000"]


def test_a_day_that_has_its_sessions_offers_no_more_and_the_next_does() -> None:
    plan = hourly("America/New_York", Range(0, 1260, 1380), Range(1, 1260, 1380), most_a_day=1)
    # On Monday the 23rd in New York, on Tuesday in London.
    found = offered(plan, utc(2026, 11, 23, 12), days=3, booked=[an_hour(2026, 11, 24, 1)])
    assert found == ["24 21:00 -0500", "24 22:00 -0500"]


def test_a_week_that_has_its_sessions_offers_no_more_until_monday() -> None:
    plan = hourly("UTC", *(Range(day, 540, 600) for day in range(7)), most_a_week=2)
    booked = [an_hour(2026, 11, 23, 9), an_hour(2026, 11, 24, 9)]
    assert offered(plan, utc(2026, 11, 25), days=6, booked=booked) == ["30 09:00 +0000"]
