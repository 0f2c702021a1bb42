"""What machines that watch over the marketplace measure: queues, drift, holds, deadlines and workers, in numbers.

No person is asked for here: `ui.vitals` decides who may read it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from thoughtcloud.core.states import PaymentState
from thoughtcloud.store import findings, leasing, workers
from thoughtcloud.store.reconciliations import DONE
from thoughtcloud.store.tables import (
    Booking,
    Drift,
    EffectRow,
    InboxEvent,
    NoticeRow,
    Payment,
    Reconciliation,
    Refund,
)
from thoughtcloud.store.views.refunds import came_back

QUEUES: dict[str, type[EffectRow | InboxEvent | NoticeRow]] = {
    "effects": EffectRow,
    "inbox": InboxEvent,
    "mail": NoticeRow,
}
# How far ahead a hold that ends is counted, in hours.
AHEAD = (24, 48)


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue: rows that wait and that were given up; `oldest` is how many seconds its oldest one is overdue."""

    name: str
    waiting: int
    leased: int
    buried: int
    oldest: float


@dataclass(frozen=True, slots=True)
class DriftNow:
    """What Stripe holds less what our book holds, in minor units, at the last comparison."""

    place: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything at one moment. `holds_ending` is (hours ahead, count); ages are in seconds, None: never."""

    queues: tuple[Queue, ...]
    drift: tuple[DriftNow, ...]
    compared_ago: float | None
    findings_open: int
    holds_ended: int
    holds_ending: tuple[tuple[int, int], ...]
    deadlines_overdue: int
    oldest_deadline: float
    workers_alive: int
    beat_ago: float | None
    refunds_back: int = 0


def vitals(session: Session, *, now: datetime) -> Vitals:
    """The numbers as they are now."""
    last = _last_comparison(session)
    overdue = col(Booking.due_at) <= now
    first_due = session.exec(select(func.min(Booking.due_at)).where(overdue)).one()
    beat = workers.last_beat(session)
    return Vitals(
        queues=tuple(_queue(session, name, now) for name in QUEUES),
        drift=_drift(session, last),
        compared_ago=_age(last.done_at, now) if last is not None and last.done_at else None,
        findings_open=findings.count(session),
        holds_ended=_holds(session, None, now),
        holds_ending=tuple((hours, _holds(session, now, now + timedelta(hours=hours))) for hours in AHEAD),
        deadlines_overdue=session.exec(select(func.count()).select_from(Booking).where(overdue)).one(),
        oldest_deadline=_age(first_due, now) if first_due else 0.0,
        workers_alive=workers.alive(session, now=now),
        beat_ago=_age(beat, now) if beat else None,
        refunds_back=session.exec(select(func.count()).select_from(Refund).where(came_back())).one(),
    )


def _queue(session: Session, name: str, now: datetime) -> Queue:
    table = QUEUES[name]
    states = (leasing.WAITING, leasing.LEASED, leasing.BURIED)
    counted = select(table.state, func.count()).where(col(table.state).in_(states)).group_by(table.state)
    counts = dict(session.exec(counted).all())
    due = select(func.min(table.not_before)).where(table.state == leasing.WAITING, col(table.not_before) <= now)
    first = session.exec(due).one()
    waiting, leased, buried = (counts.get(state, 0) for state in states)
    return Queue(name, waiting, leased, buried, _age(first, now) if first else 0.0)


def _last_comparison(session: Session) -> Reconciliation | None:
    asked = select(Reconciliation).where(Reconciliation.state == DONE)
    return session.exec(asked.order_by(col(Reconciliation.done_at).desc()).limit(1)).first()


def _drift(session: Session, last: Reconciliation | None) -> tuple[DriftNow, ...]:
    if last is None:
        return ()
    asked = select(Drift).where(Drift.reconciliation_id == last.id).order_by(Drift.place, Drift.currency)
    return tuple(
        DriftNow(row.place, row.currency, row.stripe_minor - row.book_minor - row.foreign_minor)
        for row in session.exec(asked)
    )


def _holds(session: Session, since: datetime | None, until: datetime) -> int:
    """Reservations that end after `since` and by `until`."""
    asked = select(func.count()).select_from(Payment)
    asked = asked.where(Payment.state == PaymentState.AUTHORIZED, col(Payment.capture_before) <= until)
    if since is not None:
        asked = asked.where(col(Payment.capture_before) > since)
    return session.exec(asked).one()


def _age(then: datetime, now: datetime) -> float:
    return max(0.0, (now - then).total_seconds())
