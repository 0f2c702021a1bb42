"""What operators do about disputes, and that nobody else does anything: against the use cases alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.evidence import LONGEST_TEXT, Field
from thoughtcloud.core.facts import DisputeFacts, PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event, PaymentState
from thoughtcloud.services import disputes
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import evidence
from thoughtcloud.store.tables import Dispute, Person
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import disputes as views


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def opened(market: Market, name: str = "du_1", days: int = 8, status: str = "needs_response") -> str:
    """A session that was given, and whose charge is disputed; the booking's id."""
    offer = market.offer(market.mentor())
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    market.now = market.rows(booking_id)[0].ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    dispute(market, booking_id, name, days, status)
    return booking_id


def dispute(market: Market, booking_id: str, name: str, days: int, status: str) -> None:
    due_by: datetime = market.now + timedelta(days=days)
    money = Money(8000, "eur")
    told = DisputeFacts(name, money, "fraudulent", status, market.now, due_by)
    inquiry = status.startswith("warning")
    market.tell(booking_id, Event.INQUIRY_OPENED if inquiry else Event.DISPUTE_OPENED, dispute=told)
    if not inquiry:
        facts = PaymentFacts(disputed_minor=8000, dispute_fee_minor=1500)
        fee = Money(1500, "eur")
        market.tell(
            booking_id, Event.FUNDS_WITHDRAWN, stripe_object=f"txn_{name}", amount=money, fee=fee, facts=facts
        )
        market.tell(booking_id, Event.PAYMENT_DISPUTED, stripe_object=name)


def act(market: Market, usecase: Any, caller: Caller | None, *args: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, caller, *args, now=market.now)


def listed(market: Market, caller: Caller | None, *args: Any, **named: Any) -> Any:
    with market.db.reading() as session:
        return views.disputes(session, caller, *args, **named, now=market.now)


def test_only_operators_see_or_answer_disputes(market: Market) -> None:
    booking_id = opened(market)
    booking, _ = market.rows(booking_id)
    mentee = market.person()
    for caller, code in ((None, "signed_out"), (mentee, "forbidden")):
        for usecase, more in ((disputes.write, ({},)), (disputes.send, ()), (disputes.accept, ())):
            with pytest.raises(Problem, match=code):
                act(market, usecase, caller, "du_1", *more)
        with pytest.raises(Problem, match=code):
            listed(market, caller)
        with market.db.reading() as session, pytest.raises(Problem, match=code):
            views.one(session, caller, "du_1", now=market.now)
    assert booking.mentee_id


@pytest.mark.parametrize("reference", ["du_none", "", "du_1\0", None, 7, "x" * 300])
def test_an_unknown_dispute_is_not_found(market: Market, reference: Any) -> None:
    opened(market)
    operator = market.person(operator=True)
    for usecase, more in ((disputes.write, ({},)), (disputes.send, ()), (disputes.accept, ())):
        with pytest.raises(Problem, match="not_found"):
            act(market, usecase, operator, reference, *more)


def test_the_draft_says_what_the_record_says(market: Market) -> None:
    booking_id = opened(market)
    with market.db.reading() as session:
        texts = views.one(session, market.person(operator=True), "du_1", now=market.now).texts
    assert booking_id in texts[Field.PRODUCT_DESCRIPTION]
    assert "How do I grow?" in texts[Field.PRODUCT_DESCRIPTION]
    assert texts[Field.CUSTOMER_NAME] == "Maya"
    assert "The session was marked completed." in texts[Field.CANCELLATION_REBUTTAL]
    assert "80.00 EUR charged to the card" in texts[Field.ANYTHING_ELSE]
    assert Field.ACCESS_LOG not in texts, "nobody opened the room"


