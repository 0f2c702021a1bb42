"""What a mentee has paid: the same to the cent as the book, their own only, each currency by itself."""

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import spending
from thoughtcloud.store.views.spending import BookingSpent, Spent


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


def euros(minor: int) -> Money:
    return Money(minor, "eur")


def charged(market: Market, mentee: Caller, offer: str) -> str:
    """A session that was given and charged."""
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    return booking_id


def refunded(market: Market, booking_id: str, minor: int) -> None:
    market.tell(
        booking_id, Event.PAYMENT_PARTLY_REFUNDED, stripe_object="re_1", amount=euros(minor),
        facts=PaymentFacts(refunded_minor=minor),
    )  # fmt: skip


def sums(market: Market, mentee: Caller) -> tuple[Spent, ...]:
    with market.db.reading() as session:
        return spending.sums(session, mentee, now=market.now)


def rows(market: Market, mentee: Caller) -> dict[str, BookingSpent]:
    with market.db.reading() as session:
        return {row.booking_id: row for row in spending.bookings(session, mentee, now=market.now).rows}


def test_what_is_reserved_charged_and_refunded_is_told_booking_by_booking_and_in_all(
    market: Market, mentee: Caller
) -> None:
    offer = market.offer(market.mentor())
    assert (sums(market, mentee), rows(market, mentee)) == ((), {})
    paid, part = charged(market, mentee, offer), charged(market, mentee, offer)
    refunded(market, part, 3000)
    ahead = market.confirmed(mentee, offer, market.slots(offer)[2])
    held = market.hold(mentee, offer, market.slots(offer)[3])
    told = rows(market, mentee)
    assert held not in told
    assert told[paid].spent == Spent(euros(0), euros(8000), euros(0))
    assert (told[part].spent, told[part].spent.paid) == (Spent(euros(0), euros(8000), euros(3000)), euros(5000))
    assert (told[ahead].spent, told[ahead].has_receipt) == (Spent(euros(8000), euros(0), euros(0)), False)
    assert told[paid].has_receipt
    assert sums(market, mentee) == (Spent(euros(8000), euros(16000), euros(3000)),)


def test_currencies_stand_side_by_side(market: Market, mentee: Caller) -> None:
    mentor = market.mentor()
    charged(market, mentee, market.offer(mentor))
    charged(market, mentee, market.offer(mentor, price="9000", currency="jpy"))
    assert [one.paid for one in sums(market, mentee)] == [euros(8000), Money(9000, "jpy")]


def test_nobody_sees_what_another_one_has_paid(market: Market, mentee: Caller) -> None:
    mentor = market.mentor()
    charged(market, mentee, market.offer(mentor))
    for other in (market.person("Eve"), mentor, market.person("Op", operator=True)):
        assert (sums(market, other), rows(market, other)) == ((), {})
    with market.db.reading() as session, pytest.raises(Problem):
        spending.sums(session, None, now=market.now)


def test_the_list_is_read_page_by_page_the_latest_session_first(market: Market, mentee: Caller) -> None:
    offer = market.offer(market.mentor())
    made = [charged(market, mentee, offer) for _ in range(3)]
    with market.db.reading() as session:
        first = spending.bookings(session, mentee, now=market.now, limit=2)
        last = spending.bookings(session, mentee, now=market.now, after=first.after, limit=2)
    assert [row.booking_id for row in (*first.rows, *last.rows)] == made[::-1]
    assert last.after is None


def test_every_movement_of_a_card_is_listed_with_the_number_of_its_receipt(market: Market, mentee: Caller) -> None:
    booking_id = charged(market, mentee, market.offer(market.mentor()))
    refunded(market, booking_id, 3000)
    with market.db.reading() as session:
        charge, refund = spending.movements(session, mentee, now=market.now)
    assert (charge.amount, charge.stripe_object) == (euros(8000), f"ch_{booking_id}")
    assert (refund.amount, refund.stripe_object) == (euros(-3000), "re_1")
    assert charge.receipt_number == refund.receipt_number
