"""The inbox: events are kept once, then processed on a lease, retried, and buried with their cause.

An event is only a hint that something of ours may have changed. Processing finds out whom it concerns and reads
Stripe; so duplicates, any order and lost events all lead to the same record.
"""

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from thoughtcloud.payments import addressees
from thoughtcloud.payments.addressees import Unknown
from thoughtcloud.payments.failures import Mismatch, StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.patience import wait_before
from thoughtcloud.store import leasing
from thoughtcloud.store.leasing import BURIED, LEASED, MOST_ATTEMPTS, WAITING
from thoughtcloud.store.tables import InboxEvent
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

DONE, IGNORED = "done", "ignored"
# An object that we do not know after so many looks (half a minute) belongs to somebody else's shop.
LOOKS_FOR_UNKNOWN = 4

_KEEP_ON_SQLITE = sqlite.insert(InboxEvent).on_conflict_do_nothing().returning(col(InboxEvent.id))
_KEEP_ON_POSTGRESQL = postgresql.insert(InboxEvent).on_conflict_do_nothing().returning(col(InboxEvent.id))


@dataclass(frozen=True, slots=True)
class Letter:
    """One event on one worker's lease."""

    event_id: str
    token: str
    attempt: int
    body: bytes


def keep(db: Database, event: Mapping[str, Any], body: bytes, now: datetime) -> bool:
    """Keep a verified event byte for byte; whether it is new and wants processing."""
    known_type = addressees.concerns_us(event)
    row = InboxEvent(
        id=event["id"],
        type=event["type"],
        account_id=event.get("account"),
        object_id=addressees.object_id(event),
        body=body,
        received_at=now,
        not_before=now,
        state=WAITING if known_type else IGNORED,
        done_at=None if known_type else now,
    )
    # One prepared statement, which the primary key makes a no-op for what is known: Stripe waits for us.
    once = _KEEP_ON_SQLITE if db.is_sqlite else _KEEP_ON_POSTGRESQL
    with db.unit_of_work() as session:
        is_new = session.connection().execute(once, row.model_dump()).first() is not None
    return is_new and known_type


def process_due(db: Database, gateway: Gateway, now: Callable[[], datetime], limit: int = 50) -> int:
    """Process at most `limit` events that wait; how many there were. Trouble is kept with the event."""
    for done in range(limit):
        with db.unit_of_work() as session:
            letter = _lease(session, now())
        if letter is None:
            return done
        _process(db, gateway, letter, now)
    return limit


def replay(session: Session, event_id: str, *, now: datetime) -> bool:
    """An operator has an event processed again from the start, whatever became of it; False if there is none."""
    changed = session.exec(
        update(InboxEvent)
        .where(col(InboxEvent.id) == event_id, col(InboxEvent.state) != LEASED)
        .values(state=WAITING, not_before=now, attempts=0, done_at=None, problem="")
    )
    return bool(changed.rowcount)


def _lease(session: Session, now: datetime) -> Letter | None:
    due = leasing.is_due(session, InboxEvent, now)
    asked = select(InboxEvent).where(due).order_by(col(InboxEvent.not_before)).limit(1)
    row = session.exec(asked.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    token = leasing.take(session, row, now=now)
    return Letter(row.id, token, row.attempts, row.body)


def _process(db: Database, gateway: Gateway, letter: Letter, now: Callable[[], datetime]) -> None:
    try:
        if letter.attempt > MOST_ATTEMPTS:
            raise RuntimeError("the worker did not come back from the last attempt")
        event = json.loads(letter.body)
        if not addressees.concerns_us(event):
            _finish(db, letter, state=IGNORED, done_at=now(), problem="")
            return
        addressees.deliver(db, gateway, event, now())
    except Unknown as unknown:
        if letter.attempt < LOOKS_FOR_UNKNOWN:
            _retry(db, letter, now(), str(unknown))
        else:
            _finish(db, letter, state=IGNORED, done_at=now(), problem=f"not ours: {unknown}")
    except Mismatch as mismatch:
        log.error("event_contradicts event=%s: %s", letter.event_id, mismatch)
        _finish(db, letter, state=BURIED, done_at=now(), problem=str(mismatch))
    except (StripeUnavailable, StripeRefused) as failure:
        _failed(db, letter, now(), f"{type(failure).__name__}: {failure}")
    except Exception:
        log.exception("event_broken event=%s", letter.event_id)
        _failed(db, letter, now(), traceback.format_exc())
    else:
        _finish(db, letter, state=DONE, done_at=now(), problem="")


def _failed(db: Database, letter: Letter, now: datetime, problem: str) -> None:
    if letter.attempt < MOST_ATTEMPTS:
        _retry(db, letter, now, problem)
        return
    log.error("event_buried event=%s attempt=%d", letter.event_id, letter.attempt)
    _finish(db, letter, state=BURIED, done_at=now, problem=problem)


def _retry(db: Database, letter: Letter, now: datetime, problem: str) -> None:
    _finish(db, letter, state=WAITING, not_before=now + wait_before(letter.attempt), problem=problem)


def _finish(db: Database, letter: Letter, **values: object) -> None:
    """Change the event if the lease is still ours; a worker that wakes up late changes nothing."""
    db.insist(lambda session: leasing.finish(session, InboxEvent, letter.event_id, letter.token, **values))
