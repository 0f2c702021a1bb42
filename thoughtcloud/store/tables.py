"""Every table with its constraints and indexes; rows are loaded and changed only inside a unit of work.

Domain ids are random text with a two-letter prefix (`new_id`): they name Stripe idempotency keys, so a fresh
database beside an old Stripe test account can never repeat one. Instants are aware UTC.
"""

import secrets
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from thoughtcloud.core.states import BookingState, MoveState, PaymentState, ShareState
from thoughtcloud.core.terms import ReadyMade

# Every constraint has a name on both databases, so that a migration can speak of it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_id(prefix: str) -> str:
    """A fresh id such as `bk_7h3k…`: 80 bits of chance, no look-alike characters."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(16))}"


def new_key() -> str:
    """A fresh name that nobody can guess: 120 bits of chance, no look-alike characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(24))


class Person(SQLModel, table=True):
    """Somebody with an account. Everybody may book; mentors have a `Mentor` row, operators the flag.

    `customer_id` is who they are as a payer at Stripe, where their cards are saved.
    """

    id: str = Field(default_factory=lambda: new_id("pe"), primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=80)
    password_hash: str
    zone: str = Field(max_length=64)
    locale: str = Field(default="en", max_length=16)
    is_operator: bool = False
    customer_id: str | None = Field(default=None, unique=True, max_length=80)
    created_at: datetime


class SignIn(SQLModel, table=True):
    """A signed-in browser; only the SHA-256 of its cookie is kept."""

    __tablename__ = "sign_in"
    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime


class PasswordReset(SQLModel, table=True):
    """A link with which a forgotten password may be replaced, once; only the SHA-256 of its token is kept."""

    __tablename__ = "password_reset"
    token_hash: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(foreign_key="person.id", index=True)
    created_at: datetime
    expires_at: datetime


class CalendarFeed(SQLModel, table=True):
    """The secret address of a person's calendar; only the SHA-256 of its token is kept, and when it was read."""

    __tablename__ = "calendar_feed"
    person_id: str = Field(foreign_key="person.id", primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    made_at: datetime
    read_at: datetime | None = None


class Try(SQLModel, table=True):
    """One try at something that may not be tried often; `subject` is the SHA-256 of whom it counts for."""

    __table_args__ = (Index("try_by_subject", "subject", "at"), Index("try_by_age", "at"))
    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=64)
    at: datetime


class Mentor(SQLModel, table=True):
    """A person's public mentor page and their account at Stripe. `topics` and `languages` are comma-separated."""

    __table_args__ = (Index("mentor_listed", "published", "featured_rank", "id"),)
    id: str = Field(default_factory=lambda: new_id("me"), primary_key=True)
    person_id: str = Field(foreign_key="person.id", unique=True)
    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=80)
    headline: str = Field(max_length=140)
    about: str = Field(sa_type=Text)
    topics: str = Field(default="", max_length=300)
    languages: str = Field(default="English", max_length=120)
    country: str = Field(max_length=2)
    zone: str = Field(max_length=64)
    room_url: str = Field(default="", max_length=300)
    published: bool = False
    featured_rank: int = Field(default=0)
    created_at: datetime
    account_id: str | None = Field(default=None, unique=True)
    account_ready: bool = False
    details_submitted: bool = False
    payouts_enabled: bool = False
    requirements_due: str = Field(default="", sa_type=Text)


