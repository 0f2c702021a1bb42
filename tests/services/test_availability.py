"""A mentor's plan: kept as a whole, and what of it a mentee meets."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.market import NOW, PROFILE, Market
from thoughtcloud.core.errors import Kind, Problem, SlotTaken
from thoughtcloud.core.plans import DateException, Pause, Plan, Range, Rules, Span
from thoughtcloud.core.states import BookingState, Event
from thoughtcloud.services import availability, bookings, mentors
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.plans import KeptPlan
from thoughtcloud.store.tables import Mentor
from thoughtcloud.store.unit import Database

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def kept(market: Market, mentor: Caller | None) -> KeptPlan:
    with market.db.reading() as session:
        return availability.plan(session, mentor, now=market.now)


def keep(market: Market, mentor: Caller | None, plan: Any, seen: Any = None) -> int:
    seen = kept(market, mentor).version if seen is None else seen
    with market.db.unit_of_work() as session:
        return availability.replace_plan(session, mentor, plan=plan, seen=seen, now=market.now)


def change(market: Market, mentor: Caller, **changes: Any) -> None:
    """Change a part of the mentor's plan."""
    keep(market, mentor, replace(kept(market, mentor).plan, **changes))


def wall(start: datetime, zone: str = "Europe/Berlin") -> str:
    return start.astimezone(ZoneInfo(zone)).strftime("%d %H:%M")


def test_a_plan_is_kept_as_a_whole(either_db: Database) -> None:
    market = Market(either_db)
    mentor = market.mentor()
    plan = Plan(
        "Asia/Kathmandu",
        (Range(0, 540, 720), Range(6, 1320, 1560)),
        (DateException(TUESDAY, TUESDAY, (Span(0, 60), Span(600, 1500)), "Moving house"),
         DateException(date(2026, 12, 24), date(2027, 1, 2), (), "Holidays")),
        Rules(15, 90, 30, 10, 20, 3, 8),
        Pause(date(2027, 2, 1)),
    )  # fmt: skip
    version = keep(market, mentor, plan)
    assert kept(market, mentor) == KeptPlan(plan, version)
    with either_db.reading() as session:
        assert session.get_one(Mentor, mentor.mentor_id).zone == "Asia/Kathmandu"
    assert keep(market, mentor, replace(plan, exceptions=(), pause=None)) == version + 1
    assert kept(market, mentor).plan == replace(plan, exceptions=(), pause=None)


def test_two_windows_do_not_overwrite_each_other(market: Market) -> None:
    mentor = market.mentor()
    plan, version = kept(market, mentor).plan, kept(market, mentor).version
    keep(market, mentor, replace(plan, hours=()), seen=version)
    with pytest.raises(Problem) as refused:
        keep(market, mentor, plan, seen=version)
    assert (refused.value.code, refused.value.kind) == ("plan_changed", Kind.CONFLICT)
    assert kept(market, mentor).plan.hours == ()


def test_a_new_zone_in_the_profile_keeps_the_plan_and_is_news_to_a_window_that_edits_it(market: Market) -> None:
    mentor = market.mentor()
    market.offer(mentor)
    before = kept(market, mentor)
    with market.db.unit_of_work() as session:
        mentors.edit_profile(session, mentor, profile=replace(PROFILE, zone="Asia/Tokyo"), now=market.now)
    after = kept(market, mentor)
    assert after == KeptPlan(replace(before.plan, zone="Asia/Tokyo"), before.version + 1)
    with pytest.raises(Problem) as refused:
        keep(market, mentor, before.plan, seen=before.version)
    assert refused.value.code == "plan_changed"
    with market.db.unit_of_work() as session:
        mentors.edit_profile(session, mentor, profile=replace(PROFILE, zone="Asia/Tokyo"), now=market.now)
    assert kept(market, mentor) == after


@pytest.mark.parametrize(
    "plan", [None, "plan", Plan("Mars/Base"), Plan("UTC", (Range(0, 60, 0),)), Plan("UTC", rules=Rules(7))]
)
def test_a_plan_with_a_fault_is_refused_and_the_old_one_stays(market: Market, plan: Any) -> None:
    mentor = market.mentor()
    before = kept(market, mentor)
    for refuse in (lambda: keep(market, mentor, plan), lambda: preview(market, mentor, plan)):
        with pytest.raises(Problem) as refused:
            refuse()
        assert refused.value.kind is Kind.INVALID
    assert kept(market, mentor) == before


@pytest.mark.parametrize("seen", ["1", None, -1, True, 1.0, 10**30])
def test_a_version_of_a_strange_kind_is_refused(market: Market, seen: Any) -> None:
    mentor = market.mentor()
    plan = kept(market, mentor).plan
    with market.db.unit_of_work() as session, pytest.raises(Problem):
        availability.replace_plan(session, mentor, plan=plan, seen=seen, now=market.now)


def test_only_a_mentor_has_a_plan(market: Market) -> None:
    plan = Plan("UTC")
    for caller, code in ((None, "signed_out"), (market.person(), "forbidden")):
        for ask in (lambda who: kept(market, who), lambda who: keep(market, who, plan, seen=0),
                    lambda who: preview(market, who, plan)):  # fmt: skip
            with pytest.raises(Problem) as refused:
                ask(caller)
            assert refused.value.code == code


def preview(market: Market, mentor: Caller | None, plan: Plan, minutes: int = 60) -> tuple[datetime, ...]:
    with market.db.reading() as session:
        return availability.preview(session, mentor, plan=plan, minutes=minutes, now=market.now)


