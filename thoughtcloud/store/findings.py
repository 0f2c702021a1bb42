"""The disagreements between Stripe and us: opened, seen again, healed, explained."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from thoughtcloud.core.reconciliation import Finding
from thoughtcloud.store.tables import FindingRow

OPEN, HEALED, EXPLAINED = "open", "healed", "explained"


def note(session: Session, found: Finding, *, run_id: int, now: datetime) -> None:
    """Open a finding, or see it again; one that was explained stays so as long as it is about the same sum."""
    row = session.exec(select(FindingRow).where(FindingRow.key == found.key)).first()
    amount = found.amount.minor if found.amount else 0
    if row is None:
        row = FindingRow(
            key=found.key,
            trouble=found.trouble,
            says=found.says,
            stripe_object=found.stripe_object,
            booking_id=found.booking_id,
            mentor_id=found.mentor_id,
            first_seen_at=now,
            last_seen_at=now,
            seen_by=run_id,
        )
    if row.state == HEALED or (row.state == EXPLAINED and row.amount_minor != amount):
        row.state, row.ended_at, row.explained_by = OPEN, None, None
    row.says, row.last_seen_at, row.seen_by = found.says, now, run_id
    row.amount_minor, row.currency = amount, found.amount.currency if found.amount else ""
    session.add(row)


def heal(session: Session, run_id: int, *, now: datetime) -> int:
    """What is open and was not found by this complete run is gone; how many there were."""
    gone = update(FindingRow).where(col(FindingRow.state) == OPEN, col(FindingRow.seen_by) != run_id)
    return session.exec(gone.values(state=HEALED, ended_at=now)).rowcount


def count(session: Session) -> int:
    """How many are open."""
    return session.exec(select(func.count()).select_from(FindingRow).where(FindingRow.state == OPEN)).one()


def explain(session: Session, finding_id: int, person_id: str, note: str, *, now: datetime) -> bool:
    """An operator says what it was; False if it is not open."""
    changed = session.exec(
        update(FindingRow)
        .where(col(FindingRow.id) == finding_id, col(FindingRow.state) == OPEN)
        .values(state=EXPLAINED, ended_at=now, explained_by=person_id, note=note)
    )
    return bool(changed.rowcount)
