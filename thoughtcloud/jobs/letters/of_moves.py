"""What both sides are told of moving a session: moved, asked for another time, not moved."""

from collections.abc import Callable, Mapping
from functools import partial

from thoughtcloud.core.states import Actor, MoveState, Notice
from thoughtcloud.jobs.letters.matter import Matter, Moving
from thoughtcloud.jobs.letters.parts import Draft, Link, Listed, Quote, booking_link, facts, session_link
from thoughtcloud.jobs.letters.reader import Reader


def _moved(side: Actor, about: Matter, reader: Reader) -> Draft:
    moving, other = _moving(about), _other(side, about)
    before = (reader.say("Before"), reader.moment(moving.from_start))
    return (
        reader.say("Moved: {title}, now {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Your session with {name} was moved. The price stays as it was.", name=other),
        facts(about, reader, before, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _move_proposed(side: Actor, about: Matter, reader: Reader) -> Draft:
    moving, other = _moving(about), _other(side, about)
    length = about.ends_at - about.starts_at
    return (
        reader.say("Another time? {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "{name} asks whether your session can be at another time. Until you accept, it stays where it is; the "
            "proposed times are not kept free.",
            name=other,
        ),
        facts(about, reader, (reader.say("With"), other)),
        Listed(reader.say("Proposed"), tuple(reader.appointment(one, one + length) for one in moving.times)),
        Quote(reader.say("{name} writes", name=other), moving.note) if moving.note else "",
        reader.say("Please answer by {when}.", when=reader.moment(moving.answer_by)) if moving.answer_by else "",
        Link(reader.say("Accept or decline"), f"{reader.site}/bookings/{about.booking_id}/move"),
    )


def _move_refused(side: Actor, about: Matter, reader: Reader) -> Draft:
    moving, other = _moving(about), _other(side, about)
    return (
        reader.say("Not moved: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Nobody answered the proposal to move your session, so it has run out.")
        if moving.state is MoveState.EXPIRED
        else reader.say("{name} would like to keep the agreed time.", name=other),
        reader.say("The session stays where it is."),
        facts(about, reader, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _moving(about: Matter) -> Moving:
    if about.moving is None:
        raise ValueError("a mail about a move needs the move")
    return about.moving


def _other(side: Actor, about: Matter) -> str:
    return about.mentor if side is Actor.MENTEE else about.mentee


def _link(side: Actor, about: Matter, reader: Reader) -> Link:
    return booking_link(about, reader) if side is Actor.MENTEE else session_link(about, reader)


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_MOVED: partial(_moved, Actor.MENTEE),
    Notice.MENTEE_MOVE_PROPOSED: partial(_move_proposed, Actor.MENTEE),
    Notice.MENTEE_MOVE_REFUSED: partial(_move_refused, Actor.MENTEE),
    Notice.MENTOR_MOVED: partial(_moved, Actor.MENTOR),
    Notice.MENTOR_MOVE_PROPOSED: partial(_move_proposed, Actor.MENTOR),
    Notice.MENTOR_MOVE_REFUSED: partial(_move_refused, Actor.MENTOR),
}
