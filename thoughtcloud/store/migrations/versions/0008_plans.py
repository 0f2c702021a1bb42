"""The plan of a mentor: hours over midnight, exceptions of dates, and rules."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is kept stays as it is; mentors without a row follow the rules that held for everybody before."""
    with op.batch_alter_table("weekly_hours", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_weekly_hours_minutes"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_weekly_hours_minutes"),
            "0 <= from_minute and from_minute < 1440 and from_minute < to_minute"
            " and to_minute <= from_minute + 1440",
        )
    op.create_table(
        "date_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_date_exception_days")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_date_exception_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_exception")),
    )
    with op.batch_alter_table("date_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_exception_mentor_id"), ["mentor_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("notice_minutes", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("minutes_before", sa.Integer(), nullable=False),
        sa.Column("minutes_after", sa.Integer(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=True),
        sa.Column("most_a_week", sa.Integer(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_plan_mentor_id")),
        sa.PrimaryKeyConstraint("mentor_id", name=op.f("pk_plan")),
    )
