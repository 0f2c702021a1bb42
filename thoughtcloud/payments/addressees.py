"""Whom an event of Stripe's concerns: one of our bookings, or a mentor's account; and what is to be read then.

What an event says is used to find the row and for nothing else; an object that merely claims to be ours is
believed by `sync_booking` only once Stripe says the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from thoughtcloud.payments import connect, payouts, sync
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.sync import Hint
from thoughtcloud.store.tables import Booking, Mentor, Payment
from thoughtcloud.store.unit import Database

Object = Mapping[str, Any]

# Families of event types (up to the last dot) that can change a booking, and those of a connected account.
OF_BOOKINGS = (
    "checkout.session", "payment_intent", "charge", "charge.dispute", "charge.refund", "refund", "transfer",
)  # fmt: skip
OF_ACCOUNTS = ("account", "account.application", "capability", "payout", "balance")


class Unknown(Exception):
    """The event's object is none of ours, or not yet."""


def concerns_us(event: Object) -> bool:
    """Whether events of this type, from this kind of account, are acted on at all."""
    family = event["type"].rpartition(".")[0]
    if event.get("account"):
        return family in OF_ACCOUNTS
    return family in OF_BOOKINGS and isinstance(_object(event).get("id"), str)


def object_id(event: Object) -> str:
    """The id of the object that the event is about; empty for a balance, which has none."""
    return str(_object(event).get("id") or "")[:120]


def deliver(db: Database, gateway: Gateway, event: Object, now: datetime) -> None:
    """Read at Stripe whatever the event may have changed, and record it.

    Raises Unknown if the object is none of ours, and what reading raises.
    """
    if event.get("account"):
        _deliver_to_mentor(db, gateway, event, now)
        return
    seen = _object(event)
    with db.reading() as session:
        booking_id = find_booking(session, seen)
    if booking_id is None:
        raise Unknown(f"{seen.get('object')} {seen.get('id')}")
    sync.sync_booking(db, gateway, booking_id, now, _hint(seen))


def find_booking(session: Session, seen: Object) -> str | None:
    """The booking that the object belongs to, by our mark on it or by an id that we have recorded."""
    metadata = seen.get("metadata") or {}
    for mark in (metadata.get("booking"), seen.get("client_reference_id"), seen.get("transfer_group")):
        if isinstance(mark, str) and session.get(Booking, mark) is not None:
            return mark
    known = (
        (Payment.checkout_id, _of(seen, "checkout.session", "checkout_session")),
        (Payment.intent_id, _of(seen, "payment_intent", "payment_intent")),
        (Payment.charge_id, _of(seen, "charge", "charge") or _text(seen.get("source_transaction"))),
        (Payment.transfer_id, _of(seen, "transfer", "transfer")),
    )
    for column, value in known:
        if value:
            found = session.exec(select(Payment.booking_id).where(col(column) == value)).first()
            if found is not None:
                return found
    return None


def _deliver_to_mentor(db: Database, gateway: Gateway, event: Object, now: datetime) -> None:
    with db.reading() as session:
        mentor_id = _find_mentor(session, event)
    if mentor_id is None:
        raise Unknown(f"account {event['account']}")
    if event["type"].startswith(("payout.", "balance.")):
        sync.sync_shares(db, gateway, mentor_id, now)
        payouts.sync_payouts(db, gateway, mentor_id, now)
    else:
        connect.sync_account(db, gateway, mentor_id, now)


def _find_mentor(session: Session, event: Object) -> str | None:
    return session.exec(select(Mentor.id).where(Mentor.account_id == event["account"])).first()


def _hint(seen: Object) -> Hint:
    return Hint(
        checkout_id=_text(seen.get("id")) if seen.get("object") == "checkout.session" else None,
        intent_id=_of(seen, "payment_intent", "payment_intent"),
    )


def _of(seen: Object, kind: str, field: str) -> str | None:
    """The object's own id if it is of this kind, else the id that it refers to in `field`."""
    return _text(seen.get("id") if seen.get("object") == kind else seen.get(field))


def _text(value: object) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) and value else None


def _object(event: Object) -> Object:
    seen = (event.get("data") or {}).get("object")
    return seen if isinstance(seen, Mapping) else {}
