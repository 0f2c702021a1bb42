"""The calls that wait to be made: put down, hastened, withdrawn, leased to one runner, acknowledged, buried."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from thoughtcloud.core.states import Effect
from thoughtcloud.store import leasing
from thoughtcloud.store.tables import EffectRow

WAITING, LEASED, BURIED = leasing.WAITING, leasing.LEASED, leasing.BURIED
DONE, WITHDRAWN = "done", "withdrawn"
# Looking at a share, securing a price before its hold ends, answering a dispute before it is too late.
WAITED_FOR_BY_NOTHING = (Effect.READ_SHARE, Effect.SECURE, Effect.SUBMIT_EVIDENCE)
LEASE, MOST_ATTEMPTS = leasing.LEASE, leasing.MOST_ATTEMPTS
# A call that was given up is an operator's for so long, before it is put down anew by itself.
OPERATORS_TIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one runner to carry out one effect until the lease ends.

    `refusals`: how often Stripe has definitely refused this kind of call for this booking.
    """

    effect_id: int
    token: str
    kind: Effect
    booking_id: str
    attempt: int
    put_down_at: datetime
    refusals: int


def put_down(session: Session, booking_id: str, kind: Effect, *, now: datetime, not_before: datetime) -> None:
    """Record that `kind` is to be done for the booking; one that already waits is not doubled."""
    same = select(EffectRow).where(
        EffectRow.booking_id == booking_id, EffectRow.kind == kind, EffectRow.state == WAITING
    )
    if session.exec(same).first() is None:
        session.add(EffectRow(booking_id=booking_id, kind=kind, created_at=now, not_before=not_before))


def hasten(session: Session, booking_id: str, kind: Effect, *, now: datetime) -> None:
    """Let an overdue `kind` be done now: one that waits goes on with the attempts it has left.

    A new one is put down only where none is under way and none was given up just now: that one is seen first.
    """
    same = (col(EffectRow.booking_id) == booking_id) & (col(EffectRow.kind) == kind)
    waits, later = col(EffectRow.state) == WAITING, col(EffectRow.not_before) > now
    session.exec(update(EffectRow).where(same, waits, later).values(not_before=now))
    given_up = (col(EffectRow.state) == BURIED) & (col(EffectRow.done_at) > now - OPERATORS_TIME)
    at_hand = waits | (col(EffectRow.state) == LEASED) | given_up
    if session.exec(select(EffectRow.id).where(same, at_hand)).first() is None:
        put_down(session, booking_id, kind, now=now, not_before=now)


def withdraw(session: Session, booking_id: str, kinds: Iterable[Effect], *, now: datetime) -> None:
    """Take back what still waits; what is being carried out checks the booking's state itself."""
    session.exec(
        update(EffectRow)
        .where(col(EffectRow.booking_id) == booking_id, col(EffectRow.kind).in_([str(kind) for kind in kinds]))
        .where(col(EffectRow.state) == WAITING)
        .values(state=WITHDRAWN, done_at=now)
    )


def lease(session: Session, *, now: datetime, booking_id: str | None = None) -> Lease | None:
    """Lease the next due effect (of one booking, if named), or None.

    Effects of one booking are carried out one after the other in the order they were put down, so that a
    refund can never overtake the capture it undoes; what may take days (`WAITED_FOR_BY_NOTHING`) holds nothing up.
    Rows whose lease has ended are taken over.
    """
    row = session.exec(_next(session, now, booking_id)).first()
    if row is None or row.id is None:
        return None
    row.refusals = _refusals(session, row)
    token = leasing.take(session, row, now=now)
    return Lease(row.id, token, Effect(row.kind), row.booking_id, row.attempts, row.created_at, row.refusals)


def wake(session: Session, *, now: datetime, longest_wait: timedelta) -> int:
    """Let what only a clock that was ahead, and has gone back since, has put off be done now; how many.

    It was due at once when it was put down, at a time that has not come yet; or it waits, after a failure, for
    longer than `longest_wait`, which nobody is ever told to wait.
    """
    asleep = (col(EffectRow.state) == WAITING) & (col(EffectRow.not_before) > now + leasing.LONGEST_LEASE)
    at_once = col(EffectRow.not_before) <= col(EffectRow.created_at)
    failed = (col(EffectRow.attempts) > 0) & (col(EffectRow.not_before) > now + longest_wait)
    woken = session.exec(update(EffectRow).where(asleep, at_once).values(not_before=now, created_at=now))
    retried = session.exec(update(EffectRow).where(asleep, failed).values(not_before=now))
    return int(woken.rowcount + retried.rowcount)


def is_active(session: Session, booking_id: str, *, now: datetime) -> bool:
    """Whether an effect of the booking is being carried out, or could be, at this moment."""
    leased = leasing.is_held(session, EffectRow, now)
    ready = leasing.is_due(session, EffectRow, now) & _first_of_its_booking()
    asked = select(EffectRow.id).where(EffectRow.booking_id == booking_id, leased | ready)
    return session.exec(asked).first() is not None


