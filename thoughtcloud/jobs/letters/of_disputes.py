"""What operators and the mentor are told of a dispute: that a bank asks, until when to answer, how it ended."""

from collections.abc import Callable, Mapping

from thoughtcloud.core import disputes
from thoughtcloud.core.states import Notice
from thoughtcloud.jobs.letters.matter import Disputing, Matter
from thoughtcloud.jobs.letters.parts import Draft, Facts, Link, facts, session_link, with_mentee
from thoughtcloud.jobs.letters.reader import Reader


def _opened_to_operator(about: Matter, reader: Reader) -> Draft:
    found = _found(about)
    inquiry = disputes.is_inquiry(found.status)
    asks = reader.say("A bank asks what a charge of {sum} is. No money has moved.", sum=reader.money(found.money))
    takes = reader.say(
        "A bank disputes a charge and has taken {sum} back until it has decided.", sum=reader.money(found.money)
    )
    return (
        reader.say("Dispute of {sum}: {title}", sum=reader.money(found.money), title=about.title),
        asks if inquiry else takes,
        _until(found, reader),
        _both(about, reader),
        _link(found, reader),
    )


def _due_to_operator(about: Matter, reader: Reader) -> Draft:
    found = _found(about)
    return (
        reader.say("Still to answer: dispute of {sum}", sum=reader.money(found.money)),
        reader.say("Nobody has answered this dispute yet. Without an answer it is lost."),
        _until(found, reader),
        _both(about, reader),
        _link(found, reader),
    )


def _ended_to_operator(about: Matter, reader: Reader) -> Draft:
    found = _found(about)
    ends = {
        "won": reader.say("The bank decided for the mentor: the money is back."),
        "lost": reader.say("The bank decided for the mentee: the money stays with them."),
    }
    return (
        reader.say("Decided: dispute of {sum}", sum=reader.money(found.money)),
        ends.get(found.status) or reader.say("The bank closed the matter. No money moves."),
        _both(about, reader),
        _link(found, reader),
    )


def _opened_to_mentor(about: Matter, reader: Reader) -> Draft:
    found = _found(about)
    return (
        reader.say("Disputed: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "The bank of {name} disputes the charge of {sum} for this session and has taken it back until it has "
            "decided.",
            name=about.mentee, sum=reader.money(found.money),
        ),
        reader.say(
            "Until then your share of it waits with us. What you have of it already is taken back from your "
            "Stripe balance; if there is not enough in it, your next earnings make it up."
        ),
        reader.say(
            "We answer the bank with the record of the session. There is nothing that you have to do."
        ),
        facts(about, reader, with_mentee(about, reader)),
        session_link(about, reader),
    )  # fmt: skip


def _ended_to_mentor(about: Matter, reader: Reader) -> Draft:
    found = _found(about)
    won = reader.say("The bank decided for you. The money is back, and what is yours of it goes out to you again.")
    lost = reader.say(
        "The bank decided for {name}, who keeps the money. Your share of it is not paid out, or stays taken back.",
        name=about.mentee,
    )
    return (
        reader.say("Decided by the bank: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        won if found.status == "won" else lost,
        facts(about, reader, with_mentee(about, reader)),
        session_link(about, reader),
    )


def _until(found: Disputing, reader: Reader) -> str:
    if found.answer_by is None or found.goes_out_at is None:
        return ""
    return reader.say(
        "The bank takes an answer until {when}. The evidence is drafted from the record; unless you send it "
        "before, it goes out as it is on {then}.",
        when=reader.moment(found.answer_by), then=reader.moment(found.goes_out_at),
    )  # fmt: skip


def _both(about: Matter, reader: Reader) -> Facts:
    return facts(about, reader, (reader.say("Mentee"), about.mentee), (reader.say("Mentor"), about.mentor))


def _link(found: Disputing, reader: Reader) -> Link:
    return Link(reader.say("The dispute"), f"{reader.site}/operator/disputes/{found.dispute_id}")


def _found(about: Matter) -> Disputing:
    if about.disputing is None:
        raise ValueError("a mail about a dispute needs the dispute")
    return about.disputing


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.OPERATOR_DISPUTE_OPENED: _opened_to_operator,
    Notice.OPERATOR_DISPUTE_DUE: _due_to_operator,
    Notice.OPERATOR_DISPUTE_ENDED: _ended_to_operator,
    Notice.MENTOR_DISPUTE_OPENED: _opened_to_mentor,
    Notice.MENTOR_DISPUTE_ENDED: _ended_to_mentor,
}
