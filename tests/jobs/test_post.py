"""The post: who gets which mail, once; what dies, waits, is kept, is tried again or buried."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.jobs import mail_server
from tests.jobs.mail_server import MailServer
from tests.jobs.office import Office, choose
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.states import Actor, Event, Notice
from thoughtcloud.services import recovery
from thoughtcloud.store import leasing, notices
from thoughtcloud.store.tables import NoticeRow
from thoughtcloud.store.unit import Database


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """What we logged; the mail server of these tests logs all that it is told."""
    return "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("thoughtcloud"))


def test_a_booking_is_told_to_both_sides_by_the_mail_server(sending: Office, server: MailServer) -> None:
    sending.confirmed()
    assert sending.deliver() == 2
    assert sending.states() == {"mentee_reserved": "sent", "mentor_booked": "sent"}
    assert sorted(server.box.recipients) == sorted([sending.mentee.email, sending.mentor.email])
    to_mentee = next(mail for mail in server.box.mails if sending.mentee.email in mail["To"])
    assert to_mentee["From"] == "Thoughtcloud <sessions@mentors.example>"
    assert to_mentee["To"] == f"Noor <{sending.mentee.email}>"
    assert to_mentee["Subject"].startswith("Reserved: 60 minutes of advice, ")
    assert to_mentee["Auto-Submitted"] == "auto-generated"
    assert "€80.00 on Visa •••• 4242, not charged" in mail_server.text_of(to_mentee)


def test_what_was_sent_is_not_sent_again(sending: Office, server: MailServer) -> None:
    sending.confirmed()
    sending.deliver()
    assert sending.deliver() == 0
    assert len(server.box.mails) == 2
    assert len({mail["Message-ID"] for mail in server.box.mails}) == 2


def test_the_same_fact_told_twice_is_one_mail_and_another_refund_another(sending: Office) -> None:
    booking_id = sending.completed()
    sending.market.captured(booking_id)
    sending.refunded(booking_id, 1000, "re_1")
    sending.refunded(booking_id, 2000, "re_2")
    with sending.market.db.unit_of_work() as session:
        booking, _ = sending.market.rows(booking_id)
        notice = Notice.MENTEE_REFUNDED
        notices.put_down(session, booking, notice, occasion="re_2", now=sending.market.now)
    assert [row.kind for row in sending.rows()].count("mentee_refunded") == 2


def test_a_mail_sent_again_after_a_crash_keeps_its_message_id(
    sending: Office, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending.confirmed()
    with monkeypatch.context() as crash:
        crash.setattr(notices, "acknowledge", lambda *_, **__: None)
        sending.deliver()
    assert set(sending.states().values()) == {"leased"}
    sending.market.now += leasing.LEASE
    sending.deliver()
    assert set(sending.states().values()) == {"sent"}
    ids = [mail["Message-ID"] for mail in server.box.mails]
    assert len(ids) == 4
    assert len(set(ids)) == 2


# -- trouble ----------------------------------------------------------------------------------------------------


def test_a_server_that_is_away_is_tried_again_later_and_holds_nothing_up(db: Database, tmp_path: Path) -> None:
    port = mail_server.free_port()
    office = Office(db, choose(tmp_path, SMTP_URL=f"smtp://localhost:{port}"))
    office.confirmed()
    assert office.deliver() == 0
    first, second = office.rows()
    assert (first.state, first.attempts, first.problem) == ("waiting", 1, "ConnectionRefusedError")
    assert first.not_before > office.market.now
    assert second.attempts == 0
    office.market.pass_time(minutes=1)
    with mail_server.running() as server:
        url = f"smtp://localhost:{server.port}"
        office.platform = replace(office.platform, settings=choose(tmp_path, SMTP_URL=url))
        assert office.deliver() == 2
    assert set(office.states().values()) == {"sent"}


def test_a_mailbox_that_does_not_exist_is_buried_at_once_and_holds_nobody_up(
    sending: Office, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    sending.confirmed()
    server.box.to_recipient = "550 no such user <somebody@example.com>"
    with caplog.at_level(logging.DEBUG):
        assert sending.deliver() == 2
    assert "notice_buried" in ours(caplog)
    assert "@" not in ours(caplog)
    assert {row.state for row in sending.rows()} == {"buried"}
    assert {row.problem for row in sending.rows()} == {"the recipient was refused with 550"}


@pytest.mark.parametrize(
    ("answer", "state"), [("451 busy, try later", "waiting"), ("554 spam", "buried")]
)  # fmt: skip
def test_content_that_is_refused_for_now_waits_and_for_good_is_buried(
    sending: Office, server: MailServer, answer: str, state: str
) -> None:
    sending.confirmed()
    server.box.to_content = answer
    sending.deliver()
    assert sending.rows()[0].state == state


def test_tries_have_an_end(sending: Office, server: MailServer) -> None:
    sending.confirmed()
    server.box.to_recipient = "450 greylisted"
    while waiting := [row.not_before for row in sending.rows() if row.state == "waiting"]:
        sending.market.now = max(sending.market.now, min(waiting))
        sending.deliver()
    assert {row.state for row in sending.rows()} <= {"buried", "dead"}
    assert server.box.mails == []


def test_a_mail_that_takes_its_post_down_is_buried_in_the_end(sending: Office, server: MailServer) -> None:
    sending.confirmed()
    with sending.market.db.unit_of_work() as session:
        for row in session.exec(select(NoticeRow)):
            row.attempts, row.state, row.leased_until = leasing.MOST_ATTEMPTS, "leased", sending.market.now
            session.add(row)
    sending.deliver()
    assert {row.state for row in sending.rows()} == {"buried"}
    assert server.box.mails == []


def test_logs_name_no_address(sending: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sending.confirmed()
        sending.deliver()
    assert "notice_sent" in ours(caplog)
    assert "@" not in ours(caplog)


# -- what dies and what waits -----------------------------------------------------------------------------------


def test_mails_die_with_the_booking(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    keeping.market.tell(booking_id, Event.PAYMENT_VOIDED)
    keeping.deliver()
    assert keeping.states() == {
        "mentee_reserved": "dead",
        "mentor_booked": "dead",
        "mentee_called_off": "kept",
        "mentor_called_off": "kept",
    }


def test_what_is_two_days_old_is_no_news(keeping: Office) -> None:
    keeping.confirmed()
    keeping.market.pass_time(hours=48)
    keeping.deliver()
    assert set(keeping.states().values()) == {"dead"}
    assert keeping.kept() == []


def test_a_cancellation_is_told_when_stripe_has_said_where_the_money_is(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    keeping.deliver()
    waiting = keeping.mail("mentee_called_off")
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert keeping.mail("mentor_called_off").state == "kept"
    keeping.market.tell(booking_id, Event.PAYMENT_VOIDED)
    keeping.market.pass_time(seconds=2)
    keeping.deliver()
    told = keeping.mail("mentee_called_off")
    assert "You called off this session." in told.text
    assert "The €80.00 reserved on Visa •••• 4242 was released. Nothing was charged." in told.text


def test_a_cancellation_does_not_wait_for_ever_for_stripe(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    keeping.market.pass_time(minutes=2)
    keeping.deliver()
    told = keeping.mail("mentee_called_off")
    assert "Amara Okafor called off this session." in told.text
    assert "is being released. Nothing is charged." in told.text


# -- kept, and looked at ----------------------------------------------------------------------------------------


def test_kept_mails_are_shown_the_newest_first(keeping: Office) -> None:
    keeping.confirmed()
    keeping.deliver()
    keeping.market.pass_time(minutes=1)
    keeping.forget(keeping.mentee)
    keeping.deliver()
    assert [mail.subject.split(":")[0] for mail in keeping.kept()] == [
        "Choose a new password",
        "New booking",
        "Reserved",
    ]


@pytest.mark.parametrize("changed", [{}, {"SANDBOX": "1", "SMTP_URL": "smtp://localhost:9"}])
def test_nobody_looks_at_mails_outside_of_the_sandbox_or_where_they_are_sent(
    db: Database, tmp_path: Path, changed: dict[str, str]
) -> None:
    office = Office(db, choose(tmp_path, **changed))
    office.confirmed()
    with pytest.raises(Problem, match="not_found"):
        office.kept()


# -- a forgotten password ---------------------------------------------------------------------------------------


def token_in(text: str) -> str:
    return text.partition("/reset-password?token=")[2].split()[0]


def test_the_link_of_a_forgotten_password_is_made_when_its_mail_is_written(
    sending: Office, server: MailServer
) -> None:
    sending.forget(sending.mentee)
    sending.market.pass_time(minutes=30)
    sending.deliver()
    (mail,) = server.box.mails
    assert sending.mail(notices.RECOVERY).text == ""
    sending.market.pass_time(minutes=59)
    with sending.market.db.reading() as session:
        assert recovery.is_good(session, token_in(mail_server.text_of(mail)), now=sending.market.now)


def test_a_key_to_an_account_is_not_kept_where_it_could_be_found(db: Database, tmp_path: Path) -> None:
    office = Office(db, choose(tmp_path))
    office.forget(office.mentee)
    office.confirmed()
    office.deliver()
    assert office.states() == {
        notices.RECOVERY: "dead",
        "mentee_reserved": "kept",
        "mentor_booked": "kept",
    }


def test_a_link_that_was_asked_for_an_hour_ago_is_not_sent_any_more(keeping: Office) -> None:
    keeping.forget(keeping.mentee)
    keeping.market.now += timedelta(hours=1)
    keeping.deliver()
    assert keeping.states() == {notices.RECOVERY: "dead"}
