"""What both sides are told shortly before a session: when it is, and where the room is."""

from collections.abc import Callable, Mapping
from functools import partial

from thoughtcloud.core.states import Actor, Notice
from thoughtcloud.jobs.letters.matter import Matter
from thoughtcloud.jobs.letters.parts import Draft, Link, Quote, facts
from thoughtcloud.jobs.letters.reader import Reader


def _day_before(side: Actor, about: Matter, reader: Reader) -> Draft:
    page = "bookings" if side is Actor.MENTEE else "mentor/sessions"
    return (
        reader.say("Reminder: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Your session with {name} is one day away.", name=_other(side, about)),
        *_what(side, about, reader),
        Link(reader.say("Look at the session"), f"{reader.site}/{page}/{about.booking_id}"),
    )


def _hour_before(side: Actor, about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Soon: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "Your session with {name} begins in an hour or less. The room opens 10 minutes before the start.",
            name=_other(side, about),
        ),
        *_what(side, about, reader),
        Link(reader.say("To the room"), f"{reader.site}/bookings/{about.booking_id}/room"),
    )


def _what(side: Actor, about: Matter, reader: Reader) -> Draft:
    """The facts, and for the mentor what the mentee wants to talk about."""
    asked = side is Actor.MENTOR and about.brief
    return (
        facts(about, reader, (reader.say("With"), _other(side, about))),
        Quote(reader.say("{name} writes", name=about.mentee), about.brief) if asked else "",
    )


def _other(side: Actor, about: Matter) -> str:
    return about.mentor if side is Actor.MENTEE else about.mentee


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_DAY_BEFORE: partial(_day_before, Actor.MENTEE),
    Notice.MENTOR_DAY_BEFORE: partial(_day_before, Actor.MENTOR),
    Notice.MENTEE_HOUR_BEFORE: partial(_hour_before, Actor.MENTEE),
    Notice.MENTOR_HOUR_BEFORE: partial(_hour_before, Actor.MENTOR),
}
