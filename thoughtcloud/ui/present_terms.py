"""Cancellation terms in words: in one line for an offer, as a table of dates and sums for one booking."""

from __future__ import annotations

from datetime import datetime

from thoughtcloud.core.terms import Agreed, Step, Terms
from thoughtcloud.ui import display, wording
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


def table(agreed: Agreed, reader: Reader) -> list[display.TermsRow]:
    """What cancelling costs from now on, in dates of the reader and sums of this very booking."""
    return [
        display.TermsRow(
            until=_until(agreed, period.until, reader),
            fee=wording.money(period.fee, reader.locale) if period.fee else "nothing",
            back=wording.money(period.back, reader.locale) if period.back else "nothing",
            free=not period.fee,
        )
        for period in agreed.periods(reader.now)
    ]


def _until(agreed: Agreed, until: datetime, reader: Reader) -> str:
    shown = wording.moment(until, reader.zone, reader.locale)
    return f"until it begins, {shown}" if until == agreed.starts_at else f"until {shown}"
