"""The page of one booking: every fact that its reader may see, and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, oldest first; `stripe_object` is shown to the operator only."""

    at: datetime
    event: str
    actor: str
    says: str
    amount: Money | None
    stripe_object: str | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the book about this booking."""

    entry_id: int
    at: datetime
    kind: Kind
    account: Account
    amount: Money
    stripe_object: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call to Stripe that has not succeeded yet, for the operator."""

    effect_id: int
    kind: str
    state: str
    attempts: int
    not_before: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class BookingPage:
    """One booking as its reader may see it.

    `fee`, `share`, `transferred`, `reversed` and `ledger` are for mentor and operator (None or empty for the
    mentee); `stripe_fee` and `troubles` for the operator. `charged_by` is when the card is charged at the latest
    (the end plus the mentor's silence). `checkout_url` is for the mentee while the booking is held. `room_url` is
    empty unless the session is confirmed. `cancellation` says what a cancel click would do to the money; None
    when the reader cannot cancel. `release_at` is when the share goes out at the earliest.
    """

    booking_id: str
    role: Actor
    title: str
    minutes: int
    brief: str
    starts_at: datetime
    ends_at: datetime
    mentee_zone: str
    mentor_zone: str
    mentor_name: str
    mentor_slug: str
    mentee_name: str
    offer_id: str
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    fee: Money | None
    share: Money | None
    captured: Money
    refunded: Money
    stripe_fee: Money | None
    transferred: Money | None
    reversed: Money | None
    card: str
    created_at: datetime
    held_until: datetime | None
    checkout_url: str | None
    charged_by: datetime
    capture_before: datetime | None
    completed_at: datetime | None
    cancelled_by: str | None
    release_at: datetime | None
    share_available_at: datetime | None
    share_available: bool
    room_url: str
    actions: frozenset[Event]
    cancellation: Cancellation | None
    history: tuple[HistoryLine, ...]
    ledger: tuple[LedgerLine, ...]
    troubles: tuple[Trouble, ...]


def of(session: Session, viewer: Viewer | None, booking_id: str, *, now: datetime) -> BookingPage:
    """The booking for mentee, mentor or operator. Raises `Problem` signed_out, or not_found for everybody else."""
    raise NotImplementedError
