"""Who is looking: what a view must know of its reader, and what they are to a booking."""

from typing import Protocol

from thoughtcloud.core.errors import forbidden, invalid, not_found, signed_out
from thoughtcloud.core.states import Actor
from thoughtcloud.store.tables import Booking


class Viewer(Protocol):
    """A signed-in reader; `services.accounts.Caller` is one."""

    @property
    def person_id(self) -> str: ...
    @property
    def mentor_id(self) -> str | None: ...
    @property
    def is_operator(self) -> bool: ...


def known(viewer: Viewer | None) -> Viewer:
    """The viewer. Raises `Problem` signed_out if there is none."""
    if viewer is None:
        raise signed_out()
    return viewer


def operator(viewer: Viewer | None) -> Viewer:
    """The viewer if they run the marketplace. Raises `Problem` signed_out or forbidden."""
    if not known(viewer).is_operator:
        raise forbidden("This page is for the people who run the marketplace.")
    return known(viewer)


def mentor_id(viewer: Viewer | None) -> str:
    """The viewer's own mentor id. Raises `Problem` signed_out, or forbidden for somebody who is no mentor."""
    found = known(viewer).mentor_id
    if found is None:
        raise forbidden("This page is for mentors. Create your mentor page first.")
    return found


def booking_reference(booking_id: object) -> str:
    """A booking's id as somebody sent it. Raises `Problem` not_found for what cannot be one."""
    if not isinstance(booking_id, str) or not 0 < len(booking_id) <= 80 or not booking_id.isprintable():
        raise not_found("booking")
    return booking_id


def searched(search: object) -> str:
    """What somebody searches for, without surrounding space. Raises `Problem` bad_search for what is no text."""
    if not isinstance(search, str) or len(search) > 254 or "\0" in search:
        raise invalid("bad_search", "Please search for an id, an e-mail address or a mentor's address.", "search")
    return search.strip()


def role(viewer: Viewer | None, booking: Booking) -> Actor:
    """What the viewer is to the booking. Raises `Problem` not_found for a stranger, as for a missing booking."""
    if known(viewer).person_id == booking.mentee_id:
        return Actor.MENTEE
    if known(viewer).mentor_id == booking.mentor_id:
        return Actor.MENTOR
    if known(viewer).is_operator:
        return Actor.OPERATOR
    raise not_found("booking")


def side(viewer: Viewer | None, booking: Booking) -> Actor:
    """Which of the booking's two sides the viewer is. Raises `Problem` not_found for everybody else."""
    found = role(viewer, booking)
    if found is Actor.OPERATOR:
        raise not_found("booking")
    return found
