"""Mails about refunds: one that came back from the card, and what a refund does to the mentor's share."""

from collections.abc import Callable, Mapping

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Notice
from thoughtcloud.jobs.letters.matter import Matter, Returned
from thoughtcloud.jobs.letters.parts import Draft, Link, booking_link, facts, session_link, to_card, with_mentee
from thoughtcloud.jobs.letters.reader import Reader


def _came_back(about: Matter, reader: Reader) -> Draft:
    if about.returned is None:
        raise ValueError("a mail about a refund needs the refund")
    sum_, to = reader.money(about.returned.money), to_card(about, reader)
    return (
        reader.say("Your refund of {sum} did not arrive: {title}", sum=sum_, title=about.title),
        reader.say(
            "We sent {sum} back {to_card}, but it did not get there and came back to us.", sum=sum_, to_card=to
        ),
        _why(about.returned, reader),
        reader.say("Nothing is lost: the money is with us."),
        reader.say("It is being sent to the same card once more; you will hear when it has arrived.")
        if about.returned.is_made_again
        else reader.say(
            "Somebody at Thoughtcloud looks after it now: they try the card again or bring you the money in "
            "another way. There is nothing that you need to do."
        ),
        facts(about, reader, (reader.say("Came back"), sum_)),
        booking_link(about, reader),
    )  # fmt: skip


def _why(returned: Returned, reader: Reader) -> str:
    """What Stripe says about it, where that helps the cardholder (docs.stripe.com/api/refunds/object)."""
    match returned.failure:
        case "expired_or_canceled_card":
            return reader.say("The card has expired or was cancelled.")
        case "lost_or_stolen_card":
            return reader.say("The card was reported lost or stolen.")
        case "declined":
            return reader.say("The bank of the card did not accept it.")
        case _:
            return ""


def _share_reduced(about: Matter, reader: Reader) -> Draft:
    back, now = reader.money(about.refunded), _share(about)
    return (
        reader.say("Refund of {sum} to {mentee}: {title}", sum=back, mentee=about.mentee, title=about.title),
        _what_went_back(about, reader),
        _what_is_taken(about, reader),
        facts(
            about, reader, with_mentee(about, reader),
            (reader.say("Refunded"), back), (reader.say("Your share"), reader.money(now)),
        ),
        session_link(about, reader),
        Link(reader.say("Your balance"), f"{reader.site}/mentor/balance"),
    )  # fmt: skip


def _what_went_back(about: Matter, reader: Reader) -> str:
    if about.refunded == about.captured:
        return reader.say(
            "All that {mentee} paid for this session went back to them, so there is no share of it for you.",
            mentee=about.mentee,
        )
    return reader.say(
        "{sum} of the {charged} that {mentee} paid for this session went back to them. Your share follows in "
        "proportion: it is {share} instead of {before}.",
        sum=reader.money(about.refunded),
        charged=reader.money(about.captured),
        mentee=about.mentee,
        share=reader.money(_share(about)),
        before=reader.money(policy.share_of(about.price, about.captured)),
    )


def _share(about: Matter) -> Money:
    return policy.share_of(about.price, about.captured - about.refunded)


def _what_is_taken(about: Matter, reader: Reader) -> str:
    taken = about.transferred - _share(about)
    if taken.minor <= 0:
        return reader.say("It had not been sent yet: nothing is taken from your balance.")
    return reader.say(
        "{sum} of what had been sent to you is taken back from your balance at Stripe. If there is less in it, "
        "the rest is taken once you have earned that much again.",
        sum=reader.money(taken),
    )


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_REFUND_CAME_BACK: _came_back,
    Notice.MENTOR_SHARE_REDUCED: _share_reduced,
}
