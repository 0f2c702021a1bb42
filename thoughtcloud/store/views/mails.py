"""The mails that did not leave, or were kept because there is no mail server, as an operator reads them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from thoughtcloud.core.errors import invalid
from thoughtcloud.store import leasing
from thoughtcloud.store.notices import KEPT, RECOVERY
from thoughtcloud.store.tables import NoticeRow, Person
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import oldest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

STATES = (leasing.WAITING, leasing.BURIED, KEPT)
FIRST_DUE_FIRST = oldest_first((NoticeRow.not_before, datetime), (NoticeRow.id, int))


@dataclass(frozen=True, slots=True)
class MailSeen:
    """One mail. `subject` and `text` are what a kept one says, and empty for all others.

    They are empty as well for a mail that is the key to its reader's account: that is its reader's alone.
    """

    number: int
    kind: str
    to: str
    booking_id: str | None
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    problem: str
    subject: str = ""
    text: str = ""


def listed(
    session: Session,
    viewer: Viewer | None,
    state: str = "buried",
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[MailSeen]:
    """Mails in one state ("waiting", "buried" or "kept"), in the order in which they are or were due.

    `search` is a booking's id, the reader's e-mail or a kind of mail ("mentee charged"); empty finds them all.
    """
    viewers.operator(viewer)
    if not isinstance(state, str) or state not in STATES:
        raise invalid("bad_choice", "Please choose one of the listed values.", "state")
    asked = select(NoticeRow, Person).join(Person, col(Person.id) == col(NoticeRow.person_id))
    asked = asked.where(NoticeRow.state == state, *_matching(viewers.searched(search)))
    return FIRST_DUE_FIRST.page(session, asked, after=after, limit=limit).each(_seen)


def _matching(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    if "@" in text:
        return [col(Person.email) == text.lower()]
    if text.startswith("bk_"):
        return [col(NoticeRow.booking_id) == text]
    return [col(NoticeRow.kind) == text.lower().replace(" ", "_")]


def _seen(found: tuple[NoticeRow, Person]) -> MailSeen:
    row, person = found
    is_readable = row.state == KEPT and row.kind != RECOVERY
    return MailSeen(
        number=row.id or 0,
        kind=row.kind,
        to=person.email,
        booking_id=row.booking_id,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
        problem=row.problem,
        subject=row.subject if is_readable else "",
        text=row.text if is_readable else "",
    )
