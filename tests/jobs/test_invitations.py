"""Invitations by mail: one appointment per booking, put in, changed and taken out for each reader."""

from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from tests.jobs.mail_server import MailServer
from tests.jobs.office import SITE, Office
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.tables import Person


def event_of(mail: EmailMessage) -> tuple[str, Any]:
    """The method and the one event of the calendar part of a mail."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar: Any = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["method"]
    assert part.get_content_charset() == "utf-8"
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_a_booking_is_put_in_changed_and_taken_out_under_one_name(sending: Office, server: MailServer) -> None:
    booking_id = sending.confirmed()
    sending.deliver()
    sending.moved(booking_id, sending.market.slots(sending.offer)[5])
    sending.deliver()
    moved, _ = sending.market.rows(booking_id)
    sending.market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    sending.market.tell(booking_id, Event.PAYMENT_VOIDED)
    sending.deliver()
    for address in (sending.mentee.email, sending.mentor.email):
        mine = [event_of(mail) for mail in server.box.mails if address in mail["To"]]
        assert [method for method, _ in mine] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [event["sequence"] for _, event in mine] == [0, 1, 2]
        assert {str(event["uid"]) for _, event in mine} == {f"{booking_id}@thoughtcloud"}
        assert [str(event["status"]) for _, event in mine] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [event["dtstart"].dt for _, event in mine[1:]] == [moved.starts_at] * 2


def test_a_calendar_names_its_reader_and_the_house_and_nobody_elses_address(
    sending: Office, server: MailServer
) -> None:
    booking_id = sending.confirmed()
    sending.deliver()
    mails = {mail["To"]: mail for mail in server.box.mails}
    for mail in mails.values():
        _, event = event_of(mail)
        assert event["organizer"] == "mailto:sessions@mentors.example"
        assert event["attendee"] == f"mailto:{mail['To'].addresses[0].addr_spec}"
        assert event["location"] == f"{SITE}/bookings/{booking_id}/room"
        other = sending.mentor if sending.mentee.email in mail["To"] else sending.mentee
        assert other.email not in mail.as_string()
        assert other.name in event["summary"]


def test_a_mail_is_text_html_and_calendar_and_the_file_beside_them(sending: Office, server: MailServer) -> None:
    sending.confirmed()
    sending.deliver()
    mail = server.box.mails[0]
    assert mail.get_content_type() == "multipart/mixed"
    alternative, file = mail.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert file.get_content().decode().splitlines() == calendar.get_content().splitlines()
    assert file.get_content().count(b"\n") == file.get_content().count(b"\r\n")


def test_each_calendar_is_on_its_readers_clock_and_in_their_language(sending: Office, server: MailServer) -> None:
    with sending.market.db.unit_of_work() as session:
        person = session.get_one(Person, sending.mentee.person_id)
        person.zone, person.locale = "Europe/Berlin", "de-DE"
    booking_id = sending.confirmed()
    sending.deliver()
    booking, _ = sending.market.rows(booking_id)
    mine = next(mail for mail in server.box.mails if sending.mentee.email in mail["To"])
    _, event = event_of(mine)
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert event["dtstart"].dt == booking.starts_at
    assert event["summary"] == "60 minutes of advice mit Amara Okafor"


def test_mails_that_change_no_appointment_bring_no_calendar(sending: Office, server: MailServer) -> None:
    booking_id = sending.completed()
    sending.deliver()
    del server.box.mails[:]
    sending.market.captured(booking_id)
    sending.deliver()
    assert server.box.mails
    for mail in server.box.mails:
        assert mail.get_content_type() == "multipart/alternative"


def test_names_that_try_to_be_headers_stay_names(sending: Office, server: MailServer) -> None:
    with sending.market.db.unit_of_work() as session:
        person = session.get_one(Person, sending.mentee.person_id)
        person.name = 'Noor"\r\nBcc: everybody@example.com\r\nATTENDEE:mailto:x@example.com'
    sending.confirmed()
    sending.deliver()
    assert sorted(server.box.recipients) == sorted([sending.mentee.email, sending.mentor.email])
    for mail in server.box.mails:
        assert "Bcc" not in mail
        _, event = event_of(mail)
        assert not isinstance(event["attendee"], list)


def test_a_kept_mail_keeps_its_invitation(keeping: Office) -> None:
    keeping.confirmed()
    keeping.deliver()
    for kind in ("mentee_reserved", "mentor_booked"):
        assert keeping.mail(kind).invitation.startswith("BEGIN:VCALENDAR\r\n")
