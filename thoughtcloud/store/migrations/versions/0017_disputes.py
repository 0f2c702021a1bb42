"""Disputes of charges, their evidence, and shares that are sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No charge is known to have been disputed before; whoever has a transfer has one."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disputed_minor", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("dispute_fee_minor", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("transfers_made", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE payment SET transfers_made = 1 WHERE transfer_id IS NOT NULL")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.alter_column("disputed_minor", server_default=None)
        batch_op.alter_column("dispute_fee_minor", server_default=None)
        batch_op.alter_column("transfers_made", server_default=None)
    op.create_table(
        "dispute",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("network_code", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_dispute_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index("dispute_waiting", ["is_open", "due_by", "id"], unique=False)
        batch_op.create_index("dispute_by_age", ["opened_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_booking_id"), ["booking_id"], unique=False)
    op.create_table(
        "dispute_evidence",
        sa.Column("dispute_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_evidence_dispute_id")),
        sa.PrimaryKeyConstraint("dispute_id", "field", name=op.f("pk_dispute_evidence")),
    )
