"""The room: a name for each booking's, who went in, and what the two wrote there."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bookings made before get their rooms now."""
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_key", sa.String(32), nullable=True))
    _name_rooms(op.get_bind())
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.alter_column("room_key", existing_type=sa.String(32), nullable=False)
    op.create_table(
        "attendance",
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_attendance_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "side", name=op.f("pk_attendance")),
    )
    op.create_table(
        "room_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_room_note_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_note")),
    )
    with op.batch_alter_table("room_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_note_booking_id"), ["booking_id"], unique=False)


def _name_rooms(connection: sa.Connection) -> None:
    booking = sa.table("booking", sa.column("id", sa.String()), sa.column("room_key", sa.String(32)))
    for booking_id in connection.scalars(sa.select(booking.c.id)).all():
        named = sa.update(booking).where(booking.c.id == booking_id).values(room_key=secrets.token_hex(12))
        connection.execute(named)
