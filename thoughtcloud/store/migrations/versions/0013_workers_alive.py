"""Which workers are alive."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of before is touched."""
    op.create_table(
        "worker_seen",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_seen")),
    )
    with op.batch_alter_table("worker_seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_seen_seen_at"), ["seen_at"], unique=False)
