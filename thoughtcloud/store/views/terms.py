"""The operator's list of cancellation terms, with how many offers have each."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from thoughtcloud.store import terms as sets
from thoughtcloud.store.tables import Offer
from thoughtcloud.store.terms import Choice
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SetFound:
    """One set of terms and how many offers that can be booked have it."""

    chosen: Choice
    own: bool
    offers: int


def all_of_them(session: Session, viewer: Viewer | None, *, now: datetime) -> tuple[SetFound, ...]:
    """Ready-made sets first, then the operator's own by name. Raises `Problem` signed_out or forbidden."""
    viewers.operator(viewer)
    asked = select(Offer.terms, func.count()).where(Offer.active).group_by(col(Offer.terms))
    used = dict(session.exec(asked).all())
    return tuple(
        SetFound(one, own, used.get(one.key, 0))
        for own, listed in ((False, sets.ready_made()), (True, sets.own(session)))
        for one in listed
    )
