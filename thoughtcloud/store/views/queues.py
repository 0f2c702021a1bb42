"""Calls to Stripe and events of Stripe's that wait or were given up, as operators read them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from thoughtcloud.core.errors import invalid
from thoughtcloud.store import effects as queue
from thoughtcloud.store.tables import EffectRow, InboxEvent
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

FIRST_WANTED_FIRST = oldest_first((EffectRow.id, int))
FIRST_RECEIVED_FIRST = oldest_first((InboxEvent.received_at, datetime), (InboxEvent.id, str))


@dataclass(frozen=True, slots=True)
class EffectFound:
    """A call to Stripe that waits or was given up, with its last error."""

    effect_id: int
    booking_id: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class InboxFound:
    """An event from Stripe that was not processed, with its last error."""

    event_id: str
    type: str
    account_id: str | None
    object_id: str
    state: str
    attempts: int
    received_at: datetime
    problem: str


def effects(
    session: Session,
    viewer: Viewer | None,
    state: str = "buried",
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[EffectFound]:
    """Calls to Stripe in one state ("waiting", "leased" or "buried"), the oldest first.

    `search` is a booking's id or a kind of call ("capture"); empty finds them all.
    """
    viewers.operator(viewer)
    asked = select(EffectRow).where(EffectRow.state == _state(state), *_calls(search))
    return FIRST_WANTED_FIRST.page(session, asked, after=after, limit=limit).each(_effect)


def inbox(
    session: Session,
    viewer: Viewer | None,
    state: str = "buried",
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[InboxFound]:
    """Stripe's events in one state ("waiting", "leased" or "buried"), the oldest first.

    `search` is the id or the type of an event, or the id of the object it is about; empty finds them all.
    """
    viewers.operator(viewer)
    asked = select(InboxEvent).where(InboxEvent.state == _state(state), *_events(search))
    return FIRST_RECEIVED_FIRST.page(session, asked, after=after, limit=limit).each(_event)


def _calls(search: object) -> list[ColumnElement[bool]]:
    text = viewers.searched(search)
    if not text:
        return []
    if text.startswith("bk_"):
        return [col(EffectRow.booking_id) == text]
    return [col(EffectRow.kind) == text.lower().replace(" ", "_")]


def _events(search: object) -> list[ColumnElement[bool]]:
    text = viewers.searched(search)
    if not text:
        return []
    if text.startswith("evt_"):
        return [col(InboxEvent.id) == text]
    # Few rows are in one state that is listed: what they are about needs no index of its own.
    return [or_(col(InboxEvent.type) == text, col(InboxEvent.object_id) == text)]


def _state(state: object) -> str:
    if not isinstance(state, str) or state not in (queue.WAITING, queue.LEASED, queue.BURIED):
        raise invalid("bad_choice", "Please choose one of the listed values.", "state")
    return state


def _effect(row: EffectRow) -> EffectFound:
    return EffectFound(
        effect_id=row.id or 0,
        booking_id=row.booking_id,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
        problem=row.problem,
    )


def _event(row: InboxEvent) -> InboxFound:
    return InboxFound(
        event_id=row.id,
        type=row.type,
        account_id=row.account_id,
        object_id=row.object_id,
        state=row.state,
        attempts=row.attempts,
        received_at=row.received_at,
        problem=row.problem,
    )
