"""Mentors, what they offer and on which terms."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.store.tables.ids import new_id


class Mentor(SQLModel, table=True):
    """A person's public mentor page and their account at Stripe. `topics` and `languages` are comma-separated.

    `payout_interval` to `debits_bank` are the payout schedule there (`core.payouts.Schedule`), once it is known.
    `claims_version` counts how often the time that is booked with the mentor has changed.
    """

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
    payout_interval: str = Field(default="", max_length=10)
    payout_delay_days: int = 0
    payout_days: str = Field(default="", max_length=120)
    debits_bank: bool = False
    claims_version: int = 0


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
