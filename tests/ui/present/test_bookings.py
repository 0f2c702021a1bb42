"""What a mentee is told of a booking, in every position that the process can reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.core.process import EDGES, reachable
from thoughtcloud.core.process.edge import SILENCE, When
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, Position, ShareState
from thoughtcloud.core.terms import Agreed, Terms
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui import present
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
    act_by=None, refusal="", retry_at=None,
    completed_at=None, cancelled_by=None, absent=None, answer_by=None, case=None, release_at=None,
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
    sheet = present.bookings.sheet(shown, READER)
    assert sheet.headline
    assert sheet.explanation.endswith(".")
    assert sheet.state.text and sheet.money.text
    assert all(stop.phase in ("done", "now", "next", "off") for stop in sheet.way)
    assert "None" not in repr(sheet)


@pytest.mark.parametrize("position", sorted(reachable(), key=str), ids=str)
def test_what_was_paid_is_charged_less_refunded_to_the_cent(position: Position) -> None:
    shown = page(position.booking, position.payment)
    total = present.bookings.bill(shown, READER)[-1]
    paid = (shown.captured - shown.refunded).minor
    assert total.total
    assert total.amount == f"€{paid / 100:.2f}"


def test_a_reservation_is_called_one_and_its_last_day_is_named() -> None:
    sheet = present.bookings.sheet(page(B.CONFIRMED, P.AUTHORIZED), READER)
    assert sheet.headline == "Reserved, not charged"
    assert "€80.00 is reserved" in sheet.explanation
    assert "at the latest on Wed 25 Nov, 11:00" in sheet.explanation
    assert [stop.phase for stop in sheet.way] == ["done", "now", "next"]


def test_both_zones_are_named() -> None:
    sheet = present.bookings.sheet(PAGE, READER)
    assert sheet.time == "10:00 – 11:00, Berlin (UTC+1)"
    assert sheet.mentor_time == "Tue 24 Nov, 04:00 – 05:00, New York (UTC−5) for Ines Duarte"


def test_a_voided_cancellation_says_released_and_not_refunded() -> None:
    sheet = present.bookings.sheet(page(B.CANCELLED, P.VOIDED, cancelled_by="mentee"), READER)
    assert sheet.headline == "You cancelled: released"
    assert "Nothing was charged" in sheet.explanation
    assert sheet.way[-1].title == "Released"
    assert [stop.phase for stop in sheet.way] == ["done", "off", "off", "done"]


def test_a_refunded_cancellation_names_the_sum() -> None:
    sheet = present.bookings.sheet(page(B.CANCELLED, P.REFUNDED, cancelled_by="mentor"), READER)
    assert sheet.headline == "Ines Duarte cancelled: refunded"
    assert "€80.00 was refunded" in sheet.explanation
    assert sheet.bill[-2].amount == "−€80.00"


def test_a_refund_that_is_on_its_way_is_not_called_done() -> None:
    sheet = present.bookings.sheet(page(B.CANCELLED, P.CAPTURED), READER)
    assert sheet.way[-1].phase == "now"
    assert "being refunded" in sheet.explanation


@pytest.mark.parametrize("payment", [P.CARD_SAVED, P.ACTION_REQUIRED, P.LAPSED])
@pytest.mark.parametrize("booking", [B.CANCELLED, B.NO_SHOW])
def test_of_a_session_that_is_off_nothing_is_reserved_later_and_nobody_has_to_confirm(
    booking: BookingState, payment: PaymentState
) -> None:
    off = page(booking, payment, refusal="generic_decline", absent=Actor.MENTOR)
    told = present.bookings.sheet(off, READER)
    assert told.money.text == "Nothing charged"
    assert not told.confirm


@pytest.mark.parametrize("payment", [P.CARD_SAVED, P.ACTION_REQUIRED, P.LAPSED])
def test_who_did_not_come_reads_that_the_saved_card_is_charged_until_it_is_or_is_waived(
    payment: PaymentState,
) -> None:
    owes = page(B.NO_SHOW, payment, absent=Actor.MENTEE, late_fee=EUR_80)
    told = present.bookings.sheet(owes, READER)
    assert told.explanation.endswith("€80.00 is being charged to your saved card.")
    assert told.money.text == "Fee is being charged"
    waived = present.bookings.sheet(replace(owes, late_fee=NOTHING), READER)
    assert waived.explanation == "Nothing was charged."


def test_a_card_without_cover_says_so_and_when_its_bank_is_asked_again() -> None:
    by, again = NOW + timedelta(hours=30), NOW + timedelta(hours=2)
    refused = page(B.CONFIRMED, P.ACTION_REQUIRED, refusal="insufficient_funds", act_by=by, retry_at=again)
    told = present.bookings.sheet(refused, READER)
    assert "€80.00 could not be reserved on your card: it lacks cover." in told.explanation
    assert "We ask your bank again by ourselves, next on" in told.explanation
    assert told.confirm, "they may use another card all the while"


def test_who_can_confirm_at_their_bank_may_use_another_card_too() -> None:
    by = NOW + timedelta(hours=2)
    asked = page(B.CONFIRMED, P.ACTION_REQUIRED, refusal="authentication_required", act_by=by)
    told = present.bookings.sheet(asked, READER)
    assert told.confirm and told.confirm_with_bank
    assert told.confirm_text == (
        "It takes a minute on your bank's page, for Visa •••• 4242; or use another card. Nothing is charged by it."
    )
    declined = present.bookings.sheet(replace(asked, refusal="generic_decline"), READER)
    assert declined.confirm and not declined.confirm_with_bank
    after = present.bookings.sheet(replace(asked, state=B.COMPLETED, act_by=None), READER)
    assert after.confirm_text.endswith("It is charged once the session is completed.")


def test_an_unpaid_booking_says_until_when_the_slot_is_held() -> None:
    sheet = present.bookings.sheet(page(B.HELD, P.CHECKOUT_OPEN, held_until=NOW + timedelta(minutes=32)), READER)
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
    shown = present.bookings.record(replace(PAGE, history=history), READER)
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
    quote = present.bookings.quote(cancellation, "Visa •••• 4242", READER)
    assert question in quote.sentence
    assert quote.button == button
    assert done in present.bookings.done(cancellation, READER)


# -- cancelling late -------------------------------------------------------------------------------------------

EUR_40 = Money(4000, "eur")
LATE = replace(page(B.CANCELLED, P.AUTHORIZED), cancelled_by="mentee", late_fee=EUR_40)
LATE_SAYS = "The mentee cancelled late; the agreed fee is charged"


@pytest.mark.parametrize(
    ("shown", "headline", "explanation"),
    [
        (LATE, "You cancelled late", "The agreed fee of €40.00 is being charged, and €40.00 is released."),
        (
            replace(LATE, payment=P.CAPTURED, captured=EUR_40),
            "You cancelled late: €40.00 charged",
            "The agreed fee of €40.00 was charged to your card. The other €40.00 was released.",
        ),
        (
            replace(LATE, late_fee=EUR_80, payment=P.CAPTURED, captured=EUR_80),
            "You cancelled late: €80.00 charged",
            "The agreed fee of €80.00 was charged to your card.",
        ),
        (
            replace(LATE, payment=P.CAPTURED, captured=EUR_80),
            "You cancelled late: €40.00 charged",
            "Of what was charged before, €40.00 stays as the agreed fee; €40.00 is being refunded to your card.",
        ),
        (
            replace(LATE, payment=P.PARTIALLY_REFUNDED, captured=EUR_80, refunded=EUR_40),
            "You cancelled late: €40.00 charged",
            "Of what was charged before, €40.00 stays as the agreed fee; €40.00 was refunded to your card.",
        ),
        (
            replace(LATE, payment=P.LAPSED),
            "You cancelled late",
            "The agreed fee of €40.00 is being charged to your saved card.",
        ),
        (
            replace(LATE, payment=P.REFUNDED, captured=EUR_40, refunded=EUR_40, late_fee=NOTHING),
            "You cancelled: refunded",
            "€40.00 was refunded to your card. Banks show it within 5 to 10 days.",
        ),
    ],
)
def test_a_late_cancellation_says_what_was_charged_and_what_went_back(
    shown: BookingPage, headline: str, explanation: str
) -> None:
    sheet = present.bookings.sheet(shown, READER)
    assert (sheet.headline, sheet.explanation) == (headline, explanation)


def test_the_way_and_the_bill_of_a_late_cancellation_add_up() -> None:
    sheet = present.bookings.sheet(replace(LATE, payment=P.CAPTURED, captured=EUR_40), READER)
    assert [(stop.title, stop.detail, stop.phase) for stop in sheet.way[2:]] == [
        ("Late fee charged", "€40.00", "done"), ("Released", "€40.00", "done"),
    ]  # fmt: skip
    assert [(line.label, line.amount) for line in sheet.bill[1:]] == [
        ("Reserved on your card", "€80.00"), ("Released", "−€40.00"), ("Charged to your card", "€40.00"),
        ("You have paid", "€40.00"),
    ]  # fmt: skip
    under_way = present.bookings.sheet(LATE, READER).way
    assert [stop.phase for stop in under_way] == ["done", "off", "now", "now"]


def test_the_record_tells_the_mentee_that_it_was_late() -> None:
    said = {edge.says for edge in EDGES if edge.when in (When.LATE, When.FEE_DUE)}
    taken = "The card was charged; only the fee for cancelling late is kept"
    assert {LATE_SAYS, taken} <= said
    history = (
        HistoryLine(NOW, Event.CANCELLED, "mentee", LATE_SAYS, None, None),
        HistoryLine(NOW, Event.PAYMENT_CAPTURED, "stripe", taken, EUR_40, None),
    )
    shown = present.bookings.record(replace(LATE, history=history), READER)
    assert [line.title for line in shown] == [
        "Your card was charged the fee for cancelling late",
        "You cancelled late; the agreed fee is charged",
    ]


@pytest.mark.parametrize(
    ("cancellation", "sentence", "button", "lines", "done"),
    [
        (
            Cancellation(Returned.VOID, EUR_40, EUR_40),
            "The time to cancel free of charge is over: the agreed fee of €40.00 is charged to Visa •••• 4242 at "
            "once. The other €40.00 is released.",
            "Cancel and pay €40.00", ["€40.00", "€40.00"],
            "Cancelled. You pay the agreed fee of €40.00, and €40.00 is released.",
        ),
        (
            Cancellation(Returned.VOID, NOTHING, EUR_80),
            "The time to cancel free of charge is over: the agreed fee of €80.00 is charged to Visa •••• 4242 at "
            "once. That is the whole price.",
            "Cancel and pay €80.00", ["€80.00"], "Cancelled. You pay the agreed fee of €80.00.",
        ),
        (
            Cancellation(Returned.REFUND, EUR_40, EUR_40),
            "The time to cancel free of charge is over: the agreed fee of €40.00 stays charged to Visa •••• 4242. "
            "The other €40.00 is refunded.",
            "Cancel and pay €40.00", ["€40.00", "€40.00"],
            "Cancelled. You pay the agreed fee of €40.00, and €40.00 is refunded.",
        ),
    ],
)  # fmt: skip
def test_the_question_before_a_late_cancellation_names_every_sum(
    cancellation: Cancellation, sentence: str, button: str, lines: list[str], done: str
) -> None:
    quote = present.bookings.quote(cancellation, "Visa •••• 4242", READER)
    assert (quote.sentence, quote.button) == (sentence, button)
    assert [line.amount for line in quote.lines] == lines
    assert present.bookings.done(cancellation, READER) == done


def test_the_table_of_costs_is_there_while_a_click_moves_money() -> None:
    may = replace(PAGE, cancellation=Cancellation(Returned.VOID, EUR_80, NOTHING))
    assert [row.back for row in present.bookings.sheet(may, READER).costs] == ["€80.00"]
    assert present.bookings.sheet(PAGE, READER).costs == []


def test_what_a_bank_gave_back_is_not_paid() -> None:
    page = replace(PAGE, state=B.COMPLETED, payment=P.CHARGED_BACK, captured=EUR_80, disputed=EUR_80)
    lines = [(line.label, line.amount) for line in present.bookings.bill(page, READER)]
    assert lines[-2:] == [("Given back by your bank", "−€80.00"), ("You have paid", "€0.00")]
