"""What callers may send: each check turns a value of any type into a typed one or raises a `Problem`.

A browser can call any event handler with anything, so nothing here trusts an annotation.
"""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from email_validator import EmailNotValidError, validate_email

from thoughtcloud.core.errors import invalid, not_found

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def words(value: object, field: str, *, least: int = 0, most: int) -> str:
    """One line of text, its spaces tidied; between `least` and `most` characters long."""
    return _sized(" ".join(_text(value, field).split()), field, least, most)


def paragraphs(value: object, field: str, *, least: int = 0, most: int) -> str:
    """Text of several lines, its ends trimmed; between `least` and `most` characters long."""
    lines = _text(value, field).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _sized("\n".join(line.rstrip() for line in lines).strip(), field, least, most)


def listed(value: object, field: str, *, most: int, longest: int) -> tuple[str, ...]:
    """A list of short names without commas, doubles left out (whatever their case)."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or len(value) > most:
        raise invalid("bad_list", f"Please name at most {most} {field}.", field)
    names = [words(one, field, most=longest) for one in value]
    if any("," in name for name in names):
        raise invalid("bad_list", f"Please write {field} without commas.", field)
    return tuple({name.casefold(): name for name in reversed(names) if name}.values())[::-1]


def reference(value: object, what: str) -> str:
    """An id as somebody sent it: short plain text. Raises `Problem` not_found, as for an unknown id."""
    if not isinstance(value, str) or not value.isascii() or not 0 < len(value) <= 80 or not value.isprintable():
        raise not_found(what)
    return value


def whole(value: object, field: str, *, least: int, most: int) -> int:
    """A whole number in a range; True is not a number."""
    if type(value) is not int or not least <= value <= most:
        raise invalid("bad_number", f"Please choose a whole number from {least} to {most}.", field)
    return value


def instant(value: object, field: str) -> datetime:
    """An aware instant, as UTC."""
    if not isinstance(value, datetime) or value.tzinfo is None or not EARLIEST < value < LATEST:
        raise invalid("bad_time", "Please choose one of the times on offer.", field)
    return value.astimezone(UTC)


def zone(value: object, field: str = "zone") -> str:
    """An IANA time zone that this machine knows."""
    if not isinstance(value, str) or value not in _zones():
        raise invalid("zone_unknown", "Please choose a time zone from the list.", field)
    return value


def locale(value: object, field: str = "locale") -> str:
    """A language and perhaps a region, such as de-AT, that CLDR knows."""
    try:
        found = Locale.parse(value, sep="-") if isinstance(value, str) and len(value) <= 16 else None
    except (UnknownLocaleError, ValueError):
        found = None
    if found is None:
        raise invalid("bad_locale", "Please choose a language from the list.", field)
    return str(found).replace("_", "-")


def choice(value: object, choices: Collection[str], field: str) -> str:
    """One of the choices."""
    if not isinstance(value, str) or value not in choices:
        raise invalid("bad_choice", "Please choose one of the listed values.", field)
    return str(value)


def email(value: object) -> str:
    """An e-mail address in lower case. Raises `Problem` email_invalid; never asks the network."""
    text = _text(value, "email").strip()
    if len(text) > 254:
        raise invalid("email_invalid", "That e-mail address is too long.", "email")
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise invalid("email_invalid", "Please check the e-mail address.", "email") from error
    return found.normalized.lower()


def amount(value: object, field: str = "price") -> Decimal:
    """A sum in whole units as typed: "80", "79.50" or "79,50"; no separators of thousands, which are ambiguous."""
    text = _text(value, field).strip()
    units, _, fraction = text.replace(",", ".").partition(".")
    plain = f"{units}{fraction}"
    if not units or len(units) > 9 or len(fraction) > 2 or not (plain.isascii() and plain.isdigit()):
        raise invalid("bad_price", "Please write the price like 80 or 79.50, without other signs.", field)
    return Decimal(f"{units}.{fraction or '0'}")


def web_address(value: object, field: str, *, most: int) -> str:
    """An https address without a user's name in it, or nothing."""
    text = words(value, field, most=most)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        sound = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and " " not in text
    except ValueError:
        sound = False
    if not sound:
        raise invalid("bad_address", "Please give a full address that begins with https://.", field)
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or len(value) > 20_000:
        raise invalid("bad_text", "Please write some text here.", field)
    plain = unicodedata.normalize("NFC", value)
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\r\t" for sign in plain):
        raise invalid("bad_text", "There is a sign in the text that we cannot store.", field)
    return plain


def _sized(text: str, field: str, least: int, most: int) -> str:
    if len(text) < least:
        more = "Please fill this in." if least == 1 else f"Please write at least {least} characters."
        raise invalid("too_short", more, field)
    if len(text) > most:
        raise invalid("too_long", f"Please write at most {most} characters.", field)
    return text
