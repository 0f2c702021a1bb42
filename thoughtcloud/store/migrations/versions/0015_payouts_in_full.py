"""Payouts in full: the schedule at Stripe, why a payout failed, and which movements each of them pays out."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was read so far is read again: Stripe still tells it."""
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payout_interval", sa.String(10), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("payout_delay_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("payout_days", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("debits_bank", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failure_code", sa.String(60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("bank", sa.String(80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("itemized", sa.Boolean(), nullable=False, server_default=sa.false()))
    _without_defaults()
    op.create_table(
        "payout_item",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("payout_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("stripe_object", sa.String(80), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_payout_item_booking_id")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_payout_item_payout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_item")),
    )
    with op.batch_alter_table("payout_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payout_item_payout_id"), ["payout_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payout_item_booking_id"), ["booking_id"], unique=False)
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payout_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_notice_payout_id"), "payout", ["payout_id"], ["id"])


def _without_defaults() -> None:
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.alter_column("payout_interval", existing_type=sa.String(10), server_default=None)
        batch_op.alter_column("payout_delay_days", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("payout_days", existing_type=sa.String(120), server_default=None)
        batch_op.alter_column("debits_bank", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.alter_column("failure_code", existing_type=sa.String(60), server_default=None)
        batch_op.alter_column("automatic", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("bank", existing_type=sa.String(80), server_default=None)
        batch_op.alter_column("itemized", existing_type=sa.Boolean(), server_default=None)
