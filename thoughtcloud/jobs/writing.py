"""Writes a mail from what is true by now, or finds that it is no news any more."""

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlmodel import Session

from thoughtcloud.core import notices as rules
from thoughtcloud.core import reminders
from thoughtcloud.core.cases import CaseKind, Cause, Outcome, refund_settlement, settlement
from thoughtcloud.core.money import Money
from thoughtcloud.core.reserving import action_until
from thoughtcloud.core.states import Actor, BookingState, MoveState, Notice, PaymentState, Position
from thoughtcloud.jobs import invitations, letters, smtp
from thoughtcloud.jobs.letters import Disputing, Letter, Matter, Moving, Reader, Returned, Telling
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services import recovery
from thoughtcloud.settings import Settings
from thoughtcloud.store import cases, disputes, moves, notices, refunds
from thoughtcloud.store.advance import at_stake, load, position, price_of, staying
from thoughtcloud.store.advance import kept as still_kept
from thoughtcloud.store.notices import Lease
from thoughtcloud.store.tables import Booking, Case, Mentor, Move, Payment, Person, Refund
from thoughtcloud.store.views import appointments
from thoughtcloud.store.views import payouts as payout_view

# How soon to look again whether Stripe has said what became of the money.
ANOTHER_LOOK = timedelta(seconds=2)


def written(platform: Platform, lease: Lease) -> EmailMessage | None:
    """The mail to be sent, or None when that was settled: it is dead, waits for a fact, or is kept."""
    now, settings = platform.now(), platform.settings
    with platform.db.unit_of_work() as session:
        person = session.get_one(Person, lease.person_id)
        reader = Reader.of(person, settings.public_url)
        if lease.booking_id:
            letter = _about_booking(session, lease, reader, person.email, settings, now)
        elif lease.payout_id:
            letter = _about_payout(session, lease, reader, now)
        else:
            letter = _about_account(session, lease, reader, settings, now)
        if letter is None:
            return None
        if settings.mail_server is None:
            texts = {"subject": letter.subject, "text": letter.text, "html": letter.html}
            texts["invitation"] = letter.invitation.text if letter.invitation else ""
            notices.keep(session, lease, to=person.email, **texts, now=now)
            return None
    return smtp.composed(
        letter,
        sender=settings.mail_from,
        to=person.email,
        name=person.name,
        key=f"notice-{lease.notice_id}.{lease.person_id}",
        at=now,
    )


