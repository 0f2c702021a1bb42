"""How mentors, their offers and a choice of them are shown: views in, display shapes out."""

from __future__ import annotations

from datetime import datetime, timedelta
from textwrap import shorten

from babel import Locale

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import reserves_at_once
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.terms import Agreed
from thoughtcloud.store.views.mentor_list import MentorCard
from thoughtcloud.store.views.mentor_page import MentorPage, OfferPage, OfferRow
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.present import terms
from thoughtcloud.ui.wording import Reader


def card(row: MentorCard, reader: Reader, *, is_match: bool = False) -> display.MentorCard:
    """A mentor in a list, with the lowest price that fits; `is_match` when a time was looked for and found."""
    return display.MentorCard(
        slug=row.slug,
        name=row.name,
        initials=wording.initials(row.name),
        tint=wording.tint(row.name),
        headline=row.headline,
        topics=list(row.topics),
        languages=", ".join(row.languages),
        price=wording.money(row.from_price, reader.locale, short=True) if row.from_price else "",
        price_for=f"for {wording.minutes(row.minutes)}" if row.minutes else "",
        place=country(row.country, reader.locale),
        next_free=_free_from(row.next_free, reader, is_match) if row.next_free else "",
    )


def found(shown: int, has_more: bool) -> str:
    """How many mentors are on the screen, and whether these are all."""
    if has_more:
        return f"The first {shown} mentors, and there are more"
    return "1 mentor" if shown == 1 else f"{shown} mentors"


def _free_from(at: datetime, reader: Reader, is_match: bool) -> str:
    return f"{'Free on' if is_match else 'Free from'} {wording.moment(at, reader.zone, reader.locale)}"


def profile(page: MentorPage, reader: Reader) -> display.MentorProfile:
    """A mentor's own page, with the time on the mentor's wall now."""
    there = wording.clock_time(reader.now, page.zone, reader.locale)
    return display.MentorProfile(
        slug=page.slug,
        name=page.name,
        initials=wording.initials(page.name),
        tint=wording.tint(page.name),
        headline=page.headline,
        about=[part.strip() for part in page.about.split("\n") if part.strip()],
        topics=list(page.topics),
        languages=", ".join(page.languages),
        place=country(page.country, reader.locale),
        local_time=f"{there} there now, in {wording.zone_name(page.zone, reader.now)}",
        paused=_paused(page),
    )


def _paused(page: MentorPage) -> str:
    if page.pause is None:
        return ""
    told, until = f"{page.name} takes no bookings at the moment.", page.pause.until
    return f"{told} Please look again on {until.day} {until:%B %Y}." if until else told


def summary(page: MentorPage) -> str:
    """A mentor in at most 160 characters, for search engines and previews, whose region is not known."""
    offers = [f"From {wording.money(page.offers[0].price, short=True)}."] if page.offers else []
    headline = page.headline.rstrip(". ")
    told = " ".join([f"{headline}.", *offers, "Book one to one; your card is charged only after the session."])
    return shorten(told, 160, placeholder=" …")


def offer(row: OfferRow, reader: Reader) -> display.OfferCard:
    """An offer to choose."""
    return display.OfferCard(
        id=row.offer_id,
        title=row.title,
        description=row.description,
        duration=wording.minutes(row.minutes),
        price=wording.money(row.price, reader.locale, short=True),
        terms=terms.sentence(row.terms),
    )


def review(page: OfferPage, start: datetime, charged_by: datetime, reader: Reader) -> display.Review:
    """A choice before anything is held. `charged_by` is when the card is charged at the latest."""
    mentor, chosen = page.mentor, page.offer
    return display.Review(
        offer=chosen.offer_id,
        start=start.isoformat(),
        title=chosen.title,
        duration=wording.minutes(chosen.minutes),
        mentor=mentor.name,
        mentor_slug=mentor.slug,
        initials=wording.initials(mentor.name),
        tint=wording.tint(mentor.name),
        day=wording.day(start, reader.zone, reader.locale),
        time=time_span(start, chosen.minutes, reader.zone, reader),
        mentor_time=there(start, chosen.minutes, mentor.name, mentor.zone, reader),
        price=wording.money(chosen.price, reader.locale),
        reserved=reserved(start, chosen.minutes, reader),
        promise=promise(start, chosen.minutes, reader),
        button=button(start, chosen.minutes, reader),
        charged=charged(start, charged_by, reader),
        zone=wording.zone_name(reader.zone, start),
        costs=terms.table(Agreed(chosen.terms, chosen.price, reader.now, start), start, reader),
        terms=absence_terms(chosen.price, reader),
    )


def reserved(start: datetime, minutes: int, reader: Reader) -> str:
    """When the price is reserved on the card: now, or on a day nearer to the session."""
    if reserves_at_once(start + timedelta(minutes=minutes), reader.now):
        return "Reserved now"
    return f"Reserved on {wording.day_and_month(placed_at(start), reader.zone, reader.locale)}"


def promise(start: datetime, minutes: int, reader: Reader) -> str:
    """What happens to the card now, in one line."""
    if reserves_at_once(start + timedelta(minutes=minutes), reader.now):
        return "Reserved now, charged only after the session"
    return "Your card is saved now; nothing is reserved or charged yet"


def button(start: datetime, minutes: int, reader: Reader) -> str:
    """What the click that leads to the payment page does."""
    at_once = reserves_at_once(start + timedelta(minutes=minutes), reader.now)
    return "Reserve and pay" if at_once else "Save card and book"


def charged(start: datetime, charged_by: datetime, reader: Reader) -> str:
    """When the card is charged, with dates."""
    begins = wording.moment(start, reader.zone, reader.locale)
    latest = wording.moment(charged_by, reader.zone, reader.locale)
    return (
        f"Your card is charged when your mentor marks the session completed: not before it begins on {begins}, "
        f"and at the latest on {latest}, unless it was cancelled."
    )


def absence_terms(price: Money, reader: Reader) -> list[str]:
    """What it means for the money when the mentee does not call it off, in sentences."""
    whole = wording.money(price, reader.locale)
    return [
        f"Your mentor cancels or does not come: all of the {whole} is released, or refunded if it was charged.",
        f"You do not come and have not cancelled: the {whole} is charged, as your mentor kept the time for you.",
    ]


def time_span(start: datetime, minutes: int, zone: str, reader: Reader) -> str:
    """From when to when in `zone`, which is named."""
    times = wording.span(start, start + timedelta(minutes=minutes), zone, reader.locale)
    return f"{times}, {wording.zone_name(zone, start)}"


def there(start: datetime, minutes: int, name: str, zone: str, reader: Reader) -> str:
    """The same session on the mentor's wall."""
    day = wording.short_day(start, zone, reader.locale)
    return f"{day}, {time_span(start, minutes, zone, reader)} for {name}"


def country(code: str, locale: str) -> str:
    """The name of the country `code` (ISO 3166-1 alpha-2)."""
    return str(Locale.parse(locale).territories.get(code.upper(), ""))
