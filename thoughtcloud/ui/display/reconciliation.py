"""How Stripe and our book compare."""

from __future__ import annotations

from dataclasses import dataclass

from thoughtcloud.ui.display.elements import Pill


@dataclass(frozen=True)
class SumsLine:
    """One place in one currency: what Stripe holds, what we can explain, and the difference."""

    place: str
    currency: str
    stripe: str
    book: str
    foreign: str
    drift: str
    agrees: bool


@dataclass(frozen=True)
class RunLine:
    """One run, what it read and what came of it."""

    what: str
    when: str
    pill: Pill
    read: str
    outcome: str
    problem: str


@dataclass(frozen=True)
class FindingLine:
    """One disagreement with all that is known of it, and what to do."""

    id: int
    title: str
    says: str
    advice: str
    amount: str
    booking_id: str
    mentor: str
    stripe_object: str
    seen: str
    ended: str
    note: str
    open: bool
