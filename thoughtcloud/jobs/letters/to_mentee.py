"""What mentees are told: reserved, to be confirmed, called off, charged, refunded."""

from collections.abc import Callable, Mapping

from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.reserving import PASSING, WANTS_CARDHOLDER, placed_at
from thoughtcloud.core.states import Actor, Notice, PaymentState
from thoughtcloud.jobs.letters.matter import Matter
from thoughtcloud.jobs.letters.parts import (
    Draft,
    another_card_link,
    booking_link,
    facts,
    on_card,
    receipt_link,
    record_link,
    renewal_link,
    to_card,
    with_mentor,
)
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.jobs.letters.whereabouts import returned


def _reserved(about: Matter, reader: Reader) -> Draft:
    held = reader.say(
        "{sum} {on_card}, not charged", sum=reader.money(about.price.total), on_card=on_card(about, reader)
    )
    return (
        reader.say("Reserved: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Your session is booked and its price is reserved on your card. Nothing is charged yet."),
        facts(about, reader, with_mentor(about, reader), (reader.say("Reserved"), held)),
        _when_charged(about, reader),
        booking_link(about, reader),
    )


def _card_saved(about: Matter, reader: Reader) -> Draft:
    later = reader.say(
        "{sum} {on_card}, on {when}",
        sum=reader.money(about.price.total),
        on_card=on_card(about, reader),
        when=reader.moment(placed_at(about.starts_at)),
    )
    return (
        reader.say("Booked: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Your session is booked and your card is saved. Nothing is reserved or charged yet."),
        facts(about, reader, with_mentor(about, reader), (reader.say("Reserved later"), later)),
        _when_charged(about, reader),
        booking_link(about, reader),
    )


def _when_charged(about: Matter, reader: Reader) -> str:
    return reader.say(
        "It is charged when {mentor} marks the session completed, at the latest on {when}. What cancelling "
        "would cost, and from when on, is on the page of your booking.",
        mentor=about.mentor,
        when=reader.moment(about.ends_at + SILENCE),
    )


