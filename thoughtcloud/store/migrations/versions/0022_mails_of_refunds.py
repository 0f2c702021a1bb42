"""A mail may tell of one refund."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which refund a mail is about."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refund_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_notice_refund_id"), "refund", ["refund_id"], ["id"])
