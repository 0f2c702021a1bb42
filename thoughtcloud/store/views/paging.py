"""How long lists are read: page by page, each from where the last one ended (keyset), never by counting."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from thoughtcloud.core.errors import Problem, invalid

Row = TypeVar("Row", covariant=True)
Read = TypeVar("Read")
Key = str | int | datetime

PAGE = 20
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list; `after` is sent back to read on, None at the end."""

    rows: tuple[Row, ...]
    after: str | None = None

    def each(self, shown: Callable[[Any], Read]) -> "Page[Read]":
        """The same page, every row as `shown` makes of it."""
        return Page(tuple(shown(row) for row in self.rows), self.after)


def size(limit: object) -> int:
    """The number of rows to read: `limit` if it makes sense, at least 1 and at most 100."""
    if type(limit) is not int:
        raise invalid("bad_page", "That page of the list does not exist.")
    return max(1, min(limit, LONGEST))


def page(
    found: Sequence[Read], limit: int, row: Callable[[Read], Row], key: Callable[[Read], Sequence[Key]]
) -> Page[Row]:
    """A page of what was read with one row more than `limit`, which tells whether there is more."""
    shown = found[:limit]
    more = len(found) > limit
    return Page(tuple(row(one) for one in shown), write(*key(shown[-1])) if more else None)


def write(*key: Key) -> str:
    """A place in a list, in letters that survive an address."""
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def read(after: object, *kinds: type[Key]) -> tuple[Key, ...]:
    """The place that `write` wrote, its parts being of `kinds`. Raises `Problem` bad_page for anything else."""
    try:
        return _read(after, kinds)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _no_such_page() from error


def _read(after: object, kinds: tuple[type[Key], ...]) -> tuple[Key, ...]:
    if not isinstance(after, str) or len(after) > 500:
        raise ValueError
    parts = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    if not isinstance(parts, list) or len(parts) != len(kinds):
        raise ValueError
    return tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))


def _part(part: object, kind: type[Key]) -> Key:
    if kind is datetime and isinstance(part, str):
        at = datetime.fromisoformat(part)
        if at.tzinfo is None:
            raise ValueError
        return at
    if kind is int and type(part) is int and abs(part) < 2**62:
        return part
    if kind is str and isinstance(part, str) and "\0" not in part:
        return part
    raise ValueError


def _no_such_page() -> Problem:
    return invalid("bad_page", "That page of the list does not exist.")
