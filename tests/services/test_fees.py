"""The platform's fee, as a mentor sees what has been kept of their sessions."""

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.services import fees, sessions
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def kept(market: Market, caller: Caller | None) -> dict[str, Money]:
    with market.db.reading() as session:
        return fees.kept(session, caller, now=market.now)


def test_the_fee_of_what_was_charged_is_kept_by_currency_and_only_ones_own(market: Market) -> None:
    mentor, other = market.mentor(), market.mentor("Tom Baker")
    for seller, currency in ((mentor, "eur"), (mentor, "jpy"), (other, "eur")):
        offer = market.offer(seller, price="8000", currency=currency)
        booking_id = market.confirmed(market.person(), offer, market.slots(offer)[-1])
        booking, _ = market.rows(booking_id)
        market.now = booking.ends_at
        with market.db.unit_of_work() as session:
            sessions.complete(session, seller, booking_id, now=market.now)
        market.captured(booking_id)
    assert kept(market, mentor) == {"eur": Money(120_000, "eur"), "jpy": Money(1200, "jpy")}
    assert kept(market, other) == {"eur": Money(120_000, "eur")}


def test_a_reservation_is_no_fee_yet(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    market.confirmed(market.person(), offer, market.slots(offer)[0])
    assert kept(market, mentor) == {}


def test_only_a_mentor_may_ask(market: Market) -> None:
    for caller in (None, market.person()):
        with pytest.raises(Problem):
            kept(market, caller)
