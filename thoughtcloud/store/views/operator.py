"""The operator's lists of bookings: all, those whose money is not settled, those that wait for a decision."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from thoughtcloud.core.cases import CaseState
from thoughtcloud.core.money import Money
from thoughtcloud.core.process.groups import NOT_SENT, SENT, TAKEN
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store.advance import position
from thoughtcloud.store.tables import Booking, Case, Mentor, Payment, Person
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first, oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

NEWEST_FIRST = newest_first((Booking.created_at, datetime), (Booking.id, str))
BY_BOOKING = oldest_first((Payment.booking_id, str))
FIRST_SESSION_FIRST = oldest_first((Booking.starts_at, datetime), (Booking.id, str))


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


def cases(
    session: Session, viewer: Viewer | None, *, now: datetime, after: str | None = None, limit: int = PAGE
) -> Page[BookingFound]:
    """Bookings whose case waits for a decision, the earliest session first."""
    viewers.operator(viewer)
    waiting = select(Case.booking_id).where(Case.state == CaseState.IN_REVIEW)
    asked = _rows().where(col(Booking.id).in_(waiting))
    return FIRST_SESSION_FIRST.page(session, asked, after=after, limit=limit).each(_found)


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


def _is_unsettled() -> ColumnElement[bool]:
    held = col(Payment.state) == PaymentState.AUTHORIZED
    owed = col(Payment.state).in_(tuple(TAKEN)) & col(Payment.share_state).in_(tuple(NOT_SENT))
    to_take_back = (col(Payment.state) == PaymentState.REFUNDED) & col(Payment.share_state).in_(tuple(SENT))
    # A refund came back after the share was taken back for it, or somebody took the share back at Stripe.
    taken_back = col(Payment.share_state).in_((ShareState.PARTIALLY_REVERSED, ShareState.REVERSED))
    nobodys = (col(Payment.state) == PaymentState.CAPTURED) & taken_back
    return or_(held, owed, to_take_back, nobodys)


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
