"""What is told of a problem: reported, answered or not, taken back, decided; to operators, that they must."""

from collections.abc import Callable, Mapping
from functools import partial

from thoughtcloud.core.cases import Cause, Outcome
from thoughtcloud.core.states import Actor, Notice
from thoughtcloud.jobs.letters.matter import Matter, Telling
from thoughtcloud.jobs.letters.parts import (
    Draft,
    Link,
    Part,
    Quote,
    booking_link,
    facts,
    operator_link,
    session_link,
)
from thoughtcloud.jobs.letters.reader import Reader


def _reported_to_mentee(about: Matter, reader: Reader) -> Draft:
    case = _case(about)
    return (
        reader.say("Problem reported: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("You reported a problem with this session: {cause}.", cause=_cause(case.cause, reader)),
        reader.say(
            "{name} can answer until {when}. Then somebody of Thoughtcloud decides whether something goes back to "
            "you, and both of you are told why. Until then no money moves.",
            name=about.mentor, when=_until(case, reader),
        ),
        *_end(Actor.MENTEE, about, reader),
    )  # fmt: skip


def _reported_to_mentor(about: Matter, reader: Reader, *, again: bool = False) -> Draft:
    case = _case(about)
    return (
        reader.say("Please answer: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("We have not heard from you yet.") if again else "",
        reader.say(
            "{name} reports a problem with this session: {cause}.",
            name=about.mentee, cause=_cause(case.cause, reader),
        ),
        _quoted(case.words, about.mentee, reader),
        reader.say(
            "Please tell us your side until {when}. Then somebody of Thoughtcloud decides whether something is "
            "refunded. Until then no money moves.",
            when=_until(case, reader),
        ),
        *_end(Actor.MENTOR, about, reader),
    )  # fmt: skip


def _answered(side: Actor, about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Answered: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("{name} has answered the problem that you reported.", name=about.mentor)
        if side is Actor.MENTEE
        else reader.say("Thank you, your answer is with us. {name} reads it too.", name=about.mentee),
        _quoted(_case(about).answer, about.mentor, reader) if side is Actor.MENTEE else "",
        reader.say("Somebody of Thoughtcloud decides now. Until then no money moves."),
        *_end(side, about, reader),
    )


def _unanswered(side: Actor, about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("In review: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("{name} has not answered in time.", name=about.mentor)
        if side is Actor.MENTEE
        else reader.say(
            "You have not answered the problem that {name} reported. You still can, until it is decided.",
            name=about.mentee,
        ),
        reader.say("Somebody of Thoughtcloud decides now. Until then no money moves."),
        *_end(side, about, reader),
    )


def _withdrawn(side: Actor, about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Taken back: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("You took the problem with this session back.")
        if side is Actor.MENTEE
        else reader.say("{name} took the problem with this session back.", name=about.mentee),
        reader.say("Everything goes on as if it had not been reported."),
        *_end(side, about, reader),
    )


def _decided(side: Actor, about: Matter, reader: Reader) -> Draft:
    case = _case(about)
    return (
        reader.say("Decided: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        _outcome(case, about, reader),
        _quoted(case.reason, "Thoughtcloud", reader),
        _money(side, about, case, reader),
        *_end(side, about, reader),
    )


def _outcome(case: Telling, about: Matter, reader: Reader) -> str:
    match case.outcome:
        case Outcome.PART_REFUND:
            return reader.say(
                "Thoughtcloud decided that {name} pays less for this session: {sum} goes back.",
                name=about.mentee, sum=reader.money(case.money.back),
            )  # fmt: skip
        case Outcome.FULL_REFUND:
            return reader.say("Thoughtcloud decided that {name} pays nothing for this session.", name=about.mentee)
        case _:
            return reader.say("Thoughtcloud decided that nothing is refunded for this session.")


def _money(side: Actor, about: Matter, case: Telling, reader: Reader) -> str:
    """What it comes to, in one sentence or two for this side."""
    money = case.money
    charged, back, share = (reader.money(each) for each in (money.charged, money.back, money.share))
    if side is Actor.MENTEE:
        if not money.charged:
            return reader.say("{sum} goes back to you, and you pay nothing.", sum=back)
        if not money.back:
            return reader.say("You pay {sum}, the price of the session.", sum=charged)
        return reader.say("{back} goes back to you, and you pay {sum}.", back=back, sum=charged)
    them = about.mentee
    said = (
        reader.say("{mentee} pays {sum}, and you receive {share} of it.", mentee=them, sum=charged, share=share)
        if money.charged
        else reader.say("{sum} goes back to {mentee}, and you receive nothing.", sum=back, mentee=them)
    )
    if about.transferred.minor <= money.share.minor:
        return said
    rest = reader.money(about.transferred - money.share)
    taken = reader.say("{sum} of what you had received for it is taken back from your balance.", sum=rest)
    return f"{said} {taken}"


def _waits(about: Matter, reader: Reader) -> Draft:
    case, sides = _case(about), (about.mentee, about.mentor)
    says, answers = sides if case.opened_by is Actor.MENTEE else reversed(sides)
    return (
        reader.say("A case waits: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "A case of {mentee} and {mentor} waits for your decision.", mentee=about.mentee, mentor=about.mentor
        ),
        _quoted(case.words, says, reader),
        _quoted(case.answer, answers, reader)
        or reader.say("The other side has not answered in time."),
        facts(about, reader),
        operator_link(about, reader),
    )


def _cause(cause: Cause, reader: Reader) -> str:
    match cause:
        case Cause.LATE:
            return reader.say("the mentor came late")
        case Cause.CUT_SHORT:
            return reader.say("the session was cut short")
        case Cause.NOT_AS_OFFERED:
            return reader.say("it was not what had been offered")
        case Cause.TECHNICAL:
            return reader.say("sound, picture or connection did not work")
        case Cause.CONDUCT:
            return reader.say("the mentor’s conduct")
        case Cause.MENTOR_ABSENT:
            return reader.say("the mentor did not come")
        case _:
            return reader.say("something else")


def _quoted(words: str, who: str, reader: Reader) -> Part:
    return Quote(reader.say("{name} writes", name=who), words) if words else ""


def _until(case: Telling, reader: Reader) -> str:
    return reader.moment(case.answer_by) if case.answer_by else ""


def _end(side: Actor, about: Matter, reader: Reader) -> tuple[Part, Link]:
    if side is Actor.MENTEE:
        return facts(about, reader, (reader.say("With"), about.mentor)), booking_link(about, reader)
    return facts(about, reader, (reader.say("With"), about.mentee)), session_link(about, reader)


def _case(about: Matter) -> Telling:
    if about.telling is None:
        raise ValueError("a mail about a problem needs the case")
    return about.telling


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_PROBLEM_REPORTED: _reported_to_mentee,
    Notice.MENTOR_PROBLEM_REPORTED: _reported_to_mentor,
    Notice.MENTOR_PROBLEM_REMINDER: partial(_reported_to_mentor, again=True),
    Notice.MENTEE_PROBLEM_ANSWERED: partial(_answered, Actor.MENTEE),
    Notice.MENTOR_PROBLEM_ANSWERED: partial(_answered, Actor.MENTOR),
    Notice.MENTEE_PROBLEM_UNANSWERED: partial(_unanswered, Actor.MENTEE),
    Notice.MENTOR_PROBLEM_UNANSWERED: partial(_unanswered, Actor.MENTOR),
    Notice.MENTEE_PROBLEM_WITHDRAWN: partial(_withdrawn, Actor.MENTEE),
    Notice.MENTOR_PROBLEM_WITHDRAWN: partial(_withdrawn, Actor.MENTOR),
    Notice.MENTEE_PROBLEM_DECIDED: partial(_decided, Actor.MENTEE),
    Notice.MENTOR_PROBLEM_DECIDED: partial(_decided, Actor.MENTOR),
    Notice.OPERATOR_CASE_WAITS: _waits,
}
