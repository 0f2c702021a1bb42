"""When a mentor is free: weekly hours, exceptions, limits, and calendars from elsewhere that close times."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from thoughtcloud.store.tables.ids import new_id


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
        Index("busy_calendar_failing", "failures", "id"),
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
