"""What an operator sees of reconciliation: the last runs, the drift per currency, and what did not agree."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Sums
from thoughtcloud.store.findings import EXPLAINED, HEALED, OPEN
from thoughtcloud.store.reconciliations import DONE, LEASED, WAITING
from thoughtcloud.store.tables import Drift, FindingRow, Mentor, Person, Reconciliation
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

LAST_RUNS = 5
NEWEST_FIRST = newest_first((FindingRow.id, int))


@dataclass(frozen=True, slots=True)
class RunSeen:
    """One run. `wanted_by` is the operator who asked, empty for the hourly ones."""

    run_id: int
    wanted_by: str
    whole: bool
    state: str
    begun_at: datetime
    ended_at: datetime | None
    bookings: int
    movements: int
    accounts: int
    healed: int
    found: int
    problem: str


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """What one place ("platform" or "mentors") had at Stripe and in our book at the end of the last whole run."""

    place: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """One disagreement; `mentor_slug` where it is about a mentor's account."""

    finding_id: int
    trouble: str
    says: str
    stripe_object: str
    booking_id: str | None
    mentor_slug: str | None
    amount: Money | None
    state: str
    first_seen_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    explained_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """The last runs (newest first), the sums of the last one that came to its end, and whether one is going on."""

    runs: tuple[RunSeen, ...]
    sums: tuple[PlaceSums, ...]
    summed_at: datetime | None
    is_running: bool


def report(session: Session, viewer: Viewer | None, *, now: datetime) -> Report:
    """How Stripe and we compare. Raises `Problem` signed_out or forbidden."""
    viewers.operator(viewer)
    asked = select(Reconciliation, Person.name).outerjoin(Person, col(Person.id) == col(Reconciliation.wanted_by))
    found = session.exec(asked.order_by(col(Reconciliation.id).desc()).limit(LAST_RUNS)).all()
    ended = select(Reconciliation).where(Reconciliation.state == DONE).order_by(col(Reconciliation.done_at).desc())
    last = session.exec(ended.limit(1)).first()
    running = any(run.state == LEASED or (run.state == WAITING and run.not_before <= now) for run, _ in found)
    return Report(
        runs=tuple(_run(run, name) for run, name in found),
        sums=_sums(session, last.id) if last is not None and last.id is not None else (),
        summed_at=last.done_at if last is not None else None,
        is_running=running,
    )


def findings(
    session: Session,
    viewer: Viewer | None,
    state: str = OPEN,
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[FindingSeen]:
    """Findings in one state ("open", "healed" or "explained"), the newest first."""
    viewers.operator(viewer)
    if not isinstance(state, str) or state not in (OPEN, HEALED, EXPLAINED):
        raise invalid("bad_choice", "Please choose one of the listed values.", "state")
    asked = (
        select(FindingRow, Mentor.slug, Person.name)
        .outerjoin(Mentor, col(Mentor.id) == col(FindingRow.mentor_id))
        .outerjoin(Person, col(Person.id) == col(FindingRow.explained_by))
        .where(FindingRow.state == state)
    )
    return NEWEST_FIRST.page(session, asked, after=after, limit=limit).each(lambda one: _finding(*one))


def _sums(session: Session, run_id: int) -> tuple[PlaceSums, ...]:
    asked = select(Drift).where(Drift.reconciliation_id == run_id)
    return tuple(
        PlaceSums(row.place, Sums(row.currency, row.stripe_minor, row.book_minor, row.foreign_minor))
        for row in session.exec(asked.order_by(Drift.currency, col(Drift.place).desc()))
        if row.stripe_minor or row.book_minor or row.foreign_minor
    )


def _run(row: Reconciliation, name: str | None) -> RunSeen:
    return RunSeen(
        run_id=row.id or 0,
        wanted_by=name or "",
        whole=row.whole,
        state=row.state,
        begun_at=row.created_at,
        ended_at=row.done_at,
        bookings=row.bookings_read,
        movements=row.movements_read,
        accounts=row.accounts_read,
        healed=row.healed,
        found=row.found,
        problem=row.problem,
    )


def _finding(row: FindingRow, slug: str | None, name: str | None) -> FindingSeen:
    return FindingSeen(
        finding_id=row.id or 0,
        trouble=row.trouble,
        says=row.says,
        stripe_object=row.stripe_object,
        booking_id=row.booking_id,
        mentor_slug=slug,
        amount=Money(row.amount_minor, row.currency) if row.currency else None,
        state=row.state,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        ended_at=row.ended_at,
        explained_by=name or "",
        note=row.note,
    )
