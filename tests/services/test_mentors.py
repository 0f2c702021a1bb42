"""A mentor's page, offers and hours: written, checked, published."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import EVERY_DAY, PROFILE, Market, hours, set_hours
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.money import Money
from thoughtcloud.core.plans import Range
from thoughtcloud.services import availability, mentors, profiles
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Mentor, Offer
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import desk, mentor_page

OFFER: dict[str, Any] = {
    "title": "An hour of advice", "description": "", "minutes": 60, "price": "80", "currency": "eur",
}  # fmt: skip
STRANGE: tuple[Any, ...] = (None, 7, True, 1.5, {"a": 1}, ["x"], "x" * 30_000, "\0\0\0\0", b"text", object())


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def become(market: Market, person: Caller, profile: Any = PROFILE) -> Caller:
    with market.db.unit_of_work() as session:
        mentor_id = mentors.become_mentor(session, person, profile=profile, now=market.now)
        return replace(person, mentor_id=mentor_id, mentor_slug=session.get_one(Mentor, mentor_id).slug)


def act(market: Market, usecase: Any, *args: Any, **named: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, *args, **named, now=market.now)


def refused(market: Market, usecase: Any, *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        act(market, usecase, *args, **named)
    return caught.value


def lacks(market: Market, caller: Caller) -> set[str]:
    return {one.code for one in act(market, mentors.missing, caller)}


# -- the page ------------------------------------------------------------------------------------------------


def test_a_page_begins_unpublished_and_a_second_click_finds_the_same(market: Market) -> None:
    person = market.person()
    mentor = become(market, person)
    assert become(market, person, replace(PROFILE, name="Other")).mentor_id == mentor.mentor_id
    with market.db.reading() as session:
        row = session.exec(select(Mentor)).one()
    assert (row.slug, row.published, row.topics, row.zone) == (
        "amara-okafor", False, "Python,Leadership", "Europe/Berlin",
    )  # fmt: skip


def test_two_people_of_one_name_get_addresses_of_their_own(market: Market) -> None:
    slugs = {become(market, market.person()).mentor_slug for _ in range(3)}
    assert len(slugs) == 3
    assert all(slug and slug.startswith("amara-okafor") for slug in slugs)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Élodie O'Brien", "elodie-o-brien"),
        ("李小龍", "mentor"),
        ("  Ann--Marie ", "ann-marie"),
        ("x" * 80, "x" * 50),
    ],
)
def test_an_address_is_plain_letters_of_the_name(name: str, slug: str) -> None:
    assert profiles.slug(name) == slug


def test_a_page_is_published_when_nothing_is_missing_and_says_what_is(market: Market) -> None:
    mentor = become(market, market.person(), mentors.Profile(name="Amara"))
    assert lacks(market, mentor) == {"headline", "about", "topics", "country", "offer", "hours"}
    problem = refused(market, mentors.publish, mentor)
    assert problem.code == "not_ready"
    assert "headline" in problem.text
    act(market, mentors.edit_profile, mentor, profile=PROFILE)
    act(market, mentors.add_offer, mentor, **OFFER)
    act(market, set_hours, mentor, ranges=EVERY_DAY)
    assert lacks(market, mentor) == set()
    act(market, mentors.publish, mentor)
    with market.db.reading() as session:
        assert mentor_page.by_slug(session, str(mentor.mentor_slug), now=market.now).name == "Amara Okafor"
    act(market, mentors.unpublish, mentor)
    with market.db.reading() as session, pytest.raises(Problem, match="not_found"):
        mentor_page.by_slug(session, str(mentor.mentor_slug), now=market.now)


def test_a_published_page_cannot_be_emptied(market: Market) -> None:
    mentor = market.mentor()
    market.offer(mentor)
    assert refused(market, mentors.edit_profile, mentor, profile=replace(PROFILE, about="")).code == "not_ready"


@pytest.mark.parametrize(
    "field", ["name", "headline", "about", "topics", "languages", "country", "zone", "room_url"]
)
def test_no_field_of_a_profile_takes_nonsense(market: Market, field: str) -> None:
    person = market.person()
    for strange in STRANGE:
        a_list_of_names = field in ("topics", "languages") and strange == ["x"]
        the_own_zone = field == "zone" and strange is None
        if a_list_of_names or the_own_zone:
            continue
        profile = replace(PROFILE, **{field: strange})
        problem = refused(market, mentors.become_mentor, person, profile=profile)
        assert (problem.kind, problem.field) == (Kind.INVALID, field), strange


@pytest.mark.parametrize(
    ("field", "value"),
    [("topics", ["a"] * 9), ("topics", ["x" * 31]), ("topics", ["a, b"]), ("languages", ["English"] * 6),
     ("country", "de"), ("country", "ZZ"), ("country", "EU"), ("room_url", "http://meet.example.com"),
     ("room_url", "javascript:alert(1)"), ("room_url", "https://"), ("room_url", "https://me:pw@example.com"),
     ("room_url", "https://[broken"), ("name", " "), ("headline", "x" * 141)],
)  # fmt: skip
def test_a_field_has_its_limits(market: Market, field: str, value: Any) -> None:
    problem = refused(market, mentors.become_mentor, market.person(), profile=replace(PROFILE, **{field: value}))
    assert problem.field == field


def test_topics_are_tidied_and_not_doubled(market: Market) -> None:
    topics = [" Python ", "", "python", "Data   science"]
    mentor = become(market, market.person(), replace(PROFILE, topics=topics))
    with market.db.reading() as session:
        assert desk.profile(session, mentor, now=market.now).topics == ("Python", "Data science")


def test_whoever_is_no_mentor_has_no_page_to_change(market: Market) -> None:
    calls: tuple[tuple[Any, dict[str, Any]], ...] = (
        (mentors.edit_profile, {"profile": PROFILE}), (mentors.missing, {}), (mentors.publish, {}),
        (mentors.unpublish, {}), (mentors.add_offer, OFFER), (availability.plan, {}),
        (availability.replace_plan, {"plan": None, "seen": 0}),
    )  # fmt: skip
    person = market.person()
    for usecase, named in calls:
        assert refused(market, usecase, person, **named).kind is Kind.FORBIDDEN
        assert refused(market, usecase, None, **named).kind is Kind.SIGNED_OUT
    assert refused(market, mentors.become_mentor, None, profile=PROFILE).kind is Kind.SIGNED_OUT
    assert refused(market, mentors.become_mentor, person, profile={"name": "X"}).code == "bad_profile"


# -- offers --------------------------------------------------------------------------------------------------


def price_of(market: Market, **changes: Any) -> Money:
    mentor = market.mentor(f"Mentor {next(market.numbers)}")
    offer_id = act(market, mentors.add_offer, mentor, **{**OFFER, **changes})
    with market.db.reading() as session:
        offer = session.get_one(Offer, offer_id)
        return Money(offer.price_minor, offer.currency)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("80", "eur", 8000), ("79.50", "eur", 7950), ("79,5", "chf", 7950), (" 5000 ", "jpy", 5000),
     ("5000.00", "jpy", 5000), ("0.50", "usd", 50), ("999999.99", "usd", 99_999_999)],
)  # fmt: skip
def test_a_price_is_read_as_typed(market: Market, typed: str, currency: str, minor: int) -> None:
    assert price_of(market, price=typed, currency=currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency", "code"),
    [("5,000", "jpy", "bad_price"), ("1.000", "eur", "bad_price"), ("-5", "eur", "bad_price"),
     ("1e3", "eur", "bad_price"), ("€80", "eur", "bad_price"), ("", "eur", "bad_price"),
     (".50", "eur", "bad_price"), ("٨٠", "eur", "bad_price"), ("NaN", "eur", "bad_price"),
     ("5000.50", "jpy", "price_fraction"),
     ("0.49", "eur", "price_too_low"), ("0", "eur", "price_too_low"), ("1000000", "eur", "price_too_high"),
     ("80", "xau", "currency_unknown"), ("80", "EUR", "currency_unknown"), ("80", None, "currency_unknown"),
     ("80", {}, "currency_unknown"), (80, "eur", "bad_text"), (None, "eur", "bad_text")],
)  # fmt: skip
def test_a_price_that_cannot_be_charged_is_refused(market: Market, typed: Any, currency: Any, code: str) -> None:
    mentor = become(market, market.person())
    problem = refused(market, mentors.add_offer, mentor, **{**OFFER, "price": typed, "currency": currency})
    assert problem.code == code


def test_an_offer_is_made_and_changed_only_in_a_currency_that_the_platform_settles_in(market: Market) -> None:
    mentor, dollars = become(market, market.person()), {**OFFER, "currency": "usd", "sold_in": ("eur",)}
    assert refused(market, mentors.add_offer, mentor, **dollars).code == "currency_unknown"
    offer_id = act(market, mentors.add_offer, mentor, **{**dollars, "currency": "eur"})
    assert refused(market, mentors.edit_offer, mentor, offer_id, **dollars).field == "currency"
    act(market, mentors.archive_offer, mentor, offer_id)
    assert refused(market, mentors.restore_offer, mentor, offer_id, sold_in=("usd",)).code == "not_sold_in"
    act(market, mentors.restore_offer, mentor, offer_id, sold_in=("eur", "usd"))


def test_no_other_field_of_an_offer_takes_nonsense(market: Market) -> None:
    mentor = become(market, market.person())
    for field in ("title", "description", "minutes"):
        for strange in STRANGE:
            if field == "minutes" and strange == 60:
                continue
            problem = refused(market, mentors.add_offer, mentor, **{**OFFER, field: strange})
            assert (problem.kind, problem.field) == (Kind.INVALID, field)
    for minutes in (0, 10, 20, 241, 255, -15):
        assert refused(market, mentors.add_offer, mentor, **{**OFFER, "minutes": minutes}).field == "minutes"


def test_offers_of_others_are_not_found(market: Market) -> None:
    owner, other = market.mentor(), market.mentor("Bram Visser")
    offer = market.offer(owner)
    some: tuple[Any, ...] = (offer, "of_none", None, 7, {}, "x" * 100)
    for bad in some:
        assert refused(market, mentors.edit_offer, other, bad, **OFFER).code == "not_found"
        assert refused(market, mentors.archive_offer, other, bad).code == "not_found"
        assert refused(market, mentors.restore_offer, other, bad).code == "not_found"


def test_an_offer_is_edited_archived_and_restored(market: Market) -> None:
    mentor = market.mentor()
    first, second = market.offer(mentor), market.offer(mentor, 30, "40")
    act(market, mentors.edit_offer, mentor, first, **{**OFFER, "title": "Changed", "price": "95"})
    act(market, mentors.archive_offer, mentor, second)
    with market.db.reading() as session:
        rows = desk.offers(session, mentor, now=market.now)
    assert [(row.title, row.active) for row in rows] == [("Changed", True), ("30 minutes of advice", False)]
    assert refused(market, mentors.archive_offer, mentor, first).code == "last_offer"
    act(market, mentors.restore_offer, mentor, second)
    act(market, mentors.archive_offer, mentor, first)


def test_a_mentor_has_at_most_twenty_offers_at_once(market: Market) -> None:
    mentor = market.mentor()
    offers = [market.offer(mentor) for _ in range(20)]
    assert refused(market, mentors.add_offer, mentor, **OFFER).code == "too_many_offers"
    act(market, mentors.archive_offer, mentor, offers[0])
    market.offer(mentor)
    assert refused(market, mentors.restore_offer, mentor, offers[0]).code == "too_many_offers"


# -- hours ---------------------------------------------------------------------------------------------------


def test_hours_are_replaced_as_a_whole_and_kept_in_order(market: Market) -> None:
    mentor = become(market, market.person())
    week = (Range(2, 600, 720), Range(0, 540, 1440), Range(2, 0, 600))
    act(market, set_hours, mentor, ranges=week)
    assert act(market, hours, mentor) == (Range(0, 540, 1440), Range(2, 0, 600), Range(2, 600, 720))
    act(market, set_hours, mentor, ranges=[])
    assert act(market, hours, mentor) == ()


@pytest.mark.parametrize(
    "ranges",
    [[Range(0, 540, 600), Range(0, 585, 700)], [Range(7, 0, 60)], [Range(-1, 0, 60)], [Range(0, 60, 60)],
     [Range(0, 61, 120)], [Range(0, 600, 540)], [Range(0, 0, 1455)], [Range(0, -15, 60)],
     [Range(True, 0, 60)], [Range(0, False, 60)], [(0, 0, 60)], [None], None, 7, "hours", {"a": 1},
     [Range(0, 0, 15)] * 71],
)  # fmt: skip
def test_impossible_hours_are_refused_and_the_old_ones_stay(market: Market, ranges: Any) -> None:
    mentor = market.mentor()
    problem = refused(market, set_hours, mentor, ranges=ranges)
    assert (problem.kind, problem.field) == (Kind.INVALID, "hours")
    assert act(market, hours, mentor) == EVERY_DAY


def test_slots_leave_out_what_is_booked_and_keep_notice(market: Market) -> None:
    offer = market.offer(market.mentor())
    before = market.slots(offer)
    assert before[0] >= market.now + timedelta(hours=2)
    market.hold(market.person(), offer, before[3])
    after = market.slots(offer)
    gone = set(before) - set(after)
    assert gone == {before[2], before[3], before[4]}, "an hour that is taken blocks the half hours around it"


def test_days_are_those_of_the_viewers_calendar(market: Market) -> None:
    offer = market.offer(market.mentor())
    with market.db.reading() as session:
        berlin = availability.days(session, offer, zone="Europe/Berlin", now=market.now)
        auckland = availability.days(session, offer, zone="Pacific/Auckland", now=market.now)
    assert berlin[0].day == date(2026, 11, 23)
    assert sum((day.starts for day in auckland), ()) == market.slots(offer)
    assert [day.day for day in auckland][:2] == [date(2026, 11, 23), date(2026, 11, 24)]
    assert len(auckland[0].starts) < len(berlin[0].starts)


def test_slots_of_nothing_are_not_found(market: Market) -> None:
    some: tuple[Any, ...] = ("of_none", None, 7, {}, "")
    for bad in some:
        assert refused(market, availability.slots, bad).code == "not_found"
    offer = market.offer(market.mentor())
    for zone in ("Mars/Base", *some[1:]):
        assert refused(market, availability.days, offer, zone=zone).code == "zone_unknown"