def _hold_placed(about: Matter, reader: Reader) -> Draft:
    total, on = reader.money(about.price.total), on_card(about, reader)
    return (
        reader.say("Reserved: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("Your session is near, and its price is reserved on your card now. Nothing is charged yet."),
        facts(
            about, reader, with_mentor(about, reader),
            (reader.say("Reserved"), reader.say("{sum} {on_card}, not charged", sum=total, on_card=on)),
        ),
        booking_link(about, reader),
    )  # fmt: skip


def _action_required(about: Matter, reader: Reader) -> Draft:
    total, on = reader.money(about.price.total), on_card(about, reader)
    why = (
        reader.say("Your bank wants you to confirm the reservation of {sum} {on_card}.", sum=total, on_card=on)
        if about.refusal == WANTS_CARDHOLDER
        else _not_reserved(about, total, on, reader)
    )
    by = reader.moment(about.act_by) if about.act_by else ""
    return (
        reader.say("Please confirm: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        why,
        _asked_again(about, reader),
        facts(about, reader, with_mentor(about, reader), *([(reader.say("Confirm by"), by)] if by else [])),
        reader.say("It takes a minute, and you can use another card. Nothing is charged by it.")
        if by
        else reader.say(
            "It takes a minute, and you can use another card. The price is charged once the session is completed."
        ),
        reader.say("If it stays unconfirmed until then, the session is called off and nobody is charged.")
        if by
        else "",
        renewal_link(about, reader),
        another_card_link(about, reader) if about.refusal == WANTS_CARDHOLDER else "",
        booking_link(about, reader),
    )


def _not_reserved(about: Matter, total: str, on: str, reader: Reader) -> str:
    match about.refusal:
        case "insufficient_funds":
            return reader.say("{sum} could not be reserved {on_card}: it lacks cover.", sum=total, on_card=on)
        case "card_velocity_exceeded" | "withdrawal_count_limit_exceeded":
            return reader.say(
                "{sum} could not be reserved {on_card}: a limit of it is used up.", sum=total, on_card=on
            )
        case refusal if refusal in PASSING:
            return reader.say(
                "{sum} could not be reserved {on_card}: its bank did not carry it out.", sum=total, on_card=on
            )
        case _:
            return reader.say("{sum} could not be reserved {on_card}.", sum=total, on_card=on)


def _asked_again(about: Matter, reader: Reader) -> str:
    if about.retry_at is None:
        return ""
    return reader.say(
        "We ask your bank again by ourselves, next on {when}. If it agrees then, there is nothing for you to do.",
        when=reader.moment(about.retry_at),
    )


def _action_reminder(about: Matter, reader: Reader) -> Draft:
    total, by = reader.money(about.price.total), reader.moment(about.act_by or about.starts_at)
    return (
        reader.say("Still to be confirmed by {by}: {title}", by=by, title=about.title),
        reader.say(
            "{sum} for your session is still not reserved. It is yours to put that right until {by}.",
            sum=total,
            by=by,
        ),
        _asked_again(about, reader),
        facts(about, reader, with_mentor(about, reader), (reader.say("Confirm by"), by)),
        reader.say("It takes a minute, and you can use another card. Nothing is charged by it."),
        reader.say("If it stays unconfirmed until then, the session is called off and nobody is charged."),
        renewal_link(about, reader),
        another_card_link(about, reader) if about.refusal == WANTS_CARDHOLDER else "",
        booking_link(about, reader),
    )


def _too_late(about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("Not booked: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say(
            "Your payment came in after the time to pay had run out, and somebody else may have taken the slot: "
            "nothing is booked."
        ),
        facts(about, reader, with_mentor(about, reader)),
        returned(about, reader),
        booking_link(about, reader),
    )


def _called_off(about: Matter, reader: Reader) -> Draft:
    who = {
        Actor.MENTEE: reader.say("You called off this session."),
        Actor.MENTOR: reader.say("{name} called off this session.", name=about.mentor),
    }
    return (
        reader.say("Called off: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("The reservation on your card was not confirmed in time, so this session was called off.")
        if about.cancelled_by == Actor.STRIPE and about.payment is PaymentState.ACTION_REQUIRED
        else who.get(Actor(about.cancelled_by or Actor.OPERATOR), reader.say("This session was called off.")),
        facts(about, reader, with_mentor(about, reader)),
        returned(about, reader),
        booking_link(about, reader),
    )


def _fee_waived(about: Matter, reader: Reader) -> Draft:
    return (
        reader.say("No fee: {title}, {when}", title=about.title, when=reader.moment(about.starts_at)),
        reader.say("What you owed for not coming was waived.")
        if about.no_show
        else reader.say("The fee for cancelling this session late was waived."),
        facts(about, reader, with_mentor(about, reader)),
        returned(about, reader),
        booking_link(about, reader),
    )


def _charged(about: Matter, reader: Reader) -> Draft:
    charged = reader.money(about.captured)
    on = reader.say("{sum} {on_card}", sum=charged, on_card=on_card(about, reader))
    left = [(reader.say("Refunded"), reader.money(about.refunded))] if about.refunded else []
    return (
        reader.say("Receipt: {sum} for {title}", sum=charged, title=about.title),
        _what_for(about, charged, reader),
        facts(about, reader, with_mentor(about, reader), (reader.say("Charged"), on), *left),
        receipt_link(about, reader),
        record_link(about, reader),
    )


def _what_for(about: Matter, charged: str, reader: Reader) -> str:
    if about.late_fee and about.no_show:
        return reader.say(
            "{sum} was charged for a session that was kept for you and to which you did not come.", sum=charged
        )
    if about.late_fee:
        return reader.say(
            "{sum} was charged, the fee for cancelling late. Whatever was reserved beyond it is released.",
            sum=charged,
        )
    return reader.say("{sum} was charged for your session. Thank you for learning here.", sum=charged)


def _refunded(about: Matter, reader: Reader) -> Draft:
    back, charged = reader.money(about.refunded), reader.money(about.captured)
    soon = reader.say("Banks show it within 5 to 10 days.")
    return (
        reader.say("Refund: {sum} for {title}", sum=back, title=about.title),
        f"{_how_much_came_back(about, reader)} {soon}",
        facts(
            about, reader, with_mentor(about, reader),
            (reader.say("Charged"), charged), (reader.say("Refunded"), back),
        ),
        record_link(about, reader),
    )  # fmt: skip


def _how_much_came_back(about: Matter, reader: Reader) -> str:
    to = to_card(about, reader)
    if about.refunded != about.captured:
        back, charged = reader.money(about.refunded), reader.money(about.captured)
        return reader.say(
            "{sum} of the {charged} you paid is refunded {to_card}.", sum=back, charged=charged, to_card=to
        )
    if about.captured == about.price.total:
        return reader.say("The whole price is refunded {to_card}.", to_card=to)
    return reader.say("All you paid is refunded {to_card}.", to_card=to)


WORDS: Mapping[Notice, Callable[[Matter, Reader], Draft]] = {
    Notice.MENTEE_RESERVED: _reserved,
    Notice.MENTEE_CARD_SAVED: _card_saved,
    Notice.MENTEE_HOLD_PLACED: _hold_placed,
    Notice.MENTEE_ACTION_REQUIRED: _action_required,
    Notice.MENTEE_ACTION_REMINDER: _action_reminder,
    Notice.MENTEE_TOO_LATE: _too_late,
    Notice.MENTEE_CALLED_OFF: _called_off,
    Notice.MENTEE_FEE_WAIVED: _fee_waived,
    Notice.MENTEE_CHARGED: _charged,
    Notice.MENTEE_REFUNDED: _refunded,
}
