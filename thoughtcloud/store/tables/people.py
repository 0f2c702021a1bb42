"""People with an account: how they sign in, and the addresses that only they know."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from thoughtcloud.store.tables.ids import new_id


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
