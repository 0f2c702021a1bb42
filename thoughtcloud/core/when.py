"""When somebody would like to meet: the words of a search, as spans of instants on their own calendar."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.policy import Reach

ONE_DAY = timedelta(days=1)
EVENING, NIGHT = time(18), time(23)
# A search looks no further apart than that, so that what it costs has a bound.
LONGEST = timedelta(days=62)


class When(StrEnum):
    """A choice that needs no dates."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "week"
    WEEKEND = "weekend"
    EVENINGS = "evenings"


def spans(when: When, zone: str, now: datetime) -> tuple[Reach, ...]:
    """The spans (aware UTC, ascending, none over yet) that a choice means on the calendar of `zone` (IANA).

    A week ends with Sunday; on a Sunday the weekend is what is left of it. Evenings are those of the next seven
    days, from 18:00 to 23:00. There is always one, since a day is never over before its midnight.
    """
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    days = {
        When.TODAY: [(today, time(), today + ONE_DAY, time())],
        When.TOMORROW: [(today + ONE_DAY, time(), today + 2 * ONE_DAY, time())],
        When.THIS_WEEK: [(today, time(), _monday_after(today), time())],
        When.WEEKEND: [(_monday_after(today) - 2 * ONE_DAY, time(), _monday_after(today), time())],
        When.EVENINGS: [(day, EVENING, day, NIGHT) for day in (today + ahead * ONE_DAY for ahead in range(7))],
    }[when]
    found = (Reach(max(_at(*of[:2], clock), now), _at(*of[2:], clock)) for of in days)
    return tuple(span for span in found if span.earliest_start < span.latest_end)


def between(first: datetime, last: datetime, now: datetime) -> tuple[Reach, ...]:
    """The one span from `first` to `last` (aware). Raises a `Problem`: ends_before_start, past or too_long."""
    if last <= first:
        raise invalid("ends_before_start", "The end has to be after the start.", "until")
    if last <= now:
        raise invalid("past", "That is over. Please choose a later time.", "until")
    if last - first > LONGEST:
        raise invalid("too_long", f"Please choose at most {LONGEST.days} days.", "until")
    return (Reach(max(first, now), last),)


def _monday_after(day: date) -> date:
    return day + (7 - day.weekday()) * ONE_DAY


def _at(day: date, at: time, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, at, clock).astimezone(UTC)
