"""What a mentor is told of a session, in every position that the process can reach."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.core.process import groups, reachable
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.refunds import Origin, RefundState
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, Position, ShareState
from thoughtcloud.core.terms import Agreed, Terms
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.store.views.booking_page import BookingPage, LedgerLine
from thoughtcloud.store.views.refunds import RefundSeen
from thoughtcloud.ui import present
from thoughtcloud.ui.pen import Pen

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
START = NOW - timedelta(hours=2)
PEN = Pen("Europe/Berlin", "en_GB", NOW)
EUR_80, EUR_68, NOTHING = Money(8000, "eur"), Money(6800, "eur"), Money(0, "eur")

B, P, S = BookingState, PaymentState, ShareState
PAGE = BookingPage(
    booking_id="bk_1", role=Actor.MENTOR, title="A good hour", minutes=60, brief="How?", starts_at=START,
    ends_at=START + timedelta(hours=1), mentee_zone="Asia/Kolkata", mentor_zone="Europe/Berlin",
    mentor_name="Ines", mentor_slug="ines", mentee_name="Noor", offer_id="of_1", state=B.CONFIRMED,
    payment=P.AUTHORIZED, share_state=S.NOT_DUE, price=EUR_80, fee=Money(1200, "eur"), share=EUR_68,
    captured=NOTHING, refunded=NOTHING, stripe_fee=None, transferred=NOTHING, reversed=NOTHING, card="",
    created_at=START, held_until=None, checkout_url=None, charged_by=START + timedelta(hours=1) + SILENCE,
    capture_before=NOW + timedelta(days=5), act_by=None, refusal="", retry_at=None, completed_at=None,
    cancelled_by=None, absent=None,
    answer_by=None, case=None, release_at=None,
    agreed=Agreed(Terms(), EUR_80, NOW, START), late_fee=NOTHING,
    share_available_at=None, share_available=False, door=Door.OVER, attended=(),
    actions=frozenset({Event.COMPLETED}), cancellation=None, history=(), ledger=(), troubles=(),
)  # fmt: skip
TAKEN = (P.CAPTURED, P.PARTIALLY_REFUNDED, P.REFUNDED)


def page(position: Position, **changes: Any) -> BookingPage:
    taken = EUR_80 if position.payment in TAKEN else NOTHING
    back = {P.PARTIALLY_REFUNDED: Money(4000, "eur"), P.REFUNDED: EUR_80}.get(position.payment, NOTHING)
    sent = EUR_68 if position.share in (S.TRANSFERRED, S.PARTIALLY_REVERSED, S.REVERSED) else NOTHING
    stands = {"state": position.booking, "payment": position.payment, "share_state": position.share}
    return replace(PAGE, captured=taken, refunded=back, transferred=sent, **{**stands, **changes})


def row(shown: BookingPage) -> BookingRow:
    values = {field.name: getattr(shown, field.name) for field in fields(BookingRow) if hasattr(shown, field.name)}
    return BookingRow(**values, other=shown.mentee_name)


EVERYWHERE = pytest.mark.parametrize("position", sorted(reachable(), key=str), ids=str)


@EVERYWHERE
def test_every_reachable_position_has_words_for_the_mentor(position: Position) -> None:
    shown = page(position)
    told = present.sessions.session_page(shown, PEN)
    listed = present.sessions.row(row(shown), PEN)
    assert told.payment.endswith(".")
    assert told.pill.text and listed.pill == told.pill
    assert listed.money
    assert all(stop.phase in ("done", "now", "next", "off") for stop in told.way)
    assert "None" not in repr(told) + repr(listed)


@EVERYWHERE
def test_the_bill_ends_with_the_share_of_what_is_kept(position: Position) -> None:
    shown = page(position)
    total = present.sessions.session_page(shown, PEN).bill[-1]
    lost = position.payment not in (*TAKEN, P.AUTHORIZED)
    share = 0 if lost else 6800 - shown.refunded.minor * 6800 // 8000
    assert (total.label, total.amount) == ("Your share", f"€{share / 100:.2f}")


@EVERYWHERE
def test_what_finished_says_its_outcome_and_what_did_not_says_none(position: Position) -> None:
    told = present.sessions.session_page(page(position), PEN)
    assert bool(told.outcome) == (position.booking in groups.FINISHED | groups.UNDECIDED)


SOON = {"starts_at": NOW + timedelta(days=9), "ends_at": NOW + timedelta(days=9, hours=1)}
SECURED = [
    (P.AUTHORIZED, SOON, "Secured: €68.00 for you once completed", "Secured: €80.00 is reserved"),
    (P.CAPTURED, SOON, "Secured: €68.00 for you once completed", "€80.00 was charged"),
    (P.CARD_SAVED, SOON, "Will be reserved on Mon 30 Nov: €68.00 for you", "Will be reserved on Mon"),
    (P.CARD_SAVED, {}, "Being reserved now: €68.00 for you", "Not secured yet: the price is being reserved"),
    (P.ACTION_REQUIRED, SOON, "Not secured: needs the mentee’s action", "Needs the mentee’s action"),
    (P.LAPSED, SOON, "Not secured: the reservation lapsed at the bank", "Not secured: the reservation lapsed"),
]


@pytest.mark.parametrize(("payment", "when", "listed", "told"), SECURED)
def test_the_mentor_always_sees_whether_the_price_is_secured(
    payment: PaymentState, when: dict[str, Any], listed: str, told: str
) -> None:
    shown = page(Position(B.CONFIRMED, payment, S.NOT_DUE), **when)
    told_in_list = present.sessions.row(row(shown), PEN)
    assert told_in_list.money == listed
    assert told_in_list.unsecured == (listed if payment in groups.UNSECURED else "")
    assert present.sessions.session_page(shown, PEN).payment.startswith(told)
    promised = present.sessions.session_page(shown, PEN).share
    assert ("once the price is reserved" in promised) == (payment in groups.UNSECURED)
    first = present.sessions.session_page(shown, PEN).way[0]
    secured = payment in (P.AUTHORIZED, P.CAPTURED)
    assert (first.detail == "€80.00 on the card") == secured


@pytest.mark.parametrize("payment", sorted(groups.UNSECURED))
def test_a_completed_session_whose_price_was_never_secured_says_so(payment: PaymentState) -> None:
    shown = page(Position(B.COMPLETED, payment, S.NOT_DUE))
    told = present.sessions.session_page(shown, PEN)
    assert present.sessions.row(row(shown), PEN).money.startswith("Not secured")
    assert "Not secured" in told.payment and "Not secured" in told.outcome
    assert [stop.phase for stop in told.way][:2] == ["now", "next"]


@pytest.mark.parametrize("payment", sorted(groups.UNSECURED))
def test_the_mentor_reads_that_the_saved_card_of_an_absent_mentee_is_charged(payment: PaymentState) -> None:
    absent = page(Position(B.NO_SHOW, payment, S.NOT_DUE), absent=Actor.MENTEE, late_fee=EUR_80)
    assert present.sessions.row(row(absent), PEN).money == "The saved card is being charged"
    waived = replace(absent, late_fee=NOTHING)
    assert present.sessions.row(row(waived), PEN).money == "Nothing was charged"


def test_the_mentor_reads_of_a_refund_that_is_on_its_way_and_of_one_that_came_back() -> None:
    charged = page(Position(B.COMPLETED, P.CAPTURED, S.DUE), returning=Money(2000, "eur"))
    told = present.sessions.session_page(charged, PEN).payment
    assert "€20.00 is on its way back; the share follows once that has arrived." in told
    refund = RefundSeen(
        "rf_1", "bk_1", "re_1", Money(2000, "eur"), Origin.OPERATOR, RefundState.FAILED, "operator", "Olga",
        "Sound", "unknown", NOW, NOW, NOW, "", "", None, "", is_open=True,
    )  # fmt: skip
    back = present.sessions.session_page(replace(charged, returning=None, refunds=(refund,)), PEN).payment
    assert "A refund of €20.00 did not reach the card and came back: Thoughtcloud looks after it." in back
    answered = replace(refund, is_open=False, answer="paid_otherwise")
    settled = present.sessions.session_page(replace(charged, returning=None, refunds=(answered,)), PEN).payment
    assert "came back" not in settled


def test_a_refusal_that_may_pass_says_when_the_bank_is_asked_again() -> None:
    again = NOW + timedelta(hours=1)
    refused = page(Position(B.CONFIRMED, P.ACTION_REQUIRED, S.NOT_DUE), **SOON, retry_at=again)
    told = present.sessions.session_page(refused, PEN).payment
    assert "their card was not accepted for now. The bank is asked again on" in told


@pytest.mark.parametrize("payment", [P.CARD_SAVED, P.ACTION_REQUIRED])
def test_of_what_was_never_reserved_nothing_is_called_released(payment: PaymentState) -> None:
    told = present.sessions.session_page(page(Position(B.CANCELLED, payment, S.NOT_DUE)), PEN)
    assert [(stop.title, stop.phase) for stop in told.way] == [("Reserved", "off"), ("Charged", "off")]


@pytest.mark.parametrize("payment", sorted(groups.UNSECURED))
def test_completing_promises_no_charge_of_what_is_not_secured(payment: PaymentState) -> None:
    asked = present.sessions.completing(page(Position(B.CONFIRMED, payment, S.NOT_DUE)), True, PEN)
    assert asked.text.startswith("Nothing is secured yet.")
    assert asked.confirm == "Mark completed"


def test_before_the_click_completing_names_every_sum() -> None:
    asked = present.sessions.completing(PAGE, True, PEN)
    assert [line.amount for line in asked.lines] == ["€80.00", "−€12.00", "€68.00"]
    assert asked.confirm == "Charge €80.00"
    assert asked.after == "Your share goes to your Stripe balance at once."


def test_a_release_in_some_hours_is_announced_and_does_not_count_as_under_way() -> None:
    later = replace(PAGE, release_at=NOW + timedelta(hours=24))
    assert (
        "goes out to your Stripe balance on Wed 25 Nov, 13:00"
        in present.sessions.completing(later, True, PEN).after
    )
    due = page(Position(B.COMPLETED, P.CAPTURED, S.DUE), release_at=NOW + timedelta(hours=24))
    assert not present.sessions.is_moving(due, PEN)
    assert present.sessions.is_moving(replace(due, release_at=NOW), PEN)


def test_a_cancellation_says_released_before_the_charge_and_refunded_after_it() -> None:
    void = replace(PAGE, cancellation=Cancellation(Returned.VOID, EUR_80, NOTHING))
    assert present.sessions.cancelling(void, PEN).confirm == "Cancel and release €80.00"
    whole = Cancellation(Returned.REFUND, EUR_80, NOTHING)
    paid = page(Position(B.COMPLETED, P.CAPTURED, S.TRANSFERRED), cancellation=whole)
    asked = present.sessions.cancelling(paid, PEN)
    assert [line.amount for line in asked.lines] == ["€68.00", "€12.00", "€80.00"]
    unsent = replace(paid, transferred=NOTHING, share_state=S.WAITING_FOR_ACCOUNT)
    assert "has not been sent yet" in present.sessions.cancelling(unsent, PEN).text
    nothing = replace(PAGE, cancellation=Cancellation(Returned.NOTHING, NOTHING, NOTHING))
    assert "no money moves" in present.sessions.cancelling(nothing, PEN).text


def test_both_clocks_are_shown_and_the_mentees_day_where_it_is_another() -> None:
    told = present.sessions.session_page(PAGE, PEN)
    assert (told.mine, told.my_zone) == ("11:00 – 12:00", "Berlin (UTC+1)")
    assert (told.theirs, told.their_zone) == ("15:30 – 16:30", "Kolkata (UTC+5:30)")
    evening = replace(PAGE, starts_at=NOW.replace(hour=20), ends_at=NOW.replace(hour=21))
    assert present.sessions.session_page(evening, PEN).theirs == "Wed 25 Nov, 01:30 – 02:30"


def test_lines_of_one_fact_stand_together_the_latest_fact_first() -> None:
    facts = [(Kind.HOLD_PLACED, "pi_1"), (Kind.HOLD_PLACED, "pi_1"), (Kind.HOLD_RELEASED, "pi_1")]
    ledger = tuple(
        LedgerLine(number, NOW, kind, Account.HOLD, Money(100 - 200 * number, "eur"), about)
        for number, (kind, about) in enumerate(facts)
    )
    book = present.sessions.book(ledger, present.sessions.ACCOUNTS, PEN)
    assert [(fact.what, len(fact.lines)) for fact in book] == [("Reservation ended", 1), ("Price reserved", 2)]
    assert [line.amount for line in book[1].lines] == ["+€1.00", "−€1.00"]


def test_every_account_and_every_kind_of_fact_has_a_name() -> None:
    assert set(present.sessions.ACCOUNTS) == set(Account)
    assert set(present.sessions.KINDS) == set(Kind)


def test_a_share_that_is_still_to_be_taken_back_is_not_called_the_mentors() -> None:
    refunded = page(Position(B.CANCELLED, P.REFUNDED, S.TRANSFERRED), cancelled_by="mentor")
    told = present.sessions.session_page(refunded, PEN)
    assert "is being taken back" in told.share
    assert [(stop.title, stop.phase) for stop in told.way][-2:] == [
        ("Refunded", "done"),
        ("Share taken back", "now"),
    ]


# -- a mentee who cancelled late -------------------------------------------------------------------------------

EUR_40, EUR_34 = Money(4000, "eur"), Money(3400, "eur")


def late(payment: PaymentState, share: ShareState, captured: Money = EUR_40, **changes: Any) -> BookingPage:
    shown = page(Position(B.CANCELLED, payment, share), cancelled_by="mentee", late_fee=EUR_40, **changes)
    return replace(shown, captured=captured, transferred=EUR_34 if share is S.TRANSFERRED else NOTHING)


@pytest.mark.parametrize(
    ("shown", "line", "moving"),
    [
        (late(P.AUTHORIZED, S.NOT_DUE, NOTHING), "The late fee is being charged: €34.00 for you", True),
        (late(P.CAPTURED, S.DUE), "€34.00 of the late fee is on its way to you", True),
        (late(P.CAPTURED, S.WAITING_FOR_ACCOUNT), "€34.00 of the late fee waits until you set up payouts", False),
        (late(P.CAPTURED, S.TRANSFERRED), "€34.00 of the late fee transferred to you", False),
        (late(P.CAPTURED, S.TRANSFERRED, EUR_80), "€34.00 of the late fee transferred to you", True),
        (late(P.LAPSED, S.NOT_DUE, NOTHING), "Nothing was charged", False),
    ],
)
def test_a_mentor_reads_their_part_of_the_late_fee(shown: BookingPage, line: str, moving: bool) -> None:
    assert present.sessions.money_line(shown, PEN) == line
    assert present.sessions.is_moving(shown, PEN) == moving


def test_the_bill_and_the_way_of_a_late_fee_add_up() -> None:
    told = present.sessions.session_page(late(P.CAPTURED, S.TRANSFERRED), PEN)
    assert [(line.label, line.amount) for line in told.bill] == [
        ("Price", "€80.00"), ("Released to the mentee", "−€40.00"), ("Platform fee", "−€6.00"),
        ("Your share", "€34.00"),
    ]  # fmt: skip
    assert [(stop.title, stop.phase) for stop in told.way] == [
        ("Reserved", "done"), ("Charged", "done"), ("Transferred", "done"), ("Available", "now"),
    ]  # fmt: skip
    assert told.outcome == (
        "The mentee cancelled late. €40.00 was charged to the mentee’s card. €34.00 is in your Stripe balance."
    )


def test_waiving_says_what_is_taken_back_and_what_goes_back() -> None:
    sent = late(P.CAPTURED, S.TRANSFERRED, actions=frozenset({Event.LATE_FEE_WAIVED}))
    assert present.sessions.session_page(sent, PEN).may_waive
    asked = present.sessions.waiving(sent, PEN)
    assert [(line.label, line.amount) for line in asked.lines] == [
        ("Taken back from your Stripe balance", "€34.00"), ("Refunded to Noor", "€40.00"),
    ]  # fmt: skip
    held = present.sessions.waiving(late(P.AUTHORIZED, S.NOT_DUE, NOTHING), PEN)
    assert [(line.label, line.amount) for line in held.lines] == [("Released to Noor", "€80.00")]
