"""What a plan would make bookable, and what lies outside it."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.plans import DateException, Pause, Plan, Range, Rules, Span
from thoughtcloud.services import plan_preview
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.plan_preview import Preview, Stretch, Verdict
from thoughtcloud.store.unit import Database

PLAN = Plan("Europe/Berlin", tuple(Range(day, 480, 1200) for day in range(7)))


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def look(market: Market, caller: Caller | None, plan: Plan = PLAN, **changes: Any) -> Preview:
    asked: dict[str, Any] = {"plan": plan, "minutes": None, "skip": 0, "days": 14, **changes}
    with market.db.reading() as session:
        return plan_preview.preview(session, caller, **asked, now=market.now)


def test_the_days_of_the_kept_plan_hold_exactly_what_can_be_booked(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    start = market.slots(offer)[3]
    booking_id = market.confirmed(market.person("Noor"), offer, start)
    found = look(market, mentor)
    assert (found.minutes, found.lengths, found.outside) == (60, (60,), ())
    today = found.days[0]
    assert (today.day, today.verdict) == (date(2026, 11, 23), Verdict.FREE)
    (session,) = today.sessions
    assert (session.booking_id, session.mentee) == (booking_id, "Noor")
    # Booked from 9:30 in Berlin; the notice of two hours ends at 6:07.
    assert today.booked == (Stretch(570, 630),)
    assert today.free == (Stretch(480, 570), Stretch(630, 1200))
    bookable = {one.astimezone(ZoneInfo("Europe/Berlin")).date() for one in market.slots(offer)}
    assert all((one.verdict is Verdict.FREE) == (one.day in bookable) for one in found.days)


def test_each_day_that_cannot_be_booked_says_why(market: Market) -> None:
    mentor = market.mentor()
    market.offer(mentor)
    holiday = DateException(date(2026, 11, 25), date(2026, 11, 25), (), "Holiday")
    plan = replace(PLAN, exceptions=(holiday,), rules=Rules(notice_minutes=1440))
    days = look(market, mentor, plan).days
    assert [one.verdict for one in days[:3]] == [Verdict.TOO_SOON, Verdict.FREE, Verdict.CLOSED]
    assert days[2].exception == holiday
    near = look(market, mentor, replace(PLAN, rules=Rules(days_ahead=2))).days
    assert [one.verdict for one in near[:4]] == [Verdict.FREE] * 3 + [Verdict.TOO_FAR]
    paused = look(market, mentor, replace(PLAN, pause=Pause(date(2026, 11, 30)))).days
    assert [one.verdict for one in paused[:2]] == [Verdict.PAUSED, Verdict.PAUSED]
    long = look(market, mentor, replace(PLAN, hours=(Range(1, 480, 525),)))
    assert (long.days[1].verdict, long.days[1].open) == (Verdict.FULL, (Stretch(480, 525),))


def test_sessions_outside_the_new_hours_are_named_and_others_are_not(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    free = market.slots(offer)
    market.confirmed(market.person("Noor"), offer, free[0])
    market.confirmed(market.person("Zora"), offer, free[8])
    found = look(market, mentor, replace(PLAN, hours=(Range(0, 480, 600),)))
    assert [one.mentee for one in found.outside] == ["Zora"]
    closed = DateException(date(2026, 11, 23), date(2026, 11, 23), (Span(720, 780),))
    found = look(market, mentor, replace(PLAN, exceptions=(closed,)))
    assert [one.mentee for one in found.outside] == ["Noor"]


def test_hours_over_midnight_are_on_both_days(market: Market) -> None:
    mentor = market.mentor()
    days = look(market, mentor, replace(PLAN, hours=(Range(1, 1320, 1560),))).days
    assert days[1].open == (Stretch(1320, 1440),)
    assert days[2].open == (Stretch(0, 120),)


def test_a_day_on_which_clocks_change_says_so(market: Market) -> None:
    mentor = market.mentor()
    spring = (date(2027, 3, 28) - market.now.date()).days
    (day,) = look(market, mentor, skip=spring, days=1).days
    assert (day.day, day.shift) == (date(2027, 3, 28), 60)
    autumn = look(market, mentor, skip=spring + 217, days=1).days[0]
    assert (autumn.day, autumn.shift) == (date(2027, 10, 31), -60)
    samoa = replace(PLAN, zone="Pacific/Apia")
    assert all(one.shift == 0 for one in look(market, mentor, samoa).days)


@pytest.mark.parametrize("changes", [
    {"minutes": 5}, {"minutes": "60"}, {"skip": -1}, {"skip": 1.0}, {"days": 0}, {"days": 10_000}, {"skip": None},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(market: Market, changes: dict[str, Any]) -> None:
    with pytest.raises(Problem) as caught:
        look(market, market.mentor(), **changes)
    assert caught.value.code == "bad_number"


def test_a_plan_that_makes_no_sense_is_refused(market: Market) -> None:
    with pytest.raises(Problem, match="bad_plan"):
        look(market, market.mentor(), replace(PLAN, hours=(Range(0, 600, 540),)))
    with pytest.raises(Problem, match="zone_unknown"):
        look(market, market.mentor(), replace(PLAN, zone="Mars/Base"))


def test_only_mentors_have_one(market: Market) -> None:
    with pytest.raises(Problem, match="forbidden"):
        look(market, market.person())
    with pytest.raises(Problem, match="signed_out"):
        look(market, None)


def test_without_any_hours_every_session_is_outside(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor, minutes=15)
    for start in market.slots(offer)[:40]:
        market.confirmed(market.person("Noor"), offer, start)
    assert len(look(market, mentor, replace(PLAN, hours=())).outside) == 40
