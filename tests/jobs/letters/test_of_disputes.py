"""Mails about disputes: operators are told, reminded and told the end; the mentor reads what it means for them."""

from datetime import timedelta

from tests.jobs.office import SITE, Office
from tests.services.test_disputes import dispute
from thoughtcloud.core.facts import DisputeFacts, Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import NoticeRow


def disputed(office: Office, status: str = "needs_response") -> str:
    booking_id = office.completed()
    office.market.captured(booking_id)
    dispute(office.market, booking_id, "du_1", 8, status)
    return booking_id


def about_disputes(office: Office) -> list[NoticeRow]:
    return [row for row in office.rows() if "dispute" in row.kind]


def test_every_operator_and_the_mentor_are_told_once(keeping: Office) -> None:
    olga, omar = keeping.market.person("Olga", operator=True), keeping.market.person("Omar", operator=True)
    booking_id = disputed(keeping)
    keeping.deliver()
    told = [row for row in about_disputes(keeping) if row.kind == "operator_dispute_opened"]
    assert {row.person_id for row in told} == {olga.person_id, omar.person_id}
    assert f"{SITE}/operator/disputes/du_1\n" in told[0].text
    assert "has taken €80.00 back until it has decided" in told[0].text
    mine = keeping.mail("mentor_dispute_opened").text
    assert "The bank of Noor disputes the charge of €80.00 for this session" in mine
    assert f"{SITE}/mentor/sessions/{booking_id}\n" in mine


def test_operators_are_reminded_until_it_is_answered(keeping: Office) -> None:
    keeping.market.person("Olga", operator=True)
    booking_id = disputed(keeping)
    keeping.deliver()
    waiting = sorted(row.not_before for row in about_disputes(keeping) if row.state == "waiting")
    assert len(waiting) == 2
    keeping.market.now = waiting[0]
    keeping.deliver()
    due = [row for row in about_disputes(keeping) if row.kind == "operator_dispute_due"]
    sent = next(row for row in due if row.state == "kept")
    assert "Nobody has answered this dispute yet." in sent.text
    given_up = Happened(Event.DISPUTE_GIVEN_UP, Actor.OPERATOR, keeping.market.now, dispute_id="du_1")
    with keeping.market.db.unit_of_work() as session:
        advance(session, booking_id, given_up)
    keeping.market.now = waiting[1] + timedelta(minutes=1)
    keeping.deliver()
    reminders = [row.state for row in about_disputes(keeping) if row.kind == "operator_dispute_due"]
    assert reminders == ["kept", "dead"]


def test_an_inquiry_is_told_to_operators_alone(keeping: Office) -> None:
    keeping.market.person("Olga", operator=True)
    disputed(keeping, "warning_needs_response")
    keeping.deliver()
    assert {row.kind for row in about_disputes(keeping) if row.state == "kept"} == {"operator_dispute_opened"}
    assert "No money has moved." in keeping.mail("operator_dispute_opened").text


def test_both_read_how_it_ended(keeping: Office) -> None:
    keeping.market.person("Olga", operator=True)
    booking_id = disputed(keeping)
    lost = DisputeFacts("du_1", Money(8000, "eur"), "fraudulent", "lost", keeping.market.now)
    keeping.market.tell(booking_id, Event.DISPUTE_LOST, stripe_object="du_1", dispute=lost)
    keeping.deliver()
    assert "The bank decided for the mentee" in keeping.mail("operator_dispute_ended").text
    assert "The bank decided for Noor, who keeps the money." in keeping.mail("mentor_dispute_ended").text