def test_what_an_operator_writes_is_kept_and_the_rest_goes_on_following_the_record(market: Market) -> None:
    opened(market)
    operator = market.person(operator=True)
    with market.db.reading() as session:
        drafted = {f.value: t for f, t in views.one(session, operator, "du_1", now=market.now).texts.items()}
    mine = {**drafted, Field.ANYTHING_ELSE: "They learned a lot.", Field.CUSTOMER_NAME: ""}
    act(market, disputes.write, operator, "du_1", mine)
    with market.db.reading() as session:
        saved = evidence.saved(session, "du_1")
        assert saved == {Field.ANYTHING_ELSE: "They learned a lot.", Field.CUSTOMER_NAME: ""}
        found = views.one(session, operator, "du_1", now=market.now)
    assert found.texts[Field.ANYTHING_ELSE] == "They learned a lot."
    assert Field.CUSTOMER_NAME not in found.texts


@pytest.mark.parametrize(
    ("texts", "code"),
    [({"password": "x"}, "bad_evidence"), ({Field.SERVICE_DATE: "x" * 1001}, "bad_evidence"),
     ({Field.ANYTHING_ELSE: "x" * (LONGEST_TEXT + 1)}, "bad_text"), ({Field.ANYTHING_ELSE: 7}, "bad_text")],
)  # fmt: skip
def test_what_the_bank_does_not_take_is_refused_and_nothing_is_lost(
    market: Market, texts: dict[str, object], code: str
) -> None:
    opened(market)
    operator = market.person(operator=True)
    act(market, disputes.write, operator, "du_1", {Field.ANYTHING_ELSE: "Mine."})
    with pytest.raises(Problem, match=code):
        act(market, disputes.write, operator, "du_1", texts)
    with market.db.reading() as session:
        assert evidence.saved(session, "du_1")[Field.ANYTHING_ELSE] == "Mine."


def test_a_dispute_is_answered_or_given_up_once(market: Market) -> None:
    booking_id = opened(market)
    operator = market.person(operator=True)
    act(market, disputes.accept, operator, "du_1")
    assert market.rows(booking_id)[1].state == PaymentState.DISPUTED, "Stripe has not said so yet"
    for usecase, more in ((disputes.write, ({},)), (disputes.send, ()), (disputes.accept, ())):
        with pytest.raises(Problem, match="answered"):
            act(market, usecase, operator, "du_1", *more)


def test_what_was_frozen_for_the_bank_is_changed_by_nobody(market: Market) -> None:
    opened(market)
    operator = market.person(operator=True)
    with market.db.unit_of_work() as session:
        evidence.freeze(session, session.get_one(Dispute, "du_1"), now=market.now)
    with pytest.raises(Problem, match="answered"):
        act(market, disputes.write, operator, "du_1", {Field.ANYTHING_ELSE: "Too late."})


def test_the_list_has_the_next_deadline_on_top_and_is_read_page_by_page(market: Market) -> None:
    days = {"du_a": 9, "du_b": 3, "du_c": 6}
    for name, due in days.items():
        opened(market, name, due)
    operator = market.person(operator=True)
    with market.db.reading() as session:
        due_by = {name: session.get_one(Dispute, name).due_by for name in days}
    wanted = sorted(days, key=lambda name: str(due_by[name]))
    seen, after = [], None
    for _ in days:
        page = listed(market, operator, limit=1, after=after)
        seen += [row.dispute_id for row in page.rows]
        after = page.after
    assert (seen, after) == (wanted, None)


def test_a_dispute_is_found_by_its_id_its_booking_and_its_mentee(market: Market) -> None:
    booking_id = opened(market, "du_a")
    opened(market, "du_b")
    operator = market.person(operator=True)
    with market.db.reading() as session:
        email = session.get_one(Person, market.rows(booking_id)[0].mentee_id).email
    for search in ("du_a", booking_id, email.upper()):
        assert [row.dispute_id for row in listed(market, operator, search).rows] == ["du_a"]
    assert listed(market, operator, "du_zzz").rows == ()
    assert len(listed(market, operator, everything=True).rows) == 2
