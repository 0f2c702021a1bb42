"""Refunds: every try to give money back, with its state, its cause and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the book says of earlier refunds becomes a row each; why they were made is not known any more."""
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returning_minor", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.alter_column("returning_minor", existing_type=sa.Integer(), server_default=None)
    op.create_table(
        "refund",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("stripe_id", sa.String(80), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(10), nullable=False),
        sa.Column("asked_by_id", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failure", sa.String(80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("answered_by_id", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_refund_booking_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_refund_asked_by_id")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_refund_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_refund_stripe_id")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index("refund_by_booking", ["booking_id", "asked_at", "id"], unique=False)
        batch_op.create_index("refund_by_state", ["state", "answer", "asked_at", "id"], unique=False)
    op.execute(
        """
        INSERT INTO refund (id, booking_id, stripe_id, amount_minor, currency, origin, asked_by, reason, state,
                            failure, asked_at, made_at, ended_at, answer, note)
        SELECT 'rf_' || entry.stripe_object, entry.booking_id, entry.stripe_object, -entry.amount_minor,
               entry.currency,
               CASE WHEN booking.state IN ('cancelled', 'no_show', 'expired')
                    THEN 'called_off' ELSE 'dashboard' END,
               '', '', CASE WHEN back.id IS NULL THEN 'succeeded' ELSE 'failed' END, '', entry.at, entry.at,
               COALESCE(back.at, entry.at), CASE WHEN back.id IS NULL THEN '' ELSE 'made_again' END, ''
        FROM ledger_entry AS entry
        JOIN booking ON booking.id = entry.booking_id
        LEFT JOIN ledger_entry AS back ON back.stripe_object = entry.stripe_object
             AND back.kind = 'refund_failed' AND back.account = 'at_stripe'
        WHERE entry.kind = 'refunded' AND entry.account = 'at_stripe'
        """
    )
