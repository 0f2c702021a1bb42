"""When a mentor can be booked: the plan they set, and the free starts that follow from it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from thoughtcloud.core import plan_faults
from thoughtcloud.core import slots as core_slots
from thoughtcloud.core.errors import not_found
from thoughtcloud.core.plans import DAY_MINUTES, Plan
from thoughtcloud.services import formats, inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import own
from thoughtcloud.store import calendar, plans
from thoughtcloud.store.calendar import Wanted
from thoughtcloud.store.plans import KeptPlan
from thoughtcloud.store.tables import Mentor, Offer


@dataclass(frozen=True, slots=True)
class SlotDay:
    """One day of the viewer's calendar with its free starts (aware UTC, ascending)."""

    day: date
    starts: tuple[datetime, ...]


def plan(session: Session, caller: Caller | None, *, now: datetime) -> KeptPlan:
    """The calling mentor's plan with its version. Raises `Problem` signed_out or forbidden."""
    return plans.read_one(session, own(session, caller).id)


def replace_plan(session: Session, caller: Caller | None, *, plan: Plan, seen: int, now: datetime) -> int:
    """Set the calling mentor's plan, their zone included, and return its new version; what is booked stays.

    `seen` is the version that was edited. Raises a `Problem`: zone_unknown or bad_plan, whose field is the part
    that is wrong (`plan_faults.faults` tells all); plan_changed when another window was faster.
    """
    mentor = own(session, caller)
    checked = plan_faults.checked(plan)
    return plans.keep(session, mentor.id, checked, seen=inputs.whole(seen, "version", least=0, most=2**31 - 1))


def preview(
    session: Session, caller: Caller | None, *, plan: Plan, minutes: int, now: datetime
) -> tuple[datetime, ...]:
    """The starts (aware UTC, ascending) that a plan would make bookable. Raises as `replace_plan`."""
    mentor = own(session, caller)
    length = inputs.whole(minutes, "minutes", least=15, most=240)
    return calendar.of_plan(session, mentor.id, plan_faults.checked(plan), minutes=length, now=now)


def slots(session: Session, offer_id: str, *, now: datetime) -> tuple[datetime, ...]:
    """Every start at which the offer can be booked (aware UTC, ascending). Raises `Problem` not_found."""
    return free_starts(session, *offered(session, offer_id), now=now)


def days(session: Session, offer_id: str, *, zone: str, now: datetime) -> tuple[SlotDay, ...]:
    """The same, grouped by the day on the calendar of `zone` (the viewer's, IANA). Raises `Problem`."""
    clock = ZoneInfo(inputs.zone(zone))
    grouped = groupby(slots(session, offer_id, now=now), key=lambda start: start.astimezone(clock).date())
    return tuple(SlotDay(day, tuple(starts)) for day, starts in grouped)


def offered(session: Session, offer_id: str) -> tuple[Offer, Mentor]:
    """An active offer of a published mentor. Raises `Problem` not_found."""
    wanted = inputs.reference(offer_id, "offer")
    asked = select(Offer, Mentor).join(Mentor, col(Mentor.id) == col(Offer.mentor_id))
    found = session.exec(asked.where(Offer.id == wanted, Offer.active, Mentor.published)).first()
    if found is None:
        raise not_found("offer")
    return found[0], found[1]


def free_starts(
    session: Session, offer: Offer, mentor: Mentor, *, now: datetime, leaving: frozenset[str] = frozenset()
) -> tuple[datetime, ...]:
    """Every start at which this offer can be booked (aware UTC, ascending) once some bookings have left."""
    return calendar.starts(session, [Wanted(mentor.id, offer.minutes, leaving)], now=now)[0]


def why_not(
    session: Session, offer: Offer, mentor: Mentor, starts_at: datetime, *, now: datetime
) -> tuple[str, str]:
    """Why a start that is not free cannot be booked: a code, and a sentence for the mentee.

    The code is past, paused, inside_notice, too_far_ahead, not_on_offer, or slot_taken when another booking is
    there or too near, or has used up the mentor's day or week.
    """
    plan, length = plans.read_one(session, mentor.id).plan, timedelta(minutes=offer.minutes)
    if starts_at <= now:
        return "past", "That time is over. Please choose a later one."
    if plan.is_paused(now):
        return "paused", f"{mentor.name} takes no bookings at the moment."
    if starts_at < plan.first_start(now):
        notice = _notice(plan.rules.notice_minutes)
        return "inside_notice", f"{mentor.name} asks to be booked {notice} ahead. Please choose a later time."
    if starts_at + length > plan.last_end(now):
        return "too_far_ahead", f"{mentor.name} can be booked up to {_days(plan.rules.days_ahead)} ahead."
    if starts_at in core_slots.starts(
        plan, minutes=offer.minutes, earliest=starts_at, latest_end=starts_at + length
    ):
        return "slot_taken", "That time is no longer free."
    return "not_on_offer", "That time is not on offer. Please choose one of the times shown."


def _notice(minutes: int) -> str:
    days, rest = divmod(minutes, DAY_MINUTES)
    return _days(days) if days and not rest else formats.minutes(minutes)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
