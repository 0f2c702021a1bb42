"""The first shape."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From nothing to the first tables; there is no way back but deleting the database."""
    op.create_table(
        "inbox_event",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("account_id", sa.String(80), nullable=True),
        sa.Column("object_id", sa.String(120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_event")),
    )
    with op.batch_alter_table("inbox_event", schema=None) as batch_op:
        batch_op.create_index("inbox_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_try")),
    )
    with op.batch_alter_table("try", schema=None) as batch_op:
        batch_op.create_index("try_by_age", ["at"], unique=False)
        batch_op.create_index("try_by_subject", ["subject", "at"], unique=False)

    op.create_table(
        "mentor",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("headline", sa.String(140), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("topics", sa.String(300), nullable=False),
        sa.Column("languages", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("room_url", sa.String(300), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("featured_rank", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("account_ready", sa.Boolean(), nullable=False),
        sa.Column("details_submitted", sa.Boolean(), nullable=False),
        sa.Column("payouts_enabled", sa.Boolean(), nullable=False),
        sa.Column("requirements_due", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor")),
        sa.UniqueConstraint("account_id", name=op.f("uq_mentor_account_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mentor_person_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_mentor_slug")),
    )
    with op.batch_alter_table("mentor", schema=None) as batch_op:
        batch_op.create_index("mentor_listed", ["published", "featured_rank", "id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_reset_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_reset")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_person_id"), ["person_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("description", sa.String(600), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes between 15 and 240", name=op.f("ck_offer_minutes")),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_offer_price")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_offer_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index("offer_by_currency", ["currency", "active", "mentor_id"], unique=False)

    op.create_table(
        "payout",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_payout_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout")),
    )
    with op.batch_alter_table("payout", schema=None) as batch_op:
        batch_op.create_index("payout_by_mentor", ["mentor_id", "created_at", "id"], unique=False)

    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= from_minute and from_minute < to_minute and to_minute <= 1440",
            name=op.f("ck_weekly_hours_minutes"),
        ),
        sa.CheckConstraint("weekday between 0 and 6", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_weekly_hours_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
    )
    with op.batch_alter_table("weekly_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weekly_hours_mentor_id"), ["mentor_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mentee_id", sa.String(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mentee_zone", sa.String(64), nullable=False),
        sa.Column("mentor_zone", sa.String(64), nullable=False),
        sa.Column("brief", sa.String(1000), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("terms", sa.String(20), nullable=False),
        sa.Column("release_after_hours", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(10), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_span")),
        sa.CheckConstraint("fee_minor between 0 and price_minor", name=op.f("ck_booking_fee")),
        sa.ForeignKeyConstraint(["mentee_id"], ["person.id"], name=op.f("fk_booking_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_booking_mentor_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_booking_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("booking_by_mentee", ["mentee_id", "starts_at", "id"], unique=False)
        batch_op.create_index("booking_by_mentor", ["mentor_id", "starts_at", "id"], unique=False)
        batch_op.create_index("booking_due", ["due_at"], unique=False)
        batch_op.create_index("booking_newest", ["created_at", "id"], unique=False)
        batch_op.create_index(
            "booking_of_mentor_by_state", ["mentor_id", "state", "starts_at", "id"], unique=False
        )

    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_effect_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.create_index("effect_by_booking", ["booking_id", "id"], unique=False)
        batch_op.create_index("effect_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("actor", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("booking_state", sa.String(20), nullable=False),
        sa.Column("payment_state", sa.String(20), nullable=False),
        sa.Column("share_state", sa.String(20), nullable=False),
        sa.Column("stripe_object", sa.String(), nullable=True),
        sa.Column("amount_minor", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_history_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_key", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=True),
        sa.Column("stripe_object", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_ledger_entry_booking_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_ledger_entry_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("posting_key", "account", name=op.f("uq_ledger_entry_posting_key_account")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("ledger_by_mentor", ["mentor_id", "account", "currency", "id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("to", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_notice_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index("notice_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "payment",
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("share_state", sa.Text(), nullable=False),
        sa.Column("checkout_id", sa.String(), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("checkout_tries", sa.Integer(), nullable=False),
        sa.Column("intent_id", sa.String(), nullable=True),
        sa.Column("charge_id", sa.String(), nullable=True),
        sa.Column("card", sa.String(40), nullable=False),
        sa.Column("capture_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("captured_minor", sa.Integer(), nullable=False),
        sa.Column("stripe_fee_minor", sa.Integer(), nullable=True),
        sa.Column("refunded_minor", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.String(), nullable=True),
        sa.Column("transferred_minor", sa.Integer(), nullable=False),
        sa.Column("reversed_minor", sa.Integer(), nullable=False),
        sa.Column("share_available_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("share_available", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_payment_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_payment")),
        sa.UniqueConstraint("checkout_id", name=op.f("uq_payment_checkout_id")),
        sa.UniqueConstraint("intent_id", name=op.f("uq_payment_intent_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_payment_transfer_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_charge_id"), ["charge_id"], unique=False)
        batch_op.create_index("payment_unsettled", ["state", "share_state", "booking_id"], unique=False)

    op.create_table(
        "slot_claim",
        sa.Column("mentor_id", sa.String(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_slot_claim_booking_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["mentor.id"], name=op.f("fk_slot_claim_mentor_id")),
        sa.PrimaryKeyConstraint("mentor_id", "quarter", name=op.f("pk_slot_claim")),
    )
    with op.batch_alter_table("slot_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slot_claim_booking_id"), ["booking_id"], unique=False)
