"""A mentor's sessions, and what a click would do to their money."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Occurrence, Pill, Stop, SumLine
from thoughtcloud.ui.display.stories import CentStory


@dataclass(frozen=True)
class SessionRow:
    """One session in a list. `money` says where the mentor's share is; `ago` how far off the session is.

    `unsecured` says so of a price that could not be taken now; empty when it can.
    """

    id: str = ""
    title: str = ""
    mentee: str = ""
    initials: str = ""
    tint: int = 0
    when: str = ""
    clock: str = ""
    ago: str = ""
    price: str = ""
    share: str = ""
    fee: str = ""
    pill: Pill = field(default_factory=Pill)
    money: str = ""
    unsecured: str = ""
    asked: Pill = field(default_factory=Pill)
    move_path: str = ""


@dataclass(frozen=True)
class Warning:
    """Something that keeps a mentor from being booked or paid, and the page that mends it."""

    title: str
    text: str
    action: str
    path: str
    tone: str = "warn"


@dataclass(frozen=True)
class Question:
    """What a click will do to the money, to be agreed to first. `kind` is `complete`, `cancel` or `waive`."""

    kind: str = ""
    id: str = ""
    title: str = ""
    text: str = ""
    lines: list[SumLine] = field(default_factory=list)
    after: str = ""
    confirm: str = ""
    keep: str = "Keep it"


@dataclass(frozen=True)
class BookLine:
    """One line of a posting: so much into an account, or out of it."""

    account: str
    amount: str
    negative: bool = False


@dataclass(frozen=True)
class Posting:
    """One business fact in the book, with the Stripe object that proves it and lines that sum to zero."""

    what: str
    when: str
    stripe_object: str
    lines: list[BookLine] = field(default_factory=list)


@dataclass(frozen=True)
class SessionPage:
    """All of one session that its mentor may see."""

    id: str = ""
    title: str = ""
    mentee: str = ""
    initials: str = ""
    tint: int = 0
    brief: str = ""
    day: str = ""
    mine: str = ""
    my_zone: str = ""
    theirs: str = ""
    their_zone: str = ""
    duration: str = ""
    ago: str = ""
    room_path: str = ""
    file_path: str = ""
    room_open: bool = False
    attended: list[tuple[str, str]] = field(default_factory=list)
    pill: Pill = field(default_factory=Pill)
    payment: str = ""
    share: str = ""
    paid_out: list[str] = field(default_factory=list)
    bill: list[SumLine] = field(default_factory=list)
    way: list[Stop] = field(default_factory=list)
    record: list[Occurrence] = field(default_factory=list)
    book: list[Posting] = field(default_factory=list)
    story: CentStory = field(default_factory=CentStory)
    may_complete: bool = False
    may_cancel: bool = False
    may_waive: bool = False
    move_path: str = ""
    cancel_text: str = "Cancel this session"
    waive_text: str = "Waive the late fee"
    outcome: str = ""
    outcome_tone: str = "info"
    moving: bool = False
