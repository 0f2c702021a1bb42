"""Mentors as mentees see them, and what they offer."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MentorCard:
    """A mentor in a list."""

    slug: str
    name: str
    initials: str
    tint: int
    headline: str
    topics: list[str] = field(default_factory=list)
    languages: str = ""
    price: str = ""
    price_for: str = ""
    place: str = ""
    next_free: str = ""


@dataclass(frozen=True)
class OfferCard:
    """What a mentor sells, for choosing."""

    id: str = ""
    title: str = ""
    description: str = ""
    duration: str = ""
    price: str = ""
    terms: str = ""


@dataclass(frozen=True)
class MentorProfile:
    """A mentor's own page."""

    slug: str = ""
    name: str = ""
    initials: str = ""
    tint: int = 0
    headline: str = ""
    about: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    languages: str = ""
    place: str = ""
    local_time: str = ""
    paused: str = ""
