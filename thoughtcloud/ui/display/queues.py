"""What waits or was given up, as operators see it."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill
from thoughtcloud.ui.display.kept_mails import KeptLine


@dataclass(frozen=True)
class EffectLine:
    """One call to Stripe that has not succeeded."""

    id: int
    booking_id: str
    what: str
    pill: Pill
    tries: str
    when: str
    problem: str
    buried: bool


@dataclass(frozen=True)
class EventLine:
    """One event of Stripe's that was not processed."""

    id: str
    type: str
    about: str
    pill: Pill
    tries: str
    when: str
    problem: str


@dataclass(frozen=True)
class CauseLine:
    """Several calls of one kind that were given up for one reason; `kind` and `problem` are sent back."""

    kind: str
    problem: str
    what: str
    calls: str


@dataclass(frozen=True)
class MailLine:
    """One mail that did not leave, was kept, or waits; `subject` and `lines` are what a kept one says."""

    id: int
    what: str
    reader: str
    booking_id: str
    pill: Pill
    when: str
    problem: str
    resend: bool
    subject: str = ""
    lines: list[KeptLine] = field(default_factory=list)


@dataclass(frozen=True)
class CalendarLine:
    """One mentor's calendar from elsewhere that cannot be read."""

    id: str
    name: str
    mentor: str
    mentor_path: str
    why: str
    when: str
    known: str
