"""How Stripe's plain answers are read: ids, instants, our own marks, and which came first."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Answer = Mapping[str, Any]


def age(answer: Answer) -> tuple[int, str]:
    """What sorts objects of one kind, the oldest first."""
    return answer["created"], answer["id"]


def mark(answer: Answer, name: str) -> str:
    """Our own mark of that name in the metadata; empty where there is none."""
    return str((answer.get("metadata") or {}).get(name, ""))


def id_of(reference: object) -> str:
    """The id of an object that may be expanded or not."""
    return str(reference["id"] if isinstance(reference, Mapping) else reference or "")


def instant(seconds: int | None) -> datetime | None:
    """An instant that Stripe gives in seconds since 1970; None where it gives none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
