"""What a mentee is told of a booking, in every position that the process can reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.core.process import SILENCE, reachable
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, Position, ShareState
from thoughtcloud.core.terms import Agreed, Terms
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui import present_bookings
from thoughtcloud.ui.wording import Reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=1)
READER = Reader("Europe/Berlin", "en_GB", NOW)
EUR_80, NOTHING = Money(8000, "eur"), Money(0, "eur")

B, P, S = BookingState, PaymentState, ShareState
PAGE = BookingPage(
    booking_id="bk_1", role=Actor.MENTEE, title="A good hour", minutes=60, brief="", starts_at=START,
    ends_at=START + timedelta(hours=1), mentee_zone="Europe/Berlin", mentor_zone="America/New_York",
    mentor_name="Ines Duarte", mentor_slug="ines-duarte", mentee_name="Noor", offer_id="of_1", state=B.CONFIRMED,
    payment=P.AUTHORIZED, share_state=S.NOT_DUE, price=EUR_80, fee=None, share=None, captured=NOTHING,
    refunded=NOTHING, stripe_fee=None, transferred=None, reversed=None, card="Visa •••• 4242", created_at=NOW,
    held_until=None, checkout_url=None, charged_by=START + timedelta(hours=1) + SILENCE, capture_before=None,
    completed_at=None, cancelled_by=None, release_at=None,
    agreed=Agreed(Terms(), EUR_80, NOW, START), late_fee=NOTHING, share_available_at=None, share_available=False,
    door=Door.EARLY, attended=(), actions=frozenset(), cancellation=None, history=(), ledger=(), troubles=(),
)  # fmt: skip


def page(booking: BookingState, payment: PaymentState, **changes: object) -> BookingPage:
    taken = payment in (P.CAPTURED, P.PARTIALLY_REFUNDED, P.REFUNDED)
    back = {P.PARTIALLY_REFUNDED: Money(3000, "eur"), P.REFUNDED: EUR_80}.get(payment, NOTHING)
    shown = replace(PAGE, state=booking, payment=payment, captured=EUR_80 if taken else NOTHING, refunded=back)
    return replace(shown, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("position", sorted(reachable(), key=str), ids=str)
def test_every_reachable_position_has_words(position: Position) -> None:
    shown = page(position.booking, position.payment, share_state=position.share, held_until=START)
    sheet = present_bookings.sheet(shown, READER)
    assert sheet.headline
    assert sheet.explanation.endswith(".")
    assert sheet.state.text and sheet.money.text
    assert all(stop.phase in ("done", "now", "next", "off") for stop in sheet.way)
    assert "None" not in repr(sheet)


@pytest.mark.parametrize("position", sorted(reachable(), key=str), ids=str)
def test_what_was_paid_is_charged_less_refunded_to_the_cent(position: Position) -> None:
    shown = page(position.booking, position.payment)
    total = present_bookings.bill(shown, READER)[-1]
    paid = (shown.captured - shown.refunded).minor
    assert total.total
    assert total.amount == f"€{paid / 100:.2f}"


def test_a_reservation_is_called_one_and_its_last_day_is_named() -> None:
    sheet = present_bookings.sheet(page(B.CONFIRMED, P.AUTHORIZED), READER)
    assert sheet.headline == "Reserved, not charged"
    assert "€80.00 is reserved" in sheet.explanation
    assert "at the latest on Wed 25 Nov, 11:00" in sheet.explanation
    assert [stop.phase for stop in sheet.way] == ["done", "now", "next"]


def test_both_zones_are_named() -> None:
    sheet = present_bookings.sheet(PAGE, READER)
    assert sheet.time == "10:00 – 11:00, Berlin (UTC+1)"
    assert sheet.mentor_time == "Tue 24 Nov, 04:00 – 05:00, New York (UTC−5) for Ines Duarte"


def test_a_voided_cancellation_says_released_and_not_refunded() -> None:
    sheet = present_bookings.sheet(page(B.CANCELLED, P.VOIDED, cancelled_by="mentee"), READER)
    assert sheet.headline == "You cancelled: released"
    assert "Nothing was charged" in sheet.explanation
    assert sheet.way[-1].title == "Released"
    assert [stop.phase for stop in sheet.way] == ["done", "off", "off", "done"]


def test_a_refunded_cancellation_names_the_sum() -> None:
    sheet = present_bookings.sheet(page(B.CANCELLED, P.REFUNDED, cancelled_by="mentor"), READER)
    assert sheet.headline == "Ines Duarte cancelled: refunded"
    assert "€80.00 was refunded" in sheet.explanation
    assert sheet.bill[-2].amount == "−€80.00"


def test_a_refund_that_is_on_its_way_is_not_called_done() -> None:
    sheet = present_bookings.sheet(page(B.CANCELLED, P.CAPTURED), READER)
    assert sheet.way[-1].phase == "now"
    assert "being refunded" in sheet.explanation


def test_an_unpaid_booking_says_until_when_the_slot_is_held() -> None:
    sheet = present_bookings.sheet(page(B.HELD, P.CHECKOUT_OPEN, held_until=NOW + timedelta(minutes=32)), READER)
    assert sheet.open
    assert "until 10:32" in sheet.explanation


def line(event: str, actor: str, minutes: int = 0, amount: Money | None = None) -> HistoryLine:
    return HistoryLine(NOW + timedelta(minutes=minutes), event, actor, f"said of {event}", amount, None)


def test_the_record_is_newest_first_speaks_to_the_reader_and_keeps_the_mentors_side_out() -> None:
    history = (
        line(Event.SLOT_HELD, "mentee"),
        line(Event.CARD_AUTHORIZED, "stripe", 1, EUR_80),
        line(Event.SHARE_TRANSFERRED, "stripe", 2, Money(6800, "eur")),
        line(Event.PAYMENT_REFUNDED, "stripe", 3, EUR_80),
    )
    shown = present_bookings.record(replace(PAGE, history=history), READER)
    assert [entry.title for entry in shown] == [
        "said of payment_refunded",
        "The price was reserved on your card, not charged",
        "You chose this time",
    ]
    assert [entry.amount for entry in shown] == ["€80.00", "€80.00", ""]


@pytest.mark.parametrize(
    ("cancellation", "question", "button", "done"),
    [
        (Cancellation(Returned.VOID, EUR_80, NOTHING), "released", "Cancel and release €80.00", "€80.00"),
        (Cancellation(Returned.REFUND, EUR_80, NOTHING), "refunded", "Cancel and refund €80.00", "€80.00"),
        (
            Cancellation(Returned.NOTHING, NOTHING, NOTHING),
            "no money moves", "Cancel the session", "No money moved",
        ),
    ],
)
def test_the_question_and_the_answer_name_the_same_sum(
    cancellation: Cancellation, question: str, button: str, done: str
) -> None:
    quote = present_bookings.quote(cancellation, "Visa •••• 4242", READER)
    assert question in quote.sentence
    assert quote.button == button
    assert done in present_bookings.done(cancellation, READER)
