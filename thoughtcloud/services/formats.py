"""How money and time are written: on screens in English, in mails in the reader's language, as their region does.

Everything here takes values and returns words. Instants are aware; a zone is an IANA name. The region comes
from the browser's Accept-Language, so a German reads 14:30 and an American 2:30 PM.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import format_currency

from thoughtcloud.core.money import Money

# CLDR sets a space between a code of letters and the sum (CHF 80); Babel leaves it out.
_LETTER_BEFORE_DIGIT: Final = re.compile(r"(?<=[A-Za-z])(?=\d)")
FALLBACK_REGION: Final = "en_GB"


@lru_cache(maxsize=256)
def region(accept_language: str) -> str:
    """The English locale for the first region an Accept-Language header names ("de-AT,en" gives `en_AT`)."""
    for part in accept_language.split(","):
        territory = part.split(";")[0].strip().replace("_", "-").split("-")[-1].upper()
        if len(territory) == 2 and territory.isalpha() and "-" in part.replace("_", "-"):
            found = _english(territory)
            if found:
                return found
    return FALLBACK_REGION


def _english(territory: str) -> str | None:
    try:
        return str(Locale.parse(f"en_{territory}"))
    except (UnknownLocaleError, ValueError):
        return None


def money(amount: Money, locale: str = FALLBACK_REGION, *, short: bool = False) -> str:
    """A sum in the reader's manner; `short` drops a fraction of zero, for prices in a list."""
    whole = short and amount.major == amount.major.to_integral_value()
    pattern, digits = (_whole_pattern(locale), False) if whole else (None, True)
    code = amount.currency.upper()
    written = format_currency(amount.major, code, pattern, locale=locale, currency_digits=digits)
    return _LETTER_BEFORE_DIGIT.sub("\u00a0", written).replace("-", "−")


@lru_cache(maxsize=64)
def _whole_pattern(locale: str) -> str:
    pattern: str = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", "")


def signed_money(amount: Money, locale: str = FALLBACK_REGION) -> str:
    """A sum with its sign always shown, for a list of movements."""
    if amount.minor < 0:
        return "−" + money(-amount, locale)
    return ("+" if amount else "") + money(amount, locale)


def clock_time(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """The time of day of `at` in `zone`, such as 14:30 or 2:30 pm."""
    return _kept_together(format_time(at, "short", tzinfo=ZoneInfo(zone), locale=locale))


def day(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """The day of `at` in `zone` in full, such as Tuesday, 12 May 2026."""
    return format_date(at.astimezone(ZoneInfo(zone)).date(), "full", locale=locale)


def short_day(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """The day of `at` in `zone` without the year, such as Tue 12 May."""
    return f"{weekday(at, zone, locale)} {day_and_month(at, zone, locale)}"


def weekday(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """The short name of the day of `at` in `zone`, such as Tue."""
    return format_date(_local_date(at, zone), "EEE", locale=locale)


def day_and_month(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """Day and month of `at` in `zone`, such as 12 May or May 12."""
    if not _is_english(locale):
        return format_skeleton("MMMd", _local_date(at, zone), locale=locale)
    american = Locale.parse(locale).territory in {"US", "PH", "CA"}
    return format_date(_local_date(at, zone), "MMM d" if american else "d MMM", locale=locale)


def moment(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """Day and time of `at` in `zone` on one line, such as Tue 12 May, 14:30."""
    return f"{short_day(at, zone, locale)}, {clock_time(at, zone, locale)}"


def stamp(at: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """Day and time of `at` with the year, for records: 12 May 2026, 14:30."""
    time = clock_time(at, zone, locale)
    return f"{format_date(_local_date(at, zone), 'medium', locale=locale)}, {time}"


def span(start: datetime, end: datetime, zone: str, locale: str = FALLBACK_REGION) -> str:
    """From when to when on the clock of `zone`, such as 14:30 – 15:30."""
    return f"{clock_time(start, zone, locale)} – {clock_time(end, zone, locale)}"


def minutes(count: int) -> str:
    """A length, such as 45 min, 1 h or 1 h 30 min."""
    hours, rest = divmod(count, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def zone_name(zone: str, at: datetime, locale: str = FALLBACK_REGION) -> str:
    """A zone as people call it and its offset at `at`, such as Berlin (UTC+1)."""
    city, utc = place(zone, locale), zone_offset(zone, at)
    return utc if city == utc else f"{city} ({utc})"


# Browsers still report some zones by names that their cities have given up (the tz database's file `backward`).
RENAMED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Truk": "Pacific/Chuuk",
}


def place(zone: str, locale: str = FALLBACK_REGION) -> str:
    """The city that a zone is named after, such as New York, as it is called in the reader's language."""
    zone = RENAMED.get(zone, zone)
    if not _is_english(locale) and "/" in zone:
        zone = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_offset(zone: str, at: datetime) -> str:
    """How far the clocks of `zone` are from UTC at `at`, such as UTC+5:30."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    whole = int(offset.total_seconds() // 60) if offset else 0
    if not whole:
        return "UTC"
    hours, rest = divmod(abs(whole), 60)
    return f"UTC{'+' if whole > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def _is_english(locale: str) -> bool:
    return locale.partition("_")[0] == "en"


def _kept_together(time: str) -> str:
    # CLDR writes a narrow no-break space, which few typefaces have.
    return time.replace("\u202f", "\u00a0")


def _local_date(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()
