"""The health of the marketplace in numbers: what waits, what failed, who works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from thoughtcloud.core.cases import CaseState
from thoughtcloud.core.process.groups import TAKEN
from thoughtcloud.core.states import ShareState
from thoughtcloud.store import effects as queue
from thoughtcloud.store import workers
from thoughtcloud.store.notices import KEPT
from thoughtcloud.store.tables import (
    Booking,
    BusyCalendar,
    Case,
    EffectRow,
    InboxEvent,
    NoticeRow,
    Payment,
    Refund,
)
from thoughtcloud.store.views import refunds
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.troubles import calendars_failing
from thoughtcloud.store.views.viewer import Viewer

COUNTED = 1000
# A deadline that passed a moment ago is on its way.
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """How much waits, in numbers (counted up to 1000), and how many workers are alive."""

    effects_waiting: int
    effects_buried: int
    inbox_waiting: int
    inbox_buried: int
    shares_waiting: int
    cases_waiting: int
    mail_buried: int
    mail_kept: int
    refunds_back: int
    calendars_failing: int
    deadlines_overdue: int
    workers_alive: int


def health(session: Session, viewer: Viewer | None, *, now: datetime) -> Health:
    """How much waits or was given up. Raises `Problem` signed_out or forbidden."""
    viewers.operator(viewer)
    waiting = select(Payment.booking_id).where(
        col(Payment.state).in_(tuple(TAKEN)), Payment.share_state == ShareState.WAITING_FOR_ACCOUNT
    )
    return Health(
        effects_waiting=_count(session, select(EffectRow.id).where(EffectRow.state == queue.WAITING)),
        effects_buried=_count(session, select(EffectRow.id).where(EffectRow.state == queue.BURIED)),
        inbox_waiting=_count(session, select(InboxEvent.id).where(InboxEvent.state == queue.WAITING)),
        inbox_buried=_count(session, select(InboxEvent.id).where(InboxEvent.state == queue.BURIED)),
        shares_waiting=_count(session, waiting),
        cases_waiting=_count(session, select(Case.id).where(Case.state == CaseState.IN_REVIEW)),
        mail_buried=_count(session, select(NoticeRow.id).where(NoticeRow.state == queue.BURIED)),
        mail_kept=_count(session, select(NoticeRow.id).where(NoticeRow.state == KEPT)),
        refunds_back=_count(session, select(Refund.id).where(refunds.came_back())),
        calendars_failing=_count(session, select(BusyCalendar.id).where(calendars_failing())),
        deadlines_overdue=_count(session, select(Booking.id).where(col(Booking.due_at) <= now - LATE)),
        workers_alive=workers.alive(session, now=now),
    )


def _count(session: Session, asked: SelectOfScalar[Any]) -> int:
    return session.exec(select(func.count()).select_from(asked.limit(COUNTED).subquery())).one()
