"""Holding, leaving and cancelling: what stands between a click and a booking."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from tests.market import NOW, Market
from thoughtcloud.core import policy
from thoughtcloud.core.errors import Kind, Problem, SlotTaken
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Returned
from thoughtcloud.core.process.groups import START
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.services import bookings, mentors, sessions
from thoughtcloud.store.tables import Booking, EffectRow, History, SlotClaim
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page

HOUR = timedelta(hours=1)


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def refused(market: Market, *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        market.hold(*args, **named)
    return caught.value


def let_go(market: Market, *args: Any, **named: Any) -> tuple[str, ...]:
    with market.db.unit_of_work() as session:
        return bookings.let_go(session, *args, **named, now=market.now)


def effects(market: Market, booking_id: str) -> list[str]:
    with market.db.reading() as session:
        return list(session.exec(select(EffectRow.kind).where(EffectRow.booking_id == booking_id)))


def test_a_hold_fixes_price_terms_and_times_and_claims_the_quarters(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor, 45, "79.99")
    start = market.slots(offer)[0]
    booking_id = market.hold(mentee, offer, start, release_after_hours=48)
    booking, _ = market.rows(booking_id)
    assert market.position(booking_id) == START
    assert (booking.price_minor, booking.fee_minor, booking.currency) == (7999, 1200, "eur")
    assert (booking.starts_at, booking.ends_at) == (start, start + timedelta(minutes=45))
    assert booking.held_until == booking.due_at == NOW + policy.HOLD_LIFE
    assert (booking.terms, booking.late_fee_minor, booking.release_after_hours) == ("", 0, 48)
    assert (booking.mentee_zone, booking.mentor_zone) == ("Asia/Kolkata", "Europe/Berlin")
    with market.db.reading() as session:
        assert len(session.exec(select(SlotClaim)).all()) == 3
        assert [line.event for line in session.exec(select(History))] == ["slot_held"]


def test_a_later_price_does_not_change_what_was_agreed(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.hold(mentee, offer, market.slots(offer)[0])
    with market.db.unit_of_work() as session:
        mentors.edit_offer(
            session, mentor, offer, title="Dearer", description="", minutes=30, price="300", currency="usd",
            now=market.now,
        )  # fmt: skip
    booking, _ = market.rows(booking_id)
    assert (booking.title, booking.minutes, booking.price_minor) == ("60 minutes of advice", 60, 8000)


def test_a_yen_price_is_whole_yen_and_its_fee_too(market: Market) -> None:
    offer = market.offer(market.mentor(), 60, "5000", "jpy")
    booking, _ = market.rows(market.hold(market.person(), offer, market.slots(offer)[0]))
    assert (booking.price_minor, booking.fee_minor) == (5000, 750)


def test_a_double_click_gives_the_same_booking(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[0]
    assert market.hold(mentee, offer, start) == market.hold(mentee, offer, start)
    with market.db.reading() as session:
        assert len(session.exec(select(Booking)).all()) == 1


def test_a_taken_slot_is_refused_with_the_nearest_free_ones(market: Market) -> None:
    offer = market.offer(market.mentor())
    start = market.slots(offer)[4]
    market.hold(market.person(), offer, start)
    problem = refused(market, market.person("Noa"), offer, start)
    assert isinstance(problem, SlotTaken)
    assert (problem.code, problem.kind) == ("slot_taken", Kind.CONFLICT)
    assert problem.nearest == (start - HOUR - HOUR / 2, start - HOUR, start + HOUR)
    assert set(problem.nearest) <= set(market.slots(offer))


@pytest.mark.parametrize(
    ("off", "code"),
    [
        (timedelta(minutes=7), "not_on_offer"), (timedelta(microseconds=1), "not_on_offer"),
        (timedelta(hours=12), "not_on_offer"), (timedelta(days=-1), "past"), (timedelta(hours=-9), "past"),
        (timedelta(hours=-2), "inside_notice"),
    ],
)  # fmt: skip
def test_a_time_that_is_not_on_offer_cannot_be_held(market: Market, off: timedelta, code: str) -> None:
    offer = market.offer(market.mentor())
    first = market.slots(offer)[0]
    problem = refused(market, market.person(), offer, first + off)
    assert isinstance(problem, SlotTaken)
    assert (problem.code, problem.nearest[0]) == (code, first if off < timedelta(hours=6) else problem.nearest[0])


def test_a_session_further_ahead_than_the_plan_reaches_is_refused(market: Market) -> None:
    offer = market.offer(market.mentor())
    last = market.slots(offer)[-1]
    assert last + HOUR <= policy.latest_end(NOW)
    assert refused(market, market.person(), offer, last + timedelta(days=1)).code == "too_far_ahead"


def test_another_slot_of_the_same_mentor_lets_the_first_one_go(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    first, second = market.slots(offer)[0], market.slots(offer)[5]
    old = market.hold(mentee, offer, first)
    new = market.hold(mentee, offer, second)
    assert new != old
    assert effects(market, old) == ["close_checkout"]
    assert effects(market, new) == []
    assert market.position(old).booking is BookingState.HELD, "the slot is free only once Stripe has closed it"


def test_a_payment_that_arrives_for_the_old_choice_does_not_confirm_the_new_one(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    old = market.hold(mentee, offer, market.slots(offer)[0])
    new = market.hold(mentee, offer, market.slots(offer)[5])
    market.authorized(old)
    assert market.position(old).booking is BookingState.CONFIRMED
    assert market.position(new) == START


def test_an_overlapping_choice_waits_until_the_old_page_is_closed(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    first = market.slots(offer)[0]
    wanted = first + timedelta(minutes=30)
    old = market.hold(mentee, offer, first)
    assert refused(market, mentee, offer, wanted).code == "still_closing"
    assert effects(market, old) == [], "a refused hold changes nothing"
    assert let_go(market, mentee, offer_id=offer, starts_at=wanted) == (old,)
    assert let_go(market, mentee, offer_id=offer, starts_at=wanted) == (old,), "it is still in the way"
    assert effects(market, old) == ["close_checkout"]
    assert refused(market, mentee, offer, wanted).code == "still_closing"
    market.tell(old, Event.CHECKOUT_EXPIRED)
    assert let_go(market, mentee, offer_id=offer, starts_at=wanted) == ()
    assert market.position(market.hold(mentee, offer, wanted)) == START


def test_a_slot_that_was_left_is_taken_anew_not_inherited(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[0]
    old = market.hold(mentee, offer, start)
    with market.db.unit_of_work() as session:
        bookings.leave(session, mentee, old, now=market.now)
    assert refused(market, mentee, offer, start).code == "still_closing"
    assert let_go(market, mentee, offer_id=offer, starts_at=start) == (old,)
    market.tell(old, Event.CHECKOUT_EXPIRED)
    assert market.hold(mentee, offer, start) != old


def test_a_hold_keeps_its_page_when_the_same_slot_is_chosen_again(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[0]
    held = market.hold(mentee, offer, start)
    assert let_go(market, mentee, offer_id=offer, starts_at=start) == ()
    assert effects(market, held) == []


def test_nobody_is_in_two_sessions_at_once(market: Market) -> None:
    mentee = market.person()
    one, other = market.offer(market.mentor()), market.offer(market.mentor("Bram Visser"))
    start = market.slots(one)[0]
    market.confirmed(mentee, one, start)
    assert refused(market, mentee, other, start + timedelta(minutes=30)).code == "own_overlap"
    assert market.hold(mentee, other, start + HOUR)


def test_a_mentor_who_gives_a_session_cannot_take_one_meanwhile(market: Market) -> None:
    busy, other = market.mentor(), market.mentor("Bram Visser")
    own_offer, wanted = market.offer(busy), market.offer(other)
    start = market.slots(own_offer)[0]
    market.confirmed(market.person(), own_offer, start)
    assert refused(market, busy, wanted, start).code == "own_overlap"


def test_nothing_is_held_in_a_currency_that_the_platform_does_not_settle_in_any_more(market: Market) -> None:
    offer = market.offer(market.mentor(), currency="usd")
    start, person = market.slots(offer)[0], market.person()
    assert refused(market, person, offer, start, sold_in=("eur", "gbp")).code == "not_sold_in"
    assert market.hold(person, offer, start, sold_in=("usd",))


def test_a_mentor_cannot_book_the_own_page(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    assert refused(market, mentor, offer, market.slots(offer)[0]).code == "own_page"


def test_three_open_payments_are_the_most(market: Market) -> None:
    mentee = market.person()
    for place, name in enumerate(("Ada", "Bea", "Cem")):
        offer = market.offer(market.mentor(name))
        market.hold(mentee, offer, market.slots(offer)[4 * place])
    offer = market.offer(market.mentor("Dov"))
    assert refused(market, mentee, offer, market.slots(offer)[20]).code == "too_many_holds"


def test_leaving_again_and_again_does_not_open_ever_more_pages(market: Market) -> None:
    mentee = market.person()
    for place in range(6):
        offer = market.offer(market.mentor(f"Mentor{place}"))
        booking_id = market.hold(mentee, offer, market.slots(offer)[4 * place])
        with market.db.unit_of_work() as session:
            bookings.leave(session, mentee, booking_id, now=market.now)
    offer = market.offer(market.mentor("Last"))
    assert refused(market, mentee, offer, market.slots(offer)[30]).code == "too_many_holds"


def test_an_archived_offer_and_an_unpublished_page_cannot_be_booked(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    gone, kept = market.offer(mentor), market.offer(mentor, 30)
    start = market.slots(gone)[0]
    with market.db.unit_of_work() as session:
        mentors.archive_offer(session, mentor, gone, now=market.now)
    assert refused(market, mentee, gone, start).code == "not_found"
    with market.db.unit_of_work() as session:
        mentors.unpublish(session, mentor, now=market.now)
    assert refused(market, mentee, kept, start).code == "not_found"


def test_somebody_signed_out_cannot_hold(market: Market) -> None:
    offer = market.offer(market.mentor())
    assert refused(market, None, offer, market.slots(offer)[0]).kind is Kind.SIGNED_OUT


STRANGE: tuple[Any, ...] = (None, 7, True, {"a": 1}, ["x"], "x" * 30_000, "\0", "", b"of_1", object())


@pytest.mark.parametrize("field", ["offer_id", "starts_at", "mentee_zone", "brief"])
def test_nonsense_is_refused_with_a_sentence(market: Market, field: str) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[0]
    for strange in STRANGE:
        if (field, strange) == ("brief", ""):
            continue
        asked: dict[str, Any] = {"offer_id": offer, "starts_at": start, field: strange}
        problem = refused(market, mentee, asked.pop("offer_id"), asked.pop("starts_at"), **asked)
        assert problem.kind in (Kind.INVALID, Kind.NOT_FOUND)
        assert problem.text.endswith(".")


@pytest.mark.parametrize(
    "starts_at", [NOW.replace(tzinfo=None), datetime(1900, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_a_naive_or_absurd_time_is_refused(market: Market, starts_at: datetime) -> None:
    offer = market.offer(market.mentor())
    assert refused(market, market.person(), offer, starts_at).kind is Kind.INVALID


def test_a_free_of_charge_platform_takes_no_fee(market: Market) -> None:
    offer = market.offer(market.mentor())
    booking_id = market.hold(market.person(), offer, market.slots(offer)[0], fee_percent=Decimal(0))
    assert market.rows(booking_id)[0].fee_minor == 0


# -- leaving and cancelling ---------------------------------------------------------------------------------


def test_only_the_mentee_can_leave_and_twice_is_harmless(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.hold(mentee, offer, market.slots(offer)[0])
    for caller in (mentor, market.person("Noa"), market.person("Op", operator=True)):
        with pytest.raises(Problem, match="not_found"), market.db.unit_of_work() as session:
            bookings.leave(session, caller, booking_id, now=market.now)
    for _ in range(2):
        with market.db.unit_of_work() as session:
            bookings.leave(session, mentee, booking_id, now=market.now)
    assert effects(market, booking_id) == ["close_checkout"]


def test_leaving_after_the_payment_went_through_changes_nothing(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    with market.db.unit_of_work() as session:
        bookings.leave(session, mentee, booking_id, now=market.now)
    assert market.position(booking_id).booking is BookingState.CONFIRMED
    assert effects(market, booking_id) == []


@pytest.mark.parametrize("role", [Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR])
def test_each_side_may_cancel_and_is_told_what_happens_to_the_money(market: Market, role: Actor) -> None:
    mentor, mentee = market.mentor(), market.person()
    people = {Actor.MENTEE: mentee, Actor.MENTOR: mentor, Actor.OPERATOR: market.person("Op", operator=True)}
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    with market.db.reading() as session:
        told = bookings.preview(session, people[role], booking_id, role, now=market.now)
    assert (told.returned, told.amount) == (Returned.VOID, Money(8000, "eur"))
    with market.db.unit_of_work() as session:
        assert bookings.cancel(session, people[role], booking_id, role, reason="Ill", now=market.now) == told
    booking, _ = market.rows(booking_id)
    assert (booking.state, booking.cancelled_by) == ("cancelled", role)
    assert effects(market, booking_id) == ["return_money"]
    with market.db.reading() as session:
        assert session.exec(select(SlotClaim)).all() == []


def test_of_a_price_that_was_taken_in_part_that_part_is_promised_back(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    part = Money(5000, "eur")
    facts = PaymentFacts(charge_id="ch_1", captured_minor=part.minor)
    market.tell(booking_id, Event.PAYMENT_CAPTURED, stripe_object="ch_1", amount=part, facts=facts)
    with market.db.reading() as session:
        told = bookings.preview(session, mentor, booking_id, Actor.MENTOR, now=market.now)
        shown = booking_page.of(session, mentee, booking_id, now=market.now).cancellation
    assert told == shown
    assert (told.returned, told.amount) == (Returned.REFUND, part)


@pytest.mark.parametrize("role", ["mentee", "mentor", "operator"])
def test_a_stranger_learns_nothing_about_a_booking_whatever_role_they_name(market: Market, role: str) -> None:
    offer = market.offer(market.mentor())
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    strangers = (market.person("Noa"), market.mentor("Bram Visser"))
    for stranger in strangers:
        for act in (bookings.cancel, bookings.preview):
            with pytest.raises(Problem, match="not_found"), market.db.unit_of_work() as session:
                act(session, stranger, booking_id, role, now=market.now)
    with pytest.raises(Problem, match="signed_out"), market.db.unit_of_work() as session:
        bookings.cancel(session, None, booking_id, role, now=market.now)
    assert market.position(booking_id).booking is BookingState.CONFIRMED


def test_a_mentee_cannot_cancel_in_the_name_of_the_mentor(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    for role in (Actor.MENTOR, Actor.OPERATOR):
        with pytest.raises(Problem, match="not_found"), market.db.unit_of_work() as session:
            bookings.cancel(session, mentee, booking_id, role, now=market.now)


def test_a_role_that_is_none_is_refused(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    for strange in (*STRANGE, "stripe", "clock", "Mentee"):
        with pytest.raises(Problem, match="bad_choice"), market.db.unit_of_work() as session:
            bookings.cancel(session, mentee, booking_id, strange, now=market.now)


def test_an_id_that_is_none_is_not_found(market: Market) -> None:
    mentee = market.person()
    calls: tuple[tuple[Callable[..., object], tuple[str, ...]], ...] = (
        (bookings.cancel, ("mentee",)),
        (bookings.preview, ("mentee",)),
        (bookings.leave, ()),
        (sessions.complete, ()),
    )
    for strange in STRANGE:
        for call, further in calls:
            with pytest.raises(Problem, match="not_found"), market.db.unit_of_work() as session:
                call(session, mentee, strange, *further, now=market.now)


def test_a_mentee_cannot_cancel_once_the_session_has_begun(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start
    for act in (bookings.preview, bookings.cancel):
        with pytest.raises(Problem, match="not_now"), market.db.unit_of_work() as session:
            act(session, mentee, booking_id, "mentee", now=market.now)
    operator = market.person("Op", operator=True)
    with market.db.reading() as session:
        assert bookings.preview(session, operator, booking_id, "operator", now=market.now).amount


def test_cancelling_after_the_capture_refunds(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start + HOUR
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    with market.db.unit_of_work() as session:
        told = bookings.cancel(session, mentor, booking_id, "mentor", now=market.now)
    assert (told.returned, told.amount) == (Returned.REFUND, Money(8000, "eur"))
    assert effects(market, booking_id)[-1] == "return_money"
    with pytest.raises(Problem, match="not_now"), market.db.unit_of_work() as session:
        bookings.cancel(session, mentor, booking_id, "mentor", now=market.now)


# -- completing ----------------------------------------------------------------------------------------------


def test_only_mentor_and_operator_complete_and_only_from_the_start_on(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    with pytest.raises(Problem, match="not_now"), market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.now = start
    for caller in (mentee, market.person("Noa"), market.mentor("Bram Visser")):
        with pytest.raises(Problem, match="not_found"), market.db.unit_of_work() as session:
            sessions.complete(session, caller, booking_id, now=market.now)
    with pytest.raises(Problem, match="signed_out"), market.db.unit_of_work() as session:
        sessions.complete(session, None, booking_id, now=market.now)
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    assert effects(market, booking_id) == ["capture"]
    with pytest.raises(Problem, match="not_now"), market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    assert market.position(booking_id).payment is PaymentState.AUTHORIZED


def test_an_operator_completes_in_place_of_a_silent_mentor(market: Market) -> None:
    offer = market.offer(market.mentor())
    start = market.slots(offer)[0]
    booking_id = market.confirmed(market.person(), offer, start)
    market.now = start
    operator = market.person("Op", operator=True)
    with market.db.unit_of_work() as session:
        sessions.complete(session, operator, booking_id, now=market.now)
    with market.db.reading() as session:
        last = session.exec(select(History).where(History.event == "completed")).one()
    assert (last.actor, last.actor_id) == ("operator", operator.person_id)
