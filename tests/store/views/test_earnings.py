"""What a mentor earned month by month: as the statements have it, in the mentor's own months, per currency."""

from datetime import UTC, datetime

import pytest

from tests.market import Market
from thoughtcloud.core import ledger
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import balances, statements
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.advance import book
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views.earnings import Earnings


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def give(market: Market, mentor: Caller, mentee: Caller, price: str = "80", currency: str = "eur") -> str:
    """A session that was given and charged, and whose share was sent."""
    offer = market.offer(mentor, price=price, currency=currency)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    market.transferred(booking_id)
    return booking_id


def earned(market: Market, mentor: Caller) -> tuple[Earnings, ...]:
    with market.db.reading() as session:
        return balances.earnings(session, mentor, now=market.now)


def test_the_months_are_those_of_the_statements_to_the_cent(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    first = give(market, mentor, mentee)
    market.pass_time(days=14)
    give(market, mentor, mentee, "50")
    market.tell(
        first, Event.PAYMENT_PARTLY_REFUNDED, stripe_object="re_1", amount=Money(4000, "eur"),
        facts=PaymentFacts(refunded_minor=4000),
    )  # fmt: skip
    (euros,) = earned(market, mentor)
    assert len(euros.months) == 6
    with market.db.reading() as session:
        for month in euros.months:
            if not month.has_statement:
                assert (month.charged, month.paid.minor, month.earned.minor) == (0, 0, 0)
                continue
            told = statements.month(session, mentor, month.month, now=market.now).statements
            of_euros = [(one.paid, one.fee, one.earned) for one in told if one.currency == "eur"]
            assert of_euros in ([(month.paid, month.fee, month.earned)], [])
    assert [month.charged for month in euros.months[-2:]] == [1, 1]
    assert euros.months[-1].paid == Money(5000 - 4000, "eur")


def test_currencies_are_never_added_up(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    give(market, mentor, mentee)
    give(market, mentor, mentee, "9000", "jpy")
    euros, yen = earned(market, mentor)
    assert (euros.currency, yen.currency) == ("eur", "jpy")
    assert (euros.months[-1].earned, yen.months[-1].earned) == (Money(6800, "eur"), Money(7650, "jpy"))


def test_a_month_ends_at_midnight_of_the_mentor(market: Market) -> None:
    """Half past eleven in the evening of the last of November in UTC is December in Berlin."""
    mentor, mentee = market.mentor(), market.person("Noor")
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.now = max(market.rows(booking_id)[0].ends_at, datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    (euros,) = earned(market, mentor)
    assert (euros.months[-1].month, euros.months[-1].charged) == ("2026-12", 1)


def test_a_mentor_of_long_sees_the_last_twelve_months_and_a_new_one_six(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    assert earned(market, mentor) == ()
    give(market, mentor, mentee)
    market.pass_time(days=500)
    assert earned(market, mentor) == ()
    give(market, mentor, mentee)
    (euros,) = earned(market, mentor)
    assert len(euros.months) == 12
    assert [month.charged for month in euros.months] == [0] * 11 + [1]


def test_what_took_a_balance_below_zero_is_named_until_it_makes_up_for_it(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    booking_id = give(market, mentor, mentee)
    with market.db.reading() as session:
        assert balances.debts(session, mentor, now=market.now) == ()
    refund_all(market, booking_id)
    with market.db.reading() as session:
        (debt,) = balances.debts(session, mentor, now=market.now)
    assert debt.balance.below_zero == Money(6800, "eur")
    assert [(cause.amount, cause.stripe_object, cause.booking_id) for cause in debt.causes] == [
        (Money(-6800, "eur"), "trr_1", booking_id)
    ]


def refund_all(market: Market, booking_id: str) -> None:
    """The share was cleared and paid out; then the mentee got everything back and the share was reversed."""
    market.tell(
        booking_id, Event.SHARE_AVAILABLE, stripe_object=f"tr_{booking_id}", amount=Money(6800, "eur"),
        facts=PaymentFacts(share_available=True),
    )  # fmt: skip
    mentor_id = market.rows(booking_id)[0].mentor_id
    with market.db.unit_of_work() as session:
        book(session, ledger.payout_sent("po_1", Money(6800, "eur")), at=market.now, mentor_id=mentor_id)
    market.tell(
        booking_id, Event.PAYMENT_REFUNDED, stripe_object="re_1", amount=Money(8000, "eur"),
        facts=PaymentFacts(refunded_minor=8000),
    )  # fmt: skip
    market.tell(
        booking_id, Event.SHARE_REVERSED, stripe_object="trr_1", amount=Money(6800, "eur"),
        facts=PaymentFacts(reversed_minor=6800),
    )  # fmt: skip
