"""Which cancellation terms there are to choose from, and the rules behind a choice."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from thoughtcloud.core import terms
from thoughtcloud.core.terms import ReadyMade, Terms
from thoughtcloud.store.tables import TermsSet


@dataclass(frozen=True, slots=True)
class Choice:
    """One set of terms: `key` is what an offer keeps. A retired one can be chosen no more."""

    key: str
    name: str
    terms: Terms
    retired: bool = False


def behind(session: Session, key: str) -> Choice:
    """The set that an offer has chosen, retired or not. Raises ValueError for a key that never was."""
    if key in tuple(ReadyMade):
        return _ready_made(ReadyMade(key))
    row = session.get(TermsSet, key)
    if row is None:
        raise ValueError(f"no such terms: {key}")
    return _own(row)


def choices(session: Session) -> tuple[Choice, ...]:
    """What can be chosen now: the ready-made sets, then the operator's own by name."""
    return (*ready_made(), *(one for one in own(session) if not one.retired))


def ready_made() -> tuple[Choice, ...]:
    """The sets that are always there."""
    return tuple(map(_ready_made, ReadyMade))


def own(session: Session) -> tuple[Choice, ...]:
    """The operator's own sets, retired ones included, by name."""
    return tuple(_own(row) for row in session.exec(select(TermsSet).order_by(col(TermsSet.name), TermsSet.id)))


def _ready_made(one: ReadyMade) -> Choice:
    return Choice(one.value, one.value.capitalize(), one.terms)


def _own(row: TermsSet) -> Choice:
    return Choice(row.id, row.name, terms.read(row.steps), row.retired)