def is_leased(session: Session, booking_id: str, kind: Effect) -> bool:
    """Whether a runner has taken such an effect of the booking and has not answered; it may be carried out now."""
    asked = select(EffectRow.id).where(
        EffectRow.booking_id == booking_id, EffectRow.kind == kind, EffectRow.state == LEASED
    )
    return session.exec(asked).first() is not None


def _refusals(session: Session, row: EffectRow) -> int:
    """The most that any row for the same call has seen: a new row goes on where the last one was refused."""
    same = select(func.max(EffectRow.refusals)).where(
        EffectRow.booking_id == row.booking_id, EffectRow.kind == row.kind
    )
    return session.exec(same).one() or 0


def _next(session: Session, now: datetime, booking_id: str | None):  # type: ignore[no-untyped-def]  # a SQLAlchemy select
    asked = select(EffectRow).where(leasing.is_due(session, EffectRow, now), _first_of_its_booking())
    if booking_id is not None:
        asked = asked.where(EffectRow.booking_id == booking_id)
    # By the index of what waits: by number, every call that was ever made would be read at each look.
    return asked.order_by(col(EffectRow.not_before), col(EffectRow.id)).limit(1).with_for_update(skip_locked=True)


def _first_of_its_booking() -> ColumnElement[bool]:
    earlier = aliased(EffectRow)
    unfinished = col(earlier.state).in_((WAITING, LEASED))
    return ~(
        select(earlier.id)
        .where(earlier.booking_id == EffectRow.booking_id, col(earlier.id) < col(EffectRow.id), unfinished)
        .where(col(earlier.kind).not_in(WAITED_FOR_BY_NOTHING))
        # A reversal may wait for a mentor to earn again; what a mentee gets back does not wait with it. One
        # that is under way is waited for: what it takes is not known yet.
        .where(
            or_(
                col(earlier.kind) != Effect.REVERSE_TRANSFER,
                col(EffectRow.kind) == Effect.REVERSE_TRANSFER,
                col(earlier.state) == LEASED,
            )
        )
        # A share that waits, for funds to clear or for a refund to arrive, does not hold that refund up.
        .where(
            or_(
                col(earlier.kind) != Effect.TRANSFER,
                col(EffectRow.kind) != Effect.RETURN_MONEY,
                col(earlier.state) == LEASED,
            )
        )
        .exists()
    )


def is_ours(session: Session, lease: Lease, *, now: datetime, lock: bool = False) -> bool:
    """Whether the lease is still the runner's own, so that it may write.

    `lock`: nobody takes it over in this transaction.
    """
    return leasing.is_ours(session, EffectRow, lease.effect_id, lease.token, now=now, lock=lock)


def acknowledge(session: Session, lease: Lease, *, now: datetime) -> bool:
    """The effect is done. False if the lease was lost meanwhile: then somebody else finishes it."""
    return _finish(session, lease, state=DONE, done_at=now, problem="")


def retry_later(session: Session, lease: Lease, *, not_before: datetime, problem: str) -> bool:
    """The effect failed this time; it waits again. `problem` is for the operator."""
    return _finish(session, lease, state=WAITING, not_before=not_before, problem=problem)


def wait_until(session: Session, lease: Lease, *, not_before: datetime, because: str = "") -> bool:
    """The effect has nothing to do before that time: it has not failed, and its earlier failures are over.

    `because` tells an operator what it waits for, where that is not plain.
    """
    return _finish(session, lease, state=WAITING, not_before=not_before, problem=because, attempts=0)


def count_refusal(session: Session, lease: Lease) -> None:
    """Stripe has refused for good under the lease's key; two runners with the same key count it once."""
    session.exec(
        update(EffectRow)
        .where(col(EffectRow.id) == lease.effect_id, col(EffectRow.refusals) == lease.refusals)
        .values(refusals=lease.refusals + 1)
    )


def bury(session: Session, lease: Lease, *, now: datetime, problem: str) -> bool:
    """The effect cannot succeed without an operator; it is kept with its cause."""
    return _finish(session, lease, state=BURIED, done_at=now, problem=problem)


def revive(session: Session, effect_id: int, *, now: datetime) -> bool:
    """An operator lets a buried effect try again from the start."""
    changed = session.exec(
        update(EffectRow)
        .where(col(EffectRow.id) == effect_id, col(EffectRow.state) == BURIED)
        .values(state=WAITING, not_before=now, attempts=0, done_at=None)
    )
    return bool(changed.rowcount)


def revive_alike(session: Session, kind: Effect, problem: str, *, now: datetime, limit: int) -> int:
    """Let at most `limit` buried effects of one kind with the same cause try again from the start; how many."""
    alike = select(EffectRow.id).where(
        EffectRow.state == BURIED, EffectRow.kind == kind, EffectRow.problem == problem
    )
    chosen = alike.order_by(col(EffectRow.id)).limit(limit)
    changed = session.exec(
        update(EffectRow)
        .where(col(EffectRow.id).in_(chosen), col(EffectRow.state) == BURIED)
        .values(state=WAITING, not_before=now, attempts=0, done_at=None)
    )
    return int(changed.rowcount)


def _finish(session: Session, lease: Lease, **values: object) -> bool:
    return leasing.finish(session, EffectRow, lease.effect_id, lease.token, **values)
