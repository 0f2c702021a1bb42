"""Disputes as an operator reads them: those that wait for an answer first, and one with its evidence."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from thoughtcloud.core import disputes as rules
from thoughtcloud.core.errors import invalid, not_found
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import PaymentState, ShareState
from thoughtcloud.store import evidence
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Booking, Dispute, Mentor, Payment, Person
from thoughtcloud.store.views import paging, viewer
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One dispute in a list. `answer_at` is when its evidence goes out by itself; instants are aware UTC."""

    dispute_id: str
    booking_id: str
    title: str
    mentee: str
    mentor: str
    money: Money
    reason: str
    status: str
    is_open: bool
    accepted: bool
    opened_at: datetime
    due_by: datetime | None
    answer_at: datetime | None
    sent_at: datetime | None
    closed_at: datetime | None

    @property
    def is_answerable(self) -> bool:
        """Whether an operator has still to say something."""
        return self.status in rules.ANSWERABLE and self.sent_at is None and not self.accepted


@dataclass(frozen=True, slots=True)
class DisputePage:
    """One dispute with what is, or was, said about it, and where the booking's money is."""

    row: DisputeRow
    texts: dict[Field, str]
    payment: PaymentState
    share: ShareState
    taken_back: Money
    stripe_fee: Money
    with_mentor: Money


def disputes(
    session: Session,
    viewer_: Viewer | None,
    search: str = "",
    *,
    everything: bool = False,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[DisputeRow]:
    """The disputes that are open, the one that has to be answered first on top; or all, the newest first.

    `search` is the id of a dispute or of a booking, or a mentee's e-mail; it looks at all of them. Raises
    `Problem` signed_out, forbidden, bad_search or bad_page.
    """
    viewer.operator(viewer_)
    limit = paging.size(limit)
    asked = (
        select(Dispute, Booking, Person.name, Mentor.name)
        .join(Booking, col(Booking.id) == Dispute.booking_id)
        .join(Person, col(Person.id) == Booking.mentee_id)
        .join(Mentor, col(Mentor.id) == Booking.mentor_id)
    )
    matching = _matching(search)
    if matching is not None or everything:
        asked = asked.where(*([matching] if matching is not None else []), *_older(after))
        asked = asked.order_by(col(Dispute.opened_at).desc(), col(Dispute.id).desc())
    else:
        due = func.coalesce(Dispute.due_by, Dispute.opened_at)
        asked = asked.where(col(Dispute.is_open), *_later(due, after)).order_by(due, col(Dispute.id))
    found = session.exec(asked.limit(limit + 1)).all()
    by_age = matching is not None or everything
    return paging.page(found, limit, lambda one: _row(*one), lambda one: _key(one[0], by_age=by_age))


def one(session: Session, viewer_: Viewer | None, dispute_id: str, *, now: datetime) -> DisputePage:
    """One dispute in full. Raises `Problem` signed_out, forbidden or not_found."""
    viewer.operator(viewer_)
    found = session.get(Dispute, dispute_id) if isinstance(dispute_id, str) and dispute_id.isprintable() else None
    if found is None:
        raise not_found("dispute")
    booking, payment = load(session, found.booking_id)
    mentee = session.get_one(Person, booking.mentee_id).name
    mentor = session.get_one(Mentor, booking.mentor_id).name
    return DisputePage(
        row=_row(found, booking, mentee, mentor),
        texts=evidence.texts(session, found),
        payment=PaymentState(payment.state),
        share=ShareState(payment.share_state),
        taken_back=Money(payment.disputed_minor, booking.currency),
        stripe_fee=Money(payment.dispute_fee_minor, booking.currency),
        with_mentor=_with_mentor(booking, payment),
    )


def _with_mentor(booking: Booking, payment: Payment) -> Money:
    return Money(payment.transferred_minor - payment.reversed_minor, booking.currency)


def _matching(search: object) -> ColumnElement[bool] | None:
    if not isinstance(search, str) or len(search) > 254 or "\0" in search:
        raise invalid("bad_search", "Please search for an id or an e-mail address.", "search")
    text = search.strip()
    if not text:
        return None
    if "@" in text:
        return col(Person.email) == text.lower()
    return col(Dispute.booking_id if text.startswith("bk_") else Dispute.id) == text


def _older(after: str | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    at, dispute_id = paging.read(after, datetime, str)
    same = and_(col(Dispute.opened_at) == at, col(Dispute.id) < dispute_id)
    return [or_(col(Dispute.opened_at) < at, same)]


def _later(due: ColumnElement[datetime], after: str | None) -> list[ColumnElement[bool]]:
    if after is None:
        return []
    at, dispute_id = paging.read(after, datetime, str)
    return [or_(due > at, and_(due == at, col(Dispute.id) > dispute_id))]


def _key(row: Dispute, *, by_age: bool) -> tuple[datetime, str]:
    return (row.opened_at if by_age else row.due_by or row.opened_at), row.id


def _row(row: Dispute, booking: Booking, mentee: str, mentor: str) -> DisputeRow:
    return DisputeRow(
        dispute_id=row.id,
        booking_id=row.booking_id,
        title=booking.title,
        mentee=mentee,
        mentor=mentor,
        money=Money(row.amount_minor, row.currency),
        reason=row.reason,
        status=row.status,
        is_open=row.is_open,
        accepted=row.accepted_at is not None,
        opened_at=row.opened_at,
        due_by=row.due_by,
        answer_at=row.answer_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
    )
