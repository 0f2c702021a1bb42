"""Mails about refunds: the mentee hears of one that came back, the mentor of what it takes from the share."""

from dataclasses import replace

from tests.jobs.office import SITE, Office
from thoughtcloud.core.money import Money
from thoughtcloud.core.refunds import Answer, RefundState, Seen
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store import refunds
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import NoticeRow, Refund

FIRST = Seen("re_1", Money(8000, "eur"), RefundState.FAILED, failure="expired_or_canceled_card")


def seen(office: Office, booking_id: str, *those: Seen) -> None:
    """What a look at Stripe shows of the refunds of a booking."""
    with office.market.db.unit_of_work() as session:
        booking, payment = load(session, booking_id, lock=True)
        refunds.record(session, booking, payment, those, now=office.market.now)


def came_back(office: Office) -> list[NoticeRow]:
    return [row for row in office.rows() if row.kind == "mentee_refund_came_back"]


def test_a_refund_that_came_back_is_told_once_with_why_and_what_follows(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    seen(keeping, booking_id, replace(FIRST, state=RefundState.PENDING))
    assert came_back(keeping) == []
    seen(keeping, booking_id, FIRST)
    seen(keeping, booking_id, FIRST)
    keeping.deliver()
    (mail,) = came_back(keeping)
    assert mail.subject == "Your refund of €80.00 did not arrive: 60 minutes of advice"
    assert "We sent €80.00 back to Visa •••• 4242, but it did not get there and came back to us." in mail.text
    assert "The card has expired or was cancelled." in mail.text
    assert "Somebody at Thoughtcloud looks after it now" in mail.text
    assert f"{SITE}/bookings/{booking_id}\n" in mail.text


def test_what_is_made_again_by_itself_says_so_and_the_second_time_somebody_looks_after_it(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    seen(keeping, booking_id, FIRST)
    keeping.deliver()
    assert "It is being sent to the same card once more" in came_back(keeping)[0].text
    seen(keeping, booking_id, FIRST, replace(FIRST, stripe_id="re_2", failure="unknown"))
    keeping.deliver()
    second = came_back(keeping)[1]
    assert "Somebody at Thoughtcloud looks after it now" in second.text
    assert "expired" not in second.text


def test_one_that_was_answered_before_the_mail_left_is_not_told(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    seen(keeping, booking_id, FIRST)
    with keeping.market.db.unit_of_work() as session:
        row = session.get_one(Refund, came_back(keeping)[0].refund_id)
        person = keeping.mentor.person_id
        refunds.answer(session, row, Answer.PAID_OTHERWISE, person_id=person, note="", now=keeping.market.now)
    keeping.deliver()
    assert [mail.state for mail in came_back(keeping)] == ["dead"]


def test_a_mentor_reads_what_each_refund_takes_from_a_share_that_was_sent(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.transferred(booking_id)
    keeping.refunded(booking_id, 2000)
    keeping.deliver()
    mail = keeping.mail("mentor_share_reduced")
    assert mail.subject == "Refund of €20.00 to Noor: 60 minutes of advice"
    assert "€20.00 of the €80.00 that Noor paid for this session went back to them." in mail.text
    assert "it is €51.00 instead of €68.00." in mail.text
    assert "€17.00 of what had been sent to you is taken back from your balance at Stripe." in mail.text
    keeping.refunded(booking_id, 6000, "re_2", whole=True)
    keeping.deliver()
    texts = [row.text for row in keeping.rows() if row.kind == "mentor_share_reduced"]
    assert len(texts) == 2
    assert "All that Noor paid for this session went back to them" in texts[1]


def test_nothing_is_said_to_be_taken_from_a_share_that_was_not_sent(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.refunded(booking_id, 2000)
    keeping.deliver()
    text = keeping.mail("mentor_share_reduced").text
    assert "It had not been sent yet: nothing is taken from your balance." in text


def test_the_mentor_of_a_session_that_is_off_before_anything_was_sent_hears_only_that(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    keeping.refunded(booking_id, 8000, whole=True)
    keeping.deliver()
    assert "mentor_share_reduced" not in keeping.states()
