"""What both sides are told of somebody who did not come: reported, taken back, in review, decided."""

from collections.abc import Callable, Mapping
from functools import partial

from thoughtcloud.core.cases import Outcome
from thoughtcloud.core.states import Actor, Notice
from thoughtcloud.jobs.letters.matter import Matter, Telling
from thoughtcloud.jobs.letters.parts import Draft, Link, Part, Quote, booking_link, facts, session_link
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.jobs.letters.whereabouts import returned


def _reported(side: Actor, about: Matter, reader: Reader) -> Draft:
    case, other = _case(about), _other(side, about)
    by = reader.moment(case.answer_by) if case.answer_by else ""
    if case.absent is not side:
        return (
            reader.say("Reported: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
            reader.say(
                "You said that {name} did not come. They may object until {when}; no money moves before. If they "
                "do not, it is carried out:",
                name=other, when=by,
            ),
            _money(side, about, case, reader),
            facts(about, reader, (reader.say("With"), other)),
            _link(side, about, reader),
        )  # fmt: skip
    return (
        reader.say("Please answer: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("{name} says that you did not come to this session.", name=other),
        _quoted(case.words, other, reader),
        reader.say(
            "If you were there, please say so until {when}: then somebody of Thoughtcloud decides, and no money "
            "moves before. Without an answer of yours it is carried out:",
            when=by,
        ),
        _money(side, about, case, reader),
        facts(about, reader, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _withdrawn(side: Actor, about: Matter, reader: Reader) -> Draft:
    case, other = _case(about), _other(side, about)
    return (
        reader.say("Taken back: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("You took back that {name} did not come.", name=other)
        if case.opened_by is side
        else reader.say("{name} took back that you did not come.", name=other),
        reader.say("Everything is as before."),
        facts(about, reader, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _in_review(side: Actor, about: Matter, reader: Reader) -> Draft:
    case, other = _case(about), _other(side, about)
    return (
        reader.say("In review: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "You and {name} say different things about who came. Somebody of Thoughtcloud looks into it and "
            "decides; no money moves before.",
            name=other,
        ),
        _quoted(case.words if case.opened_by is not side else case.answer, other, reader),
        facts(about, reader, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _decided(side: Actor, about: Matter, reader: Reader) -> Draft:
    case, other = _case(about), _other(side, about)
    return (
        reader.say("Decided: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        _how_it_ended(side, other, case, reader),
        _quoted(case.reason, "Thoughtcloud", reader),
        _settled(side, about, case, reader),
        facts(about, reader, (reader.say("With"), other)),
        _link(side, about, reader),
    )


def _how_it_ended(side: Actor, other: str, case: Telling, reader: Reader) -> str:
    if case.outcome is Outcome.COMPLETED:
        return reader.say("Thoughtcloud decided that the session took place.")
    if case.absent is side:
        return reader.say("It stands that you did not come to this session.")
    return reader.say("It stands that {name} did not come to this session.", name=other)


def _settled(side: Actor, about: Matter, case: Telling, reader: Reader) -> str:
    """Where the money is by now, after the case has ended."""
    if case.outcome is not Outcome.MENTOR_ABSENT:
        return _money(side, about, case, reader)
    if side is Actor.MENTEE:
        return returned(about, reader)
    return reader.say("The price goes back to {mentee}.", mentee=about.mentee)


def _money(side: Actor, about: Matter, case: Telling, reader: Reader) -> str:
    """What becomes of the money, in one sentence for this side."""
    money, mentee = case.money, about.mentee
    if money.back:
        back = reader.money(money.back)
        if side is Actor.MENTEE:
            return reader.say("{sum} goes back to you, and you pay nothing.", sum=back)
        return reader.say("{sum} goes back to {mentee}, and you receive nothing.", sum=back, mentee=mentee)
    if not money.charged:
        return reader.say("Nothing is charged.")
    charged = reader.money(money.charged)
    if side is Actor.MENTEE:
        return reader.say("You pay {sum}, the price of the session.", sum=charged)
    share = reader.money(money.share)
    return reader.say(
        "{mentee} pays {sum}, and you receive {share} of it.", mentee=mentee, sum=charged, share=share
    )


def _quoted(words: str, who: str, reader: Reader) -> Part:
    return Quote(reader.say("{name} writes", name=who), words) if words else ""


def _case(about: Matter) -> Telling:
    if about.telling is None:
        raise ValueError("a mail about a case needs the case")
    return about.telling


def _other(side: Actor, about: Matter) -> str:
    return about.mentor if side is Actor.MENTEE else about.mentee


def _link(side: Actor, about: Matter, reader: Reader) -> Link:
    return booking_link(about, reader) if side is Actor.MENTEE else session_link(about, reader)


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_NO_SHOW_REPORTED: partial(_reported, Actor.MENTEE),
    Notice.MENTEE_NO_SHOW_WITHDRAWN: partial(_withdrawn, Actor.MENTEE),
    Notice.MENTEE_IN_REVIEW: partial(_in_review, Actor.MENTEE),
    Notice.MENTEE_CASE_DECIDED: partial(_decided, Actor.MENTEE),
    Notice.MENTOR_NO_SHOW_REPORTED: partial(_reported, Actor.MENTOR),
    Notice.MENTOR_NO_SHOW_WITHDRAWN: partial(_withdrawn, Actor.MENTOR),
    Notice.MENTOR_IN_REVIEW: partial(_in_review, Actor.MENTOR),
    Notice.MENTOR_CASE_DECIDED: partial(_decided, Actor.MENTOR),
}
