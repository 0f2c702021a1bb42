"""A mentor's page and what is sold on it: made, edited, published, taken down."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from thoughtcloud.core.errors import conflict, forbidden, invalid, not_found
from thoughtcloud.core.money import MINIMUM_CHARGE, Money, chargeable, from_major
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import inputs, profiles
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.services.profiles import Profile as Profile
from thoughtcloud.store import plans
from thoughtcloud.store import terms as sets
from thoughtcloud.store.tables import Mentor, Offer, WeeklyHours

CURRENCIES = tuple(sorted(MINIMUM_CHARGE))
SHORTEST, LONGEST = 15, 240
MOST_OFFERS = 20
SHORTEST_HEADLINE, SHORTEST_ABOUT = 10, 60


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a page lacks before it can be published: a code for machines, a sentence for the mentor."""

    code: str
    text: str


def become_mentor(session: Session, caller: Caller | None, *, profile: Profile, now: datetime) -> str:
    """Give the caller a mentor page, unpublished, and return its id; a second click returns the first page."""
    person = signed_in(caller)
    mine = _find(session, person)
    if mine is not None:
        return mine.id
    mentor = Mentor(
        person_id=person.person_id, slug="", name="", headline="", about="", country="", zone="", created_at=now
    )
    profiles.write(mentor, profile, person.zone)
    return _insert(session, mentor)


def edit_profile(session: Session, caller: Caller | None, *, profile: Profile, now: datetime) -> None:
    """Change the caller's own page; its address (slug) stays. Raises `Problem`.

    A published page stays complete: what `missing` would name is refused. A new zone moves every hour of the
    plan, so it counts as a change of it: a window in which the old one is edited is told.
    """
    mentor = own(session, caller)
    zone = mentor.zone
    profiles.write(mentor, profile, signed_in(caller).zone)
    session.add(mentor)
    if mentor.zone != zone:
        kept = plans.read_one(session, mentor.id)
        plans.keep(session, mentor.id, kept.plan, seen=kept.version)
    if mentor.published:
        _check_ready(session, mentor)


def missing(session: Session, caller: Caller | None, *, now: datetime) -> tuple[Missing, ...]:
    """What the caller's page still lacks before it can be published; empty when nothing."""
    return tuple(_lacks(session, own(session, caller)))


def publish(session: Session, caller: Caller | None, *, now: datetime) -> None:
    """Show the caller's page to everybody. Raises `Problem` not_ready that names what is missing."""
    mentor = own(session, caller)
    _check_ready(session, mentor)
    mentor.published = True
    session.add(mentor)


def unpublish(session: Session, caller: Caller | None, *, now: datetime) -> None:
    """Take the caller's page down; what is booked stays booked."""
    mentor = own(session, caller)
    mentor.published = False
    session.add(mentor)


def add_offer(
    session: Session,
    caller: Caller | None,
    *,
    title: str,
    description: str,
    minutes: int,
    price: str,
    currency: str,
    terms: str = ReadyMade.FLEXIBLE,
    sold_in: Collection[str] = CURRENCIES,
    now: datetime,
) -> str:
    """Put something on offer and return its id. `price` is in whole units as typed ("80", "79.50", "79,50").

    `terms` names one of `store.terms.choices`: what cancelling costs a mentee. `sold_in` are the currencies that
    the platform settles in.
    """
    mentor = own(session, caller)
    offer = Offer(mentor_id=mentor.id, title="", minutes=SHORTEST, price_minor=1, currency="eur", created_at=now)
    _write_offer(offer, title, description, minutes, price, currency, sold_in)
    offer.terms = _terms(session, terms, offer.terms)
    _check_room(session, mentor)
    session.add(offer)
    session.flush()
    return offer.id


def edit_offer(
    session: Session,
    caller: Caller | None,
    offer_id: str,
    *,
    title: str,
    description: str,
    minutes: int,
    price: str,
    currency: str,
    terms: str = ReadyMade.FLEXIBLE,
    sold_in: Collection[str] = CURRENCIES,
    now: datetime,
) -> None:
    """Change an own offer; bookings keep what was agreed. Raises `Problem`."""
    offer = _own_offer(session, own(session, caller), offer_id)
    _write_offer(offer, title, description, minutes, price, currency, sold_in)
    offer.terms = _terms(session, terms, offer.terms)
    session.add(offer)


def archive_offer(session: Session, caller: Caller | None, offer_id: str, *, now: datetime) -> None:
    """Take an own offer down; bookings keep what was agreed.

    Raises `Problem` not_found, or last_offer while the page is published: a page without offers sells nothing.
    """
    mentor = own(session, caller)
    offer = _own_offer(session, mentor, offer_id)
    if mentor.published and offer.active and _active(session, mentor) == 1:
        raise conflict("last_offer", "This is your only offer. Add another one or take your page down first.")
    offer.active = False
    session.add(offer)


