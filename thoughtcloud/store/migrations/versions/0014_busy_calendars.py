"""Calendars from elsewhere, and the times in which they say that a mentor is busy."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of before is touched."""
    op.create_table(
        "busy_calendar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("etag", sa.String(200), nullable=False),
        sa.Column("last_modified", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("strange_zone", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_busy_calendar_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_calendar")),
        sa.UniqueConstraint("mentor_id", "address_hash", name=op.f("uq_busy_calendar_mentor_id_address_hash")),
    )
    with op.batch_alter_table("busy_calendar", schema=None) as batch_op:
        batch_op.create_index("busy_calendar_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "busy_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.String(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_wall", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_busy_time_span")),
        sa.ForeignKeyConstraint(["calendar_id"], ["busy_calendar.id"], name=op.f("fk_busy_time_calendar_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_busy_time_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
    )
    with op.batch_alter_table("busy_time", schema=None) as batch_op:
        batch_op.create_index("busy_time_of_mentor", ["mentor_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_busy_time_calendar_id"), ["calendar_id"], unique=False)
