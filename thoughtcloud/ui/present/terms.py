"""Cancellation terms in words: in one line for an offer, as a table of dates and sums for one booking."""

from __future__ import annotations

from datetime import datetime

from thoughtcloud.core.terms import Agreed, Step, Terms
from thoughtcloud.store.views.terms import SetFound
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.display import TermsLine
from thoughtcloud.ui.wording import Reader


def sentence(terms: Terms) -> str:
    """The rules in one line, for whoever has no dates yet."""
    if not terms.steps:
        return "Free to cancel until it begins"
    first, *later = terms.steps
    more = "".join(f", from {ahead(step)} before {part(step)}" for step in later)
    return f"Free to cancel until {ahead(first)} before, then {part(first)}{more}"


def ahead(step: Step) -> str:
    """How long before the start a step begins, such as 24 hours or 3 days."""
    days, rest = divmod(step.hours, 24)
    if days > 1 and not rest:
        return f"{days} days"
    return f"{step.hours} hour{'s' if step.hours > 1 else ''}"


def part(step: Step) -> str:
    """How much of the price a step asks for."""
    return {100: "the whole price", 50: "half the price"}.get(step.percent, f"{step.percent}% of the price")


def line(found: SetFound) -> TermsLine:
    """One set in the operator's list."""
    chosen, count = found.chosen, found.offers
    many = f"{count} offers have these terms"
    used = {0: "No offer has these terms", 1: "1 offer has these terms"}.get(count, many)
    return TermsLine(chosen.key, chosen.name, sentence(chosen.terms), used, found.own, chosen.retired)


def table(agreed: Agreed, starts_at: datetime, reader: Reader) -> list[display.TermsRow]:
    """What cancelling costs from now until the start, in dates of the reader and sums of this very booking.

    `starts_at` is another than that of the terms when a late wish to move was granted.
    """
    return [
        display.TermsRow(
            until=_until(period.until, starts_at, reader),
            fee=wording.money(period.fee, reader.locale) if period.fee else "nothing",
            back=wording.money(period.back, reader.locale) if period.back else "nothing",
            free=not period.fee,
        )
        for period in agreed.periods(reader.now, until=starts_at)
    ]


def _until(until: datetime, starts_at: datetime, reader: Reader) -> str:
    # A date is not torn in two at the end of a line.
    shown = wording.moment(until, reader.zone, reader.locale).replace(" ", "\u00a0")
    return f"until it begins, {shown}" if until == starts_at else f"until {shown}"