def restore_offer(
    session: Session,
    caller: Caller | None,
    offer_id: str,
    *,
    sold_in: Collection[str] = CURRENCIES,
    now: datetime,
) -> None:
    """Put an own archived offer up again. Raises `Problem` not_found, not_sold_in or too_many_offers."""
    mentor = own(session, caller)
    offer = _own_offer(session, mentor, offer_id)
    if offer.currency not in sold_in:
        code = offer.currency.upper()
        raise conflict("not_sold_in", f"We take no payments in {code} at the moment. Change its currency first.")
    if not offer.active:
        _check_room(session, mentor)
    offer.active = True
    session.add(offer)


def own(session: Session, caller: Caller | None) -> Mentor:
    """The caller's mentor row. Raises `Problem` signed_out or forbidden."""
    mentor = _find(session, signed_in(caller))
    if mentor is None:
        raise forbidden("Create your mentor page first.")
    return mentor


def _find(session: Session, caller: Caller) -> Mentor | None:
    return session.exec(select(Mentor).where(Mentor.person_id == caller.person_id)).first()


def _insert(session: Session, mentor: Mentor) -> str:
    base = profiles.slug(mentor.name)
    for slug in (base, *(f"{base}-{secrets.token_hex(2)}" for _ in range(5))):
        mentor.slug = slug
        try:
            with session.begin_nested():
                session.add(mentor)
                session.flush()
            return mentor.id
        except IntegrityError:
            # The address is taken; or another click of the same person was first, which the next look shows.
            mine = session.exec(select(Mentor).where(Mentor.person_id == mentor.person_id)).first()
            if mine is not None:
                return mine.id
    raise conflict("slug_taken", "We could not find a free address for your page. Please try again.")


def _check_ready(session: Session, mentor: Mentor) -> None:
    lacks = _lacks(session, mentor)
    if lacks:
        raise conflict("not_ready", "Your page is not complete yet: " + " ".join(one.text for one in lacks))


def _lacks(session: Session, mentor: Mentor) -> list[Missing]:
    has_offer = session.exec(select(Offer.id).where(Offer.mentor_id == mentor.id, Offer.active)).first()
    has_hours = session.exec(select(WeeklyHours.id).where(WeeklyHours.mentor_id == mentor.id)).first()
    checks = (
        (len(mentor.headline) >= SHORTEST_HEADLINE, "headline", "Write a headline of at least 10 characters."),
        (len(mentor.about) >= SHORTEST_ABOUT, "about", "Tell about yourself in at least 60 characters."),
        (bool(mentor.topics), "topics", "Name at least one topic."),
        (bool(mentor.languages), "languages", "Name at least one language."),
        (bool(mentor.country), "country", "Choose your country."),
        (has_offer is not None, "offer", "Put at least one session on offer."),
        (has_hours is not None, "hours", "Set the hours at which you can be booked."),
    )
    return [Missing(code, text) for there, code, text in checks if not there]


def _own_offer(session: Session, mentor: Mentor, offer_id: object) -> Offer:
    offer = session.get(Offer, inputs.reference(offer_id, "offer"))
    if offer is None or offer.mentor_id != mentor.id:
        raise not_found("offer")
    return offer


def _write_offer(
    offer: Offer, title: object, description: object, minutes: object, price: object, currency: object,
    sold_in: Collection[str],
) -> None:
    asked = _price(price, currency, sold_in)
    offer.title = inputs.words(title, "title", least=3, most=100)
    offer.description = inputs.paragraphs(description, "description", most=600)
    offer.minutes = _minutes(minutes)
    offer.price_minor, offer.currency = asked.minor, asked.currency


def _terms(session: Session, asked: object, present: str) -> str:
    """What can be chosen now, or what the offer has already, even if it was retired since."""
    keys = {choice.key for choice in sets.choices(session)} | {present}
    return inputs.choice(asked, keys, "terms")


def _price(price: object, currency: object, sold_in: Collection[str]) -> Money:
    if currency not in sold_in:
        raise invalid("currency_unknown", "Please choose one of the listed currencies.", "currency")
    return chargeable(from_major(inputs.amount(price), str(currency)))


def _minutes(value: object) -> int:
    minutes = inputs.whole(value, "minutes", least=SHORTEST, most=LONGEST)
    if minutes % 15:
        raise invalid("bad_minutes", "Sessions last a multiple of 15 minutes.", "minutes")
    return minutes


def _active(session: Session, mentor: Mentor) -> int:
    return session.exec(select(func.count()).where(Offer.mentor_id == mentor.id, Offer.active)).one()


def _check_room(session: Session, mentor: Mentor) -> None:
    if _active(session, mentor) >= MOST_OFFERS:
        raise conflict("too_many_offers", f"You can have {MOST_OFFERS} offers at once. Take one down first.")
