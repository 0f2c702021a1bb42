"""Disputes of charges at a bank, and what the marketplace answers to them."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class Dispute(SQLModel, table=True):
    """One dispute at Stripe, whose id it has: `status` and `reason` are Stripe's words.

    `answer_at` is when its evidence goes to the bank unless an operator sends it earlier; `sent_at` is when it
    was frozen for that, `answered_at` when Stripe said that it has it. `accepted_at`: an operator gave it up.
    `is_open` is whether the bank has still to decide. Amounts in minor units.
    """

    __table_args__ = (
        Index("dispute_waiting", "is_open", "due_by", "id"),
        Index("dispute_by_age", "opened_at", "id"),
    )
    id: str = Field(primary_key=True, max_length=80)
    booking_id: str = Field(foreign_key="booking.id", index=True)
    amount_minor: int
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=60)
    network_code: str = Field(default="", max_length=40)
    status: str = Field(max_length=40)
    is_open: bool = True
    opened_at: datetime
    due_by: datetime | None = None
    answer_at: datetime | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None


class DisputeEvidence(SQLModel, table=True):
    """What is to be said, or was said, in one field of a dispute's evidence (`core.evidence.Field`)."""

    __tablename__ = "dispute_evidence"
    dispute_id: str = Field(foreign_key="dispute.id", primary_key=True)
    field: str = Field(primary_key=True, max_length=40)
    text: str = Field(sa_type=Text)
