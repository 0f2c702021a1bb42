"""Every try to give money back, of one booking and of all, as an operator and (less of it) a mentee reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import Money
from thoughtcloud.core.refunds import CAME_BACK, IN_FLIGHT, Origin, RefundState
from thoughtcloud.store.refunds import is_open
from thoughtcloud.store.tables import Booking, Person, Refund
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

LISTS = ("open", "in_flight", "all")
NEWEST_FIRST = newest_first((Refund.asked_at, datetime), (Refund.id, str))


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """One try. `asked_by_name` is the operator's; `is_open`: it came back and waits for one."""

    refund_id: str
    booking_id: str
    stripe_id: str
    money: Money
    origin: Origin
    state: RefundState
    asked_by: str
    asked_by_name: str
    reason: str
    failure: str
    asked_at: datetime
    made_at: datetime | None
    ended_at: datetime | None
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    note: str
    is_open: bool


def of_booking(session: Session, booking_id: str) -> tuple[RefundSeen, ...]:
    """The refunds of a booking, the oldest first. Whoever calls this has checked who reads it."""
    asked = select(Refund).where(Refund.booking_id == booking_id)
    return tuple(_seen(session, row) for row in session.exec(asked.order_by(col(Refund.asked_at), col(Refund.id))))


def listed(
    session: Session,
    viewer: Viewer | None,
    which: str = "open",
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[RefundSeen]:
    """Refunds for an operator, the newest first: those that came back, those on their way, or all.

    `search` is a refund's, Stripe's or a booking's id, or a mentee's e-mail; empty finds them all.
    """
    viewers.operator(viewer)
    asked = select(Refund).where(*_chosen(which), *_matching(search))
    found = NEWEST_FIRST.page(session, asked, after=after, limit=limit)
    return found.each(lambda row: _seen(session, row))


def came_back() -> ColumnElement[bool]:
    """What an operator has to look at: a refund that came back, and nothing was made of it."""
    return col(Refund.state).in_(tuple(CAME_BACK)) & (col(Refund.answer) == "")


def _chosen(which: object) -> list[ColumnElement[bool]]:
    if not isinstance(which, str) or which not in LISTS:
        raise invalid("bad_choice", "Please choose one of the listed values.", "state")
    if which == "open":
        return [came_back()]
    return [col(Refund.state).in_(tuple(IN_FLIGHT))] if which == "in_flight" else []


def _matching(search: object) -> list[ColumnElement[bool]]:
    text = viewers.searched(search)
    if not text:
        return []
    if "@" in text:
        whose = select(Booking.id).join(Person, col(Person.id) == col(Booking.mentee_id))
        return [col(Refund.booking_id).in_(whose.where(Person.email == text.lower()))]
    columns = {"rf": Refund.id, "bk": Refund.booking_id}
    return [col(columns.get(text.partition("_")[0], Refund.stripe_id)) == text]


def _seen(session: Session, row: Refund) -> RefundSeen:
    return RefundSeen(
        refund_id=row.id,
        booking_id=row.booking_id,
        stripe_id=row.stripe_id or "",
        money=Money(row.amount_minor, row.currency),
        origin=Origin(row.origin),
        state=RefundState(row.state),
        asked_by=row.asked_by,
        asked_by_name=_name(session, row.asked_by_id),
        reason=row.reason,
        failure=row.failure,
        asked_at=row.asked_at,
        made_at=row.made_at,
        ended_at=row.ended_at,
        answer=row.answer,
        answered_by_name=_name(session, row.answered_by_id),
        answered_at=row.answered_at,
        note=row.note,
        is_open=is_open(row),
    )


def _name(session: Session, person_id: str | None) -> str:
    return session.get_one(Person, person_id).name if person_id else ""
