"""The people of the demo marketplace, read from the texts beside this file."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from thoughtcloud.core.plans import DateException, Range, Rules

TEXTS = Path(__file__).parent
MENTORS = ("building.toml", "craft.toml", "world.toml")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Setup(StrEnum):
    """How far a mentor went at Stripe: finished, begun (no bank account yet), or never there."""

    FINISHED = "finished"
    BEGUN = "begun"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; `email` is at example.com, `zone` IANA."""

    name: str
    email: str
    zone: str


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which a mentor cannot be booked, counted from the present day of the play."""

    in_days: int
    days: int
    label: str

    def exception(self, today: date) -> DateException:
        """The days as their plan has them."""
        first = today + timedelta(days=self.in_days)
        return DateException(first, first + timedelta(days=self.days - 1), label=self.label)


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a mentor offers: `price` in whole units of the mentor's currency, as they would type it."""

    title: str
    minutes: int
    price: str
    description: str


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor's page as they wrote it; each of `briefs` is what one mentee wrote when booking."""

    person: Person
    country: str
    currency: str
    headline: str
    about: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    hours: tuple[Range, ...]
    rules: Rules
    away: tuple[Away, ...]
    services: tuple[Service, ...]
    briefs: tuple[str, ...]
    setup: Setup
    featured: int
    terms: str


@cache
def mentors() -> tuple[Mentor, ...]:
    """Every mentor, in the order of the texts."""
    return tuple(_mentor(entry) for name in MENTORS for entry in _read(name)["mentor"])


@cache
def mentees() -> tuple[Person, ...]:
    """Everybody who only books."""
    return tuple(Person(**entry) for entry in _read("mentees.toml")["mentee"])


def hours(week: str) -> tuple[Range, ...]:
    """Weekly hours from a line such as "Mon-Fri 09:00-12:00 13:00-17:30, Sat 22:00-25:00" (until one at night)."""
    found = []
    for part in week.split(","):
        days, *spans = part.split()
        for weekday in _weekdays(days):
            found += [Range(weekday, *_minutes(span)) for span in spans]
    return tuple(sorted(found))


def _weekdays(days: str) -> range:
    first, _, last = days.partition("-")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _minutes(span: str) -> tuple[int, int]:
    begin, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
    return begin, end


def _mentor(entry: dict[str, Any]) -> Mentor:
    return Mentor(
        person=Person(entry["name"], entry["email"], entry["zone"]),
        country=entry["country"],
        currency=entry["currency"],
        headline=entry["headline"],
        about=entry["about"],
        topics=tuple(entry["topics"]),
        languages=tuple(entry["languages"]),
        hours=hours(entry["week"]),
        rules=Rules(**entry.get("rules", {})),
        away=tuple(Away(**away) for away in entry.get("away", ())),
        services=tuple(Service(**service) for service in entry["services"]),
        briefs=tuple(entry["briefs"]),
        setup=Setup(entry.get("setup", "finished")),
        featured=entry.get("featured", 0),
        terms=entry.get("terms", "flexible"),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / name).read_text(encoding="utf-8"))
