"""Saved cards: a customer at Stripe for each person, the saved card of a payment, what became of its holds."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was paid so far has no saved card; its hold was the first one."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_id", sa.String(80), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_person_customer_id"), ["customer_id"])
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("method_id", sa.String(80), nullable=True))
        batch_op.add_column(sa.Column("holds_tried", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("refusal", sa.String(60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("page_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("page_key", sa.String(32), nullable=False, server_default=""))
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.alter_column("holds_tried", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("refusal", existing_type=sa.String(60), server_default=None)
        batch_op.alter_column("page_key", existing_type=sa.String(32), server_default=None)
