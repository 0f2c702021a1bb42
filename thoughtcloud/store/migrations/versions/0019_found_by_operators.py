"""What operators search for: payments by what was agreed, refunds from the newest on."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only indexes."""
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("booking_by_price", ["price_minor", "created_at", "id"], unique=False)
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index("refund_newest", ["asked_at", "id"], unique=False)
    with op.batch_alter_table("busy_calendar", schema=None) as batch_op:
        batch_op.create_index("busy_calendar_failing", ["failures", "id"], unique=False)
