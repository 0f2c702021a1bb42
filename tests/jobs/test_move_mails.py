"""Mails about moving: both times, who asks for what until when, and silence once it is no news any more."""

from datetime import datetime

from tests.jobs.office import SITE, Office
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import deadlines
from thoughtcloud.services import moves
from thoughtcloud.services.accounts import Caller


def propose(office: Office, booking_id: str, by: Caller, *times: datetime, note: str = "") -> str:
    booking, _ = office.market.rows(booking_id)
    with office.market.db.unit_of_work() as session:
        return moves.propose(
            session, by, booking_id, times=times, note=note, seen=booking.sequence, now=office.market.now
        )


def test_both_sides_read_the_old_time_and_the_new_one(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    old = keeping.market.rows(booking_id)[0].starts_at
    keeping.moved(booking_id, keeping.market.slots(keeping.offer)[5])
    keeping.deliver()
    for kind, page in (("mentee_moved", "bookings"), ("mentor_moved", "mentor/sessions")):
        mail = keeping.mail(kind)
        assert mail.subject.startswith("Moved: 60 minutes of advice, now Mon 23 Nov, ")
        assert "The price stays as it was" in mail.text
        assert f"{SITE}/{page}/{booking_id}\n" in mail.text
    # Kolkata is five and a half hours ahead of UTC.
    assert f"Before:     Mon 23 Nov, {old.hour + 5}:30" in keeping.mail("mentee_moved").text


def test_who_is_asked_reads_every_time_the_word_with_it_and_until_when(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    free = keeping.market.slots(keeping.offer)
    propose(keeping, booking_id, keeping.mentor, free[4], free[8], note="My train\nis late.")
    keeping.deliver()
    mail = keeping.mail("mentee_move_proposed")
    assert mail.subject == "Another time? 60 minutes of advice, Mon 23 Nov, 12:30"
    assert mail.text.count("Monday, 23 November 2026") == 3, "the agreed time and two proposed ones"
    assert "> My train\n> is late." in mail.text
    assert "the proposed times are not kept free" in " ".join(mail.text.split())
    assert "Please answer by Mon 23 Nov, 12:30." in mail.text
    assert f"{SITE}/bookings/{booking_id}/move\n" in mail.text
    assert {row.person_id for row in keeping.rows() if row.move_id} == {keeping.mentee.person_id}


def test_a_proposal_that_was_settled_before_its_mail_went_out_is_no_news(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    move_id = propose(keeping, booking_id, keeping.mentor, keeping.market.slots(keeping.offer)[4])
    with keeping.market.db.unit_of_work() as session:
        moves.withdraw(session, keeping.mentor, booking_id, move_id, now=keeping.market.now)
    keeping.deliver()
    assert keeping.states()["mentee_move_proposed"] == "dead"


def test_of_two_moves_in_a_row_only_the_last_is_told(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.moved(booking_id, keeping.market.slots(keeping.offer)[5])
    keeping.moved(booking_id, keeping.market.slots(keeping.offer)[8])
    keeping.deliver()
    told = [row for row in keeping.rows() if row.kind == "mentee_moved"]
    assert [row.state for row in told] == ["dead", "kept"]


def test_a_move_of_a_session_that_is_off_by_now_is_not_told(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.moved(booking_id, keeping.market.slots(keeping.offer)[5])
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    keeping.deliver()
    assert keeping.states()["mentee_moved"] == "dead"


def test_a_no_and_silence_are_told_in_different_words(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    free = keeping.market.slots(keeping.offer)
    move_id = propose(keeping, booking_id, keeping.mentor, free[4])
    with keeping.market.db.unit_of_work() as session:
        moves.decline(session, keeping.mentee, booking_id, move_id, now=keeping.market.now)
    keeping.deliver()
    refused = keeping.mail("mentor_move_refused")
    assert "Noor would like to keep the agreed time." in refused.text
    propose(keeping, booking_id, keeping.mentor, free[4])
    keeping.market.now = keeping.market.rows(booking_id)[0].starts_at
    assert deadlines.run_due(keeping.platform) == 1
    keeping.deliver()
    ran_out = [row for row in keeping.rows() if row.kind.endswith("_move_refused")][-2:]
    assert {row.kind for row in ran_out} == {"mentee_move_refused", "mentor_move_refused"}
    assert all("Nobody answered the proposal" in row.text for row in ran_out)
