"""When the next payout is due by every schedule, and that every failure of a payout has its advice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.payouts import WEEK, Interval, Remedy, Schedule, next_day, remedy

SATURDAY = date(2026, 11, 28)
SCHEDULES = st.one_of(
    st.just(Schedule(Interval.DAILY)),
    st.lists(st.sampled_from(WEEK), min_size=1, max_size=3).map(
        lambda d: Schedule(Interval.WEEKLY, days=tuple(d))
    ),
    st.lists(st.integers(1, 31).map(str), min_size=1, max_size=3).map(
        lambda d: Schedule(Interval.MONTHLY, days=tuple(d))
    ),
)


@pytest.mark.parametrize(
    ("schedule", "since", "due"),
    [
        (Schedule(Interval.DAILY), date(2026, 11, 27), date(2026, 11, 27)),
        (Schedule(Interval.DAILY), SATURDAY, date(2026, 11, 30)),
        (Schedule(Interval.WEEKLY, days=("thursday",)), SATURDAY, date(2026, 12, 3)),
        (Schedule(Interval.WEEKLY, days=("thursday", "monday")), SATURDAY, date(2026, 11, 30)),
        (Schedule(Interval.WEEKLY), SATURDAY, date(2026, 11, 30)),
        (Schedule(Interval.MONTHLY, days=("28",)), SATURDAY, SATURDAY),
        (Schedule(Interval.MONTHLY, days=("1", "15")), SATURDAY, date(2026, 12, 1)),
        (Schedule(Interval.MONTHLY, days=("31",)), date(2027, 2, 1), date(2027, 2, 28)),
        (Schedule(Interval.MANUAL), SATURDAY, None),
    ],
)
def test_the_next_payout_falls_on_the_first_day_of_the_schedule(
    schedule: Schedule, since: date, due: date | None
) -> None:
    assert next_day(schedule, since) == due


@given(schedule=SCHEDULES, since=st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_every_day_leads_to_the_same_next_payout_until_it_was_made(schedule: Schedule, since: date) -> None:
    due = next_day(schedule, since)
    assert due is not None and due >= since
    assert all(next_day(schedule, since + timedelta(days=ahead)) == due for ahead in range((due - since).days + 1))


def test_a_failure_has_its_remedy_and_one_that_is_new_to_us_is_looked_at() -> None:
    assert remedy("account_closed") is Remedy.OTHER_BANK
    assert remedy("no_account") is Remedy.CORRECT
    assert remedy("insufficient_funds") is Remedy.WAIT
    assert remedy("something_of_next_year") is remedy("") is Remedy.LOOK
