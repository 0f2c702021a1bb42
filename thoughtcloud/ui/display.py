"""The shapes of what screens show: finished words only, so a component has nothing left to decide.

States fill these from the services' views; money, dates and states are already worded for the reader (see
`wording.py`). Frozen, because a screen never writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choice:
    """One entry of a select or a filter."""

    value: str
    text: str


@dataclass(frozen=True)
class Pill:
    """A state in human words; `tone` is one of the tones in assets/site.css."""

    text: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class SumLine:
    """One line of a bill: what, how much, and whether it is the total."""

    label: str
    amount: str
    note: str = ""
    total: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One entry of a record: when, what happened, and the money that moved, if any."""

    when: str
    title: str
    detail: str = ""
    amount: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class CentMove:
    """Money that came to a place or left it, and what is there `after`."""

    place: str
    amount: str
    after: str
    negative: bool = False


@dataclass(frozen=True)
class CentStep:
    """One step of the story of every cent, with the object at Stripe that proves it."""

    when: str
    title: str
    detail: str = ""
    stripe_object: str = ""
    tone: str = "neutral"
    moves: list[CentMove] = field(default_factory=list)


@dataclass(frozen=True)
class CentStory:
    """The story of every cent of a booking: its steps in order, and where the money is at the end."""

    steps: list[CentStep] = field(default_factory=list)
    ends: list[SumLine] = field(default_factory=list)


@dataclass(frozen=True)
class Stop:
    """One stop on money's way; `phase` is `done`, `now`, `next` or `off`."""

    title: str
    detail: str = ""
    phase: str = "next"


@dataclass(frozen=True)
class Slot:
    """A time that can be chosen: `start` is the ISO instant in UTC, `text` the reader's own clock time.

    `there` is the mentor's clock time, empty where both clocks show the same.
    """

    start: str
    text: str
    spoken: str = ""
    there: str = ""


@dataclass(frozen=True)
class SlotDay:
    """A day of the reader's calendar with its free times; `name` is "Tue", `date` is "12 May"."""

    key: str
    name: str
    date: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class WeekHead:
    """The head of a column of a month: "Tue", and "Tuesday" for screen readers."""

    short: str
    full: str


@dataclass(frozen=True)
class MonthDay:
    """A day of a month to choose: `key` is its ISO date, `note` how many times are free; no blank is `inside`."""

    key: str
    number: str = ""
    note: str = ""
    spoken: str = ""
    free: bool = False
    inside: bool = False
    today: bool = False


@dataclass(frozen=True)
class Month:
    """A month of the reader's calendar in whole weeks; `remarks` tell of clocks that change in it."""

    key: str = ""
    title: str = ""
    heads: list[WeekHead] = field(default_factory=list)
    days: list[MonthDay] = field(default_factory=list)
    may_turn_back: bool = False
    may_turn_on: bool = False
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SlotGroup:
    """The free times of one part of a day; `key` is `early`, `morning`, `afternoon` or `evening`."""

    key: str
    name: str
    slots: list[Slot] = field(default_factory=list)


@dataclass(frozen=True)
class MentorCard:
    """A mentor in a list."""

    slug: str
    name: str
    initials: str
    tint: int
    headline: str
    topics: list[str] = field(default_factory=list)
    languages: str = ""
    price: str = ""
    price_for: str = ""
    place: str = ""
    next_free: str = ""


@dataclass(frozen=True)
class OfferCard:
    """What a mentor sells, for choosing."""

    id: str = ""
    title: str = ""
    description: str = ""
    duration: str = ""
    price: str = ""
    terms: str = ""


@dataclass(frozen=True)
class MentorProfile:
    """A mentor's own page."""

    slug: str = ""
    name: str = ""
    initials: str = ""
    tint: int = 0
    headline: str = ""
    about: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    languages: str = ""
    place: str = ""
    local_time: str = ""
    paused: str = ""


@dataclass(frozen=True)
class TermsRow:
    """Until when cancelling costs so much, and what goes back to the mentee then."""

    until: str = ""
    fee: str = ""
    back: str = ""
    free: bool = True


@dataclass(frozen=True)
class Review:
    """What a mentee reads before reserving: nothing is held yet."""

    offer: str = ""
    start: str = ""
    title: str = ""
    duration: str = ""
    mentor: str = ""
    mentor_slug: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    mentor_time: str = ""
    price: str = ""
    reserved: str = ""
    promise: str = ""
    button: str = ""
    charged: str = ""
    zone: str = ""
    costs: list[TermsRow] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BookingRow:
    """A booking in a list of the mentee's."""

    reference: str
    path: str
    title: str
    mentor: str
    initials: str
    tint: int
    day: str
    time: str
    price: str
    state: Pill
    money: Pill
    until: str = ""
    asked: Pill = field(default_factory=Pill)
    move_path: str = ""


@dataclass(frozen=True)
class RefundNews:
    """One refund as its mentee reads it."""

    amount: str
    pill: Pill
    text: str
    when: str


@dataclass(frozen=True)
class BookingSheet:
    """Everything a mentee sees of one booking; the buttons are those that the process allows now."""

    reference: str = ""
    title: str = ""
    duration: str = ""
    mentor: str = ""
    mentor_path: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    mentor_time: str = ""
    price: str = ""
    card: str = ""
    brief: str = ""
    room_path: str = ""
    file_path: str = ""
    receipt_path: str = ""
    room_open: bool = False
    attended: list[tuple[str, str]] = field(default_factory=list)
    checkout_url: str = ""
    confirm: bool = False
    confirm_text: str = ""
    confirm_by: str = ""
    confirm_with_bank: bool = False
    state: Pill = field(default_factory=Pill)
    money: Pill = field(default_factory=Pill)
    headline: str = ""
    explanation: str = ""
    tone: str = "info"
    open: bool = False
    over: bool = False
    can_cancel: bool = False
    costs: list[TermsRow] = field(default_factory=list)
    zone: str = ""
    move_path: str = ""
    held_until: str = ""
    way: list[Stop] = field(default_factory=list)
    bill: list[SumLine] = field(default_factory=list)
    record: list[Occurrence] = field(default_factory=list)
    story: CentStory = field(default_factory=CentStory)
    refunds: list[RefundNews] = field(default_factory=list)


@dataclass(frozen=True)
class CancelQuote:
    """What cancelling would do with the money, in exact sums, before it is done."""

    sentence: str = ""
    button: str = ""
    lines: list[SumLine] = field(default_factory=list)
