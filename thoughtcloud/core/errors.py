"""What can go wrong that we expect: a code for machines and a sentence that the user may read."""

from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The family of a problem; HTTP routes and screens choose their answer by it."""

    INVALID = "invalid"
    SIGNED_OUT = "signed_out"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


class Problem(Exception):
    """An expected failure. `text` is safe to show, `code` is stable; whoever raises it changed nothing."""

    def __init__(self, code: str, text: str, kind: Kind = Kind.INVALID, field: str | None = None) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.kind = kind
        self.field = field


class SlotTaken(Problem):
    """The chosen time cannot be had; `nearest` are free starts (aware UTC) of the same offer close to it."""

    def __init__(self, text: str, nearest: tuple[datetime, ...] = (), *, code: str = "slot_taken") -> None:
        super().__init__(code, text, Kind.CONFLICT)
        self.nearest = nearest


def invalid(code: str, text: str, field: str | None = None) -> Problem:
    """What was sent makes no sense; `field` names the input it belongs to."""
    return Problem(code, text, Kind.INVALID, field)


def signed_out() -> Problem:
    """The caller is not signed in, or the sign-in has ended."""
    return Problem("signed_out", "Please sign in to continue.", Kind.SIGNED_OUT)


def forbidden(text: str = "You are not allowed to do that.") -> Problem:
    """The caller is known and may not do this."""
    return Problem("forbidden", text, Kind.FORBIDDEN)


def not_found(what: str) -> Problem:
    """There is none, or it is not the caller's: the same answer for both, so that ids cannot be probed."""
    return Problem("not_found", f"We could not find that {what}.", Kind.NOT_FOUND)


def conflict(code: str, text: str) -> Problem:
    """Somebody or something was faster: the world has changed since the screen was drawn."""
    return Problem(code, text, Kind.CONFLICT)


def unavailable(code: str, text: str) -> Problem:
    """A service we depend on did not answer; trying again later is safe."""
    return Problem(code, text, Kind.UNAVAILABLE)
