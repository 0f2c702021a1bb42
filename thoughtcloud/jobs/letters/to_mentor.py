"""What mentors are told: booked, called off, not paid yet, their share sent or waiting."""

from collections.abc import Callable, Mapping

from thoughtcloud.core import policy
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.reserving import placed_at
from thoughtcloud.core.states import Actor, Notice, PaymentState
from thoughtcloud.jobs.letters.matter import Matter
from thoughtcloud.jobs.letters.parts import Draft, Link, Quote, facts, session_link, with_mentee
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.jobs.letters.whereabouts import NOTHING_KEPT


def _booked(about: Matter, reader: Reader) -> Draft:
    share = (reader.say("For you"), reader.money(about.price.share))
    return (
        reader.say("New booking: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("{mentee} has booked a session with you.", mentee=about.mentee),
        facts(about, reader, with_mentee(about, reader), share),
        Quote(reader.say("{name} writes", name=about.mentee), about.brief) if about.brief else "",
        _how_it_is_secured(about, reader),
        session_link(about, reader),
    )


def _how_it_is_secured(about: Matter, reader: Reader) -> str:
    if about.payment is PaymentState.CARD_SAVED:
        return reader.say(
            "The card is saved; the price is reserved on it on {when}. Mark the session completed afterwards: "
            "then it is charged and your share is sent.",
            when=reader.moment(placed_at(about.starts_at)),
        )
    return reader.say(
        "The price is reserved on the card. Mark the session completed afterwards: then it is charged and "
        "your share is sent."
    )


def _not_secured(about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Not secured yet: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "The price of your session with {mentee} could not be reserved: their card was not accepted for the "
            "time being. Their bank is asked again by itself, and they can use another card.",
            mentee=about.mentee,
        ),
        facts(
            about, reader, with_mentee(about, reader),
            *([(reader.say("Asked again"), reader.moment(about.retry_at))] if about.retry_at else []),
        ),
        reader.say(
            "If it is not reserved until {by}, the session is called off and your time is free again. There is "
            "nothing for you to do.",
            by=reader.moment(about.act_by or about.starts_at),
        ),
        session_link(about, reader),
    )  # fmt: skip


def _called_off(about: Matter, reader: Reader) -> Draft:
    who = {
        Actor.MENTEE: reader.say("{name} called off this session.", name=about.mentee),
        Actor.MENTOR: reader.say("You called off this session."),
    }
    return (
        reader.say("Called off: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "{mentee} did not confirm the reservation in time, so this session was called off.",
            mentee=about.mentee,
        )
        if about.cancelled_by == Actor.STRIPE and about.payment is PaymentState.ACTION_REQUIRED
        else who.get(Actor(about.cancelled_by or Actor.OPERATOR), reader.say("This session was called off.")),
        facts(about, reader, with_mentee(about, reader)),
        _where_the_price_goes(about, reader),
        session_link(about, reader),
    )


def _where_the_price_goes(about: Matter, reader: Reader) -> str:
    if about.late_fee and about.payment not in NOTHING_KEPT:
        return reader.say(
            "It was late: {mentee} pays the agreed fee of {fee}, and you get {share} of it.",
            mentee=about.mentee,
            fee=reader.money(about.late_fee),
            share=reader.money(policy.share_of(about.price, about.late_fee)),
        )
    if about.payment in UNSECURED:
        return reader.say("Nothing was reserved, and nobody is charged.")
    back = reader.say("The price goes back to {mentee}.", mentee=about.mentee)
    if not about.transferred:
        return back
    share = reader.money(about.transferred)
    taken = reader.say("Your share of {sum}, which had been sent already, is taken back.", sum=share)
    return f"{back} {taken}"


def _fee_waived(about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Fee waived: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "The fee was waived, and everything goes back to {mentee}. What you have got of it is taken back.",
            mentee=about.mentee,
        ),
        facts(about, reader, with_mentee(about, reader)),
        session_link(about, reader),
    )


def _unpaid(about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Not paid yet: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "The price of this session could not be taken from the card of {mentee}. They were asked to confirm "
            "it with their bank or to use another card, and we know of it. Your share is sent as soon as the "
            "price is charged; you have nothing to do.",
            mentee=about.mentee,
        ),
        facts(about, reader, with_mentee(about, reader)),
        session_link(about, reader),
    )


def _share_sent(about: Matter, reader: Reader) -> Draft:
    share, charged = reader.money(about.transferred), reader.money(about.captured)
    return (
        reader.say("{sum} for you: {title}", sum=share, title=about.title),
        reader.say(
            "Your share of the session with {mentee} was transferred to you. Stripe pays it out to your bank once "
            "the funds have cleared.",
            mentee=about.mentee,
        ),
        facts(
            about, reader, with_mentee(about, reader),
            (reader.say("Charged"), charged), (reader.say("Your share"), share),
        ),
        Link(reader.say("Your balance"), f"{reader.site}/mentor/balance"),
    )  # fmt: skip


def _share_waits(about: Matter, reader: Reader) -> Draft:
    share = reader.money(policy.share_of(about.price, about.captured - about.refunded))
    return (
        reader.say("{sum} waits for you: please set up payouts", sum=share),
        reader.say(
            "The session with {mentee} was charged, and your share of {sum} is ready. It waits until you have "
            "told Stripe where to send it, which takes a few minutes.",
            mentee=about.mentee,
            sum=share,
        ),
        facts(about, reader, with_mentee(about, reader), (reader.say("Your share"), share)),
        Link(reader.say("Set up payouts"), f"{reader.site}/mentor/payouts"),
    )


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTOR_BOOKED: _booked,
    Notice.MENTOR_NOT_SECURED: _not_secured,
    Notice.MENTOR_CALLED_OFF: _called_off,
    Notice.MENTOR_FEE_WAIVED: _fee_waived,
    Notice.MENTOR_UNPAID: _unpaid,
    Notice.MENTOR_SHARE_SENT: _share_sent,
    Notice.MENTOR_SHARE_WAITS: _share_waits,
}
