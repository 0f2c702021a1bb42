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
