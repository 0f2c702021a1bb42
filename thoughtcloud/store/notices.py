"""The mails that wait to be sent: put down once per occasion, leased to one post, sent, kept, or dead unsent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from thoughtcloud.core import reminders
from thoughtcloud.core.states import Actor, Notice
from thoughtcloud.store import leasing
from thoughtcloud.store.tables import Booking, Mentor, NoticeRow, Person

SENT, KEPT, DEAD = "sent", "kept", "dead"
# The mails that are about a person's account, or about their payout, and not about a booking.
RECOVERY, PAYOUT_FAILED = "recovery", "payout_failed"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one worker to deliver one mail until the lease ends. Account mails have no booking.

    `move_id` names the move that the mail tells of, `payout_id` the payout, `refund_id` the refund, if it tells
    of one.
    """

    notice_id: int
    token: str
    kind: str
    person_id: str
    booking_id: str | None
    attempt: int
    put_down_at: datetime
    move_id: str | None
    payout_id: str | None = None
    refund_id: str | None = None


def put_down(
    session: Session,
    booking: Booking,
    notice: Notice,
    *,
    occasion: str,
    now: datetime,
    move_id: str | None = None,
    refund_id: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """Record that one side of the booking is to be told, or every operator; the same occasion is told once.

    The occasion is a Stripe object, a refund, a move or a case. At once, or from `not_before` on. The caller
    holds the booking's lock.
    """
    for person_id in _told(session, booking, notice):
        key = f"{booking.id}:{notice}:{occasion}"
        if notice.recipient is Actor.OPERATOR:
            key = f"{key}:{person_id}"
        if session.exec(select(NoticeRow.id).where(NoticeRow.key == key)).first() is None:
            session.add(
                NoticeRow(
                    key=key,
                    kind=notice,
                    person_id=person_id,
                    booking_id=booking.id,
                    move_id=move_id,
                    refund_id=refund_id,
                    not_before=not_before or now,
                    created_at=now,
                )
            )


def remind(session: Session, booking: Booking, *, now: datetime) -> None:
    """Record the reminders of the booking as it stands now; those of an earlier time of it are never sent.

    The caller holds the booking's lock.
    """
    forget_reminders(session, booking.id, now=now)
    for notice, at in reminders.ahead(booking.starts_at, now):
        # Moved there and back again, a session is reminded of anew.
        occasion = str(booking.sequence)
        put_down(session, booking, notice, occasion=occasion, now=now, not_before=at)


def forget_reminders(session: Session, booking_id: str, *, now: datetime) -> None:
    """Let all reminders of a booking die that still wait."""
    forget(session, booking_id, reminders.LEADS, why="the session was moved or is not going to be", now=now)


def forget(session: Session, booking_id: str, kinds: Iterable[Notice], *, why: str, now: datetime) -> None:
    """Let what still waits of these kinds die unsent."""
    waiting = update(NoticeRow).where(
        col(NoticeRow.booking_id) == booking_id,
        col(NoticeRow.kind).in_([str(notice) for notice in kinds]),
        col(NoticeRow.state) == leasing.WAITING,
    )
    session.exec(waiting.values(state=DEAD, done_at=now, problem=why))


def put_down_recovery(session: Session, person_id: str, *, occasion: str, now: datetime) -> None:
    """Record that somebody is to get a link with which a new password can be chosen."""
    key = f"{person_id}:{RECOVERY}:{occasion}"
    session.add(NoticeRow(key=key, kind=RECOVERY, person_id=person_id, not_before=now, created_at=now))


def put_down_payout_failed(session: Session, payout_id: str, person_id: str, *, now: datetime) -> None:
    """Record that a mentor is told, once, that a payout did not arrive. The caller holds the mentor's lock."""
    key = f"{payout_id}:{PAYOUT_FAILED}"
    if session.exec(select(NoticeRow.id).where(NoticeRow.key == key)).first() is None:
        row = NoticeRow(key=key, kind=PAYOUT_FAILED, person_id=person_id, not_before=now, created_at=now)
        row.payout_id = payout_id
        session.add(row)


def lease(session: Session, *, now: datetime) -> Lease | None:
    """Lease the mail that has waited longest, or None."""
    asked = select(NoticeRow).where(leasing.is_due(session, NoticeRow, now))
    asked = asked.order_by(col(NoticeRow.not_before), col(NoticeRow.id)).limit(1)
    row = session.exec(asked.with_for_update(skip_locked=True)).first()
    if row is None or row.id is None:
        return None
    token = leasing.take(session, row, now=now)
    return Lease(
        row.id, token, row.kind, row.person_id, row.booking_id, row.attempts, row.created_at, row.move_id,
        row.payout_id, row.refund_id,
    )  # fmt: skip


def acknowledge(session: Session, lease: Lease, *, now: datetime) -> bool:
    """The mail has left. False if the lease was lost meanwhile."""
    return _finish(session, lease, state=SENT, done_at=now, problem="")


def keep(
    session: Session,
    lease: Lease,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    invitation: str = "",
    now: datetime,
) -> bool:
    """There is no mail server: what would have been sent stays here."""
    written = {"to": to, "subject": subject, "text": text, "html": html, "invitation": invitation}
    return _finish(session, lease, state=KEPT, done_at=now, problem="", **written)


def let_die(session: Session, lease: Lease, *, why: str, now: datetime) -> bool:
    """The mail is no news any more, or must not be kept; it is never sent."""
    return _finish(session, lease, state=DEAD, done_at=now, problem=why)


def retry_later(session: Session, lease: Lease, *, not_before: datetime, problem: str) -> bool:
    """The mail could not be sent this time; it waits again."""
    return _finish(session, lease, state=leasing.WAITING, not_before=not_before, problem=problem)


def wait_until(session: Session, lease: Lease, *, not_before: datetime) -> bool:
    """It is too early to write the mail; this look does not count as an attempt."""
    waiting = {"state": leasing.WAITING, "not_before": not_before, "attempts": lease.attempt - 1}
    return _finish(session, lease, **waiting)


def bury(session: Session, lease: Lease, *, now: datetime, problem: str) -> bool:
    """The mail cannot be delivered; it stays with its cause."""
    return _finish(session, lease, state=leasing.BURIED, done_at=now, problem=problem)


def revive(session: Session, notice_id: int, *, now: datetime) -> bool:
    """An operator has a mail sent that could not be delivered, or was kept for want of a mail server."""
    changed = session.exec(
        update(NoticeRow)
        .where(col(NoticeRow.id) == notice_id, col(NoticeRow.state).in_((leasing.BURIED, KEPT)))
        .values(state=leasing.WAITING, not_before=now, attempts=0, done_at=None)
    )
    return bool(changed.rowcount)


def _told(session: Session, booking: Booking, notice: Notice) -> tuple[str, ...]:
    match notice.recipient:
        case Actor.MENTEE:
            return (booking.mentee_id,)
        case Actor.MENTOR:
            return (session.get_one(Mentor, booking.mentor_id).person_id,)
        case _:
            operators = select(Person.id).where(col(Person.is_operator).is_(True))
            return tuple(session.exec(operators.order_by(Person.id)))


def _finish(session: Session, lease: Lease, **values: object) -> bool:
    return leasing.finish(session, NoticeRow, lease.notice_id, lease.token, **values)
