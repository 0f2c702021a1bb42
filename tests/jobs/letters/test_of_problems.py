"""Mails about a problem: what is said, until when to answer, what it comes to; and operators hear of it."""

from datetime import timedelta

import pytest

from tests.jobs.office import SITE, Office
from thoughtcloud.core.cases import Cause
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Person

WORDS = "We stopped after half of the time."


def tell(office: Office, booking_id: str, event: Event, by: Actor, words: str = "", refund: int = 0) -> None:
    happened = Happened(
        event, by, office.market.now, words=words, cause=Cause.CUT_SHORT,
        refund=Money(refund, "eur") if refund else None,
    )  # fmt: skip
    with office.market.db.unit_of_work() as session:
        advance(session, booking_id, happened)


def complained(office: Office) -> str:
    """A problem of a session whose share was sent."""
    booking_id = office.completed()
    office.market.captured(booking_id)
    office.market.transferred(booking_id)
    tell(office, booking_id, Event.PROBLEM_REPORTED, Actor.MENTEE, WORDS)
    return booking_id


def decided(office: Office, event: Event, refund: int) -> None:
    booking_id = complained(office)
    tell(office, booking_id, Event.PROBLEM_ANSWERED, Actor.MENTOR, "The line broke.")
    tell(office, booking_id, event, Actor.OPERATOR, "Half of it was missing.", refund)
    office.deliver()


def test_a_report_asks_the_mentor_and_tells_the_mentee_what_may_happen(keeping: Office) -> None:
    booking_id = complained(keeping)
    keeping.deliver()
    asked, told = keeping.mail("mentor_problem_reported").text, keeping.mail("mentee_problem_reported").text
    assert "Noor reports a problem with this session: the session was cut short." in asked
    assert f"Noor writes:\n> {WORDS}" in asked
    assert f"{SITE}/mentor/sessions/{booking_id}\n" in asked
    assert "You reported a problem with this session: the session was cut short." in told
    assert "Amara Okafor can answer until" in told
    assert keeping.states()["mentor_problem_reminder"] == "waiting", "not yet"


def test_a_mentor_is_reminded_a_day_later_and_not_after_an_answer(keeping: Office) -> None:
    booking_id = complained(keeping)
    keeping.deliver()
    keeping.market.now += timedelta(hours=25)
    keeping.deliver()
    assert "We have not heard from you yet." in keeping.mail("mentor_problem_reminder").text
    tell(keeping, booking_id, Event.PROBLEM_WITHDRAWN, Actor.MENTEE)
    tell(keeping, booking_id, Event.PROBLEM_REPORTED, Actor.MENTEE, WORDS)
    tell(keeping, booking_id, Event.PROBLEM_ANSWERED, Actor.MENTOR, "The line broke.")
    reminders = [row.state for row in keeping.rows() if row.kind == "mentor_problem_reminder"]
    assert reminders == ["kept", "dead"]


def test_an_answer_goes_to_the_mentee_and_brings_an_operator_in(keeping: Office) -> None:
    operator = keeping.market.person("Olga", operator=True)
    booking_id = complained(keeping)
    tell(keeping, booking_id, Event.PROBLEM_ANSWERED, Actor.MENTOR, "The line broke.")
    keeping.deliver()
    assert "Amara Okafor writes:\n> The line broke." in keeping.mail("mentee_problem_answered").text
    waits = keeping.mail("operator_case_waits")
    assert waits.to == operator.email
    assert f"Noor writes:\n> {WORDS}" in waits.text
    assert f"{SITE}/operator/bookings/{booking_id}\n" in waits.text


def test_silence_is_told_to_everybody(keeping: Office) -> None:
    keeping.market.person("Olga", operator=True)
    booking_id = complained(keeping)
    keeping.market.now += timedelta(hours=48)
    tell(keeping, booking_id, Event.PROBLEM_UNANSWERED, Actor.CLOCK)
    keeping.deliver()
    assert "Amara Okafor has not answered in time." in keeping.mail("mentee_problem_unanswered").text
    assert "You still can, until it is decided." in keeping.mail("mentor_problem_unanswered").text
    assert "The other side has not answered in time." in keeping.mail("operator_case_waits").text


@pytest.mark.parametrize(
    ("event", "refund", "to_mentee", "to_mentor"),
    [
        (
            Event.DECIDED_NO_REFUND, 0,
            "You pay €80.00, the price of the session.", "Noor pays €80.00, and you receive €68.00 of it.",
        ),
        (
            Event.DECIDED_PART_REFUND, 3000, "€30.00 goes back to you, and you pay €50.00.",
            "Noor pays €50.00, and you receive €42.50 of it. €25.50 of what you had received for it is taken back",
        ),
        (
            Event.DECIDED_FULL_REFUND, 8000, "€80.00 goes back to you, and you pay nothing.",
            "€80.00 goes back to Noor, and you receive nothing. €68.00 of what you had received for it is taken",
        ),
    ],
)  # fmt: skip
def test_a_decision_says_to_the_cent_what_it_comes_to(
    keeping: Office, event: Event, refund: int, to_mentee: str, to_mentor: str
) -> None:
    decided(keeping, event, refund)
    mentee, mentor = keeping.mail("mentee_problem_decided"), keeping.mail("mentor_problem_decided")
    assert to_mentee in mentee.text
    assert to_mentor in mentor.text
    for mail in (mentee, mentor):
        assert "Thoughtcloud writes:\n> Half of it was missing." in mail.text
        assert "Half of it was missing." in mail.html


def test_a_german_reader_reads_it_in_german(keeping: Office) -> None:
    with keeping.market.db.unit_of_work() as session:
        session.get_one(Person, keeping.mentee.person_id).locale = "de-DE"
    decided(keeping, Event.DECIDED_PART_REFUND, 3000)
    mail = keeping.mail("mentee_problem_decided")
    assert mail.subject.startswith("Entschieden: ")
    assert "30,00\u00a0€ gehen an Sie zurück, und Sie zahlen 50,00\u00a0€." in mail.text
