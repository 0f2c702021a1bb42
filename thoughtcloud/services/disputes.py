"""What an operator does about a dispute: writes its evidence, sends it to the bank, or gives the dispute up."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core import disputes as rules
from thoughtcloud.core import evidence
from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, invalid, not_found
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import audit
from thoughtcloud.store import evidence as kept
from thoughtcloud.store.advance import advance, load
from thoughtcloud.store.tables import Dispute
from thoughtcloud.store.views import viewer


def write(
    session: Session, caller: Caller | None, dispute_id: str, texts: Mapping[str, object], *, now: datetime
) -> None:
    """Keep the evidence as it is written; a field that is left empty is not told.

    What is the draft's own words is not kept, so that the draft goes on following the record. Raises `Problem`
    signed_out or forbidden, not_found, answered when the bank has it already, or for what Stripe does not take.
    """
    person = viewer.operator(caller)
    dispute = _answerable(session, dispute_id)
    told = evidence.checked({name: inputs.paragraphs(text, name, most=20_000) for name, text in texts.items()})
    drafted = evidence.draft(kept.record(session, dispute.booking_id))
    tidy = {field: inputs.paragraphs(text, field, most=20_000) for field, text in drafted.items()}
    changed = {field: text for field, text in told.items() if text != tidy.get(field, "")}
    if changed == kept.saved(session, dispute.id):
        return
    kept.save(session, dispute.id, changed)
    about = {"booking_id": dispute.booking_id, "about": dispute.id, "details": _named(changed)}
    audit.write(session, Act.EVIDENCE_WRITTEN, person.person_id, **about, now=now)


def send(session: Session, caller: Caller | None, dispute_id: str, *, now: datetime) -> str:
    """Send the evidence, as it is kept, to the bank; the booking's id. It can be sent once.

    Raises `Problem` as `write` does, and no_evidence when there is nothing to say.
    """
    person = viewer.operator(caller)
    dispute = _answerable(session, dispute_id)
    if not kept.texts(session, dispute):
        raise invalid("no_evidence", "There is nothing to send yet: please write what the bank should know.")
    wanted = Happened(
        Event.EVIDENCE_WANTED, Actor.OPERATOR, now, person_id=person.person_id, dispute_id=dispute.id
    )
    advance(session, dispute.booking_id, wanted)
    about = {"booking_id": dispute.booking_id, "about": dispute.id}
    audit.write(session, Act.EVIDENCE_SENT, person.person_id, **about, now=now)
    return dispute.booking_id


def accept(session: Session, caller: Caller | None, dispute_id: str, *, now: datetime) -> str:
    """Give the dispute up: the mentee keeps the money. The booking's id. It cannot be taken back.

    Raises `Problem` signed_out or forbidden, not_found, or answered when the bank is deciding or has decided.
    """
    person = viewer.operator(caller)
    dispute = _answerable(session, dispute_id)
    given_up = Happened(
        Event.DISPUTE_GIVEN_UP, Actor.OPERATOR, now, person_id=person.person_id, dispute_id=dispute.id
    )
    advance(session, dispute.booking_id, given_up)
    about = {"booking_id": dispute.booking_id, "about": dispute.id}
    audit.write(session, Act.DISPUTE_ACCEPTED, person.person_id, **about, now=now)
    return dispute.booking_id


def _answerable(session: Session, dispute_id: object) -> Dispute:
    """The dispute, its booking locked, while something can be said about it."""
    reference = inputs.reference(dispute_id, "dispute")
    found = session.get(Dispute, reference)
    if found is None:
        raise not_found("dispute")
    load(session, found.booking_id, lock=True)
    session.refresh(found)
    if found.sent_at is not None and found.status in rules.ANSWERABLE:
        raise conflict(
            "answered",
            "The evidence is on its way to the bank, which decides on it. The dispute can be given up no more.",
        )
    if found.accepted_at is not None or found.status not in rules.ANSWERABLE:
        raise conflict("answered", "Nothing can be said about this dispute any more. Please look again.")
    return found


def _named(changed: Mapping[Field, str]) -> str:
    return ", ".join(sorted(field.value.replace("_", " ") for field in changed)) or "the draft as it is"
