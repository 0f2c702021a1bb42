"""What agrees, what does not, and what is said about it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of
from thoughtcloud.core.reconciliation import Movement, Record, Sums, Trouble, compare, examine, weigh
from thoughtcloud.core.states import BookingState, PaymentState, Position, ShareState

AT = datetime(2026, 5, 4, tzinfo=UTC)
CHARGE = Movement("txn_1", AT, "charge", "ch_1", Money(8000, "eur"), Money(262, "eur"), booking_id="bk_1")
BOOKED = {"captured:ch_1": Money(8000, "eur"), "stripe_fee:txn_1": Money(-262, "eur")}
DONE = Position(BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.TRANSFERRED)
SUMS = {Kind.CAPTURED: 8000, Kind.TRANSFERRED: 6800, Kind.STRIPE_FEE: 262}
AGREED = Record("bk_1", "eur", DONE, row=SUMS, book=SUMS, price=8000, platform=1200)


def test_a_movement_that_is_booked_with_its_fee_agrees() -> None:
    assert examine(CHARGE, BOOKED) is None


def test_a_movement_of_a_booking_that_is_not_booked_is_found() -> None:
    found = examine(CHARGE, {})
    assert found is not None
    assert (found.trouble, found.booking_id, found.amount) == (Trouble.NOT_BOOKED, "bk_1", Money(8000, "eur"))
    assert "80 EUR" in found.says or "80.00 EUR" in found.says


def test_money_that_names_no_booking_is_foreign() -> None:
    found = examine(replace(CHARGE, booking_id=""), {})
    assert found is not None and found.trouble is Trouble.FOREIGN


@pytest.mark.parametrize("kind", ["payout", "payout_failure", "topup", "stripe_fee"])
def test_the_platforms_own_business_is_no_trouble(kind: str) -> None:
    assert examine(replace(CHARGE, type=kind, booking_id="", source="po_1"), {}) is None


@given(st.integers(-10_000, 10_000))
def test_any_other_sum_than_the_booked_one_is_found(by: int) -> None:
    moved = replace(CHARGE, amount=Money(8000 + by, "eur"))
    found = examine(moved, BOOKED)
    assert (found is None) == (by == 0)


@given(st.integers(-500, 500))
def test_any_other_fee_than_the_booked_one_is_found(by: int) -> None:
    moved = replace(CHARGE, fee=Money(262 + by, "eur"))
    found = examine(moved, BOOKED)
    assert (found is None) == (by == 0)


def test_another_currency_is_another_sum() -> None:
    found = examine(replace(CHARGE, amount=Money(8000, "usd")), BOOKED)
    assert found is not None and found.trouble is Trouble.OTHER_SUM


def test_a_record_that_agrees_is_without_findings() -> None:
    assert compare(AGREED) == ()


@given(st.sampled_from(sorted(SUMS)), st.integers(-10_000, 10_000))
def test_a_row_that_says_another_sum_than_the_book_is_found_with_the_difference(kind: Kind, by: int) -> None:
    found = compare(replace(AGREED, row={**SUMS, kind: SUMS[kind] + by}))
    assert [each.trouble for each in found] == ([Trouble.RECORD_DIFFERS] if by else [])
    assert not found or found[0].amount == Money(by, "eur")


def test_an_unbalanced_posting_is_found() -> None:
    assert "transferred:tr_1" in compare(replace(AGREED, unbalanced=("transferred:tr_1",)))[0].says


def test_a_hold_in_the_book_belongs_to_a_payment_that_is_authorized_and_the_other_way_round() -> None:
    held = replace(AGREED, position=replace(DONE, payment=PaymentState.AUTHORIZED), held=8000, under_way=True)
    assert compare(held) == ()
    assert len(compare(replace(held, held=0))) == 1
    assert len(compare(replace(AGREED, held=8000))) == 1


STUCK = [
    Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.NOT_DUE),
    Position(BookingState.EXPIRED, PaymentState.PARTIALLY_REFUNDED, ShareState.NOT_DUE),
    Position(BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.DUE),
    Position(BookingState.CANCELLED, PaymentState.REFUNDED, ShareState.TRANSFERRED),
]


@pytest.mark.parametrize("position", STUCK, ids=str)
def test_money_with_a_way_to_go_and_nobody_on_it_is_stuck(position: Position) -> None:
    waiting = replace(AGREED, position=position)
    assert [each.trouble for each in compare(waiting)] == [Trouble.STUCK]
    assert compare(replace(waiting, under_way=True)) == ()


@pytest.mark.parametrize("payment", [PaymentState.VOIDED, PaymentState.LAPSED, PaymentState.ACTION_REQUIRED])
@pytest.mark.parametrize(("settled", "owed"), [(None, 8000), (3000, 3000), (0, 0)])
def test_what_is_owed_for_a_session_that_took_place_and_not_held_is_told(
    payment: PaymentState, settled: int | None, owed: int
) -> None:
    here = Position(BookingState.COMPLETED, payment, ShareState.NOT_DUE)
    record = replace(AGREED, position=here, row={}, book={}, price=8000, settled=settled)
    found = compare(record)
    assert [(each.trouble, each.amount) for each in found] == (
        [(Trouble.NOT_SECURED, Money(owed, "eur"))] if owed else []
    )
    assert compare(replace(record, under_way=True)) == ()


LATE = Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.TRANSFERRED)


def _share(kept: int) -> int:
    return share_of(Price(Money(8000, "eur"), Money(1200, "eur")), Money(kept, "eur")).minor


@given(
    st.sampled_from([BookingState.CANCELLED, BookingState.NO_SHOW]), st.integers(1, 8000), st.integers(1, 8000)
)
def test_what_a_session_that_is_off_keeps_is_its_fee_to_the_cent(
    booking: BookingState, fee: int, kept: int
) -> None:
    sums = {**SUMS, Kind.CAPTURED: kept, Kind.TRANSFERRED: _share(fee)}
    record = replace(AGREED, position=replace(LATE, booking=booking), row=sums, book=sums, fee=fee)
    found = compare(record)
    assert [each.trouble for each in found] == ([] if kept == fee else [Trouble.RECORD_DIFFERS])
    assert kept == fee or found[0].amount == Money(kept - fee, "eur")
    assert compare(replace(record, under_way=True)) == ()


@pytest.mark.parametrize(("refunded", "agrees"), [(4000, True), (5000, True), (3999, False)])
def test_of_a_fee_a_part_may_be_refunded_but_the_rest_of_the_price_must_be(refunded: int, agrees: bool) -> None:
    sums = {**SUMS, Kind.REFUNDED: refunded, Kind.TRANSFERRED: _share(8000 - refunded)}
    partly = replace(LATE, payment=PaymentState.PARTIALLY_REFUNDED)
    found = compare(replace(AGREED, position=partly, row=sums, book=sums, fee=4000))
    assert (found == ()) == agrees


@given(
    st.sampled_from([BookingState.CANCELLED, BookingState.NO_SHOW]), st.integers(1, 8000), st.integers(0, 6800)
)
def test_of_the_fee_for_a_session_that_is_off_the_mentor_has_the_share_to_the_cent(
    booking: BookingState, fee: int, has: int
) -> None:
    sums = {**SUMS, Kind.CAPTURED: fee, Kind.TRANSFERRED: 6800, Kind.REVERSED: 6800 - has}
    record = replace(AGREED, position=replace(LATE, booking=booking), row=sums, book=sums, fee=fee)
    found = compare(record)
    missing = _share(fee) - has
    assert [each.amount for each in found] == ([Money(missing, "eur")] if missing else [])
    assert compare(replace(record, under_way=True)) == ()


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6))
def test_drift_is_what_neither_the_book_nor_foreign_money_explains(stripe: int, book: int, foreign: int) -> None:
    sums = Sums("eur", stripe, book, foreign)
    found = weigh("the platform’s balance", sums)
    assert (found is None) == (stripe == book + foreign)
    assert found is None or found.amount == Money(stripe - book - foreign, "eur")


def _found(record: Record) -> list[str]:
    return [finding.says for finding in compare(record)]


@given(st.integers(0, 8000), st.integers(0, 8000))
def test_a_completed_session_sends_the_share_of_what_it_keeps_to_the_cent(refunded: int, sent: int) -> None:
    sums = {**SUMS, Kind.REFUNDED: refunded, Kind.TRANSFERRED: sent}
    record = replace(AGREED, row=sums, book=sums)
    assert bool(_found(record)) == (sent != _share(8000 - refunded))
    assert compare(replace(record, under_way=True)) == ()


@pytest.mark.parametrize("share", [ShareState.NOT_DUE, ShareState.REVERSED])
def test_a_share_that_was_never_sent_is_found(share: ShareState) -> None:
    sums = {**SUMS, Kind.TRANSFERRED: 0}
    record = replace(AGREED, position=replace(DONE, share=share), row=sums, book=sums)
    (finding,) = compare(record)
    assert finding.says == "Of the 80.00 EUR that is kept 68.00 EUR is the mentor’s share; they have 0.00 EUR."
    assert finding.amount == Money(6800, "eur")


def test_more_than_was_decided_is_not_kept() -> None:
    (says,) = _found(replace(AGREED, settled=5000))
    assert says == "It was decided that the mentee pays 50.00 EUR; 80.00 EUR is kept."


def test_what_is_on_its_way_back_or_came_back_is_nobodys_share() -> None:
    sums = {**SUMS, Kind.TRANSFERRED: 5100}
    assert _found(replace(AGREED, row=sums, book=sums, settled=6000))
    assert not _found(replace(AGREED, row=sums, book=sums, settled=6000, aside=2000))
