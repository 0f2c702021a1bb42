"""Mails about an absence: each side reads who said what, until when to answer, and what becomes of the money."""

from datetime import timedelta

from tests.jobs.office import SITE, Office
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Person


def reported(office: Office, by: Actor, words: str = "I waited.") -> str:
    booking_id = office.confirmed()
    office.market.now = office.market.rows(booking_id)[0].starts_at + timedelta(minutes=20)
    tell(office, booking_id, Event.NO_SHOW_REPORTED, by, words)
    return booking_id


def tell(office: Office, booking_id: str, event: Event, by: Actor, words: str = "") -> None:
    with office.market.db.unit_of_work() as session:
        advance(session, booking_id, Happened(event, by, office.market.now, words=words))


def test_a_report_asks_the_absent_side_to_answer_and_tells_the_other_what_it_said(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTEE)
    keeping.deliver()
    asked, told = keeping.mail("mentor_no_show_reported").text, keeping.mail("mentee_no_show_reported").text
    assert "Noor says that you did not come to this session." in asked
    assert "Noor writes:\n> I waited." in asked
    assert "please say so until Tue 24 Nov, 12:50" in asked
    assert "€80.00 goes back to Noor, and you receive nothing." in asked
    assert f"{SITE}/mentor/sessions/{booking_id}\n" in asked
    assert "You said that Amara Okafor did not come. They may object until Tue 24 Nov, 12:50" in told
    assert "€80.00 goes back to you, and you pay nothing." in told


def test_an_absent_mentee_reads_what_is_charged_and_the_mentor_what_they_get(keeping: Office) -> None:
    reported(keeping, Actor.MENTOR, words="")
    keeping.deliver()
    asked, told = keeping.mail("mentee_no_show_reported").text, keeping.mail("mentor_no_show_reported").text
    assert "You pay €80.00, the price of the session." in asked
    assert "writes" not in asked
    assert "Noor pays €80.00, and you receive €68.00 of it." in told


def test_an_objection_tells_both_that_it_is_looked_into_with_the_others_words(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTEE)
    tell(keeping, booking_id, Event.NO_SHOW_OBJECTED, Actor.MENTOR, "I was there for an hour.")
    keeping.deliver()
    assert "> I was there for an hour." in keeping.mail("mentee_in_review").text
    assert "> I waited." in keeping.mail("mentor_in_review").text
    assert keeping.states()["mentor_no_show_reported"] == "dead", "it asks for an answer that was given"


def test_a_decision_gives_its_reason_and_where_the_money_is(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTEE)
    tell(keeping, booking_id, Event.NO_SHOW_OBJECTED, Actor.MENTOR, "I was there.")
    tell(keeping, booking_id, Event.DECIDED_MENTOR_ABSENT, Actor.OPERATOR, "You opened the room an hour late.")
    keeping.market.tell(booking_id, Event.PAYMENT_VOIDED)
    keeping.deliver()
    mentee, mentor = keeping.mail("mentee_case_decided").text, keeping.mail("mentor_case_decided").text
    assert "It stands that Amara Okafor did not come to this session." in mentee
    assert "> You opened the room an hour late." in mentee
    assert "was released. Nothing was charged." in mentee
    assert "It stands that you did not come to this session." in mentor
    assert "The price goes back to Noor." in mentor


def test_a_session_that_took_place_after_all_is_charged(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTOR)
    tell(keeping, booking_id, Event.NO_SHOW_OBJECTED, Actor.MENTEE, "I was there.")
    tell(keeping, booking_id, Event.DECIDED_COMPLETED, Actor.OPERATOR, "Both were in the room.")
    keeping.deliver()
    assert "Thoughtcloud decided that the session took place." in keeping.mail("mentee_case_decided").text
    assert "Noor pays €80.00, and you receive €68.00 of it." in keeping.mail("mentor_case_decided").text


def test_the_receipt_of_an_absent_mentee_thanks_nobody(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTOR)
    tell(keeping, booking_id, Event.NO_SHOW_ADMITTED, Actor.MENTEE)
    keeping.market.captured(booking_id)
    keeping.deliver()
    receipt = keeping.mail("mentee_charged").text
    assert "€80.00 was charged for a session that was kept for you and to which you did not come." in receipt
    assert "Thank you" not in receipt


def test_what_was_taken_back_is_told_each_time(keeping: Office) -> None:
    booking_id = reported(keeping, Actor.MENTEE)
    for _ in range(2):
        tell(keeping, booking_id, Event.NO_SHOW_WITHDRAWN, Actor.MENTEE)
        keeping.deliver()
        tell(keeping, booking_id, Event.NO_SHOW_REPORTED, Actor.MENTEE)
    kinds = [row.kind for row in keeping.rows()]
    assert kinds.count("mentor_no_show_withdrawn") == 2
    assert kinds.count("mentor_no_show_reported") == 3


def test_a_german_reader_reads_it_in_german(keeping: Office) -> None:
    with keeping.market.db.unit_of_work() as session:
        session.get_one(Person, keeping.mentee.person_id).locale = "de-DE"
    reported(keeping, Actor.MENTOR)
    keeping.deliver()
    mail = keeping.mail("mentee_no_show_reported")
    assert mail.subject.startswith("Bitte antworten Sie: ")
    assert "Sie zahlen 80,00\u00a0€, den Preis der Sitzung." in mail.text
