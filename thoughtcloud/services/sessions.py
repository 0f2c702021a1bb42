"""What happens at and after a session: the mentor marks it completed."""

from datetime import datetime

from sqlmodel import Session

from thoughtcloud.services.accounts import Caller


def complete(session: Session, caller: Caller | None, booking_id: str, *, now: datetime) -> None:
    """Mark a session completed, as its mentor or an operator: the card is charged and the share is sent.

    Raises `Problem` not_found for somebody else's booking, or not_now before the start or twice.
    """
    raise NotImplementedError
