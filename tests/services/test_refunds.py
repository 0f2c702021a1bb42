"""Who may give money back, what they must say, and that two windows never give the same money back twice."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.market import Market
from tests.services.test_disputes import dispute
from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.refunds import Origin
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import refunds
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import refunds as rows
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import audit


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def act(market: Market, usecase: Callable[..., Any], *given: Any, **named: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, *given, **named, now=market.now)


def charged(market: Market) -> str:
    """A session of 80 euros that was completed, charged and passed on."""
    offer = market.offer(market.mentor())
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    booking, _ = market.rows(booking_id)
    market.pass_time(seconds=(booking.ends_at - market.now).total_seconds())
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    market.transferred(booking_id)
    return booking_id


def grant(market: Market, who: Caller | None, booking_id: str, **changes: Any) -> Any:
    asked: dict[str, Any] = {"amount": "20", "reason": "Poor sound", "seen_most_minor": 8000, **changes}
    return act(market, refunds.grant, who, booking_id, **asked)


def test_a_granted_refund_is_wanted_audited_and_counted(market: Market) -> None:
    booking_id, who = charged(market), market.person("Olga", operator=True)
    told = grant(market, who, booking_id)
    assert (told.most.minor, told.sent, told.consequence.share.minor) == (8000, True, 1700)
    with market.db.reading() as session:
        (row,) = rows.wanted(session, booking_id)
        entry = audit.entries(session, who, now=market.now).rows[0]
    assert (row.origin, row.amount_minor, row.asked_by, row.asked_by_id) == (
        Origin.OPERATOR, 2000, Actor.OPERATOR, who.person_id,
    )  # fmt: skip
    assert (entry.act, entry.booking_id, entry.details) == (
        Act.REFUND_GRANTED, booking_id, "20.00 EUR: Poor sound",
    )  # fmt: skip
    assert market.rows(booking_id)[1].returning_minor == 2000


def test_the_second_of_two_clicks_on_the_same_screen_is_told_to_look_again(market: Market) -> None:
    booking_id, who = charged(market), market.person("Olga", operator=True)
    grant(market, who, booking_id)
    with pytest.raises(Problem) as told:
        grant(market, who, booking_id)
    assert (told.value.code, told.value.kind) == ("refund_changed", Kind.CONFLICT)
    assert market.rows(booking_id)[1].returning_minor == 2000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "80.01"}, "refund_too_much"),
        ({"amount": "0"}, "bad_refund"),
        ({"amount": "twenty"}, "bad_price"),
        ({"amount": None}, "bad_text"),
        ({"amount": ""}, "bad_price"),
        ({"reason": "  "}, "too_short"),
        ({"reason": "x" * 501}, "too_long"),
        ({"seen_most_minor": "8000"}, "bad_number"),
        ({"seen_most_minor": True}, "bad_number"),
    ],
)
def test_nonsense_is_refused_by_name_and_changes_nothing(
    market: Market, changes: dict[str, Any], code: str
) -> None:
    booking_id, who = charged(market), market.person("Olga", operator=True)
    with pytest.raises(Problem) as told:
        grant(market, who, booking_id, **changes)
    assert told.value.code == code
    assert market.rows(booking_id)[1].returning_minor == 0


def test_only_an_operator_may(market: Market) -> None:
    booking_id = charged(market)
    for caller in (None, market.person(), market.mentor()):
        for usecase, asked, named in (
            (refunds.preview, (booking_id,), {}),
            (refunds.grant, (booking_id, "20"), {"reason": "x", "seen_most_minor": 8000}),
            (refunds.release, (booking_id,), {"reason": "x"}),
            (refunds.make_again, ("rf_1",), {"reason": "x"}),
            (refunds.settle, ("rf_1", "given_up"), {"note": "x"}),
        ):
            with pytest.raises(Problem) as told:
                act(market, usecase, caller, *asked, **named)
            assert told.value.kind in (Kind.SIGNED_OUT, Kind.FORBIDDEN)


def test_what_is_not_charged_cannot_be_refunded(market: Market) -> None:
    offer, who = market.offer(market.mentor()), market.person("Olga", operator=True)
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    with pytest.raises(Problem, match="not_now"):
        grant(market, who, booking_id)
    with pytest.raises(Problem, match="not_found"):
        grant(market, who, "bk_nobody")
    with pytest.raises(Problem, match="not_found"):
        act(market, refunds.make_again, who, "rf_nobody", reason="x")


def test_an_operator_has_no_say_in_the_money_of_a_session_of_their_own(market: Market) -> None:
    operator, offer = market.person("Olga", operator=True), market.offer(market.mentor())
    booking_id = market.confirmed(operator, offer, market.slots(offer)[0])
    for usecase, named in (
        (refunds.preview, {}),
        (refunds.grant, {"amount": "20", "reason": "x", "seen_most_minor": 8000}),
        (refunds.release, {"reason": "x"}),
    ):
        with pytest.raises(Problem, match="forbidden"):
            act(market, usecase, operator, booking_id, **named)


def test_a_disputed_charge_is_not_refunded_and_the_refusal_says_why_and_what_follows(market: Market) -> None:
    booking_id, who = charged(market), market.person("Olga", operator=True)
    dispute(market, booking_id, "du_1", 8, "needs_response")
    with pytest.raises(Problem, match="bank_decides") as refusal:
        act(market, refunds.preview, who, booking_id)
    assert "can be refunded then" in refusal.value.text
    with pytest.raises(Problem, match="bank_decides"):
        grant(market, who, booking_id)
    market.tell(booking_id, Event.PAYMENT_CHARGED_BACK, stripe_object="du_1")
    with pytest.raises(Problem, match="bank_gave_back"):
        act(market, refunds.preview, who, booking_id)
