"""What an operator may set going again: calls to Stripe that were given up, and events that were not processed."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, not_found
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import audit, effects
from thoughtcloud.store.tables import EffectRow
from thoughtcloud.store.views import viewer

# Any number beyond is no row's: SQLite and PostgreSQL end here.
LARGEST_ID = 2**63 - 1


def retry_effect(session: Session, caller: Caller | None, effect_id: int, *, now: datetime) -> str:
    """Let a buried call to Stripe try again from the start, and return its booking's id.

    Raises `Problem` signed_out or forbidden, not_found, or not_buried when somebody was faster.
    """
    person = viewer.operator(caller)
    if type(effect_id) is not int or not 0 < effect_id <= LARGEST_ID:
        raise not_found("call")
    row = session.get(EffectRow, effect_id)
    if row is None:
        raise not_found("call")
    if not effects.revive(session, effect_id, now=now):
        raise conflict("not_buried", "That call is not waiting for you any more. Please look again.")
    about = {"booking_id": row.booking_id, "about": f"call {effect_id}", "details": row.kind}
    audit.write(session, Act.CALL_RETRIED, person.person_id, **about, now=now)
    return row.booking_id


def replay_event(
    session: Session, caller: Caller | None, event_id: str, *, replay: Callable[..., bool], now: datetime
) -> None:
    """Have an event of Stripe's processed again from the start; `replay` is the inbox's.

    Raises `Problem` signed_out or forbidden, or not_found for an unknown event or one being processed just now.
    """
    person = viewer.operator(caller)
    reference = inputs.reference(event_id, "event")
    if not replay(session, reference, now=now):
        raise not_found("event")
    audit.write(session, Act.EVENT_REPLAYED, person.person_id, about=reference, now=now)
