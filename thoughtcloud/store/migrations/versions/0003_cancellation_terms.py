"""Cancellation terms: the operator's own sets, the choice of an offer, rules and late fee of a booking."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was booked so far was booked under flexible terms: free until the start, no steps."""
    op.create_table(
        "terms_set",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("steps", sa.String(80), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_set")),
        sa.UniqueConstraint("name", name=op.f("uq_terms_set_name")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terms", sa.String(24), nullable=False, server_default="flexible"))
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.alter_column("terms", existing_type=sa.String(24), server_default=None)
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.alter_column("terms", existing_type=sa.String(20), type_=sa.String(80), existing_nullable=False)
        batch_op.add_column(sa.Column("late_fee_minor", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.alter_column("late_fee_minor", existing_type=sa.Integer(), server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_booking_late_fee"), "late_fee_minor between 0 and price_minor"
        )
    op.execute("update booking set terms = ''")
