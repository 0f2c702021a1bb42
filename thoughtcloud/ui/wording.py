"""How money, time and people are written for the reader of a screen; money and time as mails have it too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zlib import crc32
from zoneinfo import available_timezones

from thoughtcloud.services.formats import (
    FALLBACK_REGION,
    clock_time,
    day,
    day_and_month,
    minutes,
    moment,
    money,
    place,
    region,
    short_day,
    signed_money,
    span,
    stamp,
    weekday,
    zone_name,
    zone_offset,
)
from thoughtcloud.ui.theme import AVATAR_TINTS

__all__ = [
    "FALLBACK_REGION",
    "Reader",
    "clock_time",
    "day",
    "day_and_month",
    "initials",
    "is_zone",
    "minutes",
    "moment",
    "money",
    "place",
    "region",
    "short_day",
    "signed_money",
    "span",
    "stamp",
    "tint",
    "until",
    "weekday",
    "zone_name",
    "zone_offset",
    "zones",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is written: their zone (IANA), their English locale, and the present moment (aware)."""

    zone: str
    locale: str
    now: datetime


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every place a reader may choose as a time zone, by name."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return (*sorted(places), "UTC")


def is_zone(name: object) -> bool:
    """Whether `name` is a time zone this machine knows."""
    return isinstance(name, str) and name in available_timezones()


def until(at: datetime, now: datetime) -> str:
    """How far `at` is from `now`, roughly: in 3 days, in 2 hours, 5 minutes ago."""
    seconds = int((at - now).total_seconds())
    text = _roughly(abs(seconds))
    return f"in {text}" if seconds >= 0 else f"{text} ago"


def _roughly(seconds: int) -> str:
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a minute"


def initials(name: str) -> str:
    """The one or two letters that stand for a person."""
    words = [word for word in name.split() if word[:1].isalnum()]
    ends = words[:1] + (words[-1:] if len(words) > 1 else [])
    return "".join(word[0] for word in ends).upper() or "?"


def tint(name: str) -> int:
    """Which of the skies of assets/site.css belongs to a person; the same for the same name, always."""
    return crc32(name.encode()) % AVATAR_TINTS
