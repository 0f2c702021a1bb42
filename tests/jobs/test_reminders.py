"""Reminders by mail: one each, in time, for the time the session really has; they die with it."""

from datetime import datetime, timedelta

import pytest

from tests.jobs.mail_server import MailServer
from tests.jobs.office import SITE, Office
from thoughtcloud.core.states import Actor, Event

ALL = {"mentee_day_before", "mentee_hour_before", "mentor_day_before", "mentor_hour_before"}


def slot(office: Office, days: int) -> datetime:
    """The first slot that is so many days ahead; the very first ones are within hours."""
    return next(at for at in office.market.slots(office.offer) if at > office.market.now + timedelta(days=days))


def far(office: Office) -> str:
    booking_id = office.market.confirmed(office.mentee, office.offer, slot(office, 2))
    office.deliver()
    return booking_id


def go_to(office: Office, booking_id: str, **before: float) -> None:
    """Let it be so long before the start, and the post do its round."""
    booking, _ = office.market.rows(booking_id)
    office.market.now = booking.starts_at - timedelta(**before)
    office.deliver()


def sent(office: Office) -> list[str]:
    return [row.kind for row in office.reminders() if row.state in ("sent", "kept")]


def test_both_are_reminded_a_day_and_an_hour_before_once(keeping: Office) -> None:
    booking_id = far(keeping)
    go_to(keeping, booking_id, hours=24, seconds=1)
    assert sent(keeping) == []
    go_to(keeping, booking_id, hours=24)
    assert set(sent(keeping)) == {"mentee_day_before", "mentor_day_before"}
    go_to(keeping, booking_id, hours=1)
    go_to(keeping, booking_id, minutes=50)
    assert sorted(sent(keeping)) == sorted(ALL)


def test_a_reminder_says_when_with_whom_and_where(keeping: Office) -> None:
    booking_id = far(keeping)
    go_to(keeping, booking_id, hours=24)
    go_to(keeping, booking_id, hours=1)
    soon = keeping.mail("mentee_hour_before")
    assert soon.to == keeping.mentee.email
    assert soon.subject.startswith("Soon: 60 minutes of advice, ")
    assert "Your session with Amara Okafor begins in an hour or less." in soon.text
    assert "Kolkata (UTC+5:30)" in soon.text
    assert f"{SITE}/bookings/{booking_id}/room" in soon.text
    to_mentor = keeping.mail("mentor_day_before")
    assert "Noor writes:\n> How do I grow?" in to_mentor.text
    assert f"{SITE}/mentor/sessions/{booking_id}" in to_mentor.text
    assert "writes" not in keeping.mail("mentee_day_before").text


def test_reminders_die_with_the_booking(sending: Office, server: MailServer) -> None:
    booking_id = far(sending)
    sending.market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    sending.market.tell(booking_id, Event.PAYMENT_VOIDED)
    assert {row.state for row in sending.reminders()} == {"dead"}
    sending.deliver()
    told = len(server.box.mails)
    go_to(sending, booking_id, hours=24)
    go_to(sending, booking_id, hours=1)
    assert len(server.box.mails) == told


def test_a_moved_session_is_reminded_of_at_its_new_time_only(keeping: Office) -> None:
    booking_id = far(keeping)
    old, _ = keeping.market.rows(booking_id)
    keeping.moved(booking_id, slot(keeping, 3))
    keeping.market.now = old.starts_at - timedelta(hours=1)
    keeping.deliver()
    assert sent(keeping) == []
    go_to(keeping, booking_id, hours=24)
    go_to(keeping, booking_id, hours=1)
    assert sorted(sent(keeping)) == sorted(ALL)


def test_moved_there_and_back_it_is_reminded_of_once(keeping: Office) -> None:
    booking_id = far(keeping)
    old, _ = keeping.market.rows(booking_id)
    keeping.moved(booking_id, slot(keeping, 3))
    keeping.moved(booking_id, old.starts_at)
    go_to(keeping, booking_id, hours=24)
    go_to(keeping, booking_id, hours=1)
    assert sorted(sent(keeping)) == sorted(ALL)


def test_a_reminder_in_the_hands_of_a_post_that_died_is_sent_after_all(keeping: Office) -> None:
    booking_id = far(keeping)
    go_to(keeping, booking_id, hours=24, seconds=1)
    with keeping.market.db.unit_of_work() as session:
        for row in keeping.reminders():
            if row.kind.endswith("day_before"):
                row.state, row.lease, row.leased_until = "leased", "lost", keeping.market.now
                session.merge(row)
    go_to(keeping, booking_id, hours=23, minutes=50)
    assert set(sent(keeping)) == {"mentee_day_before", "mentor_day_before"}


@pytest.mark.parametrize(
    ("hours", "told"),
    [(22.01, ["day_before"]), (22, []), (0.9, ["hour_before"]), (0.01, ["hour_before"]), (0, []), (-48, [])],
)
def test_a_reminder_that_comes_too_late_is_dropped(keeping: Office, hours: float, told: list[str]) -> None:
    booking_id = far(keeping)
    go_to(keeping, booking_id, hours=hours)
    assert sorted(sent(keeping)) == [f"{side}_{kind}" for side in ("mentee", "mentor") for kind in told]


def test_what_was_booked_for_today_is_reminded_of_an_hour_before_only(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    assert {row.kind for row in keeping.reminders()} == {"mentee_hour_before", "mentor_hour_before"}
    go_to(keeping, booking_id, hours=1)
    assert set(sent(keeping)) == {"mentee_hour_before", "mentor_hour_before"}


def test_a_session_that_was_never_paid_is_not_reminded_of(keeping: Office) -> None:
    keeping.market.hold(keeping.mentee, keeping.offer, slot(keeping, 2))
    assert keeping.reminders() == []
