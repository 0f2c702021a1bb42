"""A mentor's calendars of elsewhere: their owner's alone, and what they say closes times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.market import Market
from thoughtcloud.core.busy_calendars import Trouble, window
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.services import availability, busy_calendars, moves
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.busy_calendars import READS, Elsewhere
from thoughtcloud.store import busy_calendars as store
from thoughtcloud.store import calendar
from thoughtcloud.store.busy_calendars import Lease, Said, Time
from thoughtcloud.store.tables import BusyCalendar, Mentor
from thoughtcloud.store.unit import Database

ADDRESS = "https://cal.example/private-0123456789/basic.ics"
TEN, ELEVEN = datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def added(market: Market, mentor: Caller | None, address: Any = ADDRESS, **named: Any) -> str:
    with market.db.unit_of_work() as session:
        return busy_calendars.add(session, mentor, address=address, **named, now=market.now)


def leased(market: Market) -> Lease:
    with market.db.unit_of_work() as session:
        lease = store.lease(session, now=market.now)
    assert lease is not None
    return lease


def said(market: Market, *times: Time, lease: Lease | None = None, **named: Any) -> None:
    """The calendar that is due has been read."""
    lease = lease or leased(market)
    with market.db.unit_of_work() as session:
        store.keep(session, lease, Said(times, named.pop("until", window(market.now)[1]), **named), now=market.now)


def failed(market: Market) -> None:
    lease = leased(market)
    with market.db.unit_of_work() as session:
        store.fail(session, lease, Trouble.NO_ANSWER, now=market.now)


def listed(market: Market, mentor: Caller) -> tuple[Elsewhere, ...]:
    with market.db.reading() as session:
        return busy_calendars.listed(session, mentor, now=market.now)


def trace(market: Market, mentor: Caller) -> calendar.Trace:
    assert mentor.mentor_id
    with market.db.reading() as session:
        return calendar.trace(session, mentor.mentor_id, now=market.now)


def test_a_busy_time_closes_every_start_that_touches_it_and_no_other(either_db: Database) -> None:
    market = Market(either_db)
    mentor = market.mentor()
    offer = market.offer(mentor)
    before = market.slots(offer)
    added(market, mentor)
    assert market.slots(offer) == before
    said(market, Time(TEN + timedelta(minutes=7), ELEVEN - timedelta(minutes=3)))
    closed = {start for start in before if TEN - timedelta(hours=1) < start < ELEVEN}
    assert closed
    assert set(before) - set(market.slots(offer)) == closed


def test_a_start_that_has_become_busy_cannot_be_held(market: Market) -> None:
    mentor, noor = market.mentor(), market.person("Noor")
    offer = market.offer(mentor)
    added(market, mentor)
    assert TEN in market.slots(offer)
    said(market, Time(TEN, ELEVEN))
    with pytest.raises(SlotTaken) as taken:
        market.hold(noor, offer, TEN)
    assert taken.value.code == "slot_taken"
    assert ELEVEN in taken.value.nearest


def test_who_looks_at_the_times_is_told_when_they_change(market: Market) -> None:
    mentor = market.mentor()
    seen = {trace(market, mentor)}
    added(market, mentor)
    said(market, Time(TEN, ELEVEN))
    seen.add(read := trace(market, mentor))
    market.pass_time(hours=1)
    said(market, Time(TEN, ELEVEN))
    assert trace(market, mentor) == read
    market.pass_time(hours=1)
    said(market)
    seen.add(trace(market, mentor))
    assert len(seen) == 3


def test_what_is_known_stays_closed_when_the_calendar_fails(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    added(market, mentor)
    said(market, Time(TEN, ELEVEN))
    market.pass_time(hours=1)
    failed(market)
    assert TEN not in market.slots(offer)
    (shown,) = listed(market, mentor)
    assert (shown.read_at, shown.failed_at) == (market.now - timedelta(hours=1), market.now)
    assert shown.trouble == "The server could not be reached."
    market.pass_time(minutes=2)
    said(market)
    (shown,) = listed(market, mentor)
    assert shown.trouble == ""
    assert TEN in market.slots(offer)


def test_a_calendar_that_was_never_read_closes_nothing_and_says_so(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    before = market.slots(offer)
    added(market, mentor)
    failed(market)
    assert market.slots(offer) == before
    (shown,) = listed(market, mentor)
    assert shown.read_at is None
    assert shown.trouble


def test_beyond_what_was_read_nobody_can_be_booked(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    added(market, mentor)
    ends = market.now + timedelta(days=20)
    said(market, until=ends)
    free = market.slots(offer)
    assert free
    assert all(start + timedelta(hours=1) <= ends for start in free)


def test_whole_days_and_floating_times_move_with_the_mentors_zone(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    added(market, mentor)
    day = datetime(2026, 11, 25, tzinfo=UTC)
    said(market, Time(day, day + timedelta(days=1), is_wall=True))

    def closed(zone: str) -> bool:
        with market.db.unit_of_work() as session:
            kept = availability.plan(session, mentor, now=market.now)
            availability.replace_plan(
                session, mentor, plan=replace(kept.plan, zone=zone), seen=kept.version, now=market.now
            )
        days = {start.astimezone(ZoneInfo(zone)).date() for start in market.slots(offer)}
        return day.date() not in days and (day + timedelta(days=1)).date() in days

    assert closed("Europe/Berlin")
    assert closed("Pacific/Auckland")
    assert closed("America/Los_Angeles")


def test_a_session_that_comes_back_through_the_calendar_may_still_be_moved(market: Market) -> None:
    mentor, noor = market.mentor(), market.person("Noor")
    offer = market.offer(mentor)
    booking_id = market.confirmed(noor, offer, TEN)
    added(market, mentor)
    said(market, Time(TEN, ELEVEN, booking_id=booking_id))
    half = TEN + timedelta(minutes=30)
    with market.db.unit_of_work() as session:
        moves.move(session, noor, booking_id, to=half, seen=0, now=market.now)
    assert market.rows(booking_id)[0].starts_at == half
    # The calendar still tells of the old time, which is free again.
    assert TEN - timedelta(minutes=30) in market.slots(offer)


def test_a_session_that_the_mentor_takes_elsewhere_does_keep_them(market: Market) -> None:
    mentor, other = market.mentor(), market.mentor("Bela Kis")
    offer, theirs = market.offer(mentor), market.offer(other)
    booking_id = market.confirmed(mentor, theirs, TEN)
    added(market, mentor)
    said(market, Time(TEN, ELEVEN, booking_id=booking_id))
    assert TEN not in market.slots(offer)


def test_a_reader_that_comes_too_late_changes_nothing(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    added(market, mentor)
    late = leased(market)
    market.pass_time(minutes=3)
    said(market, Time(TEN, ELEVEN))
    said(market, lease=late)
    assert TEN not in market.slots(offer)


def test_one_reader_at_a_time_and_every_quarter_of_an_hour(market: Market) -> None:
    added(market, market.mentor())
    said(market)
    with market.db.unit_of_work() as session:
        assert store.lease(session, now=market.now + timedelta(minutes=14)) is None
        assert store.lease(session, now=market.now + timedelta(minutes=15)) is not None
        assert store.lease(session, now=market.now + timedelta(minutes=15)) is None


def test_a_removed_calendar_opens_what_it_alone_kept_closed(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    first, second = added(market, mentor), added(market, mentor, ADDRESS + "?2", name="Home")
    for _ in range(2):
        said(market, Time(TEN, ELEVEN))
    with market.db.unit_of_work() as session:
        busy_calendars.remove(session, mentor, first, now=market.now)
    assert TEN not in market.slots(offer)
    with market.db.unit_of_work() as session:
        busy_calendars.remove(session, mentor, second, now=market.now)
    assert TEN in market.slots(offer)
    assert listed(market, mentor) == ()


def test_the_preview_of_a_plan_leaves_busy_times_out(market: Market) -> None:
    mentor = market.mentor()
    added(market, mentor)
    said(market, Time(TEN, ELEVEN))
    with market.db.reading() as session:
        plan = availability.plan(session, mentor, now=market.now).plan
        found = availability.preview(session, mentor, plan=plan, minutes=60, now=market.now)
    assert TEN not in found
    assert ELEVEN in found


def test_the_next_busy_times_are_told_with_their_calendars_names(market: Market) -> None:
    mentor = market.mentor()
    added(market, mentor)
    added(market, mentor, ADDRESS + "?2", name="Home")
    said(market, Time(TEN, ELEVEN), name="Work")
    said(market, Time(TEN, TEN + timedelta(minutes=20)), name="not asked")
    with market.db.reading() as session:
        found = busy_calendars.ahead(session, mentor, now=market.now)
    assert [(one.name, one.span.starts_at) for one in found] == [("Home", TEN), ("Work", TEN)]
    assert [one.ahead for one in listed(market, mentor)] == [1, 1]


def test_no_more_is_shown_of_an_address_than_its_server(market: Market) -> None:
    mentor = market.mentor()
    added(market, mentor)
    assert "0123456789" not in repr(listed(market, mentor))
    assert "0123456789" not in repr(leased(market))
    with market.db.reading() as session:
        assert "0123456789" not in repr(session.get(BusyCalendar, listed(market, mentor)[0].id))


@pytest.mark.parametrize(
    "address", [None, 7, "", "rubbish", "http://cal.example/x", "https://127.0.0.1/x", "https://10.0.0.1/x", ["x"]]
)
def test_an_address_that_cannot_be_read_is_refused_beside_its_field(market: Market, address: Any) -> None:
    mentor = market.mentor()
    with pytest.raises(Problem) as refused:
        added(market, mentor, address)
    assert (refused.value.code, refused.value.field) == ("bad_address", "address")
    assert listed(market, mentor) == ()


def test_the_same_calendar_twice_and_too_many_are_refused(market: Market) -> None:
    mentor = market.mentor()
    added(market, mentor)
    with pytest.raises(Problem, match="known_calendar"):
        added(market, mentor, ADDRESS.replace("https", "webcal"))
    for number in range(9):
        market.pass_time(minutes=10)
        added(market, mentor, f"{ADDRESS}?{number}")
    with pytest.raises(Problem, match="too_many_calendars"):
        added(market, mentor, f"{ADDRESS}?another")


def test_a_calendar_is_read_again_when_asked_but_not_all_the_time(market: Market) -> None:
    mentor = market.mentor()
    calendar_id = added(market, mentor)
    said(market)

    def ask() -> None:
        with market.db.unit_of_work() as session:
            busy_calendars.refresh(session, mentor, calendar_id, now=market.now)

    for _ in range(READS.tries - 1):
        ask()
        assert listed(market, mentor)[0].is_due
        said(market)
    with pytest.raises(Problem, match="too_many_tries"):
        ask()


def test_nobody_else_sees_reads_or_removes_a_calendar(market: Market) -> None:
    mentor, other, mentee = market.mentor(), market.mentor("Bela Kis"), market.person("Noor")
    calendar_id = added(market, mentor)
    assert listed(market, other) == ()
    for caller, expected in ((other, "not_found"), (mentee, "forbidden"), (None, "signed_out")):
        for usecase in (busy_calendars.remove, busy_calendars.refresh):
            with market.db.unit_of_work() as session, pytest.raises(Problem, match=expected):
                usecase(session, caller, calendar_id, now=market.now)
    for caller in (mentee, None):
        with pytest.raises(Problem):
            added(market, caller)
    for wrong in (None, 7, "", "bc_none", "x" * 500):
        with market.db.unit_of_work() as session, pytest.raises(Problem, match="not_found"):
            busy_calendars.remove(session, mentor, wrong, now=market.now)
    with market.db.reading() as session:
        assert session.get_one(Mentor, mentor.mentor_id) is not None
    assert len(listed(market, mentor)) == 1
