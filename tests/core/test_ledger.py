"""The book: every posting balances, names its proof, and opposites cancel out."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import facts, ledger, policy
from thoughtcloud.core.facts import Happened, Standing
from thoughtcloud.core.ledger import Account, Kind, Line, Posting
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRICE = policy.price(Money(7999, "eur"), Decimal(15))


def euro(minor: int) -> Money:
    return Money(minor, "eur")


def totals(postings: Iterable[Posting]) -> dict[Account, int]:
    found: Counter[Account] = Counter()
    for posting in postings:
        for line in posting.lines:
            found[line.account] += line.money.minor
    return {account: total for account, total in found.items() if total}


def test_a_posting_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        Posting(Kind.CAPTURED, "ch_1", (Line(Account.AT_STRIPE, euro(5)),))
    with pytest.raises(ValueError, match="one currency"):
        Posting(Kind.CAPTURED, "ch_1", (Line(Account.AT_STRIPE, euro(5)), Line(Account.HOLD, Money(-5, "usd"))))


def test_a_key_names_the_fact_and_its_proof() -> None:
    assert ledger.payout_sent("po_1", euro(5)).key == "payout_sent:po_1"


def test_a_hold_and_its_release_leave_nothing() -> None:
    assert totals([ledger.hold_placed("pi", PRICE), ledger.hold_released("pi", PRICE)]) == {}


def test_a_whole_life_of_one_payment_leaves_money_where_it_is() -> None:
    booked = [
        ledger.hold_placed("pi", PRICE),
        ledger.hold_released("pi", PRICE),
        ledger.captured("ch", PRICE, PRICE.total),
        ledger.stripe_fee("txn", euro(257)),
        ledger.transferred("tr", PRICE.share),
        ledger.available("tr", PRICE.share),
        ledger.payout_sent("po", PRICE.share),
        ledger.payout_paid("po", PRICE.share),
    ]
    assert totals(booked) == {
        Account.AT_STRIPE: PRICE.fee.minor - 257,
        Account.PLATFORM_FEE: -PRICE.fee.minor,
        Account.STRIPE_FEE: 257,
        Account.SENT_TO_MENTOR: -PRICE.share.minor,
        Account.PAID_OUT: PRICE.share.minor,
    }


@given(parts=st.lists(st.integers(1, 7999), min_size=1, max_size=6))
def test_refunds_and_their_failures_cancel_out_in_any_sizes(parts: list[int]) -> None:
    kept, booked = PRICE.total, [ledger.captured("ch", PRICE, PRICE.total)]
    refunds: list[Money] = []
    for number, part in enumerate(parts):
        amount = euro(min(part, kept.minor))
        booked.append(ledger.refunded(f"re_{number}", PRICE, kept, amount))
        kept -= amount
        refunds.append(amount)
    assert totals(booked).get(Account.AT_STRIPE, 0) == kept.minor
    assert totals(booked).get(Account.OWED_TO_MENTOR, 0) == -policy.share_of(PRICE, kept).minor
    for number, amount in enumerate(refunds):
        booked.append(ledger.refund_failed(f"re_{number}", PRICE, kept, amount))
        kept += amount
    assert totals(booked) == totals([ledger.captured("ch", PRICE, PRICE.total)])


def test_a_reversal_undoes_a_transfer_where_the_money_lies() -> None:
    sent = [ledger.transferred("tr", euro(100))]
    assert totals([*sent, ledger.reversed_("trr", euro(100), Account.MENTOR_PENDING)]) == {}
    cleared = [*sent, ledger.available("tr", euro(100))]
    assert totals([*cleared, ledger.reversed_("trr", euro(100), Account.MENTOR_AVAILABLE)]) == {}


def test_a_payout_that_failed_is_available_again() -> None:
    sent = ledger.payout_sent("po", euro(100))
    back = ledger.payout_returned("po", euro(100), Account.ON_ITS_WAY)
    assert totals([sent, back]) == {}


STANDING = Standing(PRICE, "pi", PRICE.total, share_available=False)
WITH_MONEY = {
    Event.CARD_AUTHORIZED: 1, Event.PAYMENT_VOIDED: 1, Event.HOLD_LAPSED: 1, Event.PAYMENT_CAPTURED: 2,
    Event.STRIPE_FEE_KNOWN: 1, Event.PAYMENT_REFUNDED: 1, Event.PAYMENT_PARTLY_REFUNDED: 1, Event.REFUND_FAILED: 1,
    Event.REFUND_PARTLY_FAILED: 1, Event.SHARE_TRANSFERRED: 1, Event.SHARE_AVAILABLE: 1, Event.SHARE_REVERSED: 1,
    Event.SHARE_PARTLY_REVERSED: 1, Event.FUNDS_WITHDRAWN: 1, Event.FUNDS_REINSTATED: 1,
}  # fmt: skip


@pytest.mark.parametrize("event", list(Event))
def test_exactly_the_facts_about_money_are_booked(event: Event) -> None:
    happened = Happened(event, Actor.STRIPE, NOW, stripe_object="x_1", amount=euro(7999))
    assert len(facts.postings(happened, STANDING)) == WITH_MONEY.get(event, 0)


@pytest.mark.parametrize("event", sorted(WITH_MONEY))
def test_a_fact_about_money_without_its_proof_is_not_booked(event: Event) -> None:
    nothing = Standing(PRICE, None, PRICE.total, share_available=False)
    with pytest.raises(ValueError, match=r"Stripe object|its sum|payment intent"):
        facts.postings(Happened(event, Actor.STRIPE, NOW), nothing)


def test_a_reversal_is_taken_from_where_the_share_lies() -> None:
    happened = Happened(Event.SHARE_REVERSED, Actor.STRIPE, NOW, stripe_object="trr", amount=euro(10))
    (pending,) = facts.postings(happened, STANDING)
    (cleared,) = facts.postings(happened, Standing(PRICE, "pi", PRICE.total, share_available=True))
    assert Line(Account.MENTOR_PENDING, euro(-10)) in pending.lines
    assert Line(Account.MENTOR_AVAILABLE, euro(-10)) in cleared.lines
