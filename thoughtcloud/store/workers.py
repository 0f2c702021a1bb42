"""Which workers are alive: each says so every few seconds, and what has long been silent is forgotten."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from thoughtcloud.store.tables import WorkerSeen

# Longer than a beat by so much that a slow database kills nobody.
ALIVE = timedelta(minutes=1)
FORGOTTEN = timedelta(days=1)


def beat(session: Session, worker_id: str, started_at: datetime, *, now: datetime) -> None:
    """The worker is alive now."""
    session.exec(delete(WorkerSeen).where(col(WorkerSeen.seen_at) < now - FORGOTTEN))
    session.merge(WorkerSeen(id=worker_id, started_at=started_at, seen_at=now))


def leave(session: Session, worker_id: str) -> None:
    """The worker has ended its work by itself."""
    session.exec(delete(WorkerSeen).where(col(WorkerSeen.id) == worker_id))


def alive(session: Session, *, now: datetime) -> int:
    """How many workers were heard within the last minute."""
    asked = select(func.count()).select_from(WorkerSeen).where(col(WorkerSeen.seen_at) > now - ALIVE)
    return session.exec(asked).one()


def last_beat(session: Session) -> datetime | None:
    """When any worker was last heard."""
    return session.exec(select(WorkerSeen.seen_at).order_by(col(WorkerSeen.seen_at).desc()).limit(1)).first()
