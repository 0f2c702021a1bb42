"""What a snapshot of Stripe tells, case by case, in every order and any number of times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.facts import Happened, Standing, postings
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import Event
from thoughtcloud.payments.derive import Known, Told, derive
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.snapshots import (
    ChargeSnapshot,
    CheckoutSnapshot,
    FeeSnapshot,
    PaymentSnapshot,
    RefundSnapshot,
    ReversalSnapshot,
    ShareSnapshot,
    TransferSnapshot,
)

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)


def eur(minor: int) -> Money:
    return Money(minor, "eur")


PRICE = Price(eur(8000), eur(1200))
NEW = Known(PRICE)
CHARGE = ChargeSnapshot("ch_1", True, "Visa •••• 4242", UNTIL, None)
HELD = PaymentSnapshot("pi_1", "bk_1", "requires_capture", eur(8000), eur(0), "", None, CHARGE)
PAID_CHARGE = replace(CHARGE, fee=FeeSnapshot("txn_1", eur(262)))
PAID = replace(HELD, status="succeeded", received=eur(8000), charge=PAID_CHARGE)
TRANSFER = TransferSnapshot("tr_1", "bk_1", eur(6800), "acct_1", "py_1", ())
SENT = replace(PAID, transfers=(TRANSFER,))
OPEN = CheckoutSnapshot("cs_1", "bk_1", "open", "https://pay", "")


def refund(number: int, minor: int, status: str = "succeeded") -> RefundSnapshot:
    return RefundSnapshot(f"re_{number}", eur(minor), status)


def reversed_by(*minors: int) -> PaymentSnapshot:
    reversals = tuple(ReversalSnapshot(f"trr_{n}", eur(minor)) for n, minor in enumerate(minors))
    return replace(SENT, transfers=(replace(TRANSFER, reversals=reversals),))


def record(known: Known, happened: Happened) -> Known:
    """What the door does with an event, as far as deriving depends on it."""
    kept = eur(known.captured_minor - known.refunded_minor)
    standing = Standing(PRICE, "pi_1", kept, known.share_available)
    keys = {posting.key for posting in postings(happened, standing) if posting.lines}
    return replace(known.after(happened.facts), booked=known.booked | keys)


def learn(known: Known, told: Told) -> tuple[Known, list[str]]:
    events = derive(known, told, NOW)
    for happened in events:
        known = record(known, happened)
    return known, [happened.event.value for happened in events]


def knowing(*snapshots: PaymentSnapshot) -> Known:
    known = NEW
    for snapshot in snapshots:
        known, _ = learn(known, Told(payment=snapshot))
    return known


def events(told: Told, known: Known = NEW) -> list[str]:
    return learn(known, told)[1]


def test_an_open_page_is_told_once() -> None:
    known, told = learn(NEW, Told(OPEN))
    assert told == ["checkout_opened"]
    assert known.checkout_id == "cs_1"
    assert events(Told(OPEN), known) == []


def test_an_expired_page_is_told() -> None:
    assert events(Told(replace(OPEN, status="expired", url=""))) == ["checkout_expired"]


def test_a_page_that_is_being_paid_tells_nothing_yet() -> None:
    waiting = replace(HELD, status="requires_action", charge=None)
    assert events(Told(OPEN, waiting), replace(NEW, checkout_id="cs_1")) == []


def test_a_declined_card_tells_nothing() -> None:
    declined = replace(HELD, status="requires_payment_method", charge=replace(CHARGE, succeeded=False))
    assert events(Told(payment=declined)) == []


def test_an_intent_cancelled_with_its_page_before_any_hold_tells_only_the_page() -> None:
    gone = replace(HELD, status="canceled", charge=replace(CHARGE, succeeded=False))
    assert events(Told(replace(OPEN, status="expired"), gone)) == ["checkout_expired"]


def test_a_hold_brings_its_facts() -> None:
    complete = replace(OPEN, status="complete", url="", intent_id="pi_1")
    (happened,) = derive(NEW, Told(complete, HELD), NOW)
    assert happened.event is Event.CARD_AUTHORIZED
    assert (happened.stripe_object, happened.amount, happened.at) == ("pi_1", eur(8000), NOW)
    facts = happened.facts
    assert (facts.checkout_id, facts.intent_id, facts.charge_id) == ("cs_1", "pi_1", "ch_1")
    assert (facts.card, facts.capture_before) == ("Visa •••• 4242", UNTIL)


@pytest.mark.parametrize("money", [eur(1), Money(8000, "usd")])
def test_another_sum_than_agreed_is_never_believed(money: Money) -> None:
    with pytest.raises(Mismatch):
        derive(NEW, Told(payment=replace(HELD, amount=money)), NOW)


@pytest.mark.parametrize(
    ("reason", "canceled_at", "event"),
    [
        ("requested_by_customer", NOW, "payment_voided"),
        ("abandoned", UNTIL + timedelta(hours=1), "payment_voided"),
        ("automatic", UNTIL, "hold_lapsed"),
        ("expired", UNTIL, "hold_lapsed"),
        ("", NOW, "payment_voided"),
        ("", UNTIL, "hold_lapsed"),
        ("", None, "payment_voided"),
    ],
)
def test_the_end_of_a_hold_is_a_void_or_a_lapse(reason: str, canceled_at: datetime | None, event: str) -> None:
    over = replace(HELD, status="canceled", cancellation_reason=reason, canceled_at=canceled_at)
    assert events(Told(payment=over), knowing(HELD)) == [event]
    assert events(Told(payment=over)) == ["card_authorized", event]


def test_a_capture_brings_the_fee_along_or_later() -> None:
    assert events(Told(payment=PAID), knowing(HELD)) == ["payment_captured", "stripe_fee_known"]
    without = replace(PAID, charge=CHARGE)
    assert events(Told(payment=without), knowing(HELD)) == ["payment_captured"]
    assert events(Told(payment=PAID), knowing(HELD, without)) == ["stripe_fee_known"]


def test_a_fee_of_nothing_is_told_once() -> None:
    free = replace(PAID, charge=replace(CHARGE, fee=FeeSnapshot("txn_1", eur(0))))
    assert events(Told(payment=free), knowing(HELD, free)) == []


def test_a_capture_that_was_missed_is_told_after_its_hold() -> None:
    assert events(Told(payment=PAID)) == ["card_authorized", "payment_captured", "stripe_fee_known"]


def test_refunds_add_up_to_the_whole() -> None:
    one = replace(PAID, refunds=(refund(1, 3000),))
    both = replace(PAID, refunds=(refund(1, 3000), refund(2, 5000)))
    known, told = learn(knowing(PAID), Told(payment=one))
    assert (told, known.refunded_minor) == (["payment_partly_refunded"], 3000)
    known, told = learn(known, Told(payment=both))
    assert (told, known.refunded_minor) == (["payment_refunded"], 8000)
    assert events(Told(payment=both), knowing(PAID)) == ["payment_partly_refunded", "payment_refunded"]


@pytest.mark.parametrize("status", ["pending", "requires_action", "failed", "canceled"])
def test_only_a_refund_that_succeeded_is_told(status: str) -> None:
    assert events(Told(payment=replace(PAID, refunds=(refund(1, 8000, status),))), knowing(PAID)) == []


def test_a_refund_of_a_partial_capture_is_whole_when_all_that_was_taken_is_back() -> None:
    part = replace(PAID, received=eur(5000))
    back = replace(part, refunds=(refund(1, 5000),))
    assert events(Told(payment=back), knowing(part)) == ["payment_refunded"]


def test_a_refund_that_failed_afterwards_is_told_with_what_still_stands() -> None:
    both = replace(PAID, refunds=(refund(1, 3000), refund(2, 5000)))
    one_left = replace(PAID, refunds=(refund(1, 3000), refund(2, 5000, "failed")))
    none_left = replace(PAID, refunds=(refund(1, 3000, "failed"), refund(2, 5000, "canceled")))
    known, told = learn(knowing(both), Told(payment=one_left))
    assert (told, known.refunded_minor) == (["refund_partly_failed"], 3000)
    known, told = learn(known, Told(payment=none_left))
    assert (told, known.refunded_minor) == (["refund_failed"], 0)
    assert events(Told(payment=none_left), known) == []


def test_a_second_refund_after_a_failed_one_is_counted_after_it() -> None:
    first = replace(PAID, refunds=(refund(1, 8000),))
    second = replace(PAID, refunds=(refund(1, 8000, "failed"), refund(2, 8000)))
    known, told = learn(knowing(first), Told(payment=second))
    assert (told, known.refunded_minor) == (["refund_failed", "payment_refunded"], 8000)


def test_what_is_unreturned_leaves_out_what_is_on_its_way() -> None:
    under_way = replace(PAID, refunds=(refund(1, 1000), refund(2, 2000, "pending"), refund(3, 4000, "failed")))
    assert under_way.unreturned == eur(5000)


def test_a_transfer_and_its_reversals_are_told_once_each() -> None:
    known, told = learn(knowing(PAID), Told(payment=SENT))
    assert (told, known.transferred_minor) == (["share_transferred"], 6800)
    known, told = learn(known, Told(payment=reversed_by(1700)))
    assert (told, known.reversed_minor) == (["share_partly_reversed"], 1700)
    known, told = learn(known, Told(payment=reversed_by(1700, 5100)))
    assert (told, known.reversed_minor) == (["share_reversed"], 6800)
    assert events(Told(payment=reversed_by(1700, 5100)), known) == []


def test_a_transfer_without_our_mark_is_not_ours() -> None:
    foreign = replace(PAID, transfers=(replace(TRANSFER, id="tr_0", booking_id=""),))
    assert events(Told(payment=foreign), knowing(PAID)) == []


def test_a_share_is_available_with_what_was_not_taken_back_before() -> None:
    cleared = ShareSnapshot(True, NOW)
    (happened,) = derive(knowing(PAID, SENT), Told(payment=SENT, share=cleared), NOW)
    assert (happened.event, happened.amount) == (Event.SHARE_AVAILABLE, eur(6800))
    *_, last = derive(knowing(PAID, SENT), Told(payment=reversed_by(1700), share=cleared), NOW)
    assert (last.event, last.amount) == (Event.SHARE_AVAILABLE, eur(5100))
    assert last.facts.share_available_at == NOW


def test_a_share_that_was_all_taken_back_or_is_pending_does_not_become_available() -> None:
    known = knowing(PAID, SENT)
    assert events(Told(payment=SENT, share=ShareSnapshot(False, UNTIL)), known) == []
    assert events(Told(payment=reversed_by(6800), share=ShareSnapshot(True, NOW)), known) == ["share_reversed"]


CHAIN = (
    HELD,
    PAID,
    SENT,
    replace(SENT, refunds=(refund(1, 2000),)),
    replace(reversed_by(1700), refunds=(refund(1, 2000),)),
    replace(reversed_by(1700, 5100), refunds=(refund(1, 2000), refund(2, 6000))),
)


def test_snapshots_read_in_any_order_lead_to_the_same_record() -> None:
    whole = knowing(*CHAIN)
    assert [order for order in permutations(CHAIN) if knowing(*order) != whole] == []


@given(st.lists(st.sampled_from(range(len(CHAIN))), max_size=12))
def test_what_was_told_once_is_never_told_again(order: list[int]) -> None:
    known, heard = NEW, list[str]()
    for place in order:
        known, told = learn(known, Told(payment=CHAIN[place]))
        heard += told
    once = [each for each in heard if each not in ("payment_partly_refunded", "share_partly_reversed")]
    assert len(once) == len(set(once))
    assert heard.count("payment_partly_refunded") <= 1
