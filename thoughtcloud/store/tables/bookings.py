"""Bookings, the quarter-hours they claim, and what people did about them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from thoughtcloud.core.cases import CaseKind
from thoughtcloud.core.states import BookingState, MoveState
from thoughtcloud.store.tables.ids import new_id, new_key


class Booking(SQLModel, table=True):
    """One appointment with a snapshot of everything that was agreed. Its states change only in `store.advance`.

    `terms` are the rules themselves (`core.terms.read`); `late_fee_minor` is what the mentee owes for having
    cancelled late or not come, nothing otherwise. `absent` is who is said not to have come.

    `sequence` counts how often the appointment has changed, as RFC 5545 3.8.7.4 has it. `terms_start` is an
    earlier start from which the cancellation terms still count, if any. `answer_by` is until when the other side
    may answer, while a move is proposed or an absence or a problem is reported. `hearing` is how far that of a
    problem has come, `settled_minor` what the mentee pays in the end where an operator has decided it.
    """

    __table_args__ = (
        Index("booking_by_mentee", "mentee_id", "starts_at", "id"),
        Index("booking_by_mentor", "mentor_id", "starts_at", "id"),
        Index("booking_due", "due_at"),
        Index("booking_of_mentor_by_state", "mentor_id", "state", "starts_at", "id"),
        Index("booking_newest", "created_at", "id"),
        Index("booking_by_price", "price_minor", "created_at", "id"),
        CheckConstraint("fee_minor between 0 and price_minor", name="fee"),
        CheckConstraint("late_fee_minor between 0 and price_minor", name="late_fee"),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("settled_minor between 0 and price_minor", name="settled"),
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
    hearing: str | None = Field(default=None, max_length=10)
    settled_minor: int | None = None


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
    """One of the starts that a proposal offers; whether the mentor's own rules had room for it then."""

    __tablename__ = "move_time"
    move_id: str = Field(foreign_key="move.id", primary_key=True)
    starts_at: datetime = Field(primary_key=True)
    within_rules: bool = True


class Case(SQLModel, table=True):
    """What one side says went wrong with a booking, the other's answer, and how it ended (`core.cases`).

    `opened_by`, `answered_by` and `decided_by` are actors; `words`, `answer` and `reason` are theirs.
    `refund_minor` is what was decided to go back, once a problem is decided.
    """

    __tablename__ = "booking_case"
    __table_args__ = (Index("case_by_state", "state", "opened_at", "id"),)
    id: str = Field(default_factory=lambda: new_id("ca"), primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)
    kind: str = Field(default=CaseKind.ABSENCE, max_length=10)
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
    refund_minor: int | None = None


class SlotClaim(SQLModel, table=True):
    """One quarter-hour of a mentor that a booking occupies; the primary key is what refuses a double booking.

    `quarter` counts quarter-hours since 1970-01-01T00:00Z.
    """

    __tablename__ = "slot_claim"
    mentor_id: str = Field(foreign_key="mentor.id", primary_key=True)
    quarter: int = Field(primary_key=True)
    booking_id: str = Field(foreign_key="booking.id", index=True)


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
