"""What an operator looks back on: the audit log, and comparisons of our book with Stripe."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


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
