"""Calendars from elsewhere: which addresses are read, how often, how far ahead, and what may be wrong with one."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from thoughtcloud.core import public_hosts
from thoughtcloud.core.policy import HORIZON

READ_EVERY: Final = timedelta(minutes=15)
FIRST_RETRY: Final = timedelta(minutes=2)
LAST_RETRY: Final = timedelta(hours=6)
LONGEST_ADDRESS: Final = 2_000
MOST_CALENDARS: Final = 10
# What is read reaches over every plan's horizon, and so much further that an unchanged answer is good for a while.
BEHIND: Final = timedelta(days=2)
SPARE: Final = timedelta(days=30)
FRESH: Final = timedelta(days=15)


class Trouble(StrEnum):
    """Why a calendar could not be read."""

    NO_ADDRESS = "no_address"
    NOT_HTTPS = "not_https"
    PRIVATE = "private"
    UNKNOWN_HOST = "unknown_host"
    NO_ANSWER = "no_answer"
    TOO_SLOW = "too_slow"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_THERE = "not_there"
    OUT_OF_ORDER = "out_of_order"
    TOO_BIG = "too_big"
    NO_CALENDAR = "no_calendar"
    WEB_PAGE = "web_page"
    MALFORMED = "malformed"
    TOO_MANY_EVENTS = "too_many_events"
    OUR_FAULT = "our_fault"


SAYS: Final[dict[Trouble, str]] = {
    Trouble.NO_ADDRESS: "Please paste the whole address: it begins with https:// or webcal://.",
    Trouble.NOT_HTTPS: "The address has to begin with https:// or webcal://, so that nobody can read along.",
    Trouble.PRIVATE: "That address leads into a private network. It has to be one of the public Internet.",
    Trouble.UNKNOWN_HOST: "There is no such server. Please check the address.",
    Trouble.NO_ANSWER: "The server could not be reached.",
    Trouble.TOO_SLOW: "The server took too long to answer.",
    Trouble.TOO_MANY_REDIRECTS: "The address leads on and on to others.",
    Trouble.NOT_THERE: "The server says that there is no such calendar, or that it is not for us. Perhaps it was "
    "given a new secret address.",
    Trouble.OUT_OF_ORDER: "The server is out of order.",
    Trouble.TOO_BIG: "The calendar is too big to be read.",
    Trouble.NO_CALENDAR: "What is there is no calendar in the iCal format.",
    Trouble.WEB_PAGE: "That address shows a web page, not a calendar. Look for the secret address in iCal format; "
    "mostly it ends with .ics.",
    Trouble.MALFORMED: "The calendar is damaged or cut off.",
    Trouble.TOO_MANY_EVENTS: "There are more events in it than we can read.",
    Trouble.OUR_FAULT: "Something went wrong with us while we read it. We will try again.",
}


class Unreadable(Exception):
    """A calendar cannot be read, and why; never with its address, which is a secret."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def address_of(typed: str, *, own: str = "") -> str:
    """The https address that somebody means. Raises `Unreadable` NO_ADDRESS, NOT_HTTPS or PRIVATE.

    webcal is https by another name. `own` is an origin of ours that may be named as well, whatever its scheme.
    """
    text = typed.strip()
    try:
        parts = urlsplit(text)
        sound = bool(parts.hostname) and parts.port != 0 and parts.username is None
        parts = parts._replace(netloc=parts.netloc.encode("idna").decode() if sound else "")
    except ValueError:
        sound = False
    if not sound or len(text) > LONGEST_ADDRESS or any(sign.isspace() or not sign.isprintable() for sign in text):
        raise Unreadable(Trouble.NO_ADDRESS)
    if own and origin(parts) == own:
        return _written(parts, parts.scheme)
    if parts.scheme not in ("https", "webcal", "webcals"):
        raise Unreadable(Trouble.NOT_HTTPS if parts.scheme == "http" else Trouble.NO_ADDRESS)
    if _is_inside(parts.hostname or ""):
        raise Unreadable(Trouble.PRIVATE)
    return _written(parts, "https")


def origin(parts: SplitResult) -> str:
    """Scheme, host and port of an address."""
    return f"{parts.scheme}://{parts.netloc.lower()}"


def masked(address: str) -> str:
    """What may be shown of an address: whose server it is."""
    return f"{urlsplit(address).hostname}/…"


def next_read(now: datetime, failures: int) -> datetime:
    """When to read again after so many failures in a row; none is a success."""
    if not failures:
        return now + READ_EVERY
    longer: int = 2 ** min(failures - 1, 10)
    return now + min(FIRST_RETRY * longer, LAST_RETRY)


def window(now: datetime) -> tuple[datetime, datetime]:
    """The instants between which a calendar is read: further than anybody can book."""
    return now - BEHIND, now + HORIZON + SPARE


def is_fresh(known_until: datetime | None, now: datetime) -> bool:
    """Whether what was read reaches far enough that an answer of "unchanged" is enough."""
    return known_until is not None and known_until >= now + HORIZON + FRESH


def _written(parts: SplitResult, scheme: str) -> str:
    path, query = (quote(each, safe="/%:@!$&'()*+,;=~?-._") for each in (parts.path, parts.query))
    return urlunsplit((scheme, parts.netloc, path or "/", query, ""))


def _is_inside(host: str) -> bool:
    """Whether a host is an address or a name of a private network already by what is written."""
    name = host.rstrip(".")
    if ":" in name or name.replace(".", "").isdigit():
        return not public_hosts.is_public(name)
    return "." not in name or name.endswith((".localhost", ".local", ".internal", ".home.arpa"))
