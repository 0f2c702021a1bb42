"""Which proposed times the mentor's own rules had room for; those of before are asked again when accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column."""
    with op.batch_alter_table("move_time", schema=None) as batch_op:
        batch_op.add_column(sa.Column("within_rules", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("move_time", schema=None) as batch_op:
        batch_op.alter_column("within_rules", existing_type=sa.Boolean(), server_default=None)
