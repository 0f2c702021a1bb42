"""What becomes of a hold: captured, released by the merchant, or lapsed; and the money of a capture."""

from thoughtcloud.sandbox import amounts, book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources import application_fees, charges, disputes, transfers
from thoughtcloud.sandbox.store import Object


def book_capture(call: Call, charge: Object, amount: int) -> None:
    """Captures so much of a charge: books it with Stripe's fee, releases the rest, passes on what is due."""
    card = charges.test_card(call, charge)
    available_on = call.now if card.bypass_pending else book.settles_at(call.now)
    share = _direct_share(call, charge, amount)
    movement = Movement(
        type="charge",
        amount=amount,
        currency=charge["currency"],
        source=charge["id"],
        against=book.CARDS,
        fees=(book.Fee(book.fee_on(amount)), *book.application_fee(share)),
        available_on=available_on,
        description=charge["description"],
    )
    transaction = book.move(call, movement)
    if card.bypass_pending:
        call.store.plan(call.now, "announcement", call.account)
    call.store.cancel("hold", charge["id"])
    details = charge["payment_method_details"]
    details["card"].pop("capture_before", None)
    call.change(
        charge,
        captured=True,
        amount_captured=amount,
        amount_refunded=charge["amount"] - amount,
        balance_transaction=transaction["id"],
        payment_method_details=details,
    )
    if charge.get("transfer_data"):
        _pass_on(call, charge)
    elif share:
        fee = application_fees.take(call, charge, share, call.account, charge["id"])
        call.change(charge, application_fee=fee["id"])


def _direct_share(call: Call, charge: Object, amount: int) -> int:
    """What the platform takes of a charge that was made on the connected account itself; at most all of it."""
    return 0 if call.account == call.platform else min(charge["application_fee_amount"] or 0, amount)


def _pass_on(call: Call, charge: Object) -> None:
    """The transfer that a destination charge makes by itself, and the platform's fee on it."""
    transfer = transfers.for_destination_charge(call, charge)
    call.change(charge, transfer=transfer["id"], transfer_group=transfer["transfer_group"])
    if charge["application_fee_amount"]:
        amount = min(charge["application_fee_amount"], transfer["amount"])
        payment = transfer["destination_payment"]
        fee = application_fees.take(call, charge, amount, transfer["destination"], payment)
        call.change(charge, application_fee=fee["id"])


def capture_charge(call: Call, charge: Object, amount: int) -> Object:
    """Captures a held charge that has no intent."""
    if charge["captured"]:
        raise StripeError(f"Charge {charge['id']} has already been captured.", code="charge_already_captured")
    if charge["refunded"]:
        raise StripeError(f"Charge {charge['id']} has been refunded.", code="charge_already_refunded")
    check_amount(amount, charge["amount"], charge["currency"], "amount")
    book_capture(call, charge, amount)
    events.emit(call, "charge.captured", charge)
    disputes.open_if_the_card_asks(call, charge)
    return charge


def check_amount(amount: int, capturable: int, currency: str, param: str) -> None:
    """Refuses to capture nothing, or more than is held."""
    if amount < 0:
        raise errors.too_small_integer(param, 0)
    if amount == 0:
        raise errors.too_small_integer("amount", 1)
    if amount > capturable:
        raise StripeError(
            "Could not capture payment because the requested capture amount "
            f"({amounts.printed(amount, currency)}) is "
            f"greater than the amount you can capture ({amounts.printed(capturable, currency)}) for this payment.",
            code="amount_too_large",
            param=param,
        )


def release(call: Call, charge: Object, reason: str | None) -> Object:
    """Gives a whole hold back: no money moved, so the refund it leaves has no balance transaction."""
    from thoughtcloud.sandbox.resources import refunds

    call.store.cancel("hold", charge["id"])
    refund = refunds.build(call, charge, charge["amount"], reason, {})
    refund["status"] = "succeeded"
    refund["destination_details"] = {"card": {"type": "reversal"}, "type": "card"}
    call.add(refund)
    call.change(charge, amount_refunded=charge["amount"], refunded=True)
    return refund


@work("hold")
def lapse(call: Call, charge: Object) -> None:
    """A hold that nobody captured in time: the money is the cardholder's again and the intent is over."""
    if charge["captured"] or charge["refunded"]:
        return
    refund = release(call, charge, "expired_uncaptured_charge")
    events.emit(call, "refund.created", refund)
    events.emit(call, "charge.expired", charge)
    if charge["payment_intent"] is None:
        return
    intent = call.load("payment_intent", charge["payment_intent"])
    call.change(
        intent,
        status="canceled",
        cancellation_reason="automatic",
        canceled_at=call.now,
        amount_capturable=0,
    )
    events.emit(call, "payment_intent.canceled", intent)