class Offer(SQLModel, table=True):
    """What a mentor sells: so many minutes for so much. Changing it never changes a booking.

    `terms` names the cancellation terms: a `ReadyMade` or the id of a `TermsSet`.
    """

    __table_args__ = (
        CheckConstraint("minutes between 15 and 240", name="minutes"),
        CheckConstraint("price_minor > 0", name="price"),
        Index("offer_by_currency", "currency", "active", "mentor_id"),
    )
    id: str = Field(default_factory=lambda: new_id("of"), primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id", index=True)
    title: str = Field(max_length=100)
    description: str = Field(default="", max_length=600)
    minutes: int
    price_minor: int
    currency: str = Field(max_length=3)
    terms: str = Field(default=ReadyMade.FLEXIBLE.value, max_length=24)
    active: bool = True
    created_at: datetime


class TermsSet(SQLModel, table=True):
    """Cancellation terms of the operator's own, beside the ready-made ones; `steps` as `str(Terms)` writes them.

    The steps never change, so that no mentor sells under other terms than those they chose. A retired set can be
    chosen no more, and offers that have it keep it.
    """

    __tablename__ = "terms_set"
    id: str = Field(default_factory=lambda: new_id("te"), primary_key=True)
    name: str = Field(unique=True, max_length=40)
    steps: str = Field(max_length=80)
    retired: bool = False
    created_at: datetime


class WeeklyHours(SQLModel, table=True):
    """One range of a mentor's week as wall-clock minutes in the mentor's zone; Monday is 0, the end is open.

    An end beyond 1440 is on the day after.
    """

    __tablename__ = "weekly_hours"
    __table_args__ = (
        CheckConstraint("weekday between 0 and 6", name="weekday"),
        CheckConstraint(
            "0 <= from_minute and from_minute < 1440 and from_minute < to_minute"
            " and to_minute <= from_minute + 1440",
            name="minutes",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id", index=True)
    weekday: int
    from_minute: int
    to_minute: int


class DateExceptionRow(SQLModel, table=True):
    """Dates of a mentor that do not follow the week; only ever read and written whole, with their plan.

    `hours` are pairs of wall-clock minutes such as "540-720,780-1020"; without any it is closed.
    """

    __tablename__ = "date_exception"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)
    id: int | None = Field(default=None, primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id", index=True)
    first_day: date
    last_day: date
    hours: str = Field(default="", max_length=200)
    label: str = Field(default="", max_length=60)


class PlanRow(SQLModel, table=True):
    """The rules by which a mentor can be booked; without a row those of `core.plans.Rules` hold.

    `version` counts the times that the plan was kept, its hours and exceptions included.
    """

    __tablename__ = "plan"
    mentor_id: str = Field(foreign_key="mentor.id", primary_key=True)
    version: int = 0
    step_minutes: int
    notice_minutes: int
    days_ahead: int
    minutes_before: int
    minutes_after: int
    most_a_day: int | None = None
    most_a_week: int | None = None
    paused: bool = False
    paused_until: date | None = None


class BusyCalendar(SQLModel, table=True):
    """A calendar from elsewhere whose events keep a mentor from being booked; its address is a secret.

    It waits and is leased as effects are, again and again. `read_at` is when it was last read, `known_until` how
    far; `failures` counts what went wrong since, last for the reason `trouble` at `failed_at`. `version` counts
    how often its busy times became others.
    """

    __tablename__ = "busy_calendar"
    __table_args__ = (
        UniqueConstraint("mentor_id", "address_hash"),
        Index("busy_calendar_waiting", "state", "not_before"),
    )
    id: str = Field(default_factory=lambda: new_id("bc"), primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id")
    name: str = Field(default="", max_length=60)
    address: str = Field(sa_type=Text)
    address_hash: str = Field(max_length=64)
    etag: str = Field(default="", max_length=200)
    last_modified: str = Field(default="", max_length=80)
    created_at: datetime
    read_at: datetime | None = None
    known_until: datetime | None = None
    left_out: bool = False
    strange_zone: bool = False
    failures: int = 0
    failed_at: datetime | None = None
    trouble: str = Field(default="", max_length=30)
    version: int = 0
    state: str = Field(default="waiting", max_length=10)
    not_before: datetime
    attempts: int = 0
    lease: str | None = None
    leased_until: datetime | None = None

    def __repr__(self) -> str:
        return f"BusyCalendar({self.id})"


class BusyTime(SQLModel, table=True):
    """From when to when a calendar from elsewhere says that the mentor is busy, and nothing else of it.

    Where `is_wall`, the times are those of the mentor's clock, written as if it showed UTC: whole days and
    floating times move with the mentor's zone.
    """

    __tablename__ = "busy_time"
    __table_args__ = (
        Index("busy_time_of_mentor", "mentor_id", "ends_at"),
        CheckConstraint("ends_at > starts_at", name="span"),
    )
    id: int | None = Field(default=None, primary_key=True)
    calendar_id: str = Field(foreign_key="busy_calendar.id", index=True)
    mentor_id: str = Field(foreign_key="mentor.id")
    starts_at: datetime
    ends_at: datetime
    is_wall: bool = False


class Booking(SQLModel, table=True):
    """One appointment with a snapshot of everything that was agreed. Its states change only in advance.py.

    `terms` are the rules themselves (`core.terms.read`); `late_fee_minor` is what the mentee owes for having
    cancelled late or not come, nothing otherwise. `absent` is who is said not to have come.

    `sequence` counts how often the appointment has changed, as RFC 5545 3.8.7.4 has it. `terms_start` is an
    earlier start from which the cancellation terms still count, if any. `answer_by` is until when the other side
    may answer, while a move is proposed or an absence is reported.
    """

    __table_args__ = (
        Index("booking_by_mentee", "mentee_id", "starts_at", "id"),
        Index("booking_by_mentor", "mentor_id", "starts_at", "id"),
        Index("booking_due", "due_at"),
        Index("booking_of_mentor_by_state", "mentor_id", "state", "starts_at", "id"),
        Index("booking_newest", "created_at", "id"),
        CheckConstraint("fee_minor between 0 and price_minor", name="fee"),
        CheckConstraint("late_fee_minor between 0 and price_minor", name="late_fee"),
        CheckConstraint("ends_at > starts_at", name="span"),
    )
    id: str = Field(default_factory=lambda: new_id("bk"), primary_key=True)
    mentee_id: str = Field(foreign_key="person.id")
    mentor_id: str = Field(foreign_key="mentor.id")
    offer_id: str = Field(foreign_key="offer.id")
    title: str = Field(max_length=100)
    minutes: int
    starts_at: datetime
    ends_at: datetime
    mentee_zone: str = Field(max_length=64)
    mentor_zone: str = Field(max_length=64)
    brief: str = Field(default="", max_length=1000)
    price_minor: int
    fee_minor: int
    currency: str = Field(max_length=3)
    terms: str = Field(default="", max_length=80)
    late_fee_minor: int = 0
    release_after_hours: int = 0
    state: BookingState = Field(default=BookingState.HELD, sa_type=Text)
    held_until: datetime
    due_at: datetime | None = None
    created_at: datetime
    completed_at: datetime | None = None
    cancelled_by: str | None = Field(default=None, max_length=10)
    absent: str | None = Field(default=None, max_length=10)
    room_key: str = Field(default_factory=new_key, max_length=32)
    sequence: int = 0
    terms_start: datetime | None = None
    answer_by: datetime | None = None


class Attendance(SQLModel, table=True):
    """That one side of a booking went through the door of its room: first, last, and how often."""

    booking_id: str = Field(foreign_key="booking.id", primary_key=True)
    side: str = Field(primary_key=True, max_length=10)
    first_at: datetime
    last_at: datetime
    times: int = 1


class RoomNote(SQLModel, table=True):
    """What one side wrote beside the room for both to keep; append-only."""

    __tablename__ = "room_note"
    id: int | None = Field(default=None, primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)
    side: str = Field(max_length=10)
    at: datetime
    text: str = Field(sa_type=Text)


class Move(SQLModel, table=True):
    """A move of a booking from one start to another, made or proposed; `by` is the `Actor` who wished for it.

    A proposal is open until `answer_by`; its times are in `MoveTime`. `to_start` is set once the move is made.
    """

    __table_args__ = (
        Index("move_by_booking", "booking_id", "id"),
        # Two proposals at once would leave nobody knowing which one is answered.
        Index(
            "move_open", "booking_id", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip
    id: str = Field(default_factory=lambda: new_id("mv"), primary_key=True)
    booking_id: str = Field(foreign_key="booking.id")
    by: str = Field(max_length=10)
    state: MoveState = Field(default=MoveState.OPEN, sa_type=Text)
    from_start: datetime
    to_start: datetime | None = None
    note: str = Field(default="", max_length=300)
    created_at: datetime
    answer_by: datetime | None = None
    closed_at: datetime | None = None


class MoveTime(SQLModel, table=True):
    """One of the starts that a proposal offers."""

    __tablename__ = "move_time"
    move_id: str = Field(foreign_key="move.id", primary_key=True)
    starts_at: datetime = Field(primary_key=True)


class Case(SQLModel, table=True):
    """What one side says went wrong with a booking, the other's answer, and how it ended (`core.cases`).

    `opened_by`, `answered_by` and `decided_by` are actors; `words`, `answer` and `reason` are theirs.
    """

    __tablename__ = "booking_case"
    __table_args__ = (Index("case_by_state", "state", "opened_at", "id"),)
    id: str = Field(default_factory=lambda: new_id("ca"), primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)
    cause: str = Field(max_length=20)
    state: str = Field(max_length=10)
    opened_by: str = Field(max_length=10)
    opened_at: datetime
    words: str = Field(default="", sa_type=Text)
    answered_by: str | None = Field(default=None, max_length=10)
    answered_at: datetime | None = None
    answer: str = Field(default="", sa_type=Text)
    outcome: str | None = Field(default=None, max_length=20)
    decided_by: str | None = Field(default=None, max_length=10)
    decided_by_id: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    reason: str = Field(default="", sa_type=Text)


class SlotClaim(SQLModel, table=True):
    """One quarter-hour of a mentor that a booking occupies; the primary key is what refuses a double booking.

    `quarter` counts quarter-hours since 1970-01-01T00:00Z.
    """

    __tablename__ = "slot_claim"
    mentor_id: str = Field(foreign_key="mentor.id", primary_key=True)
    quarter: int = Field(primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)


class Payment(SQLModel, table=True):
    """The money of one booking as Stripe last told it, and the mentor's share of it. Amounts in minor units.

    `intent_id` is the latest hold or the latest try at one; `method_id` names the saved card at Stripe.
    `holds_tried` counts the holds that were placed or refused, and names the keys of the next one. `refusal` and
    `refused_at`: why and when a hold was last refused. `page_asked_at`: when the mentee asked for the latest page
    on which to put that right; `page_key` is what a mail brings along to open one.
    """

    __table_args__ = (Index("payment_unsettled", "state", "share_state", "booking_id"),)
    booking_id: str = Field(foreign_key="booking.id", primary_key=True)
    state: PaymentState = Field(default=PaymentState.CHECKOUT_OPEN, sa_type=Text)
    share_state: ShareState = Field(default=ShareState.NOT_DUE, sa_type=Text)
    checkout_id: str | None = Field(default=None, unique=True)
    checkout_url: str | None = Field(default=None, sa_type=Text)
    checkout_tries: int = 0
    intent_id: str | None = Field(default=None, unique=True)
    charge_id: str | None = Field(default=None, index=True)
    method_id: str | None = Field(default=None, max_length=80)
    holds_tried: int = 0
    refusal: str = Field(default="", max_length=60)
    refused_at: datetime | None = None
    page_asked_at: datetime | None = None
    page_key: str = Field(default="", max_length=32)
    card: str = Field(default="", max_length=40)
    capture_before: datetime | None = None
    captured_minor: int = 0
    stripe_fee_minor: int | None = None
    refunded_minor: int = 0
    transfer_id: str | None = Field(default=None, unique=True)
    transferred_minor: int = 0
    reversed_minor: int = 0
    share_available_at: datetime | None = None
    share_available: bool = False
    read_at: datetime | None = None


class History(SQLModel, table=True):
    """What happened to a booking, in order; append-only. `actor_id` is empty for Stripe and the clock."""

    id: int | None = Field(default=None, primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)
    at: datetime
    event: str = Field(max_length=40)
    actor: str = Field(max_length=10)
    actor_id: str | None = None
    says: str = Field(sa_type=Text)
    booking_state: str = Field(max_length=20)
    payment_state: str = Field(max_length=20)
    share_state: str = Field(max_length=20)
    stripe_object: str | None = None
    amount_minor: int | None = None
    move_id: str | None = Field(default=None, foreign_key="move.id")


class LedgerEntry(SQLModel, table=True):
    """One line of a posting; append-only. Lines with the same `posting_key` sum to zero."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("posting_key", "account"),
        Index("ledger_by_mentor", "mentor_id", "account", "currency", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    posting_key: str = Field(max_length=120)
    kind: str = Field(max_length=20)
    at: datetime
    account: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    amount_minor: int
    mentor_id: str = Field(foreign_key="mentor.id")
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
    stripe_object: str = Field(max_length=80)


class EffectRow(SQLModel, table=True):
    """A call that must be made: waits, is leased by one runner, is done, withdrawn or buried. Never deleted.

    `refusals` counts Stripe's definite refusals: it keeps them for their key, so the next try needs another one.
    """

    __tablename__ = "effect"
    __table_args__ = (
        Index("effect_waiting", "state", "not_before"),
        Index("effect_by_booking", "booking_id", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    booking_id: str = Field(foreign_key="booking.id")
    kind: str = Field(max_length=20)
    state: str = Field(default="waiting", max_length=10)
    not_before: datetime
    attempts: int = 0
    refusals: int = 0
    lease: str | None = None
    leased_until: datetime | None = None
    problem: str = Field(default="", sa_type=Text)
    created_at: datetime
    done_at: datetime | None = None


class NoticeRow(SQLModel, table=True):
    """A mail to one person: waits, is leased, is sent, kept where there is no mail server, dead unsent, or buried.

    `key` names the occasion. What was written (`to` to `invitation`) is filled in only when the mail is kept.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("notice_waiting", "state", "not_before"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=160)
    kind: str = Field(max_length=30)
    person_id: str = Field(foreign_key="person.id")
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
    state: str = Field(default="waiting", max_length=10)
    not_before: datetime
    attempts: int = 0
    lease: str | None = None
    leased_until: datetime | None = None
    problem: str = Field(default="", sa_type=Text)
    to: str = Field(default="", max_length=254)
    subject: str = Field(default="", max_length=200)
    text: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    invitation: str = Field(default="", sa_type=Text)
    created_at: datetime
    done_at: datetime | None = None
    move_id: str | None = Field(default=None, foreign_key="move.id")


class InboxEvent(SQLModel, table=True):
    """A verified event from Stripe, kept byte for byte; the primary key makes a second delivery a no-op."""

    __tablename__ = "inbox_event"
    __table_args__ = (Index("inbox_waiting", "state", "not_before"),)
    id: str = Field(primary_key=True, max_length=80)
    type: str = Field(max_length=80)
    account_id: str | None = Field(default=None, max_length=80)
    object_id: str = Field(default="", max_length=120)
    body: bytes = Field(sa_type=LargeBinary)
    received_at: datetime
    state: str = Field(default="waiting", max_length=10)
    not_before: datetime
    attempts: int = 0
    lease: str | None = None
    leased_until: datetime | None = None
    problem: str = Field(default="", sa_type=Text)
    done_at: datetime | None = None


class AuditEntry(SQLModel, table=True):
    """One act of an operator (`core.audit`), never changed: the database itself refuses.

    `person_id` is None for the command line; `about` is the id of what it was done to.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_by_person", "person_id", "id"),
        Index("audit_by_booking", "booking_id", "id"),
        Index("audit_by_about", "about", "id"),
        Index("audit_by_act", "act", "id"),
        Index("audit_by_time", "at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    act: str = Field(max_length=30)
    person_id: str | None = Field(default=None, foreign_key="person.id")
    booking_id: str | None = Field(default=None, foreign_key="booking.id")
    about: str = Field(default="", max_length=120)
    details: str = Field(default="", sa_type=Text)


class WorkerSeen(SQLModel, table=True):
    """A worker that is at work, and when it last said so."""

    __tablename__ = "worker_seen"
    id: str = Field(primary_key=True, max_length=40)
    started_at: datetime
    seen_at: datetime = Field(index=True)


class Payout(SQLModel, table=True):
    """A payout from a mentor's Stripe balance to their bank. `arrives_at` is Stripe's estimate."""

    __table_args__ = (Index("payout_by_mentor", "mentor_id", "created_at", "id"),)
    id: str = Field(primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id")
    amount_minor: int
    currency: str = Field(max_length=3)
    state: str = Field(max_length=20)
    created_at: datetime
    arrives_at: datetime
    failure: str = Field(default="", max_length=200)


class Reconciliation(SQLModel, table=True):
    """One comparison of Stripe's account of the money with ours: waits, is leased, is done or failed.

    `hour` (hours since 1970) makes the hourly one unique; it is empty when an operator (`wanted_by`) asked.
    `whole` reads everything from the beginning. Movements were read up to `movements_until`.
    """

    __table_args__ = (Index("reconciliation_waiting", "state", "not_before"),)
    id: int | None = Field(default=None, primary_key=True)
    hour: int | None = Field(default=None, unique=True)
    wanted_by: str | None = Field(default=None, foreign_key="person.id")
    whole: bool = False
    state: str = Field(default="waiting", max_length=10)
    not_before: datetime
    attempts: int = 0
    lease: str | None = None
    leased_until: datetime | None = None
    problem: str = Field(default="", sa_type=Text)
    created_at: datetime
    done_at: datetime | None = None
    movements_until: datetime | None = None
    bookings_read: int = 0
    movements_read: int = 0
    accounts_read: int = 0
    healed: int = 0
    found: int = 0


class Drift(SQLModel, table=True):
    """What one reconciliation found in one place ("platform" or "mentors") and currency, in minor units."""

    reconciliation_id: int = Field(foreign_key="reconciliation.id", primary_key=True)
    place: str = Field(max_length=20, primary_key=True)
    currency: str = Field(max_length=3, primary_key=True)
    stripe_minor: int = Field(sa_type=BigInteger)
    book_minor: int = Field(sa_type=BigInteger)
    foreign_minor: int = Field(default=0, sa_type=BigInteger)


class MovementRow(SQLModel, table=True):
    """One balance transaction of the platform as Stripe told it; `posting_key` is what it proves in our book.

    Without one it is foreign: the platform's own business, or money that no booking explains.
    """

    __tablename__ = "movement"
    __table_args__ = (
        Index("movement_by_posting", "posting_key", "currency"),
    )
    id: str = Field(primary_key=True, max_length=80)
    at: datetime
    type: str = Field(max_length=60)
    source: str = Field(default="", max_length=80)
    currency: str = Field(max_length=3)
    amount_minor: int
    fee_minor: int
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
    posting_key: str | None = Field(default=None, max_length=120)


class FindingRow(SQLModel, table=True):
    """One disagreement between Stripe and us: open until it is gone (healed) or an operator has explained it."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_by_state", "state", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=200)
    trouble: str = Field(max_length=30)
    says: str = Field(sa_type=Text)
    stripe_object: str = Field(default="", max_length=80)
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
    mentor_id: str | None = Field(default=None, foreign_key="mentor.id", index=True)
    currency: str = Field(default="", max_length=3)
    amount_minor: int = 0
    state: str = Field(default="open", max_length=10)
    first_seen_at: datetime
    last_seen_at: datetime
    seen_by: int = Field(foreign_key="reconciliation.id")
    ended_at: datetime | None = None
    explained_by: str | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", sa_type=Text)
