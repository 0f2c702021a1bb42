"""Mails as HTML too, kept beside their text where there is no mail server."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mails that were kept before have no HTML."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("html", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.alter_column("html", existing_type=sa.Text(), server_default=None)
