"""The list of mentors: search, filters, prices and the next free time of each."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, tuple_
from sqlalchemy import select as sqlalchemy_select
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from thoughtcloud.core.errors import invalid
from thoughtcloud.core.money import MINIMUM_CHARGE, Money
from thoughtcloud.core.policy import Reach
from thoughtcloud.store import calendar
from thoughtcloud.store.calendar import Wanted
from thoughtcloud.store.tables import Mentor, Offer
from thoughtcloud.store.views import paging
from thoughtcloud.store.views.paging import PAGE, Page

LONGEST_SEARCH = 80
# So many of the first mentors are asked for the topics of the filter.
TOPICS_FROM = 500
# Whether somebody is free is worked out for so many mentors at once, and for so many times that on one page.
BATCH = 50
MOST_BATCHES = 4

Asked = SelectOfScalar[Mentor]


@dataclass(frozen=True, slots=True)
class MentorCard:
    """One mentor in the list. `from_price` is the cheapest active offer that fits, `minutes` its length."""

    mentor_id: str
    slug: str
    name: str
    headline: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    zone: str
    from_price: Money | None
    minutes: int | None
    next_free: datetime | None


def cards(
    session: Session,
    *,
    now: datetime,
    search: str = "",
    topic: str = "",
    currency: str = "",
    at_most: Money | None = None,
    free: Sequence[Reach] = (),
    after: str | None = None,
    limit: int = PAGE,
) -> Page[MentorCard]:
    """Published mentors, featured ones first. `search` looks into name, headline and topics; empty means all.

    `at_most` is a highest price per session in its own currency. With `free`, only mentors who have a fitting
    offer free in one of these spans (aware UTC, ascending): the card shows the cheapest of those and its first
    start there. Such a page looks at a bounded number of mentors, so it may be short, or even empty, and still be
    read on.
    """
    fitting = _fitting(currency, at_most)
    asked = select(Mentor).where(Mentor.published, *_matching(search, topic))
    if len(fitting) > _ALWAYS or free:
        asked = asked.where(select(Offer.id).where(Offer.mentor_id == Mentor.id, *fitting).exists())
    asked = asked.order_by(col(Mentor.featured_rank).desc(), col(Mentor.id).desc())
    limit = paging.size(limit)
    if free:
        return _free_page(session, asked, fitting, free, after=after, limit=limit, now=now)
    found = session.exec(_from(asked, after).limit(limit + 1)).all()
    shown = {card.mentor_id: card for card in _cards(session, found[:limit], fitting, now)}
    return paging.page(found, limit, lambda mentor: shown[mentor.id], _place)


def _from(asked: Asked, after: str | None) -> Asked:
    if after is None:
        return asked
    return asked.where(tuple_(col(Mentor.featured_rank), col(Mentor.id)) < paging.read(after, int, str))


def _place(mentor: Mentor) -> tuple[int, str]:
    return mentor.featured_rank, mentor.id


def _free_page(
    session: Session,
    asked: Asked,
    fitting: list[ColumnElement[bool]],
    free: Sequence[Reach],
    *,
    after: str | None,
    limit: int,
    now: datetime,
) -> Page[MentorCard]:
    rows: list[MentorCard] = []
    last = after
    for _ in range(MOST_BATCHES):
        batch = session.exec(_from(asked, last).limit(BATCH)).all()
        matching = _free_cards(session, batch, fitting, free, now)
        for mentor in batch:
            if mentor.id in matching and len(rows) == limit:
                return Page(tuple(rows), last)
            if mentor.id in matching:
                rows.append(matching[mentor.id])
            last = paging.write(*_place(mentor))
        if len(batch) < BATCH:
            return Page(tuple(rows))
    return Page(tuple(rows), last)


def _free_cards(
    session: Session,
    mentors: Sequence[Mentor],
    fitting: list[ColumnElement[bool]],
    free: Sequence[Reach],
    now: datetime,
) -> dict[str, MentorCard]:
    """The cards of those who are free, each with the cheapest offer that is."""
    offers = _offers(session, [mentor.id for mentor in mentors], fitting)
    wanted = list(dict.fromkeys(Wanted(one.mentor_id, one.minutes) for some in offers.values() for one in some))
    starts = dict(zip(wanted, calendar.first_within(session, wanted, free, now=now), strict=True))
    found = {}
    for mentor in mentors:
        for offer in offers.get(mentor.id, ()):
            start = starts[Wanted(mentor.id, offer.minutes)]
            if start is not None:
                found[mentor.id] = _card(mentor, offer, start)
                break
    return found


def topics(session: Session, *, now: datetime, limit: int = 24) -> tuple[str, ...]:
    """The topics of published mentors, the most frequent first."""
    asked = select(Mentor.topics).where(Mentor.published)
    rows = session.exec(asked.order_by(col(Mentor.featured_rank).desc(), col(Mentor.id).desc()).limit(TOPICS_FROM))
    counted = Counter(topic for row in rows for topic in split(row))
    ranked = sorted(counted, key=lambda topic: (-counted[topic], topic.casefold()))
    return tuple(ranked[: paging.size(limit)])


def currencies(session: Session, *, now: datetime) -> tuple[str, ...]:
    """The currencies in which something is on offer, in alphabetical order."""
    names = sorted(MINIMUM_CHARGE)
    # One look into the index per currency, instead of a walk through every offer there is.
    found = session.execute(sqlalchemy_select(*(_is_sold_in(name) for name in names))).one()
    return tuple(name for name, is_sold in zip(names, found, strict=True) if is_sold)


def split(joined: str) -> tuple[str, ...]:
    """The names in a comma-separated column."""
    return tuple(name for name in joined.split(",") if name)


_ALWAYS = 1


def _fitting(currency: object, at_most: object) -> list[ColumnElement[bool]]:
    """What an offer has to be, in the filter; the first condition is always there."""
    conditions: list[ColumnElement[bool]] = [col(Offer.active).is_(True)]
    if currency:
        conditions.append(col(Offer.currency) == _short(currency))
    if isinstance(at_most, Money):
        conditions.append(col(Offer.currency) == at_most.currency)
        conditions.append(col(Offer.price_minor) <= at_most.minor)
    return conditions


def _matching(search: object, topic: object) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in _short(search).split()[:8]:
        places = (col(Mentor.name), col(Mentor.headline), col(Mentor.topics))
        conditions.append(or_(*(place.icontains(word, autoescape=True) for place in places)))
    if topic:
        fenced = "," + col(Mentor.topics) + ","
        conditions.append(fenced.icontains(f",{_short(topic)},", autoescape=True))
    return conditions


def _is_sold_in(currency: str) -> ColumnElement[bool]:
    sold = select(Offer.id).join(Mentor, col(Mentor.id) == col(Offer.mentor_id))
    return exists(sold.where(Offer.currency == currency, Offer.active, Mentor.published)).label(currency)


def _short(text: object) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_SEARCH or "\0" in text:
        raise invalid("bad_search", f"Please search for at most {LONGEST_SEARCH} characters.", "search")
    return text.strip()


def _cards(
    session: Session, mentors: Sequence[Mentor], fitting: list[ColumnElement[bool]], now: datetime
) -> list[MentorCard]:
    cheapest = _cheapest(session, [mentor.id for mentor in mentors], fitting)
    sellers = [mentor for mentor in mentors if mentor.id in cheapest]
    wanted = [Wanted(mentor.id, cheapest[mentor.id].minutes) for mentor in sellers]
    free = calendar.next_starts(session, wanted, now=now)
    first = {wish.mentor_id: start for wish, start in zip(wanted, free, strict=True)}
    return [_card(mentor, cheapest.get(mentor.id), first.get(mentor.id)) for mentor in mentors]


def _cheapest(session: Session, ids: list[str], fitting: list[ColumnElement[bool]]) -> dict[str, Offer]:
    return {id_: some[0] for id_, some in _offers(session, ids, fitting).items()}


def _offers(session: Session, ids: list[str], fitting: list[ColumnElement[bool]]) -> dict[str, list[Offer]]:
    """The offers of each mentor that fit, the cheapest first; mentors without any are left out."""
    offers: dict[str, list[Offer]] = defaultdict(list)
    for offer in session.exec(select(Offer).where(col(Offer.mentor_id).in_(ids), *fitting)):
        offers[offer.mentor_id].append(offer)
    return {id_: sorted(some, key=lambda one: (one.price_minor, one.id)) for id_, some in offers.items()}


def _card(mentor: Mentor, offer: Offer | None, next_free: datetime | None) -> MentorCard:
    return MentorCard(
        mentor_id=mentor.id,
        slug=mentor.slug,
        name=mentor.name,
        headline=mentor.headline,
        topics=split(mentor.topics),
        languages=split(mentor.languages),
        country=mentor.country,
        zone=mentor.zone,
        from_price=Money(offer.price_minor, offer.currency) if offer else None,
        minutes=offer.minutes if offer else None,
        next_free=next_free,
    )
