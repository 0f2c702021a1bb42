"""What the people who run the marketplace see: bookings, money that is not settled, and calls that failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from thoughtcloud.core.cases import CaseState
from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import Money
from thoughtcloud.core.process.groups import NOT_SENT, SENT, TAKEN
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store import effects as queue
from thoughtcloud.store import workers
from thoughtcloud.store.advance import position
from thoughtcloud.store.notices import KEPT
from thoughtcloud.store.tables import (
    Booking,
    BusyCalendar,
    Case,
    EffectRow,
    InboxEvent,
    Mentor,
    NoticeRow,
    Payment,
    Person,
    Refund,
)
from thoughtcloud.store.views import refunds
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first, oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.troubles import calendars_failing
from thoughtcloud.store.views.viewer import Viewer

COUNTED = 1000
# A deadline that passed a moment ago is on its way.
LATE = timedelta(minutes=5)
NEWEST_FIRST = newest_first((Booking.created_at, datetime), (Booking.id, str))
BY_BOOKING = oldest_first((Payment.booking_id, str))
FIRST_SESSION_FIRST = oldest_first((Booking.starts_at, datetime), (Booking.id, str))
FIRST_WANTED_FIRST = oldest_first((EffectRow.id, int))
FIRST_RECEIVED_FIRST = oldest_first((InboxEvent.received_at, datetime), (InboxEvent.id, str))


@dataclass(frozen=True, slots=True)
class BookingFound:
    """One booking in the operator's lists."""

    booking_id: str
    title: str
    mentee_name: str
    mentee_email: str
    mentor_name: str
    mentor_slug: str
    starts_at: datetime
    created_at: datetime
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    intent_id: str | None


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


def bookings(
    session: Session,
    viewer: Viewer | None,
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[BookingFound]:
    """Bookings, newest first. `search` is a booking id, a Stripe id, a mentee's e-mail or a mentor's slug."""
    viewers.operator(viewer)
    asked = _rows().where(*_matching(search))
    return NEWEST_FIRST.page(session, asked, after=after, limit=limit).each(_found)


def unsettled(
    session: Session, viewer: Viewer | None, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[BookingFound]:
    """Payments that hold or owe: authorized, taken with the share unsent or gone, refunded with it still out."""
    viewers.operator(viewer)
    asked = _rows().where(_is_unsettled())
    return BY_BOOKING.page(session, asked, after=after, limit=limit).each(_found)


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


def cases(
    session: Session, viewer: Viewer | None, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[BookingFound]:
    """Bookings whose case waits for a decision, the earliest session first."""
    viewers.operator(viewer)
    waiting = select(Case.booking_id).where(Case.state == CaseState.IN_REVIEW)
    asked = _rows().where(col(Booking.id).in_(waiting))
    return FIRST_SESSION_FIRST.page(session, asked, after=after, limit=limit).each(_found)


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


_Found = tuple[Booking, Payment, Mentor, Person]


def _rows() -> Select[Booking, Payment, Mentor, Person]:
    return (
        select(Booking, Payment, Mentor, Person)
        .join(Payment, col(Payment.booking_id) == col(Booking.id))
        .join(Mentor, col(Mentor.id) == col(Booking.mentor_id))
        .join(Person, col(Person.id) == col(Booking.mentee_id))
    )


def _matching(search: object) -> list[ColumnElement[bool]]:
    """The one column that a search is about, told by what it looks like."""
    text = viewers.searched(search)
    if not text:
        return []
    if "@" in text:
        return [col(Person.email) == text.lower()]
    columns = {
        "bk": Booking.id,
        "cs": Payment.checkout_id,
        "pi": Payment.intent_id,
        "ch": Payment.charge_id,
        "py": Payment.charge_id,
        "tr": Payment.transfer_id,
    }
    prefix, underscore, _ = text.partition("_")
    column = columns.get(prefix, Mentor.slug) if underscore else Mentor.slug
    return [col(column) == text]


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


def _is_unsettled() -> ColumnElement[bool]:
    held = col(Payment.state) == PaymentState.AUTHORIZED
    owed = col(Payment.state).in_(tuple(TAKEN)) & col(Payment.share_state).in_(tuple(NOT_SENT))
    to_take_back = (col(Payment.state) == PaymentState.REFUNDED) & col(Payment.share_state).in_(tuple(SENT))
    # A refund came back after the share was taken back for it, or somebody took the share back at Stripe.
    taken_back = col(Payment.share_state).in_((ShareState.PARTIALLY_REVERSED, ShareState.REVERSED))
    nobodys = (col(Payment.state) == PaymentState.CAPTURED) & taken_back
    return or_(held, owed, to_take_back, nobodys)


def _state(state: object) -> str:
    if not isinstance(state, str) or state not in (queue.WAITING, queue.LEASED, queue.BURIED):
        raise invalid("bad_choice", "Please choose one of the listed values.", "state")
    return state


def _count(session: Session, asked: SelectOfScalar[Any]) -> int:
    return session.exec(select(func.count()).select_from(asked.limit(COUNTED).subquery())).one()


def _found(found: _Found) -> BookingFound:
    booking, payment, mentor, mentee = found
    here = position(booking, payment)
    return BookingFound(
        booking_id=booking.id,
        title=booking.title,
        mentee_name=mentee.name,
        mentee_email=mentee.email,
        mentor_name=mentor.name,
        mentor_slug=mentor.slug,
        starts_at=booking.starts_at,
        created_at=booking.created_at,
        state=here.booking,
        payment=here.payment,
        share_state=here.share,
        price=Money(booking.price_minor, booking.currency),
        intent_id=payment.intent_id,
    )


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
