"""What a mentor's balance is made of, and who may read it."""

from typing import Any

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, ask, give, refused
from thoughtcloud.core import ledger
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Event
from thoughtcloud.services import balances
from thoughtcloud.store.advance import book
from thoughtcloud.store.views.balance import Bucket


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
