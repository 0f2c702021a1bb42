"""What is true of a booking at the end of a journey: by our own database, and by Stripe."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from tests.browser.cast import Someone
from tests.browser.stage import Stage
from thoughtcloud.store.tables import Booking, EffectRow, InboxEvent, LedgerEntry, Payment

# How long work without a click may take on a busy machine before a journey calls it lost, in seconds.
PATIENCE = 120.0
# What the settlement at Stripe itself costs is Stripe's affair; journeys speak of everything else.
STRIPES_OWN = ("stripe_fee",)


@dataclass(frozen=True, slots=True)
class Ours:
    """One booking by our record; `book` has each account's sum in minor units, without those that are zero."""

    states: tuple[str, str, str]
    starts_at: datetime
    ends_at: datetime
    intent_id: str
    book: dict[str, int]


@dataclass(frozen=True, slots=True)
class Stripes:
    """One payment by Stripe's record, in minor units; `sent` is what reached the mentor, net of reversals."""

    status: str
    amount: int
    currency: str
    received: int
    refunded: int
    sent: int


def bookings_of(stage: Stage, mentee: Someone) -> list[str]:
    """The ids of all bookings that somebody ever began, oldest first."""
    with stage.platform.db.reading() as session:
        asked = select(Booking.id).where(Booking.mentee_id == mentee.caller.person_id)
        return list(session.exec(asked.order_by(col(Booking.created_at))))


def booking_of(stage: Stage, mentee: Someone) -> str:
    """The id of the one booking that somebody has begun."""
    (only,) = bookings_of(stage, mentee)
    return only


def ours(stage: Stage, booking_id: str) -> Ours:
    """What our own database says; every posting of the booking must balance."""
    with stage.platform.db.reading() as session:
        booking, payment = session.get_one(Booking, booking_id), session.get_one(Payment, booking_id)
        entries = session.exec(select(LedgerEntry).where(LedgerEntry.booking_id == booking_id)).all()
    postings: dict[str, int] = defaultdict(int)
    sums: Counter[str] = Counter()
    for entry in entries:
        postings[entry.posting_key] += entry.amount_minor
        if entry.kind not in STRIPES_OWN:
            sums[entry.account] += entry.amount_minor
    assert not any(postings.values()), f"postings that do not balance: {postings}"
    return Ours(
        states=(str(booking.state), str(payment.state), str(payment.share_state)),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        intent_id=payment.intent_id or "",
        book={account: amount for account, amount in sums.items() if amount},
    )


def stripes(stage: Stage, booking_id: str) -> Stripes:
    """What Stripe says of the booking's payment."""
    intent = stage.stripe("GET", f"/v1/payment_intents/{ours(stage, booking_id).intent_id}", params=_EXPANDED)
    charge = intent["latest_charge"]
    sent = stage.stripe("GET", "/v1/transfers", params={"transfer_group": booking_id})["data"]
    return Stripes(
        status=intent["status"],
        amount=intent["amount"],
        currency=intent["currency"],
        received=intent["amount_received"],
        # Releasing a hold is a refund of what was never captured at Stripe; of money taken, only this came back.
        refunded=charge["amount_refunded"] if charge["captured"] else 0,
        sent=sum(one["amount"] - one["amount_reversed"] for one in sent),
    )


def wait_for(what: Callable[[], bool], says: str) -> None:
    """Look again and again until it is so; for what happens without a click and shows on no open screen."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, f"it never came true that {says}"
        time.sleep(0.1)


def all_heard(stage: Stage) -> None:
    """Wait until everything that Stripe has told of so far was heard."""
    stage.console("flush")
    wait_for(lambda: _nothing_to_hear(stage), "every event was processed")


def _nothing_to_hear(stage: Stage) -> bool:
    now = stage.platform.now()
    with stage.platform.db.reading() as session:
        events = select(InboxEvent.id).where(
            col(InboxEvent.state).in_(("waiting", "leased")), col(InboxEvent.not_before) <= now
        )
        return session.exec(events).first() is None


def at_rest(stage: Stage, booking_id: str) -> Ours:
    """Our record once nothing is left to be done for it: no call to Stripe, no event of Stripe's."""
    stage.console("flush")

    def rested() -> bool:
        now = stage.platform.now()
        with stage.platform.db.reading() as session:
            calls = select(EffectRow.id).where(
                EffectRow.booking_id == booking_id,
                col(EffectRow.state).in_(("waiting", "leased")),
                col(EffectRow.not_before) <= now,
            )
            return session.exec(calls).first() is None and _nothing_to_hear(stage)

    wait_for(rested, f"everything was done for {booking_id}")
    return ours(stage, booking_id)


_EXPANDED = {"expand[]": "latest_charge"}
