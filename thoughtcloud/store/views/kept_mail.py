"""The mails that were kept because there is no mail server to take them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.store.notices import KEPT
from thoughtcloud.store.tables import NoticeRow

# What both databases can hold in an integer column.
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail as it would have been sent, and when (aware UTC); `invitation` is empty where nobody is invited."""

    number: int
    to: str
    subject: str
    text: str
    html: str
    invitation: str
    at: datetime


def newest(session: Session, *, limit: int = 50) -> tuple[KeptMail, ...]:
    """The newest kept mails, the newest first. For the sandbox only: whoever calls this checks that."""
    asked = select(NoticeRow).where(NoticeRow.state == KEPT)
    asked = asked.order_by(col(NoticeRow.done_at).desc(), col(NoticeRow.id).desc()).limit(limit)
    return tuple(_mail(row) for row in session.exec(asked))


def by_number(session: Session, number: int) -> KeptMail | None:
    """One kept mail. For the sandbox only: whoever calls this checks that."""
    row = session.get(NoticeRow, number) if 0 < number <= LARGEST else None
    return _mail(row) if row is not None and row.state == KEPT else None


def _mail(row: NoticeRow) -> KeptMail:
    at = row.done_at or row.created_at
    return KeptMail(row.id or 0, row.to, row.subject, row.text, row.html, row.invitation, at)
