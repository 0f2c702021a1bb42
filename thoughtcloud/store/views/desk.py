"""The mentor's desk: the summary on top, the profile and the offers as they are edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from thoughtcloud.core.plans import Pause
from thoughtcloud.core.process.groups import TAKEN
from thoughtcloud.core.states import ShareState
from thoughtcloud.store import terms as sets
from thoughtcloud.store.tables import Booking, BusyCalendar, Mentor, Offer, Payment
from thoughtcloud.store.terms import Choice
from thoughtcloud.store.views import booking_list, payouts
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.booking_list import BookingRow, Span
from thoughtcloud.store.views.mentor_list import split
from thoughtcloud.store.views.mentor_page import OfferRow, pause_now
from thoughtcloud.store.views.mentor_page import row as offer_row
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.store.views.troubles import calendars_failing
from thoughtcloud.store.views.viewer import Viewer

# So many sessions of each kind are on the desk; the list has them all.
FIRST = 10


@dataclass(frozen=True, slots=True)
class PayoutSetup:
    """How far the mentor's account at Stripe is. `requirements` are Stripe's names of what is still due."""

    begun: bool
    details_submitted: bool
    ready: bool
    payouts_enabled: bool
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a mentor sees first: sessions that wait for "Mark completed", and the next ones.

    `shares_waiting` counts the shares that wait until payouts are set up. `pause` is that of
    bookings while it holds. `failed_payouts` are those that nothing has followed yet. `calendars_failing` counts
    the calendars from elsewhere that could not be read several times in a row.
    """

    mentor_id: str
    slug: str
    name: str
    published: bool
    to_complete: tuple[BookingRow, ...]
    upcoming: tuple[BookingRow, ...]
    setup: PayoutSetup
    shares_waiting: int
    pause: Pause | None = None
    failed_payouts: tuple[PayoutRow, ...] = ()
    calendars_failing: int = 0


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The mentor's page as its owner edits it."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    about: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    room_url: str
    published: bool


def of(session: Session, viewer: Viewer | None, *, now: datetime) -> Desk:
    """The desk of the viewing mentor. Raises `Problem` signed_out or forbidden."""
    mentor = _mentor(session, viewer)
    coming = booking_list.of_mentor(session, viewer, Span.UPCOMING, now=now, limit=FIRST + FIRST)
    waiting = booking_list.to_complete(session, viewer, now=now, limit=FIRST)
    begun = {row.booking_id for row in waiting}
    return Desk(
        mentor_id=mentor.id,
        slug=mentor.slug,
        name=mentor.name,
        published=mentor.published,
        to_complete=waiting,
        upcoming=tuple(row for row in coming.rows if row.booking_id not in begun)[:FIRST],
        setup=_setup(mentor),
        shares_waiting=_shares_waiting(session, mentor.id),
        pause=pause_now(session, mentor.id, now),
        failed_payouts=payouts.unresolved(session, mentor.id, now=now),
        calendars_failing=_calendars_failing(session, mentor.id),
    )


def profile(session: Session, viewer: Viewer | None, *, now: datetime) -> ProfileForm:
    """The viewing mentor's own page, published or not. Raises `Problem` signed_out or forbidden."""
    mentor = _mentor(session, viewer)
    return ProfileForm(
        mentor_id=mentor.id,
        slug=mentor.slug,
        name=mentor.name,
        headline=mentor.headline,
        about=mentor.about,
        topics=split(mentor.topics),
        languages=split(mentor.languages),
        country=mentor.country,
        zone=mentor.zone,
        room_url=mentor.room_url,
        published=mentor.published,
    )


def offers(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[OfferRow, ...]:
    """All offers of the viewing mentor, active ones first. Raises `Problem` signed_out or forbidden."""
    asked = select(Offer).where(Offer.mentor_id == viewers.mentor_id(viewer))
    asked = asked.order_by(col(Offer.active).desc(), col(Offer.price_minor), col(Offer.id))
    return tuple(offer_row(session, offer) for offer in session.exec(asked).all())


def terms_choices(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[Choice, ...]:
    """The cancellation terms a mentor may choose now. Raises `Problem` signed_out or forbidden."""
    viewers.mentor_id(viewer)
    return sets.choices(session)


def setup(session: Session, viewer: Viewer | None, *, now: datetime) -> PayoutSetup:
    """How far the viewing mentor's account at Stripe is. Raises `Problem` signed_out or forbidden."""
    return _setup(_mentor(session, viewer))


def _mentor(session: Session, viewer: Viewer | None) -> Mentor:
    return session.get_one(Mentor, viewers.mentor_id(viewer))


def _setup(mentor: Mentor) -> PayoutSetup:
    return PayoutSetup(
        begun=mentor.account_id is not None,
        details_submitted=mentor.details_submitted,
        ready=mentor.account_ready,
        payouts_enabled=mentor.payouts_enabled,
        requirements=split(mentor.requirements_due),
    )


def _shares_waiting(session: Session, mentor_id: str) -> int:
    asked = (
        select(func.count())
        .select_from(Payment)
        .join(Booking, col(Booking.id) == col(Payment.booking_id))
        .where(col(Payment.state).in_(tuple(TAKEN)), Payment.share_state == ShareState.WAITING_FOR_ACCOUNT)
        .where(Booking.mentor_id == mentor_id)
    )
    return session.exec(asked).one()


def _calendars_failing(session: Session, mentor_id: str) -> int:
    asked = select(func.count()).select_from(BusyCalendar).where(BusyCalendar.mentor_id == mentor_id)
    return session.exec(asked.where(calendars_failing())).one()
