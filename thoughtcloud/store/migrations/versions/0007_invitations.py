"""The calendar object of a mail, kept beside its text."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mails that were kept before invited nobody."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invitation", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.alter_column("invitation", existing_type=sa.Text(), server_default=None)
