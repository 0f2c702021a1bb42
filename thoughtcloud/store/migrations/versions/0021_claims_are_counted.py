"""How often the booked time of a mentor has changed, for those who watch a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column."""
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claims_version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.alter_column("claims_version", existing_type=sa.Integer(), server_default=None)
