"""What is still to be done or was told to us: effects, mails, Stripe's events, and the workers at it."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel


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
    payout_id: str | None = Field(default=None, foreign_key="payout.id")
    refund_id: str | None = Field(default=None, foreign_key="refund.id")


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


class WorkerSeen(SQLModel, table=True):
    """A worker that is at work, and when it last said so."""

    __tablename__ = "worker_seen"
    id: str = Field(primary_key=True, max_length=40)
    started_at: datetime
    seen_at: datetime = Field(index=True)
