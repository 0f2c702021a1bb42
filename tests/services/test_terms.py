"""Cancellation terms on offer: who may make them, what is refused, and that bookings keep what was agreed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Returned
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import GRACE, ReadyMade
from thoughtcloud.services import bookings, mentors, terms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import terms as sets
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page, desk
from thoughtcloud.store.views import terms as view

STEPS = [(48, 25), (12, 80)]


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def operator(market: Market) -> Caller:
    return market.person("Olga", operator=True)


def act(market: Market, usecase: Callable[..., Any], *args: Any, **named: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, *args, **named, now=market.now)


def refused(market: Market, usecase: Callable[..., Any], *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        act(market, usecase, *args, **named)
    return caught.value


def made(market: Market, operator: Caller, name: str = "Gentle") -> str:
    return str(act(market, terms.make, operator, name=name, steps=STEPS))


def keys(market: Market) -> list[str]:
    with market.db.reading() as session:
        return [choice.key for choice in sets.choices(session)]


def late_booking(market: Market, mentor: Caller, mentee: Caller, key: str) -> str:
    """A confirmed booking whose hour of grace is over and whose first slot is hours away."""
    offer = market.offer(mentor, terms=key)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now += GRACE
    return booking_id


# -- what is on offer ------------------------------------------------------------------------------------------


def test_an_operator_makes_a_set_and_a_mentor_sells_under_it(market: Market, operator: Caller) -> None:
    key = made(market, operator)
    assert keys(market) == [*ReadyMade, key]
    mentor = market.mentor()
    offer = market.offer(mentor, terms=key)
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    assert market.rows(booking_id)[0].terms == "48:25,12:80"


def test_what_was_booked_keeps_its_rules_whatever_becomes_of_the_set(market: Market, operator: Caller) -> None:
    key, mentor = made(market, operator), market.mentor()
    booking_id = late_booking(market, mentor, market.person(), key)
    act(market, terms.rename, operator, key, name="Something else")
    act(market, terms.retire, operator, key)
    offer_id = market.rows(booking_id)[0].offer_id
    act(
        market, mentors.edit_offer, mentor, offer_id, title="Sixty minutes", description="", minutes=60,
        price="80", currency="eur", terms="flexible",
    )  # fmt: skip
    assert market.rows(booking_id)[0].terms == "48:25,12:80"


def test_a_retired_set_is_chosen_no_more_but_an_offer_that_has_it_keeps_it(
    market: Market, operator: Caller
) -> None:
    key, mentor = made(market, operator), market.mentor()
    offer_id = market.offer(mentor, terms=key)
    act(market, terms.retire, operator, key)
    assert keys(market) == list(ReadyMade)
    with pytest.raises(Problem, match="bad_choice"):
        market.offer(mentor, terms=key)
    changed = {"title": "Another name", "description": "", "minutes": 60, "price": "90", "currency": "eur"}
    act(market, mentors.edit_offer, mentor, offer_id, **changed, terms=key)
    with market.db.reading() as session:
        (row,) = desk.offers(session, mentor, now=market.now)
    assert (row.terms_key, row.terms_name, str(row.terms)) == (key, "Gentle", "48:25,12:80")
    act(market, terms.offer_again, operator, key)
    assert key in keys(market)


def test_the_operator_sees_every_set_with_the_offers_that_have_it(market: Market, operator: Caller) -> None:
    key, mentor = made(market, operator), market.mentor()
    market.offer(mentor, terms=key)
    market.offer(mentor, terms="strict")
    with market.db.reading() as session:
        found = view.all_of_them(session, operator, now=market.now)
    assert [(one.chosen.key, one.own, one.offers) for one in found] == [
        ("flexible", False, 0), ("moderate", False, 0), ("strict", False, 1), (key, True, 1),
    ]  # fmt: skip


def test_nobody_but_an_operator_makes_renames_or_retires(market: Market, operator: Caller) -> None:
    key = made(market, operator)
    for caller, code in ((None, "signed_out"), (market.person(), "forbidden"), (market.mentor(), "forbidden")):
        assert refused(market, terms.make, caller, name="Mine", steps=STEPS).code == code
        assert refused(market, terms.rename, caller, key, name="Mine").code == code
        assert refused(market, terms.retire, caller, key).code == code
        assert refused(market, terms.offer_again, caller, key).code == code
        assert refused(market, view.all_of_them, caller).code == code
    assert refused(market, desk.terms_choices, market.person()).code == "forbidden"


@pytest.mark.parametrize("name", ["Gentle", "gentle", "  GENTLE ", "Moderate", "flexible"])
def test_two_sets_never_have_the_same_name(market: Market, operator: Caller, name: str) -> None:
    made(market, operator)
    problem = refused(market, terms.make, operator, name=name, steps=STEPS)
    assert (problem.code, problem.field) == ("name_taken", "name")


def test_a_set_may_keep_its_own_name_in_another_spelling(market: Market, operator: Caller) -> None:
    key = made(market, operator)
    act(market, terms.rename, operator, key, name="GENTLE")


@pytest.mark.parametrize(
    "steps",
    [
        None, "", "48:25", b"48", 7, [], [48], [(48,)], [(48, 25, 1)], [("48", "25")], [(48, 25.0)], [(48, None)],
        [(12, 80), (48, 25)], [(48, 80), (12, 25)], [(0, 50)], [(721, 50)], [(24, 0)], [(24, 101)],
        [(n, 10 - n) for n in range(9, 0, -1)], ["ab"], [{"hours": 1, "percent": 2}],
    ],
)  # fmt: skip
def test_steps_that_make_no_sense_are_refused_and_nothing_is_kept(
    market: Market, operator: Caller, steps: object
) -> None:
    problem = refused(market, terms.make, operator, name="Odd", steps=steps)
    assert (problem.code, problem.field) == ("bad_terms", "steps")
    assert keys(market) == list(ReadyMade)


@pytest.mark.parametrize("name", ["", "x", "x" * 41, None, 7, "a\x00bc"])
def test_a_bad_name_is_refused(market: Market, operator: Caller, name: object) -> None:
    assert refused(market, terms.make, operator, name=name, steps=STEPS).field == "name"


@pytest.mark.parametrize("unknown", ["te_none", "flexible", "", None, 7, "x" * 99])
def test_an_unknown_set_is_not_found(market: Market, operator: Caller, unknown: object) -> None:
    assert refused(market, terms.retire, operator, unknown).code == "not_found"
    assert refused(market, terms.rename, operator, unknown, name="Mine").code == "not_found"


def test_there_is_an_end_to_the_sets_on_offer(market: Market, operator: Caller) -> None:
    first = made(market, operator, "Set 0")
    for number in range(1, terms.MOST_SETS):
        made(market, operator, f"Set {number}")
    assert refused(market, terms.make, operator, name="One more", steps=STEPS).code == "too_many_sets"
    act(market, terms.retire, operator, first)
    made(market, operator, "One more")
    assert refused(market, terms.offer_again, operator, first).code == "too_many_sets"


@pytest.mark.parametrize("unknown", ["", "gone", "te_none", None, 7, ["strict"]])
def test_an_offer_under_unknown_terms_is_refused(market: Market, unknown: object) -> None:
    mentor = market.mentor()
    with pytest.raises(Problem, match="bad_choice") as caught:
        market.offer(mentor, terms=unknown)  # type: ignore[arg-type]
    assert caught.value.field == "terms"


@pytest.mark.parametrize("changed", [{"terms": "strict"}, {"price": "81"}, {"minutes": 45}])
def test_an_offer_that_changed_after_it_was_read_is_not_held(market: Market, changed: dict[str, Any]) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer_id = market.offer(mentor, terms="moderate")
    start, read = market.slots(offer_id)[0], bookings.Seen(Money(8000, "eur"), 60, "24:50")
    written = {"title": "An hour", "description": "", "minutes": 60, "price": "80", "currency": "eur"}
    act(market, mentors.edit_offer, mentor, offer_id, **{**written, "terms": "moderate", **changed})
    with pytest.raises(Problem, match="offer_changed"):
        market.hold(mentee, offer_id, start, seen=read)
    act(market, mentors.edit_offer, mentor, offer_id, **written, terms="moderate")
    assert market.hold(mentee, offer_id, start, seen=read)


# -- cancelling ------------------------------------------------------------------------------------------------


def test_the_fee_shown_is_the_fee_taken(market: Market) -> None:
    mentee = market.person()
    booking_id = late_booking(market, market.mentor(), mentee, "moderate")
    told = act(market, bookings.preview, mentee, booking_id, Actor.MENTEE)
    assert (told.returned, told.amount, told.fee) == (Returned.VOID, Money(4000, "eur"), Money(4000, "eur"))
    with market.db.reading() as session:
        assert booking_page.of(session, mentee, booking_id, now=market.now).cancellation == told
    assert act(market, bookings.cancel, mentee, booking_id, Actor.MENTEE, seen_fee_minor=4000) == told
    assert market.rows(booking_id)[0].late_fee_minor == 4000


def test_a_click_after_free_time_has_run_out_changes_nothing_and_says_so(market: Market) -> None:
    mentee = market.person()
    booking_id = late_booking(market, market.mentor(), mentee, "strict")
    before = market.position(booking_id)
    assert refused(market, bookings.cancel, mentee, booking_id, Actor.MENTEE).code == "fee_changed"
    nearly = refused(market, bookings.cancel, mentee, booking_id, "mentee", seen_fee_minor=7999)
    assert nearly.code == "fee_changed"
    assert (market.position(booking_id), market.rows(booking_id)[0].late_fee_minor) == (before, 0)


@pytest.mark.parametrize("seen", [None, "4000", 4000.0, True, -1, 10**12, [4000]])
def test_a_strange_seen_fee_is_refused(market: Market, seen: object) -> None:
    mentee = market.person()
    booking_id = late_booking(market, market.mentor(), mentee, "moderate")
    assert refused(market, bookings.cancel, mentee, booking_id, "mentee", seen_fee_minor=seen).code == "bad_number"


def test_within_the_hour_after_booking_it_is_free_and_so_it_is_for_a_host_later(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor, terms="strict")
    fresh = market.confirmed(mentee, offer, market.slots(offer)[0])
    assert not act(market, bookings.cancel, mentee, fresh, Actor.MENTEE).fee
    late = late_booking(market, mentor, mentee, "strict")
    assert not act(market, bookings.preview, mentor, late, Actor.MENTOR).fee
    assert not act(market, bookings.cancel, mentor, late, Actor.MENTOR).fee
    assert market.rows(late)[0].late_fee_minor == 0


def test_a_mentee_who_pays_nothing_more_after_a_lapse_owes_no_fee(market: Market) -> None:
    mentee = market.person()
    booking_id = late_booking(market, market.mentor(), mentee, "strict")
    market.tell(booking_id, Event.HOLD_LAPSED, stripe_object=f"pi_{booking_id}")
    told = act(market, bookings.cancel, mentee, booking_id, Actor.MENTEE)
    assert (told.returned, told.fee) == (Returned.NOTHING, Money(0, "eur"))
    assert market.rows(booking_id)[0].late_fee_minor == 0


def test_only_the_hosts_waive_a_fee_and_only_one_that_is_due(market: Market, operator: Caller) -> None:
    mentor, mentee = market.mentor(), market.person()
    booking_id = late_booking(market, mentor, mentee, "moderate")
    assert refused(market, bookings.waive_fee, mentor, booking_id).code == "not_now"
    act(market, bookings.cancel, mentee, booking_id, Actor.MENTEE, seen_fee_minor=4000)
    for stranger, code in ((None, "signed_out"), (mentee, "not_found"), (market.mentor(), "not_found")):
        assert refused(market, bookings.waive_fee, stranger, booking_id).code == code
    for nonsense in (None, 7, "bk_none", "x" * 99):
        assert refused(market, bookings.waive_fee, operator, nonsense).code == "not_found"
    told = act(market, bookings.waive_fee, operator, booking_id)
    assert (told.returned, told.amount) == (Returned.VOID, Money(8000, "eur"))
    assert market.rows(booking_id)[0].late_fee_minor == 0
    assert refused(market, bookings.waive_fee, mentor, booking_id).code == "not_now"


def test_a_cancel_click_and_a_completion_never_both_count(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    booking_id = late_booking(market, mentor, mentee, "moderate")
    market.now = market.rows(booking_id)[0].starts_at - timedelta(seconds=1)
    act(market, bookings.cancel, mentee, booking_id, Actor.MENTEE, seen_fee_minor=4000)
    market.now += timedelta(seconds=2)
    with pytest.raises(Problem, match="not_now"):
        market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    other = late_booking(market, mentor, mentee, "moderate")
    market.now = market.rows(other)[0].starts_at
    market.tell(other, Event.COMPLETED, Actor.MENTOR)
    assert refused(market, bookings.cancel, mentee, other, "mentee", seen_fee_minor=4000).code == "not_now"
