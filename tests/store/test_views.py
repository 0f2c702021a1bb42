"""What screens read: who may see what, page by page, and that every question is answered from an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel, select

from tests.market import NOW, PROFILE, Market
from thoughtcloud.core import ledger
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Reach, Returned
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, Event, PaymentState
from thoughtcloud.services import balances, mentors, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.advance import book
from thoughtcloud.store.tables import InboxEvent, Mentor, Payout
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import (
    booking_list,
    booking_page,
    desk,
    mails,
    mentor_list,
    mentor_page,
    operator,
    paging,
    payments,
    refunds,
    troubles,
)
from thoughtcloud.store.views.balance import Bucket
from thoughtcloud.store.views.booking_list import Span
from thoughtcloud.store.views.paging import Page

STRANGE: tuple[Any, ...] = (7, True, {"a": 1}, ["x"], "x" * 30_000, "\0", "!!!", "e30", b"x", object())


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def ask(market: Market, view: Callable[..., Any], *args: Any, **named: Any) -> Any:
    with market.db.reading() as session:
        return view(session, *args, **named, now=market.now)


def refused(market: Market, view: Callable[..., Any], *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        ask(market, view, *args, **named)
    return caught.value


def all_of(market: Market, view: Callable[..., Page[Any]], *args: Any, **named: Any) -> list[Any]:
    """Every row of a list, read in pages of two."""
    rows: list[Any] = []
    after = None
    while True:
        page = ask(market, view, *args, **named, after=after, limit=2)
        assert len(page.rows) <= 2
        rows += page.rows
        if page.after is None:
            return rows
        after = page.after


def give(market: Market, mentor: Caller, offer: str, mentee: Caller, place: int = 0) -> str:
    """A session that took place, was completed, captured and transferred."""
    start = market.slots(offer)[place]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start + timedelta(hours=2)
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    market.transferred(booking_id)
    return booking_id


# -- paging --------------------------------------------------------------------------------------------------


def test_a_place_in_a_list_survives_the_way_through_an_address() -> None:
    key = (3, "me_ü", NOW)
    assert paging.read(paging.write(*key), int, str, type(NOW)) == key


def test_a_place_that_nobody_wrote_is_refused() -> None:
    for strange in (*STRANGE, None, paging.write("a"), paging.write(1, 2), paging.write(2**70), "é" * 5):
        with pytest.raises(Problem, match="bad_page"):
            paging.read(strange, int)
    for strange in ("10", None, 1.5, True):
        with pytest.raises(Problem, match="bad_page"):
            paging.size(strange)
    assert (paging.size(-3), paging.size(10**9)) == (1, paging.LONGEST)


# -- mentors -------------------------------------------------------------------------------------------------


def test_the_list_of_mentors_is_paged_featured_first_and_whole(market: Market) -> None:
    for number in range(5):
        mentor = market.mentor(f"Mentor {number}")
        market.offer(mentor)
        with market.db.unit_of_work() as session:
            row = session.get_one(Mentor, mentor.mentor_id)
            row.featured_rank = number % 2
            session.add(row)
    hidden = market.mentor("Hidden")
    with market.db.unit_of_work() as session:
        mentors.unpublish(session, hidden, now=market.now)
    cards = all_of(market, mentor_list.cards)
    assert len({card.mentor_id for card in cards}) == 5
    assert [card.name in ("Mentor 1", "Mentor 3") for card in cards] == [True, True, False, False, False]


def test_a_card_shows_the_cheapest_fitting_offer_and_the_next_free_time(market: Market) -> None:
    mentor = market.mentor()
    dear, cheap = market.offer(mentor, 60, "80"), market.offer(mentor, 30, "40")
    (card,) = ask(market, mentor_list.cards).rows
    assert (card.from_price, card.minutes) == (Money(4000, "eur"), 30)
    assert card.next_free == market.slots(cheap)[0]
    market.hold(market.person(), dear, market.slots(dear)[0])
    (card,) = ask(market, mentor_list.cards).rows
    assert card.next_free == market.slots(cheap)[0]


def test_mentors_are_found_by_words_topic_currency_and_price(market: Market) -> None:
    amara, bram = market.mentor(), market.mentor("Bram Visser", headline="100% focus_ed writing", topics=("Go",))
    market.offer(amara, 60, "80")
    market.offer(bram, 60, "120", "usd")

    def names(**named: Any) -> list[str]:
        return sorted(card.name for card in ask(market, mentor_list.cards, **named).rows)

    both = ["Amara Okafor", "Bram Visser"]
    assert names(search="") == names(search="  ") == both
    assert names(search="okaf") == names(search="OKAFOR amara") == names(search="python") == both[:1]
    assert names(search="100%") == names(search="focus_ed") == names(search="visser") == both[1:]
    assert names(search="%") == both[1:], "a sign of LIKE is a sign like others"
    assert names(search="zzz") == []
    assert names(topic="python") == names(topic="Leadership") == both[:1]
    assert names(topic="Pyth") == []
    assert names(topic="Go") == both[1:]
    assert names(currency="usd") == both[1:]
    assert names(at_most=Money(8000, "eur")) == both[:1]
    assert names(at_most=Money(7999, "eur")) == names(currency="usd", at_most=Money(99, "usd")) == []
    assert ask(market, mentor_list.topics) == ("Go", "Leadership", "Python")
    assert ask(market, mentor_list.currencies) == ("eur", "usd")


def span(first: datetime, hours: float) -> tuple[Reach, ...]:
    return (Reach(first, first + timedelta(hours=hours)),)


def test_mentors_are_found_who_are_free_in_a_span_with_the_cheapest_offer_that_fits(market: Market) -> None:
    amara, bram = market.mentor(), market.mentor("Bram Visser")
    long, short = market.offer(amara, 60, "80"), market.offer(amara, 30, "90")
    market.offer(bram, 120, "120")
    at = market.slots(long)[4]

    def found(free: tuple[Reach, ...], **named: Any) -> list[tuple[str, int | None, datetime | None]]:
        cards = ask(market, mentor_list.cards, free=free, **named).rows
        return sorted((card.name, card.minutes, card.next_free) for card in cards)

    assert found(span(at, 2)) == [("Amara Okafor", 60, at), ("Bram Visser", 120, at)]
    assert found(span(at, 1)) == [("Amara Okafor", 60, at)]
    assert found(span(at, 0.5)) == [("Amara Okafor", 30, at)], "the dearer one is the one that fits"
    assert found(span(at, 0.5), at_most=Money(8000, "eur")) == []
    assert found(span(at, 2), search="bram") == [("Bram Visser", 120, at)]
    market.hold(market.person(), short, at)
    assert found(span(at, 1)) == [("Amara Okafor", 30, at + timedelta(minutes=30))]
    night = at.replace(hour=1) + timedelta(days=1)
    assert found(span(night, 3)) == []
    assert found((*span(night, 3), *span(at + timedelta(days=2), 1))) == [
        ("Amara Okafor", 60, at + timedelta(days=2))
    ]


def test_a_search_by_time_finds_all_page_by_page_and_each_page_looks_at_no_more_than_some(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mentor_list, "BATCH", 2)
    monkeypatch.setattr(mentor_list, "MOST_BATCHES", 2)
    offers = {}
    for number in range(9):
        mentor = market.mentor(f"Mentor {number}")
        offers[mentor.mentor_id] = market.offer(mentor)
    at = market.slots(next(iter(offers.values())))[4]
    busy = sorted(offers, key=str, reverse=True)[:5]
    for mentor_id in busy:
        market.hold(market.person(), offers[mentor_id], at)
    first = ask(market, mentor_list.cards, free=span(at, 1), limit=3)
    assert (first.rows, first.after is None) == ((), False), "four were looked at, and none of them is free"
    found = all_of(market, mentor_list.cards, free=span(at, 1))
    assert {card.mentor_id for card in found} == set(offers) - set(busy)


def test_the_list_of_mentors_takes_no_nonsense(market: Market) -> None:
    market.offer(market.mentor())
    for strange in (7, {"a": 1}, ["x"], "x" * 81, "\0"):
        for field in ("search", "topic", "currency"):
            assert refused(market, mentor_list.cards, **{field: strange}).code == "bad_search"
    for strange in STRANGE:
        assert refused(market, mentor_list.cards, after=strange).code == "bad_page"


def test_a_mentors_page_shows_active_offers_cheapest_first_and_no_more(market: Market) -> None:
    mentor = market.mentor()
    dear, cheap, gone = (market.offer(mentor, 60, price) for price in ("80", "40", "20"))
    with market.db.unit_of_work() as session:
        mentors.archive_offer(session, mentor, gone, now=market.now)
    page = ask(market, mentor_page.by_slug, mentor.mentor_slug)
    assert [offer.offer_id for offer in page.offers] == [cheap, dear]
    assert (page.about, page.topics) == (PROFILE.about, ("Python", "Leadership"))
    assert ask(market, mentor_page.by_offer, dear).offer.price == Money(8000, "eur")
    for missing in (gone, "of_none", *STRANGE, None, ""):
        assert refused(market, mentor_page.by_offer, missing).code == "not_found"
        assert refused(market, mentor_page.by_slug, missing).code == "not_found"


# -- sessions ------------------------------------------------------------------------------------------------


def test_sessions_are_listed_for_each_side_and_only_for_it(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    confirmed = [market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 4, 6, 8)]
    other = market.confirmed(market.person("Noa"), offer, slots[10])
    held = market.hold(mentee, offer, slots[12])
    mine = all_of(market, booking_list.of_mentee, mentee, "upcoming")
    assert [row.booking_id for row in mine] == [*confirmed, held]
    given = all_of(market, booking_list.of_mentor, mentor, Span.UPCOMING)
    assert [row.booking_id for row in given] == [*confirmed, other]
    assert (mine[0].other, mine[0].share, mine[0].role) == ("Amara Okafor", None, Actor.MENTEE)
    assert (given[0].other, given[0].share, given[0].role) == ("Maya", Money(6800, "eur"), Actor.MENTOR)
    assert mine[-1].held_until is not None
    assert mine[0].actions == {Event.CANCELLED, Event.MOVE_PROPOSED}
    assert ask(market, booking_list.of_mentee, mentee, "past").rows == ()


def test_past_sessions_are_listed_latest_first_without_the_unpaid(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    first, second, cancelled = (market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 40))
    unpaid = market.hold(mentee, offer, slots[4])
    market.tell(unpaid, Event.CHECKOUT_EXPIRED)
    market.tell(cancelled, Event.CANCELLED, Actor.MENTEE)
    market.now = slots[8]
    for role in (booking_list.of_mentee, booking_list.of_mentor):
        viewer = mentee if role is booking_list.of_mentee else mentor
        assert [row.booking_id for row in all_of(market, role, viewer, "past")] == [cancelled, second, first]
        assert ask(market, role, viewer, "upcoming").rows == ()


def test_a_session_that_has_begun_waits_to_be_completed_oldest_first(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    first, second, later = (market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 20))
    market.now = slots[2]
    rows = ask(market, booking_list.to_complete, mentor)
    assert [row.booking_id for row in rows] == [first, second]
    assert Event.COMPLETED in rows[0].actions
    shown = ask(market, desk.of, mentor)
    assert [row.booking_id for row in shown.to_complete] == [first, second]
    assert [row.booking_id for row in shown.upcoming] == [later]


def test_lists_are_for_those_who_are_signed_in_and_take_no_nonsense(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    for listed in (booking_list.of_mentee, booking_list.of_mentor):
        assert refused(market, listed, None, "past").kind is Kind.SIGNED_OUT
        for strange in STRANGE:
            assert refused(market, listed, mentor, strange).code == "bad_choice"
            assert refused(market, listed, mentor, "past", after=strange).code == "bad_page"
    for view in (desk.of, desk.profile, desk.offers, desk.setup, booking_list.to_complete):
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentee).kind is Kind.FORBIDDEN


# -- one booking ---------------------------------------------------------------------------------------------


def test_each_reader_of_a_booking_sees_their_own_part(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    booking_id = give(market, mentor, market.offer(mentor), mentee)
    for_mentee, for_mentor, for_boss = (
        ask(market, booking_page.of, viewer, booking_id) for viewer in (mentee, mentor, boss)
    )
    assert (for_mentee.role, for_mentor.role, for_boss.role) == (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR)
    assert (for_mentee.fee, for_mentee.share, for_mentee.transferred, for_mentee.ledger) == (None, None, None, ())
    assert (for_mentor.fee, for_mentor.share) == (Money(1200, "eur"), Money(6800, "eur"))
    assert for_mentor.transferred == Money(6800, "eur")
    assert sum(line.amount.minor for line in for_mentor.ledger) == 0
    assert [line.event for line in for_mentee.history] == [
        "slot_held", "card_authorized", "completed", "payment_captured",
    ]  # fmt: skip
    assert for_mentor.history[-1].event == "share_transferred"
    assert all(line.stripe_object is None for line in for_mentor.history)
    assert for_boss.history[-1].stripe_object == f"tr_{booking_id}"
    assert (for_mentee.card, for_mentor.card, for_boss.card) == ("Visa •••• 4242", "", "Visa •••• 4242")
    assert [trouble.kind for trouble in for_boss.troubles] == ["capture", "transfer", "read_share"]
    assert for_mentor.troubles == ()


def test_the_way_to_the_room_is_shown_while_the_session_is_on(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.hold(mentee, offer, market.slots(offer)[0])
    held = ask(market, booking_page.of, mentee, booking_id)
    assert (held.door, held.actions) == (Door.OFF, {Event.CHECKOUT_LEFT})
    assert held.held_until is not None
    facts = PaymentFacts(checkout_id="cs_1", checkout_url="https://pay.example/cs_1")
    market.tell(booking_id, Event.CHECKOUT_OPENED, stripe_object="cs_1", facts=facts)
    assert ask(market, booking_page.of, mentee, booking_id).checkout_url == "https://pay.example/cs_1"
    assert ask(market, booking_page.of, mentor, booking_id).checkout_url is None
    market.tell(booking_id, Event.CHECKOUT_LEFT, Actor.MENTEE)
    assert ask(market, booking_page.of, mentee, booking_id).checkout_url is None, "it is being closed"
    market.authorized(booking_id)
    page = ask(market, booking_page.of, mentee, booking_id)
    assert page.door is Door.EARLY
    assert page.held_until is None
    assert page.charged_by == page.ends_at + timedelta(hours=24)
    assert page.cancellation is not None
    assert (page.cancellation.returned, page.cancellation.amount) == (Returned.VOID, Money(8000, "eur"))
    market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    gone = ask(market, booking_page.of, mentee, booking_id)
    assert (gone.door, gone.cancellation, gone.cancelled_by) == (Door.OFF, None, "mentee")


def test_a_booking_is_not_found_by_strangers(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    for stranger in (market.person("Noa"), market.mentor("Bram Visser")):
        assert refused(market, booking_page.of, stranger, booking_id).code == "not_found"
    assert refused(market, booking_page.of, None, booking_id).kind is Kind.SIGNED_OUT
    for strange in (*STRANGE, None, "", "bk_none"):
        assert refused(market, booking_page.of, mentor, strange).code == "not_found"


# -- balance -------------------------------------------------------------------------------------------------


def test_every_bucket_is_the_sum_of_its_entries(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    euro, yen = market.offer(mentor, 60, "80"), market.offer(mentor, 60, "5000", "jpy")
    for _ in range(3):
        sent = give(market, mentor, euro, mentee)
    share = Money(6800, "eur")
    market.tell(sent, Event.SHARE_AVAILABLE, stripe_object=f"tr_{sent}", amount=share)
    market.confirmed(mentee, yen, market.slots(yen)[0])
    with market.db.unit_of_work() as session:
        for posting in (
            ledger.payout_sent("po_1", Money(3000, "eur")),
            ledger.payout_sent("po_2", Money(1000, "eur")),
        ):
            book(session, posting, at=market.now, mentor_id=str(mentor.mentor_id))
        book(
            session, ledger.payout_paid("po_1", Money(3000, "eur")), at=market.now, mentor_id=str(mentor.mentor_id)
        )
    in_euro, in_yen = ask(market, balances.balance, mentor)
    assert (in_euro.reserved, in_euro.pending, in_euro.available) == (
        Money(0, "eur"), Money(13600, "eur"), Money(2800, "eur"),
    )  # fmt: skip
    assert (in_euro.on_its_way, in_euro.paid_out) == (Money(1000, "eur"), Money(3000, "eur"))
    assert (in_yen.currency, in_yen.reserved, in_yen.available) == ("jpy", Money(4250, "jpy"), Money(0, "jpy"))
    for balance in (in_euro, in_yen):
        for bucket in Bucket:
            rows = all_of(market, balances.entries, mentor, bucket, balance.currency)
            assert sum(row.amount.minor for row in rows) == getattr(balance, bucket).minor
            assert [row.entry_id for row in rows] == sorted((row.entry_id for row in rows), reverse=True)
            assert all((row.booking_id is None) == row.stripe_object.startswith("po_") for row in rows)


def test_a_reversal_after_the_share_cleared_makes_a_debt_that_is_shown(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    booking_id = give(market, mentor, market.offer(mentor), mentee)
    share = Money(6800, "eur")
    with market.db.unit_of_work() as session:
        for posting in (
            ledger.available("tr", share),
            ledger.payout_sent("po", share),
            ledger.reversed_("trr", share, ledger.Account.MENTOR_AVAILABLE),
        ):
            book(session, posting, at=market.now, mentor_id=str(mentor.mentor_id), booking_id=booking_id)
    (balance,) = ask(market, balances.balance, mentor)
    assert (balance.available, balance.pending) == (Money(-6800, "eur"), Money(6800, "eur"))


def test_a_balance_is_for_its_mentor_and_for_operators(market: Market) -> None:
    mentor, other, mentee = market.mentor(), market.mentor("Bram Visser"), market.person()
    boss = market.person("Op", operator=True)
    give(market, mentor, market.offer(mentor), mentee)
    asked: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (balances.balance, ()), (balances.entries, ("pending", "eur")), (balances.payouts, ()),
    )  # fmt: skip
    for usecase, args in asked:
        named = {"mentor_id": mentor.mentor_id}
        assert refused(market, usecase, None, *args).kind is Kind.SIGNED_OUT
        assert refused(market, usecase, mentee, *args).kind is Kind.FORBIDDEN
        assert refused(market, usecase, other, *args, **named).kind is Kind.FORBIDDEN
        assert refused(market, usecase, mentee, *args, **named).kind is Kind.FORBIDDEN
        assert refused(market, usecase, boss, *args).kind is Kind.FORBIDDEN
        assert ask(market, usecase, mentor, *args) == ask(market, usecase, boss, *args, **named)
    for strange in (*STRANGE, None):
        assert refused(market, balances.entries, mentor, strange, "eur").code == "bad_choice"
        assert refused(market, balances.entries, mentor, "pending", strange).code == "bad_choice"
    for strange in STRANGE:
        assert refused(market, balances.entries, mentor, "pending", "eur", after=strange).code == "bad_page"
        assert refused(market, balances.payouts, boss, mentor_id=strange, after=strange).kind is not Kind.FORBIDDEN


def test_payouts_are_listed_newest_first(market: Market) -> None:
    mentor = market.mentor()
    with market.db.unit_of_work() as session:
        session.add_all(
            Payout(
                id=f"po_{number}", mentor_id=str(mentor.mentor_id), amount_minor=100 + number, currency="eur",
                state="paid", created_at=market.now + timedelta(days=number // 2), arrives_at=market.now,
            )
            for number in range(5)
        )  # fmt: skip
    rows = all_of(market, balances.payouts, mentor)
    assert [row.payout_id for row in rows] == ["po_4", "po_3", "po_2", "po_1", "po_0"]


def test_a_mentor_sees_how_many_shares_wait_for_the_account(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    assert ask(market, desk.of, mentor).shares_waiting == 0
    market.tell(booking_id, Event.ACCOUNT_NOT_READY)
    shown = ask(market, desk.of, mentor)
    assert (shown.shares_waiting, shown.setup.begun, shown.setup.ready) == (1, False, False)


# -- operators -----------------------------------------------------------------------------------------------


def test_operators_find_bookings_by_any_name_they_have(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    ids = [market.confirmed(mentee, offer, market.slots(offer)[place]) for place in (0, 4, 8)]
    other = market.confirmed(
        market.person("Noa"), market.offer(market.mentor("Bram Visser")), market.slots(offer)[0]
    )

    def found(search: Any) -> set[str]:
        return {row.booking_id for row in all_of(market, operator.bookings, boss, search)}

    assert found("") == {*ids, other}
    assert found(f" {ids[0]} ") == found(f"pi_{ids[0]}") == {ids[0]}
    assert found(mentee.email.upper()) == found(str(mentor.mentor_slug)) == set(ids)
    assert found("bram-visser") == {other}
    assert found("pi_none") == found("nothing") == found("%") == set()
    for strange in (7, None, {"a": 1}, "x" * 255, "\0"):
        assert refused(market, operator.bookings, boss, strange).code == "bad_search"


def test_operators_see_what_is_not_settled(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    settled = give(market, mentor, offer, mentee)
    held_money = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.hold(market.person("Noa"), offer, market.slots(offer)[8])
    rows = all_of(market, operator.unsettled, boss)
    assert [row.booking_id for row in rows] == [held_money]
    assert rows[0].payment is PaymentState.AUTHORIZED
    market.tell(settled, Event.PAYMENT_REFUNDED, stripe_object="re_1", amount=Money(8000, "eur"))
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money, settled}
    market.tell(settled, Event.SHARE_REVERSED, stripe_object="trr_1", amount=Money(6800, "eur"))
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money}
    market.tell(settled, Event.REFUND_FAILED, stripe_object="re_1", amount=Money(8000, "eur"))
    # The price is with us again, and nobody has it.
    assert {row.booking_id for row in all_of(market, operator.unsettled, boss)} == {held_money, settled}


def test_operators_see_calls_and_events_that_wait_or_were_given_up(market: Market) -> None:
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    give(market, mentor, market.offer(mentor), market.person())
    with market.db.unit_of_work() as session:
        session.add_all(
            InboxEvent(
                id=f"evt_{number}", type="charge.updated", body=b"{}", received_at=market.now,
                not_before=market.now, state="buried", problem="odd",
            )
            for number in range(3)
        )  # fmt: skip
    assert [row.kind for row in all_of(market, operator.effects, boss, "waiting")] == [
        "capture", "transfer", "read_share",
    ]  # fmt: skip
    assert ask(market, operator.effects, boss).rows == ()
    assert [row.event_id for row in all_of(market, operator.inbox, boss)] == ["evt_0", "evt_1", "evt_2"]
    health = ask(market, operator.health, boss)
    assert (health.effects_waiting, health.effects_buried, health.inbox_waiting, health.inbox_buried) == (
        3,
        0,
        0,
        3,
    )


def test_operators_pages_are_for_operators(market: Market) -> None:
    views = (operator.bookings, operator.unsettled, operator.effects, operator.inbox, operator.health)
    mentor, boss = market.mentor(), market.person("Op", operator=True)
    for view in views:
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentor).kind is Kind.FORBIDDEN
    for strange in (*STRANGE, "done"):
        assert refused(market, operator.effects, boss, strange).code == "bad_choice"
        assert refused(market, operator.inbox, boss, strange).code == "bad_choice"
        assert refused(market, operator.unsettled, boss, after=strange).code == "bad_page"


# -- indexes -------------------------------------------------------------------------------------------------


@contextmanager
def watched(db: Database) -> Iterator[list[str]]:
    """The steps of SQLite's plan for every question asked meanwhile that go through a whole table."""
    found: list[str] = []

    def look(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            scans = [step[3] for step in plan if step[3].startswith("SCAN") and " USING " not in step[3]]
            # Other scans are of a subquery's own rows or of an empty list.
            found.extend(f"{scan}: {statement}" for scan in scans if scan.split()[1] in SQLModel.metadata.tables)

    event.listen(db.engine, "before_cursor_execute", look)
    yield found
    event.remove(db.engine, "before_cursor_execute", look)


def test_every_question_of_a_screen_is_answered_from_an_index(db: Database) -> None:
    market = Market(db)
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    booking_id = give(market, mentor, offer, mentee)
    more = paging.write(market.now, "bk_1")
    asked: tuple[tuple[Any, tuple[Any, ...], dict[str, Any]], ...] = (
        (mentor_list.cards, (), {"search": "x", "topic": "y", "currency": "eur", "after": paging.write(1, "me")}),
        (mentor_list.cards, (), {"free": (Reach(market.now, market.now + timedelta(days=7)),)}),
        (mentor_list.cards, (), {}), (mentor_list.topics, (), {}), (mentor_list.currencies, (), {}),
        (mentor_page.by_slug, (mentor.mentor_slug,), {}), (mentor_page.by_offer, (offer,), {}),
        (booking_list.of_mentee, (mentee, "upcoming"), {"after": more}),
        (booking_list.of_mentee, (mentee, "past"), {"after": more}),
        (booking_list.of_mentor, (mentor, "upcoming"), {"after": more}),
        (booking_list.of_mentor, (mentor, "past"), {"after": more}),
        (booking_list.to_complete, (mentor,), {}), (booking_page.of, (boss, booking_id), {}),
        (desk.of, (mentor,), {}), (desk.offers, (mentor,), {}), (balances.balance, (mentor,), {}),
        (balances.entries, (mentor, "pending", "eur"), {"after": paging.write(99)}),
        (balances.payouts, (mentor,), {"after": more}),
        (operator.bookings, (boss,), {"after": more}), (operator.bookings, (boss, "a@example.com"), {}),
        (operator.bookings, (boss, "bram"), {}), (operator.bookings, (boss, "pi_1"), {}),
        (operator.unsettled, (boss,), {}), (operator.effects, (boss,), {}), (operator.inbox, (boss,), {}),
        (operator.health, (boss,), {}), (troubles.causes, (boss,), {}),
        (troubles.calendars, (boss,), {"after": paging.write("bc_1")}),
        (payments.listed, (boss,), {"after": more}), (payments.listed, (boss, "captured"), {}),
        (payments.listed, (boss, "79.50"), {}), (payments.listed, (boss, "80 jpy"), {"after": more}),
        (payments.listed, (boss, "re_1"), {}), (payments.listed, (boss, "a@example.com"), {}),
        (refunds.listed, (boss,), {"after": more}), (refunds.listed, (boss, "all", "re_1"), {}),
        (refunds.listed, (boss, "all"), {"after": more}), (refunds.listed, (boss, "in_flight"), {}),
        (refunds.listed, (boss, "all", "a@example.com"), {}), (mails.listed, (boss,), {}),
        (mails.listed, (boss, "kept", booking_id), {}), (mails.listed, (boss, "kept", "a@example.com"), {}),
    )  # fmt: skip
    for view, args, named in asked:
        with watched(db) as whole:
            ask(market, view, *args, **named)
        assert whole == [], view


def test_a_question_without_an_index_would_be_noticed(db: Database) -> None:
    with watched(db) as whole, db.reading() as session:
        session.exec(select(Mentor).where(Mentor.headline == "x")).all()
    assert len(whole) == 1
