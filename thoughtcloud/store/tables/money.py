"""What Stripe holds or has taken for a booking, the book of every cent, and payouts."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from thoughtcloud.core.refunds import Origin, RefundState
from thoughtcloud.core.states import PaymentState, ShareState
from thoughtcloud.store.tables.ids import new_id


class Payment(SQLModel, table=True):
    """The money of one booking as Stripe last told it, and the mentor's share of it. Amounts in minor units.

    `intent_id` is the latest hold or the latest try at one; `method_id` names the saved card at Stripe.
    `holds_tried` counts the holds that were placed or refused, and names the keys of the next one. `refusal` and
    `refused_at`: why and when a hold was last refused. `retry_at`: when the bank is asked again by itself, which
    it was `retries` times since then. `page_asked_at`: when the mentee asked for the latest page on which to put
    that right; `page_key` is what a mail brings along to open one. `returning_minor`: what is on its way back to
    the card, the sum of the refunds in flight.

    `disputed_minor` is what banks have taken back through disputes and not given back, `dispute_fee_minor` what
    Stripe took for it. `transfers_made` counts the transfers, of which `transfer_id` is the latest: a share that
    was taken back for a dispute is sent again once that is won.
    """

    __table_args__ = (Index("payment_unsettled", "state", "share_state", "booking_id"),)
    booking_id: str = Field(foreign_key="booking.id", primary_key=True)
    state: PaymentState = Field(default=PaymentState.CHECKOUT_OPEN, sa_type=Text)
    share_state: ShareState = Field(default=ShareState.NOT_DUE, sa_type=Text)
    checkout_id: str | None = Field(default=None, unique=True)
    checkout_url: str | None = Field(default=None, sa_type=Text)
    checkout_tries: int = 0
    intent_id: str | None = Field(default=None, unique=True)
    charge_id: str | None = Field(default=None, index=True)
    method_id: str | None = Field(default=None, max_length=80)
    holds_tried: int = 0
    refusal: str = Field(default="", max_length=60)
    refused_at: datetime | None = None
    retry_at: datetime | None = None
    retries: int = 0
    page_asked_at: datetime | None = None
    page_key: str = Field(default="", max_length=32)
    card: str = Field(default="", max_length=40)
    capture_before: datetime | None = None
    captured_minor: int = 0
    stripe_fee_minor: int | None = None
    refunded_minor: int = 0
    returning_minor: int = 0
    disputed_minor: int = 0
    dispute_fee_minor: int = 0
    transfer_id: str | None = Field(default=None, unique=True)
    transfers_made: int = 0
    transferred_minor: int = 0
    reversed_minor: int = 0
    share_available_at: datetime | None = None
    share_available: bool = False
    read_at: datetime | None = None


class Refund(SQLModel, table=True):
    """One try to give money back to the card, in minor units (`core.refunds`); never deleted.

    `asked_by` is an `Actor` or empty, where Stripe's dashboard or an older version made it; `asked_by_id` the
    operator. `reason` is what they wrote. `failure` is Stripe's word for why it came back. `answer` is what became
    of one that came back, with a `note` of the operator's.
    """

    __table_args__ = (
        Index("refund_by_booking", "booking_id", "asked_at", "id"),
        Index("refund_by_state", "state", "answer", "asked_at", "id"),
        Index("refund_newest", "asked_at", "id"),
    )
    id: str = Field(default_factory=lambda: new_id("rf"), primary_key=True, max_length=80)
    booking_id: str = Field(foreign_key="booking.id")
    stripe_id: str | None = Field(default=None, unique=True, max_length=80)
    amount_minor: int
    currency: str = Field(max_length=3)
    origin: Origin = Field(sa_type=Text)
    asked_by: str = Field(default="", max_length=10)
    asked_by_id: str | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", sa_type=Text)
    state: RefundState = Field(default=RefundState.WANTED, sa_type=Text)
    failure: str = Field(default="", max_length=80)
    asked_at: datetime
    made_at: datetime | None = None
    ended_at: datetime | None = None
    answer: str = Field(default="", max_length=20)
    answered_by_id: str | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    note: str = Field(default="", sa_type=Text)


class LedgerEntry(SQLModel, table=True):
    """One line of a posting; append-only. Lines with the same `posting_key` sum to zero."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("posting_key", "account"),
        Index("ledger_by_mentor", "mentor_id", "account", "currency", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    posting_key: str = Field(max_length=120)
    kind: str = Field(max_length=20)
    at: datetime
    account: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    amount_minor: int
    mentor_id: str = Field(foreign_key="mentor.id")
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
    stripe_object: str = Field(max_length=80)


class Payout(SQLModel, table=True):
    """A payout from a mentor's Stripe balance to their bank. `arrives_at` is Stripe's estimate.

    `failure` is Stripe's sentence, `failure_code` its word for it. `bank` is how people know the account that it
    went to. What an automatic one pays out is in `PayoutItem`; `itemized` says that this adds up to it.
    """

    __table_args__ = (Index("payout_by_mentor", "mentor_id", "created_at", "id"),)
    id: str = Field(primary_key=True)
    mentor_id: str = Field(foreign_key="mentor.id")
    amount_minor: int
    currency: str = Field(max_length=3)
    state: str = Field(max_length=20)
    created_at: datetime
    arrives_at: datetime
    failure: str = Field(default="", max_length=200)
    failure_code: str = Field(default="", max_length=60)
    automatic: bool = True
    bank: str = Field(default="", max_length=80)
    itemized: bool = False


class PayoutItem(SQLModel, table=True):
    """One movement of a mentor's Stripe balance that a payout pays out; `id` is its balance transaction.

    `amount_minor` is what it adds, net. `stripe_object` is the transfer, the reversal or whatever is behind it.
    """

    __tablename__ = "payout_item"
    id: str = Field(primary_key=True, max_length=80)
    payout_id: str = Field(foreign_key="payout.id", index=True)
    at: datetime
    type: str = Field(max_length=60)
    amount_minor: int
    stripe_object: str = Field(default="", max_length=80)
    booking_id: str | None = Field(default=None, foreign_key="booking.id", index=True)
