"""What mails say: of times on the reader's clock, of money where it is by now, and of nothing else."""

from datetime import timedelta

from tests.jobs.office import SITE, Office
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.tables import Booking, Person


def test_a_mentee_reads_when_it_is_and_when_it_is_charged_on_their_own_clock(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.deliver()
    text = keeping.mail("mentee_reserved").text
    # Seven in the morning UTC at the earliest; Kolkata is five and a half hours ahead.
    assert "When:       Monday, 23 November 2026, 12:30 – 13:30, Kolkata (UTC+5:30)" in text
    assert "at the latest on Tue 24 Nov, 13:30." in text
    assert f"{SITE}/bookings/{booking_id}\n" in text


def test_the_region_of_the_reader_decides_how_times_are_written(keeping: Office) -> None:
    with keeping.market.db.unit_of_work() as session:
        person = session.get_one(Person, keeping.mentee.person_id)
        person.locale, person.zone = "en-US", "America/New_York"
        session.add(person)
    keeping.confirmed()
    keeping.deliver()
    assert (
        "Monday, November 23, 2026, 2:00\u00a0AM – 3:00\u00a0AM, New York" in keeping.mail("mentee_reserved").text
    )


def test_a_mail_is_on_the_clock_that_a_country_has_just_chosen(keeping: Office) -> None:
    """calcom/cal.diy 30104: mails to British Columbia were an hour early once it had given up winter time."""
    with keeping.market.db.unit_of_work() as session:
        person = session.get_one(Person, keeping.mentee.person_id)
        person.locale, person.zone = "en-CA", "America/Vancouver"
        session.add(person)
    keeping.confirmed()
    keeping.deliver()
    mail = keeping.mail("mentee_reserved")
    # Seven in the morning UTC: midnight where it is UTC-7 all year, and eleven in the evening before.
    assert "Monday, November 23, 2026, 12:00\u00a0a.m. – 1:00\u00a0a.m., Vancouver" in mail.text
    assert "DTSTART;TZID=America/Vancouver:20261123T000000" in mail.invitation
    assert "TZOFFSETTO:-0700" in mail.invitation


def test_a_mentor_reads_who_comes_with_which_question_and_what_it_brings(keeping: Office) -> None:
    booking_id = keeping.confirmed()
    keeping.deliver()
    mail = keeping.mail("mentor_booked")
    assert mail.to == keeping.mentor.email
    assert "Noor has booked a session with you." in mail.text
    assert "For you:    €68.00" in mail.text
    assert "Noor writes:\n> How do I grow?" in mail.text
    assert f"{SITE}/mentor/sessions/{booking_id}\n" in mail.text


def test_a_receipt_names_sum_and_card_and_the_mentor_hears_of_the_share(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.transferred(booking_id)
    keeping.deliver()
    receipt = keeping.mail("mentee_charged")
    assert receipt.subject == "Receipt: €80.00 for 60 minutes of advice"
    assert "Charged:    €80.00 on Visa •••• 4242" in receipt.text
    share = keeping.mail("mentor_share_sent")
    assert share.subject == "€68.00 for you: 60 minutes of advice"
    assert f"{SITE}/mentor/balance" in share.text


def test_a_share_that_waits_says_where_to_set_payouts_up(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.tell(booking_id, Event.ACCOUNT_NOT_READY)
    keeping.deliver()
    waits = keeping.mail("mentor_share_waits")
    assert waits.subject == "€68.00 waits for you: please set up payouts"
    assert f"{SITE}/mentor/payouts\n" in waits.text


def test_a_refund_says_how_much_of_what_came_back(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.refunded(booking_id, 3000)
    keeping.deliver()
    part = keeping.mail("mentee_refunded")
    assert part.subject == "Refund: €30.00 for 60 minutes of advice"
    assert "€30.00 of the €80.00 you paid is refunded to Visa •••• 4242." in part.text
    assert "Refunded:   €30.00" in keeping.mail("mentee_charged").text
    keeping.refunded(booking_id, 5000, "re_2", whole=True)
    keeping.deliver()
    whole = [row for row in keeping.rows() if row.kind == "mentee_refunded"][1]
    assert "The whole price is refunded to Visa •••• 4242." in whole.text


def test_a_session_called_off_after_the_charge_tells_both_where_the_money_goes(keeping: Office) -> None:
    booking_id = keeping.completed()
    keeping.market.captured(booking_id)
    keeping.market.transferred(booking_id)
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTOR)
    keeping.refunded(booking_id, 8000, whole=True)
    keeping.deliver()
    assert "The €80.00 you paid was refunded to Visa •••• 4242." in keeping.mail("mentee_called_off").text
    mentor = keeping.mail("mentor_called_off").text
    assert "You called off this session." in mentor
    assert "Your share of €68.00, which had been sent already, is taken back." in mentor


def test_a_payment_that_came_too_late_is_explained(keeping: Office) -> None:
    booking_id = keeping.market.hold(keeping.mentee, keeping.offer, keeping.market.slots(keeping.offer)[0])
    keeping.market.tell(booking_id, Event.CHECKOUT_EXPIRED)
    booking, _ = keeping.market.rows(booking_id)
    other = keeping.market.person("Maya")
    keeping.market.confirmed(other, keeping.offer, booking.starts_at)
    keeping.market.authorized(booking_id)
    keeping.market.tell(booking_id, Event.PAYMENT_VOIDED)
    keeping.deliver()
    told = keeping.mail("mentee_too_late")
    assert told.to == keeping.mentee.email
    assert "nothing is booked." in told.text
    assert "was released. Nothing was charged." in told.text


def late(keeping: Office, terms: str) -> str:
    """A booking that its mentee has cancelled late, before Stripe is asked for the fee."""
    keeping.offer = keeping.market.offer(keeping.mentor, terms=terms)
    booking_id = keeping.confirmed()
    keeping.market.pass_time(hours=1)
    keeping.market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    return booking_id


def charged_fee(keeping: Office, booking_id: str, minor: int) -> None:
    charge, fee = f"ch_{booking_id}", Money(minor, "eur")
    facts = PaymentFacts(charge_id=charge, captured_minor=minor)
    keeping.market.tell(booking_id, Event.PAYMENT_CAPTURED, stripe_object=charge, amount=fee, facts=facts)


def test_who_cancelled_late_reads_the_fee_and_the_mentor_their_part_of_it(keeping: Office) -> None:
    booking_id = late(keeping, "moderate")
    charged_fee(keeping, booking_id, 4000)
    keeping.deliver()
    off = keeping.mail("mentee_called_off").text
    assert "It was late: you paid the agreed fee of €40.00 and nothing more." in off
    receipt = keeping.mail("mentee_charged")
    assert receipt.subject == "Receipt: €40.00 for 60 minutes of advice"
    assert "€40.00 was charged, the fee for cancelling late." in receipt.text
    mentor = keeping.mail("mentor_called_off").text
    assert "It was late: Noor pays the agreed fee of €40.00, and you get €34.00 of it." in mentor


def test_a_fee_that_stripe_has_not_taken_yet_is_not_called_taken(keeping: Office) -> None:
    late(keeping, "strict")
    keeping.market.pass_time(minutes=3)
    keeping.deliver()
    off = keeping.mail("mentee_called_off").text
    assert "It was late: the agreed fee of €80.00, the whole price, is being charged." in off


def test_a_fee_that_could_not_be_taken_is_not_promised_to_the_mentor(keeping: Office) -> None:
    booking_id = late(keeping, "strict")
    keeping.market.tell(booking_id, Event.HOLD_LAPSED, stripe_object="pi_1")
    keeping.market.tell(booking_id, Event.LATE_FEE_REFUSED, stripe_object="pi_2")
    keeping.deliver()
    assert "nobody is charged." in keeping.mail("mentor_called_off").text
    assert "Nothing was charged." in keeping.mail("mentee_called_off").text
    assert "was waived." in keeping.mail("mentee_fee_waived").text


def test_a_waived_fee_is_told_to_both(keeping: Office) -> None:
    booking_id = late(keeping, "moderate")
    charged_fee(keeping, booking_id, 4000)
    keeping.market.tell(booking_id, Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    keeping.refunded(booking_id, 4000, whole=True)
    keeping.deliver()
    assert "The fee for cancelling this session late was waived." in keeping.mail("mentee_fee_waived").text
    assert "All you paid is refunded to Visa •••• 4242." in keeping.mail("mentee_refunded").text
    assert "everything goes back to Noor" in keeping.mail("mentor_fee_waived").text


def test_a_long_title_does_not_make_a_long_subject(keeping: Office) -> None:
    keeping.offer = keeping.market.offer(keeping.mentor)
    with keeping.market.db.unit_of_work() as session:
        session.get_one(Person, keeping.mentee.person_id).name = "N" * 80
    booking_id = keeping.confirmed()
    with keeping.market.db.unit_of_work() as session:
        session.get_one(Booking, booking_id).title = "T" * 400
    keeping.deliver()
    assert all(len(mail.subject) == 160 for mail in keeping.kept())


def test_a_german_reads_german(keeping: Office) -> None:
    with keeping.market.db.unit_of_work() as session:
        session.get_one(Person, keeping.mentee.person_id).locale = "de-DE"
    keeping.confirmed()
    keeping.deliver()
    mail = keeping.mail("mentee_reserved")
    assert mail.subject == "Reserviert: 60 minutes of advice, Mo. 23. Nov., 12:30"
    assert "Wann:       Montag, 23. November 2026, 12:30 – 13:30, Kolkata (UTC+5:30)" in mail.text
    assert "Reserviert: 80,00\u00a0€ auf Visa •••• 4242, nicht abgebucht" in mail.text
    assert "80,00\u00a0€ auf Visa" in mail.html
    assert keeping.mail("mentor_booked").subject.startswith("New booking: ")


def not_reserved(keeping: Office, refusal: str) -> str:
    """A booking whose card was saved, three days before it starts, when its bank refuses the hold."""
    keeping.market.now -= timedelta(hours=72)
    booking_id = keeping.market.hold(keeping.mentee, keeping.offer, keeping.market.slots(keeping.offer)[-1])
    saved = PaymentFacts(method_id="pm_1", card="Visa •••• 4242")
    keeping.market.tell(booking_id, Event.CARD_SAVED, stripe_object="pm_1", facts=saved)
    booking, _ = keeping.market.rows(booking_id)
    keeping.market.now = booking.starts_at - timedelta(hours=72)
    facts = PaymentFacts(refusal=refusal, intent_id="pi_1")
    keeping.market.tell(booking_id, Event.HOLD_REFUSED, stripe_object="pi_1", facts=facts)
    return booking_id


def test_a_refusal_that_may_pass_says_when_the_bank_is_asked_again_and_by_when_to_act(keeping: Office) -> None:
    booking_id = not_reserved(keeping, "insufficient_funds")
    keeping.deliver()
    mail = keeping.mail("mentee_action_required").text
    assert "€80.00 could not be reserved on Visa •••• 4242: it lacks cover." in mail
    assert "We ask your bank again by ourselves, next on" in mail
    mentor = keeping.mail("mentor_not_secured")
    assert mentor.subject.startswith("Not secured yet: 60 minutes of advice")
    assert "Asked again:" in mentor.text and "your time is free again" in mentor.text
    keeping.market.pass_time(hours=37)
    keeping.deliver()
    reminder = keeping.mail("mentee_action_reminder")
    assert reminder.state == "kept"
    assert "is still not reserved. It is yours to put that right until" in reminder.text
    assert f"/confirm/{booking_id}/" in reminder.text


def test_a_refusal_for_good_promises_no_other_try_and_a_reminder_dies_with_its_reason(keeping: Office) -> None:
    booking_id = not_reserved(keeping, "lost_card")
    keeping.deliver()
    assert "by ourselves" not in keeping.mail("mentee_action_required").text
    assert "mentor_not_secured" not in keeping.states()
    keeping.market.authorized(booking_id)
    keeping.market.pass_time(hours=37)
    keeping.deliver()
    assert keeping.mail("mentee_action_reminder").state == "dead"
