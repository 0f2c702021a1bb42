"""A mentor's monthly statements: who may read them."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import statements as view
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.statements import Month


def months(session: Session, caller: Caller | None, *, now: datetime) -> tuple[str, ...]:
    """The months of the calling mentor that have a statement, the latest first. Raises `Problem`."""
    return view.months(session, viewers.mentor_id(caller), now=now)


def month(session: Session, caller: Caller | None, name: object, *, now: datetime) -> Month:
    """The calling mentor's statements of one month such as "2026-11". Raises `Problem`, also for none."""
    return view.month(session, viewers.mentor_id(caller), name, now=now)
