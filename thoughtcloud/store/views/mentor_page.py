"""A mentor's public page, and one offer for the review before booking."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.errors import not_found
from thoughtcloud.core.money import Money
from thoughtcloud.core.plans import Pause
from thoughtcloud.core.terms import ReadyMade, Terms
from thoughtcloud.store import plans
from thoughtcloud.store import terms as sets
from thoughtcloud.store.tables import Mentor, Offer
from thoughtcloud.store.views.mentor_list import split

FREE = Terms()


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One thing a mentor sells; `terms` are those a booking made now would have."""

    offer_id: str
    title: str
    description: str
    minutes: int
    price: Money
    active: bool
    terms_key: str = ReadyMade.FLEXIBLE
    terms_name: str = ""
    terms: Terms = FREE


@dataclass(frozen=True, slots=True)
class MentorPage:
    """Everything public about a mentor, with the active offers, cheapest first; `pause` while it holds."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    about: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    offers: tuple[OfferRow, ...]
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class OfferPage:
    """An offer with its mentor, for the review of a choice before anything is held."""

    mentor: MentorPage
    offer: OfferRow


def by_slug(session: Session, slug: str, *, now: datetime) -> MentorPage:
    """The page of a published mentor. Raises `Problem` not_found."""
    asked = select(Mentor).where(Mentor.slug == _plain(slug, "mentor"), Mentor.published)
    mentor = session.exec(asked).first()
    if mentor is None:
        raise not_found("mentor")
    return replace(_page(session, mentor), pause=pause_now(session, mentor.id, now))


def pause_now(session: Session, mentor_id: str, now: datetime) -> Pause | None:
    """The mentor's pause while it holds, else None."""
    plan = plans.read_one(session, mentor_id).plan
    return plan.pause if plan.is_paused(now) else None


def by_offer(session: Session, offer_id: str, *, now: datetime) -> OfferPage:
    """An active offer of a published mentor. Raises `Problem` not_found."""
    offer = session.get(Offer, _plain(offer_id, "offer"))
    mentor = session.get(Mentor, offer.mentor_id) if offer and offer.active else None
    if offer is None or mentor is None or not mentor.published:
        raise not_found("offer")
    return OfferPage(_page(session, mentor), row(session, offer))


def row(session: Session, offer: Offer) -> OfferRow:
    """An offer as screens read it."""
    chosen = sets.behind(session, offer.terms)
    return OfferRow(
        offer_id=offer.id,
        title=offer.title,
        description=offer.description,
        minutes=offer.minutes,
        price=Money(offer.price_minor, offer.currency),
        active=offer.active,
        terms_key=chosen.key,
        terms_name=chosen.name,
        terms=chosen.terms,
    )


def _plain(value: object, what: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 80 or not value.isprintable():
        raise not_found(what)
    return value


def _page(session: Session, mentor: Mentor) -> MentorPage:
    asked = select(Offer).where(Offer.mentor_id == mentor.id, Offer.active)
    offers = session.exec(asked.order_by(col(Offer.price_minor), col(Offer.id))).all()
    return MentorPage(
        mentor_id=mentor.id,
        slug=mentor.slug,
        name=mentor.name,
        headline=mentor.headline,
        about=mentor.about,
        topics=split(mentor.topics),
        languages=split(mentor.languages),
        country=mentor.country,
        zone=mentor.zone,
        offers=tuple(row(session, offer) for offer in offers),
    )
