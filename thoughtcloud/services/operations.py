"""What an operator may set going again: calls to Stripe and mails that were given up, events not processed."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, not_found
from thoughtcloud.core.states import Effect
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import audit, effects, notices
from thoughtcloud.store.tables import EffectRow, NoticeRow
from thoughtcloud.store.views import viewer

# Any number beyond is no row's: SQLite and PostgreSQL end here.
LARGEST_ID = 2**63 - 1
# So many calls are let go at one click; the next click takes the next ones.
MOST_AT_ONCE = 200
LONGEST_DETAILS = 1000


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


def retry_alike(session: Session, caller: Caller | None, kind: str, problem: str, *, now: datetime) -> int:
    """Let buried calls of one kind with the very same cause try again, at most `MOST_AT_ONCE`; how many.

    Raises `Problem` signed_out or forbidden, bad_choice, or not_buried when none is left.
    """
    person = viewer.operator(caller)
    chosen = Effect(inputs.choice(kind, tuple(Effect), "kind"))
    if not isinstance(problem, str):
        raise not_found("cause")
    revived = effects.revive_alike(session, chosen, problem, now=now, limit=MOST_AT_ONCE)
    if not revived:
        raise conflict("not_buried", "Those calls are not waiting for you any more. Please look again.")
    details = f"{revived} × {chosen.value}: {problem}"[:LONGEST_DETAILS]
    audit.write(session, Act.CALLS_RETRIED, person.person_id, about=chosen.value, details=details, now=now)
    return revived


def resend_mail(session: Session, caller: Caller | None, number: int, *, now: datetime) -> None:
    """Have a mail sent that could not be delivered or was kept. What is no news any more dies unsent all the same.

    Raises `Problem` signed_out or forbidden, not_found, or not_buried when somebody was faster.
    """
    person = viewer.operator(caller)
    if type(number) is not int or not 0 < number <= LARGEST_ID:
        raise not_found("mail")
    row = session.get(NoticeRow, number)
    if row is None:
        raise not_found("mail")
    if not notices.revive(session, number, now=now):
        raise conflict("not_buried", "That mail is not waiting for you any more. Please look again.")
    audit.write(
        session,
        Act.MAIL_RESENT,
        person.person_id,
        booking_id=row.booking_id,
        about=f"mail {number}",
        details=row.kind,
        now=now,
    )


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
