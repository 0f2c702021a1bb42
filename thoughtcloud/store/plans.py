"""The plans of mentors as they are kept, and the lock under which a mentor's calendar changes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields

from sqlmodel import Session, col, delete, select

from thoughtcloud.core.errors import conflict
from thoughtcloud.core.plans import DateException, Pause, Plan, Range, Rules, Span
from thoughtcloud.store.tables import DateExceptionRow, Mentor, PlanRow, WeeklyHours


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan and how often it was kept."""

    plan: Plan
    version: int


def lock(session: Session, mentor_id: str) -> None:
    """Whoever books, moves or plans with this mentor comes one by one until the unit of work ends.

    Unique claims refuse two bookings of one quarter-hour, but neither two within a buffer nor one too many a day.
    Bookings and people are locked before a mentor, never after, so nobody waits in a circle.
    """
    asked = select(Mentor.id).where(Mentor.id == mentor_id).with_for_update(key_share=True)
    session.exec(asked).one()


def read(session: Session, mentor_ids: Collection[str]) -> dict[str, KeptPlan]:
    """The plan of each mentor that there is."""
    hours, exceptions = _hours(session, mentor_ids), _exceptions(session, mentor_ids)
    asked = (
        select(Mentor.id, Mentor.zone, PlanRow)
        .outerjoin(PlanRow, col(PlanRow.mentor_id) == col(Mentor.id))
        .where(col(Mentor.id).in_(mentor_ids))
        .execution_options(populate_existing=True)
    )
    found = {}
    for mentor_id, zone, row in session.exec(asked):
        rules, pause, version = _rules(row)
        plan = Plan(zone, tuple(hours[mentor_id]), tuple(exceptions[mentor_id]), rules, pause)
        found[mentor_id] = KeptPlan(plan, version)
    return found


def read_one(session: Session, mentor_id: str) -> KeptPlan:
    """The plan of one mentor, who is there."""
    return read(session, [mentor_id])[mentor_id]


def keep(session: Session, mentor_id: str, plan: Plan, *, seen: int) -> int:
    """Replace the plan, and return its new version. Raises `Problem` plan_changed when `seen` is not the last."""
    lock(session, mentor_id)
    row = session.get(PlanRow, mentor_id, populate_existing=True)
    if (row.version if row else 0) != seen:
        raise conflict(
            "plan_changed", "Your hours were changed in another window meanwhile. Look at them, then change again."
        )
    session.merge(_row(mentor_id, plan, seen + 1))
    mentor = session.get_one(Mentor, mentor_id)
    mentor.zone = plan.zone
    session.add(mentor)
    session.exec(delete(WeeklyHours).where(col(WeeklyHours.mentor_id) == mentor_id))
    session.exec(delete(DateExceptionRow).where(col(DateExceptionRow.mentor_id) == mentor_id))
    session.add_all(WeeklyHours(mentor_id=mentor_id, **asdict(one)) for one in plan.hours)
    session.add_all(_exception_row(mentor_id, one) for one in plan.exceptions)
    return seen + 1


def _rules(row: PlanRow | None) -> tuple[Rules, Pause | None, int]:
    if row is None:
        return Rules(), None, 0
    rules = Rules(**{one.name: getattr(row, one.name) for one in fields(Rules)})
    return rules, Pause(row.paused_until) if row.paused else None, row.version


def _row(mentor_id: str, plan: Plan, version: int) -> PlanRow:
    pause = plan.pause
    return PlanRow(
        mentor_id=mentor_id,
        version=version,
        paused=pause is not None,
        paused_until=pause.until if pause else None,
        **asdict(plan.rules),
    )


def _exception_row(mentor_id: str, one: DateException) -> DateExceptionRow:
    hours = ",".join(f"{span.from_minute}-{span.to_minute}" for span in one.spans)
    return DateExceptionRow(
        mentor_id=mentor_id, first_day=one.first, last_day=one.last, hours=hours, label=one.label
    )


def _hours(session: Session, mentor_ids: Collection[str]) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = defaultdict(list)
    asked = select(WeeklyHours.mentor_id, WeeklyHours.weekday, WeeklyHours.from_minute, WeeklyHours.to_minute)
    asked = asked.where(col(WeeklyHours.mentor_id).in_(mentor_ids))
    for mentor_id, *numbers in session.exec(
        asked.order_by(col(WeeklyHours.weekday), col(WeeklyHours.from_minute))
    ):
        found[mentor_id].append(Range(*numbers))
    return found


def _exceptions(session: Session, mentor_ids: Collection[str]) -> dict[str, list[DateException]]:
    found: dict[str, list[DateException]] = defaultdict(list)
    asked = select(DateExceptionRow).where(col(DateExceptionRow.mentor_id).in_(mentor_ids))
    for row in session.exec(asked.order_by(col(DateExceptionRow.first_day))):
        one = DateException(row.first_day, row.last_day, _spans(row.hours), row.label)
        found[row.mentor_id].append(one)
    return found


def _spans(hours: str) -> tuple[Span, ...]:
    pairs = (pair.split("-") for pair in hours.split(",") if pair)
    return tuple(Span(int(begin), int(end)) for begin, end in pairs)
