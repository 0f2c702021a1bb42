"""The shapes of what the mentor's screens show: finished words only, as in `display.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display import CentStory, Occurrence, Pill, Stop, SumLine


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


@dataclass(frozen=True)
class Place:
    """One of the places a mentor's money can be, in one currency. `share` is its part in percent, for the bar."""

    key: str
    name: str
    amount: str
    says: str
    percent: int = 0
    negative: bool = False


@dataclass(frozen=True)
class BalanceLine:
    """One entry behind a sum of the balance."""

    id: str
    when: str
    what: str
    session: str
    session_id: str
    amount: str
    stripe_object: str
    negative: bool = False


@dataclass(frozen=True)
class EarnedMonth:
    """One month of earnings: in words for a table, and its bar in parts of a hundred from the top of the chart."""

    key: str
    short: str
    year: str
    name: str
    charged: str
    paid: str
    fee: str
    earned: str
    says: str
    y: str
    height: str
    x: str
    negative: bool = False
    path: str = ""


@dataclass(frozen=True)
class EarningsChart:
    """Earnings by month in one currency. `zero` is where nothing is, in parts of a hundred from the top.

    `lowest` is empty unless a month is below zero; `box` is the drawing's frame, `says` what it shows in words.
    """

    says: str = ""
    highest: str = ""
    lowest: str = ""
    zero: str = "100"
    box: str = "0 0 1 100"
    width: str = "1"
    months: list[EarnedMonth] = field(default_factory=list)


@dataclass(frozen=True)
class DebtStory:
    """Why a balance is below zero, what took it there, and how it is settled. Empty when it is not."""

    title: str = ""
    says: str = ""
    causes: list[BalanceLine] = field(default_factory=list)
    settled: str = ""


@dataclass(frozen=True)
class CurrencyBalance:
    """A mentor's money in one currency; currencies are never added up."""

    code: str
    name: str
    fee: str
    places: list[Place] = field(default_factory=list)
    debt: DebtStory = field(default_factory=DebtStory)
    chart: EarningsChart = field(default_factory=EarningsChart)


@dataclass(frozen=True)
class PayoutLine:
    """One payout from Stripe to the mentor's bank. `opens` says whether its parts can be shown.

    `pressing` says of one that failed that its mentor has something to do about it.
    """

    id: str
    amount: str
    pill: Pill
    sent: str
    arrives: str
    failure: str = ""
    failed: bool = False
    pressing: bool = False
    bank: str = ""
    opens: bool = False
    closed_says: str = ""


@dataclass(frozen=True)
class ScheduleStory:
    """When the mentor is paid out by Stripe: how often, how long funds clear, and what is next per currency."""

    known: bool = False
    often: str = ""
    clearing: str = ""
    next: list[SumLine] = field(default_factory=list)
    off: str = ""


@dataclass(frozen=True)
class OfferRow:
    """One thing a mentor sells, for its owner. `typed_price` is the price as one would type it."""

    id: str
    title: str
    description: str
    minutes: str
    duration: str
    price: str
    share: str
    typed_price: str
    currency: str
    active: bool
    terms: str
    terms_key: str
    terms_name: str


@dataclass(frozen=True)
class OfferForm:
    """The form of one offer: a new one while `id` is empty."""

    open: bool = False
    id: str = ""
    heading: str = ""
    title: str = ""
    description: str = ""
    minutes: str = "60"
    price: str = ""
    currency: str = "eur"
    terms: str = "flexible"


@dataclass(frozen=True)
class OfferErrors:
    """What is wrong with each field of the form; empty where nothing is."""

    title: str = ""
    description: str = ""
    minutes: str = ""
    price: str = ""
    currency: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Check:
    """One thing on the way to a published page: whether it is there, and where it is done."""

    text: str
    done: bool
    hint: str = ""
    path: str = ""


@dataclass(frozen=True)
class ProfileForm:
    """A mentor's page as typed; topics and languages are written with commas between."""

    name: str = ""
    headline: str = ""
    about: str = ""
    topics: str = ""
    languages: str = ""
    country: str = ""
    zone: str = ""
    room_url: str = ""


@dataclass(frozen=True)
class ProfileErrors:
    """What is wrong with each field of the form; empty where nothing is."""

    name: str = ""
    headline: str = ""
    about: str = ""
    topics: str = ""
    languages: str = ""
    country: str = ""
    zone: str = ""
    room_url: str = ""
