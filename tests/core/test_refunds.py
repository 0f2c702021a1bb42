"""Refunds: what can go back, what it does to everybody's part, and in which order their states can come."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of
from thoughtcloud.core.refunds import CAME_BACK, IN_FLIGHT, RefundState, checked, consequence, follows, left


def eur(minor: int) -> Money:
    return Money(minor, "eur")


SUMS = st.integers(0, 99_999_999)


@st.composite
def prices(draw: st.DrawFn) -> Price:
    total = draw(st.integers(1, 99_999_999))
    return Price(eur(total), eur(draw(st.integers(0, total))))


@given(price=prices(), data=st.data())
def test_a_refund_is_divided_to_the_cent_and_many_small_ones_come_to_the_same_as_one(
    price: Price, data: st.DataObject
) -> None:
    there, taken_back, given = price.total, 0, 0
    for _ in range(data.draw(st.integers(1, 6))):
        if not there:
            break
        back = eur(data.draw(st.integers(1, there.minor)))
        does = consequence(price, there, back)
        assert does.share + does.fee == back == there - does.stays
        assert does.share.minor >= 0 <= does.fee.minor
        there, taken_back, given = does.stays, taken_back + does.share.minor, given + back.minor
    assert taken_back == price.share.minor - share_of(price, there).minor
    assert there.minor + given == price.total.minor


@given(kept=SUMS, in_flight=SUMS, owed=st.none() | SUMS, data=st.data())
def test_never_more_goes_back_than_was_kept_and_a_fee_is_all_that_is_left_of_a_session_that_is_off(
    kept: int, in_flight: int, owed: int | None, data: st.DataObject
) -> None:
    can_go = left(eur(kept), eur(in_flight), None if owed is None else eur(owed))
    assert 0 <= can_go.minor <= max(0, kept - in_flight)
    if owed is not None:
        assert can_go.minor <= owed
    if can_go:
        back = checked(eur(data.draw(st.integers(1, can_go.minor))), can_go)
        assert back.minor + in_flight <= kept


@pytest.mark.parametrize(
    ("back", "most", "code"),
    [(1, 0, "nothing_left"), (0, 5, "bad_refund"), (-1, 5, "bad_refund"), (6, 5, "refund_too_much")],
)
def test_a_sum_that_cannot_go_back_is_refused_by_name(back: int, most: int, code: str) -> None:
    with pytest.raises(Problem) as told:
        checked(eur(back), eur(most))
    assert told.value.code == code


def test_states_only_go_forward_and_what_came_back_stays_so() -> None:
    for before, after in product(RefundState, RefundState):
        if follows(before, after):
            assert not follows(after, before) or {before, after} <= IN_FLIGHT
        if before in CAME_BACK | {RefundState.DROPPED}:
            assert not follows(before, after)
    assert follows(RefundState.SUCCEEDED, RefundState.FAILED)
    assert not follows(RefundState.SUCCEEDED, RefundState.PENDING)
