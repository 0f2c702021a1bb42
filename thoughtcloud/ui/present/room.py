"""The room of a session in the reader's words: whether it is open, how long until then, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from thoughtcloud.core.room import OPEN_AFTER, OPENS_BEFORE, Door
from thoughtcloud.core.states import Actor, BookingState
from thoughtcloud.store.views.attendance import Attended
from thoughtcloud.store.views.room_page import Note, RoomPage
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import NoteLine, Pill, RoomSheet
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.wording import Reader

PILLS: dict[Door, Pill] = {
    Door.EARLY: Pill("Not open yet", "info"),
    Door.OPEN: Pill("Open", "good"),
    Door.OVER: Pill("Closed", "neutral"),
    Door.OFF: Pill("No session", "neutral"),
}


def sheet(page: RoomPage, pen: Pen) -> RoomSheet:
    """The room's page for mentee or mentor."""
    other = page.mentor_name if page.side is Actor.MENTEE else page.mentee_name
    headline, explanation = _words(page, other, pen)
    counted, at = _counted(page, pen)
    return RoomSheet(
        reference=page.booking_id,
        title=page.title,
        duration=wording.minutes(page.minutes),
        other=other,
        initials=wording.initials(other),
        tint=wording.tint(other),
        day=pen.day(page.starts_at),
        time=f"{pen.clock(page.starts_at, page.ends_at)}, {wording.zone_name(pen.zone, page.starts_at)}",
        there_clock=_clock_there(page, pen),
        there_place=wording.zone_name(page.other_zone, pen.now),
        door=page.door.value,
        pill=PILLS[page.door],
        headline=headline,
        explanation=explanation,
        counted=counted,
        seconds=ceil((at - pen.now).total_seconds()) if at else 0,
        door_path=routes.room_door(page.booking_id) if page.door is Door.OPEN else "",
        leads_to=_leads_to(page),
        back_path=back(page.side, page.booking_id),
        brief=page.brief,
        brief_title="What you told your mentor" if page.side is Actor.MENTEE else "What they want to talk about",
        attended=presence(page.attended, page.side, page.mentor_name, page.mentee_name, pen),
        notes=[_note(note, page, pen) for note in page.notes],
        may_write=page.may_write,
    )


def back(side: Actor, booking_id: str) -> str:
    """The page of the whole booking for this side."""
    return routes.booking(booking_id) if side is Actor.MENTEE else routes.desk_session(booking_id)


def presence(
    attended: Sequence[Attended], side: Actor, mentor: str, mentee: str, reader: Reader
) -> list[tuple[str, str]]:
    """Both sides with when they went into the room, in the reader's words."""
    there = {one.side: one for one in attended}
    names = {Actor.MENTEE: mentee, Actor.MENTOR: mentor, side: "You"}
    return [(names[one], _was_there(there.get(one), one is side, reader)) for one in (Actor.MENTEE, Actor.MENTOR)]


def _was_there(one: Attended | None, is_reader: bool, reader: Reader) -> str:
    """When somebody opened the room: "opened the room at 10:02, last at 10:31"."""
    if one is None:
        return f"{'have' if is_reader else 'has'} not opened the room"
    first, last = (wording.clock_time(at, reader.zone, reader.locale) for at in (one.first_at, one.last_at))
    again = f", last at {last}" if one.times > 1 and last != first else ""
    return f"opened the room at {first}{again}"


def _words(page: RoomPage, other: str, pen: Pen) -> tuple[str, str]:
    match page.door:
        case Door.EARLY:
            opens = page.starts_at - OPENS_BEFORE
            return (
                f"Your session with {other}",
                f"The room opens {_minutes(OPENS_BEFORE)} before you begin: {pen.moment(opens)}. Come back to "
                "this page then; you need nothing else.",
            )
        case Door.OPEN if pen.now < page.starts_at:
            return "The room is open", f"You may go in and try your camera. {other} can come in from now on, too."
        case Door.OPEN if pen.now < page.ends_at:
            return "Your session is on", _who_is_there(page, other, pen)
        case Door.OPEN:
            closes = pen.time(page.ends_at + OPEN_AFTER)
            return "The time is over", f"You may finish your sentence: the room stays open until {closes}."
        case Door.OVER:
            return "This session is over", "The room is closed. Your notes stay here for both of you."
        case Door.OFF:
            return _off(page)


def _who_is_there(page: RoomPage, other: str, pen: Pen) -> str:
    came = next((one for one in page.attended if one.side is not page.side), None)
    if came is None:
        return f"{other} is expected in the room. Go in whenever you are ready."
    return f"{other} opened the room at {pen.time(came.first_at)}. Go in whenever you are ready."


def _minutes(span: timedelta) -> str:
    return f"{int(span.total_seconds() // 60)} minutes"


def _off(page: RoomPage) -> tuple[str, str]:
    if page.state is BookingState.HELD:
        return "Not booked yet", "The room is made once the session is reserved."
    return "There is no session", "It is not going to take place, so there is no room. Your notes stay here."


def _counted(page: RoomPage, pen: Pen) -> tuple[str, datetime | None]:
    """What is waited for now, and when it comes."""
    if page.door is Door.EARLY:
        return "until the room opens", page.starts_at - OPENS_BEFORE
    if page.door is not Door.OPEN:
        return "", None
    if pen.now < page.starts_at:
        return "until you begin", page.starts_at
    if pen.now < page.ends_at:
        return "left", page.ends_at
    return "until the room closes", page.ends_at + OPEN_AFTER


def _clock_there(page: RoomPage, pen: Pen) -> str:
    """What the other side's clock says at this moment, with the day where it is another one."""
    there = wording.clock_time(pen.now, page.other_zone, pen.locale)
    day = wording.short_day(pen.now, page.other_zone, pen.locale)
    return there if day == pen.short_day(pen.now) else f"{there}, {day}"


def _leads_to(page: RoomPage) -> str:
    if page.own_link:
        whose = "your own video room" if page.side is Actor.MENTOR else f"{page.mentor_name}’s own video room"
        return f"Opens {whose} in a new tab."
    return "Opens a video room made for this session only, in a new tab."


def _note(note: Note, page: RoomPage, pen: Pen) -> NoteLine:
    mine = note.side is page.side
    name = page.mentee_name if note.side is Actor.MENTEE else page.mentor_name
    return NoteLine("You" if mine else name, pen.stamp(note.at), note.text, mine)
