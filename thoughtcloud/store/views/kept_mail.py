"""The mails that were kept because there is no mail server to take them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.store.notices import KEPT
from thoughtcloud.store.tables import NoticeRow


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One mail as it would have been sent, and when (aware UTC)."""

    to: str
    subject: str
    text: str
    at: datetime


def newest(session: Session, *, limit: int = 50) -> tuple[KeptMail, ...]:
    """The newest kept mails, the newest first. For the sandbox only: whoever calls this checks that."""
    asked = select(NoticeRow).where(NoticeRow.state == KEPT)
    asked = asked.order_by(col(NoticeRow.done_at).desc(), col(NoticeRow.id).desc()).limit(limit)
    return tuple(_mail(row) for row in session.exec(asked))


def _mail(row: NoticeRow) -> KeptMail:
    return KeptMail(row.to, row.subject, row.text, row.done_at or row.created_at)
