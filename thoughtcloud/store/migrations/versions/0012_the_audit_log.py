"""The audit log of what operators do."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of before is touched."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(30), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("booking_id", sa.String(), nullable=True),
        sa.Column("about", sa.String(120), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_audit_entry_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("audit_by_about", ["about", "id"], unique=False)
        batch_op.create_index("audit_by_act", ["act", "id"], unique=False)
        batch_op.create_index("audit_by_booking", ["booking_id", "id"], unique=False)
        batch_op.create_index("audit_by_person", ["person_id", "id"], unique=False)
        batch_op.create_index("audit_by_time", ["at", "id"], unique=False)
    for act in ("update", "delete"):
        _refuse(act)


def _refuse(act: str) -> None:
    """Have the database itself refuse to change or remove an entry."""
    begins = f"create trigger audit_entry_no_{act} before {act} on audit_entry"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{begins} begin select raise(abort, 'the audit log is never changed'); end")
        return
    if act == "update":
        op.execute(
            "create function audit_entry_stays() returns trigger language plpgsql as "
            "$$ begin raise exception 'the audit log is never changed'; end $$"
        )
    op.execute(f"{begins} for each row execute function audit_entry_stays()")
