"""The runs of reconciliation: planned, leased to one worker, counted, ended; and the sums that each reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from thoughtcloud.core.reconciliation import Sums
from thoughtcloud.store import findings, leasing
from thoughtcloud.store.tables import Drift, Reconciliation

WAITING, LEASED, DONE, FAILED = leasing.WAITING, leasing.LEASED, "done", "failed"
PLATFORM, MENTORS = "platform", "mentors"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Run:
    """The right to carry out one reconciliation; `since` is up to where Stripe's movements are known already."""

    id: int
    token: str
    attempt: int
    whole: bool
    since: datetime | None


def plan(session: Session, *, now: datetime) -> None:
    """Put down this hour's run unless it is there; may lose a race to another worker (IntegrityError)."""
    hour = int(now.timestamp() // HOUR.total_seconds())
    if session.exec(select(Reconciliation.id).where(Reconciliation.hour == hour)).first() is None:
        session.add(Reconciliation(hour=hour, created_at=now, not_before=now))


def ask_for(session: Session, person_id: str, *, whole: bool, now: datetime) -> None:
    """Put down a run on demand; one that waits already is enough."""
    asked = select(Reconciliation).where(
        Reconciliation.state == WAITING, col(Reconciliation.not_before) <= now, Reconciliation.whole == whole
    )
    if session.exec(asked).first() is None:
        row = Reconciliation(wanted_by=person_id, whole=whole, created_at=now, not_before=now)
        session.add(row)


def lease(session: Session, *, now: datetime) -> Run | None:
    """Lease the next run that waits or was abandoned, or None while another one is going on."""
    busy = leasing.is_held(session, Reconciliation, now)
    if session.exec(select(Reconciliation.id).where(busy)).first() is not None:
        return None
    due = leasing.is_due(session, Reconciliation, now)
    asked = select(Reconciliation).where(due).order_by(col(Reconciliation.id))
    row = session.exec(asked.limit(1).with_for_update(skip_locked=True)).first()
    if row is None or row.id is None:
        return None
    token = leasing.take(session, row, now=now)
    # A run that was broken off begins again.
    row.bookings_read = row.movements_read = row.accounts_read = row.healed = 0
    return Run(row.id, token, row.attempts, row.whole, None if row.whole else _known_until(session))


def _known_until(session: Session) -> datetime | None:
    return session.exec(select(func.max(Reconciliation.movements_until))).one()


def go_on(session: Session, run: Run, *, now: datetime, **counts: int) -> bool:
    """Keep the lease alive and count what was done; False if the lease was lost to another worker."""
    values = {name: getattr(Reconciliation, name) + count for name, count in counts.items()}
    changed = session.exec(
        update(Reconciliation)
        .where(col(Reconciliation.id) == run.id, col(Reconciliation.lease) == run.token)
        .values(leased_until=leasing.until(session, now), **values)
    )
    return bool(changed.rowcount)


def end(session: Session, run: Run, *, until: datetime, now: datetime) -> None:
    """The run is complete; what it did not find again is healed."""
    healed, still_open = findings.heal(session, run.id, now=now), findings.count(session)
    values = {"state": DONE, "done_at": now, "movements_until": until, "problem": "", "found": still_open}
    if leasing.finish(session, Reconciliation, run.id, run.token, **values):
        counted = update(Reconciliation).where(col(Reconciliation.id) == run.id)
        session.exec(counted.values(healed=Reconciliation.healed + healed))


def put_off(session: Session, run: Run, *, problem: str, not_before: datetime) -> None:
    """Stripe did not answer: the run waits and begins again."""
    values = {"state": WAITING, "not_before": not_before, "problem": problem}
    leasing.finish(session, Reconciliation, run.id, run.token, **values)


def give_up(session: Session, run: Run, *, problem: str, now: datetime) -> None:
    """The run cannot be finished; the next hour's will try again."""
    leasing.finish(session, Reconciliation, run.id, run.token, state=FAILED, done_at=now, problem=problem)


def note_drift(session: Session, run: Run, place: str, sums: Sequence[Sums]) -> None:
    """Keep the sums of one place for the report."""
    for one in sums:
        session.merge(
            Drift(
                reconciliation_id=run.id,
                place=place,
                currency=one.currency,
                stripe_minor=one.stripe,
                book_minor=one.book,
                foreign_minor=one.foreign,
            )
        )
