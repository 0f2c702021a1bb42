"""Moves of bookings: proposed, declined, made."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every booking so far is where it was booked."""
    op.create_table(
        "move",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(10), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_move_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index("move_by_booking", "move", ["booking_id", "id"])
    op.create_index(
        "move_open", "move", ["booking_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "move_time",
        sa.Column("move_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_move_time_move_id")),
        sa.PrimaryKeyConstraint("move_id", "starts_at", name=op.f("pk_move_time")),
    )
    with op.batch_alter_table("booking") as booking:
        booking.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        booking.add_column(sa.Column("terms_start", sa.DateTime(timezone=True), nullable=True))
        booking.add_column(sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("booking") as booking:
        booking.alter_column("sequence", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
    for table in ("history", "notice"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("move_id", sa.String(), nullable=True))
            changed.create_foreign_key(op.f(f"fk_{table}_move_id"), "move", ["move_id"], ["id"])