def _about_account(
    session: Session, lease: Lease, reader: Reader, settings: Settings, now: datetime
) -> Letter | None:
    if now - lease.put_down_at >= recovery.LINK_LASTS:
        notices.let_die(session, lease, why="older than the link would last", now=now)
        return None
    if settings.mail_server is None and not settings.keeps_mail:
        # The mail is a key to the account: where it cannot be sent, it must not lie about either.
        notices.let_die(session, lease, why="there is no mail server", now=now)
        return None
    token = recovery.open_link(session, lease.person_id, now=now)
    return letters.write_recovery(token, reader, int(recovery.LINK_LASTS.total_seconds()) // 60)


def _about_payout(session: Session, lease: Lease, reader: Reader, now: datetime) -> Letter | None:
    failed = payout_view.unresolved_one(session, str(lease.payout_id))
    if failed is None or now - lease.put_down_at >= rules.NEWS_LASTS:
        notices.let_die(session, lease, why="no news any more", now=now)
        return None
    return letters.write_payout_failed(failed, reader)


def _about_booking(
    session: Session, lease: Lease, reader: Reader, to: str, settings: Settings, now: datetime
) -> Letter | None:
    booking, payment = load(session, str(lease.booking_id))
    notice, here = Notice(lease.kind), position(booking, payment)
    if not _is_news(session, notice, here, booking, lease, now):
        notices.let_die(session, lease, why="no news any more", now=now)
        return None
    moving = _moving(session, booking, lease.move_id) if lease.move_id else None
    if moving is not None and not rules.tells_of_now(notice, moving.state, is_last=moving.is_last):
        notices.let_die(session, lease, why="the session was moved on", now=now)
        return None
    fee_alone = booking.late_fee_minor > 0 and still_kept(booking, payment).minor == booking.late_fee_minor
    if rules.may_settle(notice, here, put_down_at=lease.put_down_at, now=now, only_fee_kept=fee_alone):
        notices.wait_until(session, lease, not_before=now + ANOTHER_LOOK)
        return None
    matter = _matter(session, booking, payment, moving)
    if lease.refund_id is not None:
        matter = replace(matter, returned=_returned(session, booking, lease.refund_id))
    letter = letters.write(notice, matter, reader)
    if notice.recipient is Actor.OPERATOR:
        return letter
    entry = appointments.of(session, booking, notice.recipient)
    invitation = invitations.for_notice(notice, entry, reader, to=to, sender=settings.mail_from, now=now)
    return replace(letter, invitation=invitation)


def _telling(session: Session, booking: Booking, payment: Payment) -> Telling | None:
    """The booking's last case, with what becomes of the money: if it stands, or as it was decided."""
    case = cases.latest(session, booking.id)
    if case is None:
        return None
    if case.kind == CaseKind.PROBLEM:
        return _telling_of_problem(case, booking, payment)
    absent = Actor(booking.absent) if booking.absent else None
    outcome = Outcome(case.outcome) if case.outcome else None
    stands = Outcome.MENTOR_ABSENT if absent is Actor.MENTOR else Outcome.MENTEE_ABSENT
    return Telling(
        absent=absent,
        opened_by=Actor(case.opened_by),
        answer_by=booking.answer_by,
        words=case.words,
        answer=case.answer,
        outcome=outcome,
        reason=case.reason,
        money=settlement(
            outcome or stands, PaymentState(payment.state), price_of(booking), staying(booking, payment)
        ),
    )


def _telling_of_problem(case: Case, booking: Booking, payment: Payment) -> Telling:
    """A problem with what is decided about the money, or would be if nothing were refunded."""
    refund, stays = Money(case.refund_minor or 0, booking.currency), at_stake(booking, payment)
    if case.outcome in (Outcome.PART_REFUND, Outcome.FULL_REFUND):
        stays = Money(booking.settled_minor or 0, booking.currency)
    return Telling(
        absent=None,
        opened_by=Actor(case.opened_by),
        answer_by=booking.answer_by,
        words=case.words,
        answer=case.answer,
        outcome=Outcome(case.outcome) if case.outcome else None,
        reason=case.reason,
        money=refund_settlement(price_of(booking), stays + refund, refund),
        cause=Cause(case.cause),
    )


def _is_news(
    session: Session, notice: Notice, here: Position, booking: Booking, lease: Lease, now: datetime
) -> bool:
    if notice is Notice.MENTEE_REFUND_CAME_BACK:
        return refunds.is_open(session.get_one(Refund, lease.refund_id))
    if notice is Notice.MENTEE_ACTION_REMINDER:
        # Put down long before: it is of use for as long as there is something to confirm.
        return rules.stands(notice, here)
    if notice is Notice.OPERATOR_DISPUTE_DUE:
        return disputes.waits_for_answer(session, booking.id)
    if notice in reminders.LEADS:
        return rules.stands(notice, here) and reminders.is_timely(notice, booking.starts_at, now)
    return rules.is_news(notice, here, put_down_at=lease.put_down_at, now=now)


def _returned(session: Session, booking: Booking, refund_id: str) -> Returned:
    row = session.get_one(Refund, refund_id)
    return Returned(
        Money(row.amount_minor, row.currency), row.failure, refunds.is_made_again(session, booking)
    )


def _moving(session: Session, booking: Booking, move_id: str) -> Moving:
    move = session.get_one(Move, move_id)
    return Moving(
        by=Actor(move.by),
        state=MoveState(move.state),
        is_last=booking.starts_at == (move.to_start or move.from_start),
        from_start=move.from_start,
        times=moves.times(session, move.id),
        note=move.note,
        answer_by=move.answer_by,
    )


def _matter(session: Session, booking: Booking, payment: Payment, moving: Moving | None) -> Matter:
    return Matter(
        booking_id=booking.id,
        title=booking.title,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        brief=booking.brief,
        mentee=session.get_one(Person, booking.mentee_id).name,
        mentor=session.get_one(Mentor, booking.mentor_id).name,
        price=price_of(booking),
        card=payment.card,
        payment=PaymentState(payment.state),
        cancelled_by=booking.cancelled_by,
        late_fee=Money(booking.late_fee_minor, booking.currency),
        captured=Money(payment.captured_minor, booking.currency),
        refunded=Money(payment.refunded_minor, booking.currency),
        transferred=Money(payment.transferred_minor, booking.currency),
        no_show=booking.state == BookingState.NO_SHOW,
        moving=moving,
        telling=_telling(session, booking, payment),
        act_by=_act_by(booking, payment),
        refusal=payment.refusal,
        retry_at=payment.retry_at,
        page_key=payment.page_key,
        disputing=_disputing(session, booking),
    )


def _disputing(session: Session, booking: Booking) -> Disputing | None:
    """The dispute that has still to be answered, or the last one."""
    found = disputes.of_booking(session, booking.id)
    if not found:
        return None
    row = next((each for each in found if disputes.is_unanswered(each)), found[-1])
    return Disputing(
        dispute_id=row.id,
        money=Money(row.amount_minor, row.currency),
        status=row.status,
        answer_by=row.due_by if disputes.is_unanswered(row) else None,
        goes_out_at=row.answer_at,
    )


def _act_by(booking: Booking, payment: Payment) -> datetime | None:
    if payment.refused_at is None or payment.refused_at >= booking.starts_at:
        return None
    return action_until(booking.starts_at, payment.refused_at)
