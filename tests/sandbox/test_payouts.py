"""Payout schedules: every day, every week, every month, and on demand."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console

DAY = 86_400
# A Wednesday in a month of thirty days.
START = int(datetime(2031, 4, 16, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def account(merchant: Merchant, console: Console) -> str:
    console.move_to(START)
    return merchant.mentor()


def schedule(merchant: Merchant, account: str, **wanted: Any) -> Any:
    params: Any = {"settings": {"payouts": {"schedule": wanted}}}
    changed: Any = merchant.stripe.accounts.update(account, params)
    return changed.settings.payouts.schedule.to_dict()


def paid_on(merchant: Merchant, account: str) -> list[datetime]:
    payouts = merchant.stripe.payouts.list({}, {"stripe_account": account}).data
    return [datetime.fromtimestamp(each.created, UTC) for each in payouts]


def earn(merchant: Merchant, account: str, amount: int = 5000) -> None:
    merchant.transfer(merchant.charge(8000, card="pm_card_bypassPending"), account, amount)


def test_weekly_payouts_wait_for_their_day(merchant: Merchant, console: Console, account: str) -> None:
    shown = schedule(merchant, account, interval="weekly", weekly_anchor="friday")
    assert shown == {"delay_days": 2, "interval": "weekly", "weekly_anchor": "friday"}
    earn(merchant, account)
    console.advance(DAY)
    assert paid_on(merchant, account) == []
    console.advance(8 * DAY)
    assert paid_on(merchant, account) == [datetime(2031, 4, 18, 6, tzinfo=UTC)]


def test_a_day_that_a_month_does_not_have_is_its_last(merchant: Merchant, console: Console, account: str) -> None:
    schedule(merchant, account, interval="monthly", monthly_anchor=31)
    earn(merchant, account)
    console.advance(20 * DAY)
    assert paid_on(merchant, account) == [datetime(2031, 4, 30, 6, tzinfo=UTC)]


def test_money_that_waited_is_paid_out_when_the_schedule_is_daily_again(
    merchant: Merchant, console: Console, account: str
) -> None:
    schedule(merchant, account, interval="manual")
    earn(merchant, account)
    console.advance(3 * DAY)
    assert paid_on(merchant, account) == []
    assert schedule(merchant, account, interval="daily", delay_days="minimum")["delay_days"] == 2
    console.advance(DAY)
    assert paid_on(merchant, account) == [datetime(2031, 4, 20, 6, tzinfo=UTC)]


def test_a_month_has_no_day_zero(merchant: Merchant, account: str) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="day of the month"):
        schedule(merchant, account, interval="monthly", monthly_anchor=0)


def test_payouts_are_listed_by_when_they_arrive(merchant: Merchant, console: Console, account: str) -> None:
    earn(merchant, account)
    console.advance(DAY)
    options: Any = {"stripe_account": account}
    payout = merchant.stripe.payouts.list({}, options).data[0]
    same = merchant.stripe.payouts.list({"arrival_date": payout.arrival_date}, options).data
    later = merchant.stripe.payouts.list({"arrival_date": {"gt": payout.arrival_date}}, options).data
    assert ([each.id for each in same], later) == ([payout.id], [])


def test_a_payout_is_fetched_back_from_a_bank_that_allows_it(merchant: Merchant, console: Console) -> None:
    account = merchant.stripe.accounts.create(
        {"type": "express", "country": "US", "capabilities": {"transfers": {"requested": True}}}
    ).id
    console.onboard(account, country="US", iban_or_account="000123456789")
    at: Any = {"stripe_account": account}
    merchant.transfer(merchant.charge(9000, "usd", card="pm_card_bypassPending"), account, 5000)
    payout = merchant.stripe.payouts.create({"amount": 3000, "currency": "usd"}, at)
    with pytest.raises(stripe.InvalidRequestError, match="status of pending"):
        merchant.stripe.payouts.reverse(payout.id, {}, at)
    console.advance(4 * DAY)
    back = merchant.stripe.payouts.reverse(payout.id, {"metadata": {"why": "twice"}}, at)
    assert (back.amount, back.status, back.original_payout) == (-3000, "pending", payout.id)
    assert merchant.stripe.payouts.retrieve(payout.id, {}, at).reversed_by == back.id
    balance: Any = merchant.stripe.balance.retrieve({}, at)
    assert [each.amount for each in balance.pending if each.currency == "usd"] == [3000]
    with pytest.raises(stripe.InvalidRequestError, match="not been reversed"):
        merchant.stripe.payouts.reverse(payout.id, {}, at)
    console.advance(4 * DAY)
    assert merchant.stripe.payouts.retrieve(back.id, {}, at).status == "paid"


def test_no_payout_is_fetched_back_from_elsewhere(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    at: Any = {"stripe_account": account}
    merchant.transfer(merchant.charge(9000, card="pm_card_bypassPending"), account, 5000)
    payout = merchant.stripe.payouts.create({"amount": 3000, "currency": "eur"}, at)
    console.advance(4 * DAY)
    with pytest.raises(stripe.InvalidRequestError, match="in the US and in Canada"):
        merchant.stripe.payouts.reverse(payout.id, {}, at)
