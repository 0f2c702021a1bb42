"""Payouts in words: when they arrive, why they do not, what they pay out, and when the next one is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import Interval, Schedule
from thoughtcloud.store.views.payouts import ItemRow, NextPayout, Outlook, PayoutRow
from thoughtcloud.ui import present
from thoughtcloud.ui.pen import Pen

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEN = Pen("Europe/Berlin", "en_GB", NOW)
DAILY = Schedule(Interval.DAILY, 2)


def euros(minor: int) -> Money:
    return Money(minor, "eur")


@pytest.mark.parametrize(
    ("state", "word", "day"),
    [("pending", "Scheduled", "Expected Thu 26 Nov"), ("in_transit", "On its way", "Expected Thu 26 Nov"),
     ("paid", "Arrived", "Arrived Thu 26 Nov"), ("failed", "Failed", "Did not arrive"),
     ("canceled", "Cancelled", "Not sent"), ("something_new", "something_new", "Expected Thu 26 Nov")],
)  # fmt: skip
def test_a_payout_says_when_it_arrives(state: str, word: str, day: str) -> None:
    told = present.payouts.payout(PayoutRow("po_1", euros(100), state, NOW, NOW + timedelta(days=2), ""), PEN)
    assert (told.pill.text, told.arrives) == (word, day)
    assert bool(told.failure) == (state == "failed")


def test_a_failed_payout_says_why_and_where_the_money_is() -> None:
    row = PayoutRow("po_1", euros(100), "failed", NOW, NOW, "The account is closed.", "new_to_us")
    told = present.payouts.payout(row, PEN)
    assert told.failure.startswith("The account is closed. The money is back in your Stripe balance")


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ("account_closed", "Give Stripe another bank account."),
        ("debit_not_authorized", "Ask your bank"),
        ("no_account", "Compare what Stripe has"),
        ("insufficient_funds", "You need not do anything"),
        ("new_next_year", "Your Stripe dashboard says what to do."),
    ],
)
def test_each_failure_has_its_advice(code: str, does: str) -> None:
    assert does in present.payouts.failure(PayoutRow("po_1", euros(1), "failed", NOW, NOW, "Why.", code))


def test_what_a_payout_pays_out_can_be_opened_only_when_it_is_known() -> None:
    row = PayoutRow("po_1", euros(100), "paid", NOW, NOW, "")
    assert "has not said yet" in present.payouts.payout(row, PEN).closed_says
    by_hand = present.payouts.payout(replace(row, automatic=False), PEN)
    assert (by_hand.opens, "by hand" in by_hand.closed_says) == (False, True)
    known = present.payouts.payout(replace(row, itemized=True), PEN)
    assert (known.opens, known.closed_says) == (True, "")


def test_a_part_of_a_payout_names_its_session_or_what_else_it_is() -> None:
    item = ItemRow("txn_1", NOW, "payment", euros(6800), "tr_1", "bk_1", "A good hour", "Noor", NOW)
    told = present.payouts.part(item, PEN)
    assert (told.what, told.session, told.amount) == ("Your share", "A good hour with Noor, Tue 24 Nov", "+€68.00")
    other = replace(item, type="payout_failure", booking_id=None, title=None)
    assert present.payouts.part(other, PEN).what == "An earlier payout that came back"
    assert present.payouts.part(replace(other, type="new_thing"), PEN).what == "New thing"


@pytest.mark.parametrize(
    ("schedule", "often"),
    [
        (DAILY, "Every weekday, whatever is available"),
        (Schedule(Interval.WEEKLY, days=("thursday", "monday")), "Every week on Monday and Thursday"),
        (Schedule(Interval.MONTHLY, days=("2", "11", "23")), "Every month on the 2nd, the 11th and the 23rd"),
        (Schedule(Interval.MONTHLY, days=("31",)), "Every month on the last day"),
        (Schedule(Interval.MANUAL), "When you ask for it in your Stripe dashboard"),
    ],
)
def test_a_schedule_is_told_in_words(schedule: Schedule, often: str) -> None:
    assert present.payouts.schedule(Outlook(schedule, True, ()), PEN).often == often


def test_what_goes_out_next_is_told_with_its_day_or_with_what_clears_first() -> None:
    ready = NextPayout(euros(6800), date(2026, 11, 25), None)
    waits = NextPayout(Money(0, "usd"), date(2026, 11, 25), NOW + timedelta(days=2))
    first, second = present.payouts.schedule(Outlook(DAILY, True, (ready, waits)), PEN).next
    assert (first.amount, first.label) == ("€68.00", "Expected to leave on Wednesday, 25 November")
    assert second.label == "Nothing is available in USD; the next share clears on Thu 26 Nov"


def test_nothing_is_promised_while_stripe_pays_nothing_out() -> None:
    ready = NextPayout(euros(6800), date(2026, 11, 25), None)
    told = present.payouts.schedule(Outlook(DAILY, False, (ready,)), PEN)
    assert told.next == [] and "needs something from you" in told.off
    assert not present.payouts.schedule(Outlook(None, True, ()), PEN).known


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        ("paid", "which arrived Thu 26 Nov."),
        ("in_transit", "expected Thu 26 Nov."),
        ("failed", "which did not arrive: the money is back in your Stripe balance."),
        ("canceled", "which was cancelled: the money is back in your Stripe balance."),
    ],
)
def test_a_session_says_in_which_payout_it_was(state: str, ending: str) -> None:
    row = PayoutRow("po_1", euros(11050), state, NOW, NOW + timedelta(days=2), "")
    assert present.payouts.of_session(row, PEN) == f"In your payout of €110.50, {ending}"


def test_a_failed_payout_that_another_one_has_followed_asks_for_nothing_any_more() -> None:
    row = PayoutRow("po_1", euros(6800), "failed", NOW, NOW, "", "account_closed")
    assert present.payouts.payout(row, PEN).pressing
    followed = present.payouts.payout(replace(row, followed=True), PEN)
    assert not followed.pressing and "Give Stripe" not in followed.failure
    assert followed.failure.endswith("has gone out again since.")
