"""The operator's own sets of cancellation terms: made, named, retired, offered again; their steps never change."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, func, select

from thoughtcloud.core.audit import Act
from thoughtcloud.core.errors import conflict, invalid, not_found
from thoughtcloud.core.terms import ReadyMade, Step, Terms
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import audit
from thoughtcloud.store import terms as sets
from thoughtcloud.store.tables import TermsSet
from thoughtcloud.store.views import viewer

# So many can be on offer at once: mentors choose from a list, not from a catalogue.
MOST_SETS = 20


def make(session: Session, caller: Caller | None, *, name: str, steps: object, now: datetime) -> str:
    """Offer a new set to all mentors and return its id. `steps` are (hours before the start, percent) pairs.

    Raises `Problem` signed_out or forbidden, bad_terms for steps that make no sense, name_taken, too_many_sets.
    """
    person = viewer.operator(caller)
    rules = _rules(steps)
    row = TermsSet(name=_free_name(session, name), steps=str(rules), created_at=now)
    _check_room(session)
    session.add(row)
    session.flush()
    details = f"{row.name}: {row.steps}"
    audit.write(session, Act.TERMS_MADE, person.person_id, about=row.id, details=details, now=now)
    return row.id


def rename(session: Session, caller: Caller | None, terms_id: str, *, name: str, now: datetime) -> None:
    """Give a set another name; what was agreed stays. Raises the Problems of `make`, or not_found."""
    person = viewer.operator(caller)
    row = _own(session, terms_id)
    before, row.name = row.name, _free_name(session, name, but=row.id)
    session.add(row)
    details = f"{before}: now {row.name}"
    audit.write(session, Act.TERMS_RENAMED, person.person_id, about=row.id, details=details, now=now)


def retire(session: Session, caller: Caller | None, terms_id: str, *, now: datetime) -> None:
    """Let no mentor choose a set any more; offers that have it keep it. Raises `Problem`, also not_found."""
    person = viewer.operator(caller)
    row = _own(session, terms_id)
    row.retired = True
    session.add(row)
    audit.write(session, Act.TERMS_RETIRED, person.person_id, about=row.id, details=row.name, now=now)


def offer_again(session: Session, caller: Caller | None, terms_id: str, *, now: datetime) -> None:
    """Let mentors choose a retired set again. Raises `Problem`, also not_found and too_many_sets."""
    person = viewer.operator(caller)
    row = _own(session, terms_id)
    if row.retired:
        _check_room(session)
    row.retired = False
    session.add(row)
    audit.write(session, Act.TERMS_OFFERED_AGAIN, person.person_id, about=row.id, details=row.name, now=now)


def _rules(steps: object) -> Terms:
    if not isinstance(steps, Sequence) or isinstance(steps, str | bytes) or not steps:
        raise invalid("bad_terms", "Write at least one step: free until the start is there already.", "steps")
    if any(not isinstance(step, Sequence) or isinstance(step, str | bytes) or len(step) != 2 for step in steps):
        raise invalid("bad_terms", "Each step has hours before the start and a percentage.", "steps")
    return Terms(tuple(Step(hours, percent) for hours, percent in steps))


def _free_name(session: Session, name: object, but: str = "") -> str:
    wanted = inputs.words(name, "name", least=3, most=40)
    # Names are compared here and not by the database, which would keep "Gentle" and "gentle" apart.
    taken = {one.name.casefold() for one in sets.own(session) if one.key != but}
    if wanted.casefold() in taken | {ready.value for ready in ReadyMade}:
        raise invalid("name_taken", "There are terms of that name already.", "name")
    return wanted


def _own(session: Session, terms_id: object) -> TermsSet:
    row = session.get(TermsSet, inputs.reference(terms_id, "set of terms"))
    if row is None:
        raise not_found("set of terms")
    return row


def _check_room(session: Session) -> None:
    there = session.exec(select(func.count()).where(TermsSet.retired.is_(False))).one()  # type: ignore[attr-defined]
    if there >= MOST_SETS:
        raise conflict("too_many_sets", f"There can be {MOST_SETS} sets at once. Retire one first.")
