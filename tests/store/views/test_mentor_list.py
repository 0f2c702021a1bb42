"""How mentors are found: by words, topic, price and free time, page by page."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, ask, refused
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Reach
from thoughtcloud.services import mentors
from thoughtcloud.store.tables import Mentor
from thoughtcloud.store.views import mentor_list


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
