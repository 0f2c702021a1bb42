"""What a mentee's cancel click will do with the money, and what it did."""

from __future__ import annotations

from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.ui import display, wording
from thoughtcloud.ui.wording import Reader


def quote(cancellation: Cancellation, card: str, reader: Reader) -> display.CancelQuote:
    """What a cancel click will do with the money."""
    amount = wording.money(cancellation.amount, reader.locale)
    where = card or "your card"
    if cancellation.fee:
        return _late_quote(cancellation, where, reader)
    match cancellation.returned:
        case Returned.VOID:
            return display.CancelQuote(
                f"The {amount} reserved on {where} is released at once, all of it. Nothing is charged.",
                f"Cancel and release {amount}",
                [display.SumLine("Released", amount), display.SumLine("Charged", "nothing", total=True)],
            )
        case Returned.REFUND:
            return display.CancelQuote(
                f"The {amount} charged to {where} is refunded, all of it. Banks show it within 5 to 10 days.",
                f"Cancel and refund {amount}",
                [display.SumLine("Refunded to your card", amount, total=True)],
            )
        case Returned.NOTHING:
            return display.CancelQuote(
                "Nothing was reserved or charged, so no money moves.", "Cancel the session", []
            )


def _late_quote(cancellation: Cancellation, where: str, reader: Reader) -> display.CancelQuote:
    fee = wording.money(cancellation.fee, reader.locale)
    held = cancellation.returned is Returned.VOID
    back, rest = cancellation.amount, wording.money(cancellation.amount, reader.locale)
    paid = f"The time to cancel free of charge is over: the agreed fee of {fee} "
    paid += f"is charged to {where} at once. " if held else f"stays charged to {where}. "
    returns = f"The other {rest} is released." if held else f"The other {rest} is refunded."
    lines = [display.SumLine("Released" if held else "Refunded to your card", rest)] if back else []
    return display.CancelQuote(
        sentence=paid + (returns if back else "That is the whole price."),
        button=f"Cancel and pay {fee}",
        lines=[*lines, display.SumLine("You pay for cancelling", fee, total=True)],
    )


def done(cancellation: Cancellation, reader: Reader) -> str:
    """What a cancel click did with the money."""
    amount = wording.money(cancellation.amount, reader.locale)
    if cancellation.fee:
        back = "released" if cancellation.returned is Returned.VOID else "refunded"
        rest = f", and {amount} is {back}" if cancellation.amount else ""
        return f"Cancelled. You pay the agreed fee of {wording.money(cancellation.fee, reader.locale)}{rest}."
    match cancellation.returned:
        case Returned.VOID:
            return f"Cancelled. The {amount} reserved on your card is released; nothing was charged."
        case Returned.REFUND:
            return f"Cancelled. {amount} is refunded to your card."
        case Returned.NOTHING:
            return "Cancelled. No money moved."
