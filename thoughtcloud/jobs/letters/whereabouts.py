"""Where the mentee's money is after a session was called off, in one sentence or two."""

from thoughtcloud.core.states import PaymentState
from thoughtcloud.jobs.letters.matter import Matter
from thoughtcloud.jobs.letters.parts import on_card, to_card
from thoughtcloud.jobs.letters.reader import Reader

# What was given back whole owes no fee any more.
NOTHING_KEPT = (PaymentState.VOIDED, PaymentState.REFUNDED)

DISPUTED = (PaymentState.DISPUTED, PaymentState.CHARGED_BACK)


def returned(about: Matter, reader: Reader) -> str:
    """Where the money is by now, whether or not a fee is kept."""
    if about.late_fee and about.payment not in (*NOTHING_KEPT, *DISPUTED):
        return _kept(about, reader)
    total, left = reader.money(about.price.total), reader.money(about.captured - about.refunded)
    on, to = on_card(about, reader), to_card(about, reader)
    match about.payment:
        case PaymentState.AUTHORIZED:
            return reader.say(
                "The {sum} reserved {on_card} is being released. Nothing is charged.", sum=total, on_card=on
            )
        case PaymentState.VOIDED:
            return reader.say(
                "The {sum} reserved {on_card} was released. Nothing was charged.", sum=total, on_card=on
            )
        case PaymentState.CAPTURED | PaymentState.PARTIALLY_REFUNDED:
            return reader.say("The {sum} you paid is being refunded {to_card}.", sum=left, to_card=to)
        case PaymentState.REFUNDED:
            return reader.say(
                "The {sum} you paid was refunded {to_card}. Banks show it within 5 to 10 days.",
                sum=reader.money(about.refunded), to_card=to,
            )  # fmt: skip
        case PaymentState.DISPUTED:
            return reader.say(
                "A bank disputes the charge: the money is with it, and it decides who gets it. Until then nothing "
                "can be refunded."
            )
        case PaymentState.CHARGED_BACK:
            return reader.say("The bank has given the money back.")
        case _:
            return reader.say("Nothing was charged.")


def _kept(about: Matter, reader: Reader) -> str:
    """What cancelling late costs, and where the rest is by now."""
    fee = reader.money(about.late_fee)
    if about.payment is PaymentState.AUTHORIZED and about.late_fee == about.price.total:
        return reader.say("It was late: the agreed fee of {fee}, the whole price, is being charged.", fee=fee)
    if about.payment is PaymentState.AUTHORIZED:
        return reader.say(
            "It was late: the agreed fee of {fee} is being charged, and {rest} is released.",
            fee=fee, rest=reader.money(about.price.total - about.late_fee),
        )  # fmt: skip
    if not about.captured:
        return reader.say("It was late: the agreed fee of {fee} is being charged.", fee=fee)
    back = about.captured - about.refunded - about.late_fee
    if back.minor > 0:
        return reader.say(
            "It was late: of what you paid the agreed fee of {fee} stays, and {rest} is being refunded.",
            fee=fee, rest=reader.money(back),
        )  # fmt: skip
    return reader.say("It was late: you paid the agreed fee of {fee} and nothing more.", fee=fee)
