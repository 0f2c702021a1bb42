"""What an operator may ask of reconciliation: another run now, and to say what a finding was."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, not_found
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.operations import LARGEST_ID
from thoughtcloud.store import audit, findings, reconciliations
from thoughtcloud.store.tables import FindingRow
from thoughtcloud.store.views import viewer

LONGEST_NOTE = 600


def ask_for_run(session: Session, caller: Caller | None, *, whole: bool = False, now: datetime) -> None:
    """Have Stripe and us compared now; `whole`: from the first movement on.

    Raises `Problem` signed_out or forbidden.
    """
    person = viewer.operator(caller)
    reconciliations.ask_for(session, person.person_id, whole=whole is True, now=now)
    details = "everything" if whole is True else ""
    audit.write(session, Act.COMPARISON_WANTED, person.person_id, details=details, now=now)


def explain(session: Session, caller: Caller | None, finding_id: int, note: str, *, now: datetime) -> None:
    """Say what an open finding was, for those who come later.

    Raises `Problem` signed_out or forbidden, not_found, an invalid note, or not_open when somebody was faster.
    """
    person = viewer.operator(caller)
    if type(finding_id) is not int or not 0 < finding_id <= LARGEST_ID:
        raise not_found("finding")
    told = inputs.paragraphs(note, "note", least=5, most=LONGEST_NOTE)
    found = session.get(FindingRow, finding_id)
    if found is None:
        raise not_found("finding")
    if not findings.explain(session, finding_id, person.person_id, told, now=now):
        raise conflict("not_open", "That finding is not open any more. Please look again.")
    about = f"finding {finding_id}"
    audit.write(
        session,
        Act.FINDING_EXPLAINED,
        person.person_id,
        booking_id=found.booking_id,
        about=about,
        details=told,
        now=now,
    )