def test_the_preview_is_what_the_plan_offers_once_it_is_kept(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    market.confirmed(market.person(), offer, market.slots(offer)[3])
    plan = replace(
        kept(market, mentor).plan, rules=Rules(step_minutes=15, minutes_after=30, most_a_day=2),
        exceptions=(DateException(TUESDAY, TUESDAY, (Span(1320, 1560),)),),
    )  # fmt: skip
    promised = preview(market, mentor, plan)
    assert promised != market.slots(offer)
    keep(market, mentor, plan)
    assert market.slots(offer) == promised


def test_notice_is_kept(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=Rules(notice_minutes=24 * 60))
    assert market.slots(offer)[0] >= NOW + timedelta(hours=24)


def test_nothing_is_on_offer_beyond_the_days_ahead(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=Rules(days_ahead=1))
    assert wall(market.slots(offer)[-1]) == "24 19:00"


def test_a_paused_mentor_offers_nothing_until_the_day_comes(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, pause=Pause(TUESDAY))
    assert market.slots(offer) == ()
    market.now = datetime(2026, 11, 24, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert wall(market.slots(offer)[0]) == "24 08:00"
    change(market, mentor, pause=Pause())
    assert market.slots(offer) == ()


# -- at the click ------------------------------------------------------------------------------------------------


def refused(market: Market, offer: str, start: datetime) -> Problem:
    with pytest.raises(Problem) as raised:
        market.hold(market.person(), offer, start)
    return raised.value


def test_each_rule_that_refuses_a_start_says_so(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    start = market.slots(offer)[20]
    for changes, code, word in (
        ({"rules": Rules(notice_minutes=3 * 1440)}, "inside_notice", "3 days ahead"),
        ({"rules": Rules(days_ahead=1)}, "too_far_ahead", "up to 1 day ahead"),
        ({"pause": Pause()}, "paused", "takes no bookings"),
        ({"hours": ()}, "not_on_offer", "not on offer"),
    ):
        before = kept(market, mentor).plan
        change(market, mentor, **changes)
        problem = refused(market, offer, start + timedelta(days=2 if code == "too_far_ahead" else 0))
        assert (problem.code, word in problem.text) == (code, True), problem.text
        change(market, mentor, **{name: getattr(before, name) for name in changes})
    assert market.hold(market.person(), offer, start)


def test_a_start_within_a_buffer_of_a_booking_is_refused(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=Rules(minutes_after=30))
    start = market.slots(offer)[4]
    market.hold(market.person(), offer, start)
    for near in (start + timedelta(minutes=60), start - timedelta(minutes=60)):
        assert refused(market, offer, near).code == "slot_taken"
    assert market.hold(market.person(), offer, start + timedelta(minutes=90))


def test_a_day_takes_no_more_than_its_limit_and_what_is_let_go_counts_no_more(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=Rules(most_a_day=2))
    today = [start for start in market.slots(offer) if start.date() == TUESDAY]
    first = market.confirmed(market.person(), offer, today[0])
    market.hold(market.person(), offer, today[4])
    assert refused(market, offer, today[8]).code == "slot_taken"
    assert not {start for start in market.slots(offer) if start.date() == TUESDAY}
    with market.db.unit_of_work() as session:
        bookings.cancel(session, mentor, first, "mentor", now=market.now)
    assert market.hold(market.person(), offer, today[8])


def test_a_week_of_the_mentors_calendar_takes_no_more_than_its_limit(either_db: Database) -> None:
    market = Market(either_db)
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=Rules(most_a_week=2))
    sunday, monday = TUESDAY + timedelta(days=5), TUESDAY + timedelta(days=6)
    by_day = {day: [one for one in market.slots(offer) if one.date() == day] for day in (TUESDAY, sunday, monday)}
    first = market.confirmed(market.person(), offer, by_day[TUESDAY][0])
    market.hold(market.person(), offer, by_day[TUESDAY][8])
    late = by_day[sunday][-1]
    problem = refused(market, offer, late)
    assert problem.code == "slot_taken"
    assert isinstance(problem, SlotTaken)
    assert {start.date() for start in problem.nearest} == {monday}
    assert not [one for one in market.slots(offer) if one.date() <= sunday]
    market.confirmed(market.person(), offer, by_day[monday][0])
    with market.db.unit_of_work() as session:
        bookings.cancel(session, mentor, first, "mentor", now=market.now)
    assert market.hold(market.person(), offer, late)


@pytest.mark.parametrize("rules", [Rules(minutes_before=30), Rules(most_a_day=1), Rules(most_a_week=1)])
def test_who_pays_after_the_slot_was_let_go_is_not_let_into_a_buffer_or_over_a_limit(
    market: Market, rules: Rules
) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    change(market, mentor, rules=rules)
    start = next(start for start in market.slots(offer) if start.date() == TUESDAY)
    late = market.hold(market.person(), offer, start)
    market.pass_time(hours=1)
    assert market.tell(late, Event.CHECKOUT_EXPIRED)
    other = market.hold(market.person(), offer, start + timedelta(minutes=60))
    market.authorized(late)
    assert market.position(late).booking is BookingState.EXPIRED
    assert market.tell(other, Event.CHECKOUT_EXPIRED)
    again = market.hold(market.person(), offer, start + timedelta(hours=3))
    assert market.tell(again, Event.CHECKOUT_EXPIRED)
    market.authorized(again)
    assert market.position(again).booking is BookingState.CONFIRMED
