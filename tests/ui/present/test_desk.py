"""What a mentor is told about being paid and being found, about their balance and their hours."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import Interval, Schedule
from thoughtcloud.services.mentors import Missing
from thoughtcloud.store.views.balance import Balance, Debt, EntryRow
from thoughtcloud.store.views.desk import Desk, PayoutSetup
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.ui import present, routes
from thoughtcloud.ui.pen import Pen

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEN = Pen("Europe/Berlin", "en_GB", NOW)
READY = PayoutSetup(True, True, True, True, ())
NOT_BEGUN = PayoutSetup(False, False, False, False, ())
DESK = Desk("me_1", "ines", "Ines", True, (), (), READY, 0)


def euros(minor: int) -> Money:
    return Money(minor, "eur")


def balance(**sums: int) -> Balance:
    places = ("reserved", "pending", "available", "on_its_way", "paid_out")
    return Balance("eur", *(euros(sums.get(place, 0)) for place in places))


def test_a_mentor_who_is_set_up_is_warned_of_nothing() -> None:
    assert present.desk.warnings(DESK, (), "en_GB") == []


def test_a_share_that_waits_is_said_with_the_way_to_get_it() -> None:
    (told,) = present.desk.warnings(replace(DESK, setup=NOT_BEGUN, shares_waiting=1), (), "en_GB")
    assert (told.title, told.path) == ("Your share waits for you", routes.DESK_PAYOUTS)
    assert "one session" in told.text
    (told,) = present.desk.warnings(replace(DESK, setup=NOT_BEGUN), (), "en_GB")
    assert told.title == "Payouts are not set up"


def test_an_unpublished_page_says_what_it_lacks() -> None:
    hidden = replace(DESK, published=False)
    (told,) = present.desk.warnings(hidden, (Missing("hours", "Set your hours."),), "en_GB")
    assert (told.text, told.action) == ("Set your hours.", "Complete it")
    (told,) = present.desk.warnings(hidden, (), "en_GB")
    assert told.action == "Publish it"


def test_stripes_requirements_become_words_once_each() -> None:
    names = (
        "external_account",
        " tos_acceptance.date",
        "tos_acceptance.ip",
        "individual.dob.day",
        "new.thing_here",
    )
    assert present.desk.requirements(names) == [
        "A bank account for your payouts", "Your agreement to Stripe’s terms", "Your date of birth",
        "New: thing here",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "phases"),
    [
        (NOT_BEGUN, ["now", "next", "next", "next"]),
        (replace(NOT_BEGUN, begun=True), ["done", "now", "next", "next"]),
        (replace(READY, payouts_enabled=False), ["done", "done", "done", "now"]),
        (READY, ["done", "done", "done", "done"]),
    ],
)
def test_the_steps_of_the_set_up_show_where_one_stands(setup: PayoutSetup, phases: list[str]) -> None:
    assert [stop.phase for stop in present.desk.setup_steps(setup)] == phases
    headline, text = present.desk.setup(setup)
    assert headline and text.endswith(".")


def test_a_currency_shows_its_five_places_and_the_fee() -> None:
    told = present.balance.currency(balance(reserved=6800, paid_out=100), euros(1200), PEN)
    assert [place.amount for place in told.places] == ["€68.00", "€0.00", "€0.00", "€0.00", "€1.00"]
    assert (told.name, told.fee, told.debt.title) == ("Euro", "€12.00", "")


def test_a_balance_below_zero_says_why_what_caused_it_and_how_it_is_settled() -> None:
    below = balance(available=-6800, pending=3000)
    told = present.balance.currency(below, euros(0), PEN)
    assert [place.negative for place in told.places] == [False, False, True, False, False]
    cause = EntryRow(
        1, NOW, Kind.REVERSED, Account.MENTOR_AVAILABLE, euros(-6800), "trr_1", "bk_1", "A good hour", "Noor", NOW
    )
    by_itself = present.balance.debt(Debt(below, (cause,)), None, PEN)
    assert by_itself.title == "€68.00 below zero"
    assert [(line.what, line.amount, line.stripe_object) for line in by_itself.causes] == [
        ("Taken back for a refund or a dispute", "−€68.00", "trr_1")
    ]
    assert "€30.00 is clearing already" in by_itself.settled and by_itself.settled.endswith("do anything.")
    debited = present.balance.debt(Debt(below, ()), Schedule(Interval.DAILY, debits_bank=True), PEN)
    assert "from your bank account" in debited.settled and debited.causes == []


def test_an_entry_names_its_session_and_the_object_that_proves_it() -> None:
    entry = EntryRow(
        1, NOW, Kind.CAPTURED, Account.OWED_TO_MENTOR, euros(6800), "ch_1", "bk_1", "A good hour", "Noor", NOW
    )
    told = present.balance.line(entry, PEN)
    assert (told.what, told.amount, told.session_id) == ("Charged: your share", "+€68.00", "bk_1")
    assert told.session == "A good hour with Noor, Tue 24 Nov"
    payout = replace(entry, kind=Kind.PAYOUT_SENT, account=Account.ON_ITS_WAY, booking_id=None)
    assert (present.balance.line(payout, PEN).session, present.balance.line(payout, PEN).session_id) == ("", "")


def test_a_failed_payout_is_on_top_of_the_desk_with_what_to_do_and_said_once() -> None:
    failed = PayoutRow("po_1", euros(6800), "failed", NOW, NOW, "Closed.", "account_closed")
    blocked = replace(READY, payouts_enabled=False)
    (told,) = present.desk.warnings(replace(DESK, setup=blocked, failed_payouts=(failed,)), (), "en_GB")
    assert (told.title, told.path) == ("€68.00 did not reach your bank", routes.DESK_PAYOUTS)
    assert told.text.startswith("The bank account has been closed. Give Stripe another bank account.")


def test_a_calendar_that_cannot_be_read_is_told_with_the_way_to_it() -> None:
    assert [told.title for told in present.desk.warnings(replace(DESK, calendars_failing=2), (), "en")] == [
        "2 calendars cannot be read"
    ]
    (told,) = present.desk.warnings(replace(DESK, calendars_failing=1), (), "en")
    assert (told.title, told.path) == ("One of your calendars cannot be read", routes.DESK_CALENDARS)
