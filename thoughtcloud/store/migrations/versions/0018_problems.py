"""Problems: what a mentee says went wrong, how far the mentor is heard, and what was decided to go back."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every case of before is about an absence, and nothing has been settled in money."""
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hearing", sa.String(10), nullable=True))
        batch_op.add_column(sa.Column("settled_minor", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_booking_settled"), "settled_minor between 0 and price_minor")
    with op.batch_alter_table("booking_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(10), nullable=False, server_default="absence"))
        batch_op.add_column(sa.Column("refund_minor", sa.Integer(), nullable=True))
    with op.batch_alter_table("booking_case", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)
