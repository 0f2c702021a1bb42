"""Every act of an operator is in the audit log, once, with who did it; nobody else's is, and no failed one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from tests.market import Market
from tests.services.test_operations import bury
from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.reconciliation import Finding, Trouble
from thoughtcloud.core.states import Actor
from thoughtcloud.services import bookings, operations, operators, reconciling, sessions, terms
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import findings, reconciliations
from thoughtcloud.store.tables import AuditEntry, Person
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import audit


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


def act(market: Market, usecase: Callable[..., Any], *given: Any, **named: Any) -> Any:
    with market.db.unit_of_work() as session:
        return usecase(session, *given, **named, now=market.now)


def booked(market: Market) -> str:
    offer = market.offer(market.mentor())
    return market.confirmed(market.person(), offer, market.slots(offer)[0])


def log(market: Market, operator: Caller, *asked: Any, **named: Any) -> list[tuple[Any, ...]]:
    with market.db.reading() as session:
        page = audit.entries(session, operator, *asked, now=market.now, **named)
    return [(row.act, row.by_email, row.booking_id, row.about, row.details) for row in page.rows]


def mail(market: Market, caller: Caller) -> str:
    with market.db.reading() as session:
        return session.get_one(Person, caller.person_id).email


def test_a_retry_and_a_cancelled_booking_are_written_down_with_their_booking(market: Market) -> None:
    effect_id, booking_id = bury(market)
    operator = market.person("Olga", operator=True)
    act(market, operations.retry_effect, operator, effect_id)
    act(market, bookings.cancel, operator, booking_id, Actor.OPERATOR, reason="Double booked")
    who = mail(market, operator)
    assert log(market, operator) == [
        (Act.BOOKING_CANCELLED, who, booking_id, "", "Double booked"),
        (Act.CALL_RETRIED, who, booking_id, f"call {effect_id}", "capture"),
    ]


def test_an_act_that_fails_leaves_no_entry(market: Market) -> None:
    effect_id, _ = bury(market)
    operator = market.person("Olga", operator=True)
    act(market, operations.retry_effect, operator, effect_id)
    with pytest.raises(Problem):
        act(market, operations.retry_effect, operator, effect_id)
    assert len(log(market, operator)) == 1


def test_what_a_mentor_does_to_a_session_is_not_an_operators_act(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    booking, _ = market.rows(booking_id)
    market.pass_time(seconds=(booking.ends_at - market.now).total_seconds())
    act(market, sessions.complete, mentor, booking_id)
    assert log(market, market.person("Olga", operator=True)) == []


def test_a_session_completed_by_an_operator_is_written_down(market: Market) -> None:
    booking_id = booked(market)
    operator = market.person("Olga", operator=True)
    booking, _ = market.rows(booking_id)
    market.pass_time(seconds=(booking.ends_at - market.now).total_seconds())
    act(market, sessions.complete, operator, booking_id)
    assert [(entry[0], entry[2]) for entry in log(market, operator)] == [(Act.BOOKING_COMPLETED, booking_id)]


def test_a_replayed_event_and_what_was_done_to_terms_are_written_down(market: Market) -> None:
    operator = market.person("Olga", operator=True)
    act(market, operations.replay_event, operator, "evt_1", replay=lambda *_, **__: True)
    terms_id = act(market, terms.make, operator, name="Gentle", steps=[(24, 50)])
    act(market, terms.rename, operator, terms_id, name="Mild")
    act(market, terms.retire, operator, terms_id)
    act(market, terms.offer_again, operator, terms_id)
    told = [(entry[0], entry[3]) for entry in log(market, operator)]
    assert told == [
        (Act.TERMS_OFFERED_AGAIN, terms_id),
        (Act.TERMS_RETIRED, terms_id),
        (Act.TERMS_RENAMED, terms_id),
        (Act.TERMS_MADE, terms_id),
        (Act.EVENT_REPLAYED, "evt_1"),
    ]
    assert log(market, operator, "", "terms_renamed")[0][4] == "Gentle: now Mild"


def test_a_wanted_comparison_and_an_explained_finding_are_written_down(market: Market) -> None:
    operator = market.person("Olga", operator=True)
    act(market, reconciling.ask_for_run, operator, whole=True)
    with market.db.unit_of_work() as session:
        run = reconciliations.lease(session, now=market.now)
        assert run is not None
        findings.note(session, Finding(Trouble.FOREIGN, "txn_1", "Moved.", "ch_1"), run_id=run.id, now=market.now)
    act(market, reconciling.explain, operator, 1, "A workshop, paid by card.")
    assert [(entry[0], entry[3], entry[4]) for entry in log(market, operator)] == [
        (Act.FINDING_EXPLAINED, "finding 1", "A workshop, paid by card."),
        (Act.COMPARISON_WANTED, "", "everything"),
    ]


def test_the_command_line_is_written_down_too(market: Market) -> None:
    person_id = market.signed_up("mia@example.com")
    act(market, operators.appoint, email="mia@example.com")
    act(market, operators.dismiss, email="mia@example.com")
    told = [entry[:4] for entry in log(market, market.person("Olga", operator=True), person_id)]
    assert told == [(Act.DISMISSED, "", None, person_id), (Act.APPOINTED, "", None, person_id)]


def test_the_log_is_searched_by_operator_booking_day_act_and_id_and_read_page_by_page(market: Market) -> None:
    effect_id, booking_id = bury(market)
    olga, omar = market.person("Olga", operator=True), market.person("Omar", operator=True)
    act(market, operations.retry_effect, olga, effect_id)
    act(market, reconciling.ask_for_run, omar)
    market.pass_time(days=2)
    act(market, reconciling.ask_for_run, omar)
    day = market.now.date().isoformat()
    found = {wanted: len(log(market, olga, wanted)) for wanted in (mail(market, omar), booking_id, day, "call 9")}
    assert list(found.values()) == [2, 1, 1, 0]
    assert len(log(market, olga, f"call {effect_id}", "call_retried")) == 1
    with market.db.reading() as session:
        first = audit.entries(session, olga, now=market.now, limit=2)
        rest = audit.entries(session, olga, now=market.now, after=first.after, limit=2)
    assert [row.entry_id for row in (*first.rows, *rest.rows)] == [3, 2, 1]
    assert rest.after is None


@pytest.mark.parametrize("asked", [(None,), ("\0",), ("x" * 300,), ("", "no_such_act"), ("", None)])
def test_nonsense_is_refused_by_name(market: Market, asked: tuple[Any, ...]) -> None:
    with pytest.raises(Problem) as told:
        log(market, market.person("Olga", operator=True), *asked)
    assert told.value.kind is Kind.INVALID


def test_the_log_is_for_operators(market: Market) -> None:
    for caller in (None, market.person(), market.mentor()):
        with market.db.reading() as session, pytest.raises(Problem) as told:
            audit.entries(session, caller, now=market.now)
        assert told.value.kind in (Kind.FORBIDDEN, Kind.SIGNED_OUT)


@pytest.mark.parametrize("change", ["update audit_entry set details = 'x'", "delete from audit_entry"])
def test_the_database_itself_refuses_to_change_an_entry(either_db: Database, change: str) -> None:
    market = Market(either_db)
    operator = market.person("Olga", operator=True)
    act(market, reconciling.ask_for_run, operator)
    with pytest.raises(DBAPIError, match="never changed"), either_db.unit_of_work() as session:
        session.connection().exec_driver_sql(change)
    with either_db.reading() as session:
        assert session.exec(select(AuditEntry)).one().person_id == operator.person_id
