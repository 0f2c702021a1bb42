"""What goes into a person's calendar: invitations by mail, the feed they subscribe to, single files."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr

from sqlmodel import Session

from thoughtcloud.core import notices
from thoughtcloud.core.errors import not_found
from thoughtcloud.core.states import Actor, Notice
from thoughtcloud.jobs import icalendars
from thoughtcloud.jobs.icalendars import Appointment, Invitation, Mailbox, Method
from thoughtcloud.jobs.letters import Reader
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Person
from thoughtcloud.store.views import appointments
from thoughtcloud.store.views.appointments import Entry


def for_notice(
    notice: Notice, entry: Entry, reader: Reader, *, to: str, sender: str, now: datetime
) -> Invitation | None:
    """What travels with the mail of a notice, if it concerns the calendar. `sender` as in MAIL_FROM."""
    method = _method(notice)
    if method is None:
        return None
    name, address = parseaddr(sender)
    return icalendars.invitation(
        method,
        _appointment(entry, reader, written_at=now),
        organizer=Mailbox(name or "Thoughtcloud", address),
        invited=Mailbox(reader.name, to),
    )


def feed_of(session: Session, person_id: str, site: str, *, now: datetime) -> str:
    """The calendar of a person, in their language and on their clock; whoever calls this knows whose it may be."""
    person = session.get_one(Person, person_id)
    return as_feed(appointments.of_person(session, person_id, now=now), Reader.of(person, site))


def file_of(session: Session, caller: Caller | None, booking_id: str, site: str, *, now: datetime) -> str:
    """One session for one of its two sides.

    Raises `Problem` signed_out, or not_found for everybody else, and while the session belongs into no calendar.
    """
    entry = appointments.of_viewer(session, caller, booking_id, now=now)
    if entry is None or caller is None:
        raise not_found("booking")
    return as_file(entry, Reader.of(session.get_one(Person, caller.person_id), site))


def as_file(entry: Entry, reader: Reader) -> str:
    """One appointment, to be put into a calendar by hand."""
    return icalendars.download(_appointment(entry, reader, written_at=entry.changed_at))


def as_feed(entries: Iterable[Entry], reader: Reader) -> str:
    """All appointments of a person; changes only when one of them does."""
    shown = [_appointment(entry, reader, written_at=entry.changed_at) for entry in entries]
    return icalendars.feed(shown, name="Thoughtcloud")


def _method(notice: Notice) -> Method | None:
    if notice in notices.INVITES:
        return Method.REQUEST
    return Method.CANCEL if notice in notices.TAKES_OUT else None


def _appointment(entry: Entry, reader: Reader, *, written_at: datetime) -> Appointment:
    room = f"{reader.site}/bookings/{entry.booking_id}/room"
    return Appointment(
        # The number is unique by itself; an address of ours in it would change the name when the site moves.
        uid=f"{entry.booking_id}@thoughtcloud",
        sequence=entry.sequence,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        zone=reader.zone,
        summary=reader.say("{title} with {name}", title=entry.title, name=entry.other),
        description=_description(entry, reader, room),
        place=room,
        page=room,
        created_at=entry.created_at,
        written_at=written_at,
    )


def _description(entry: Entry, reader: Reader, room: str) -> str:
    mentor = entry.side is Actor.MENTOR
    page = f"{reader.site}/{'mentor/sessions' if mentor else 'bookings'}/{entry.booking_id}"
    asked = reader.say("{name} writes", name=entry.other)
    opens = reader.say("The room opens 10 minutes before the start")
    change = reader.say("Move or cancel")
    brief = [f"{asked}:\n{entry.brief}"] if mentor and entry.brief else []
    return "\n\n".join((*brief, f"{opens}:\n{room}", f"{change}:\n{page}"))
