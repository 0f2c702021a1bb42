"""What the platform's fee has come to: a mentor may see their own."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core.money import Money
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.views import fees
from thoughtcloud.store.views.viewer import mentor_id


def kept(session: Session, caller: Caller | None, *, now: datetime) -> dict[str, Money]:
    """The fee that the platform has kept of the calling mentor's sessions, by currency. Raises `Problem`."""
    return fees.kept(session, mentor_id(caller))
