"""The audit log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AuditLine:
    """One act of an operator."""

    id: int
    what: str
    who: str
    email: str
    when: str
    booking_id: str
    about: str
    details: str
