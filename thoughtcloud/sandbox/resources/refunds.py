"""Refunds: captured money back to the card, whole or in part, with what that does to transfers and fees."""

from collections.abc import Mapping

from thoughtcloud.sandbox import amounts, book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata
from thoughtcloud.sandbox.cards import RefundFate
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import application_fees, charges, transfer_reversals
from thoughtcloud.sandbox.store import Object

FATE_SECONDS = 60


def build(call: Call, charge: Object, amount: int, reason: str | None, metadata: Mapping[str, str]) -> Object:
    """A refund of a charge; it is neither stored nor booked yet."""
    refund = call.new(
        "re",
        "refund",
        {
            "amount": amount,
            "balance_transaction": None,
            "charge": charge["id"],
            "currency": charge["currency"],
            "customer": charge["customer"],
            "customer_account": None,
            "destination_details": {
                "card": {
                    "reference_status": "pending",
                    "reference_type": "acquirer_reference_number",
                    "type": "refund",
                },
                "type": "card",
            },
            "metadata": dict(metadata),
            "payment_intent": charge["payment_intent"],
            "payment_method": charge["payment_method"],
            "reason": reason,
            "receipt_number": None,
            "source_transfer_reversal": None,
            "status": "succeeded",
            "transfer_reversal": None,
        },
    )
    del refund["livemode"]
    return refund


@operation("POST", "/v1/refunds")
def create(call: Call) -> Object:
    params, charge = call.params, _refunded_charge(call)
    _check_refundable(call, charge)
    left = _left(call, charge)
    amount = params.get("amount", left)
    _check_amount(amount, left, charge)
    refund = build(call, charge, amount, params.get("reason"), merge_metadata({}, params.get("metadata")))
    fate = charges.test_card(call, charge).refund
    if fate is RefundFate.pends:
        refund |= {"status": "pending", "pending_reason": "processing"}
    call.add(refund)
    if params.get("reverse_transfer"):
        _reverse_transfer(call, charge, refund)
    if params.get("refund_application_fee"):
        _refund_fee(call, charge, amount)
    if fate is RefundFate.pends:
        events.emit(call, "refund.created", refund)
    else:
        _carry_out(call, charge, refund)
        events.emit(call, "refund.created", refund)
        events.emit(call, "charge.refunded", charge)
    if fate is not RefundFate.succeeds:
        call.store.plan(call.now + FATE_SECONDS, "refund", refund["id"])
    return refund


def _refunded_charge(call: Call) -> Object:
    params = call.params
    if "payment_intent" in params:
        intent = call.load("payment_intent", params["payment_intent"], "payment_intent")
        if intent["latest_charge"] is None or not call.load("charge", intent["latest_charge"])["paid"]:
            raise StripeError(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        return call.load("charge", intent["latest_charge"])
    if "charge" in params:
        return call.load("charge", params["charge"])
    raise StripeError("One of the following params should be provided for this request: payment_intent or charge.")


def _check_refundable(call: Call, charge: Object) -> None:
    if charge["status"] == "failed":
        raise StripeError(f"Charge {charge['id']} has failed and cannot be refunded.", param="charge")
    if not charge["captured"] and charge["payment_intent"] and not charge["refunded"]:
        raise StripeError(
            f"This uncaptured Charge was created by a PaymentIntent ({charge['payment_intent']}). You "
            "must cancel the "
            "PaymentIntent to release the hold; it cannot be refunded.",
            param="charge",
        )
    if _is_charged_back(call, charge):
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if charge["refunded"] or _left(call, charge) == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")


def _is_charged_back(call: Call, charge: Object) -> bool:
    """Whether a dispute keeps the charge from being refunded; an inquiry, or one that was won, does not."""
    records = call.store.select("dispute", call.account, {"charge": charge["id"]})
    return any(not record.data["is_charge_refundable"] for record in records)


def _left(call: Call, charge: Object) -> int:
    """What may still be refunded of a charge: refunds on their way count, though the charge does not show them."""
    on_the_way = call.store.select("refund", call.account, {"charge": charge["id"], "status": "pending"})
    waiting = sum(record.data["amount"] for record in on_the_way)
    return int(charge["amount"] - charge["amount_refunded"] - waiting)


def _check_amount(amount: int, left: int, charge: Object) -> None:
    if amount < 1:
        raise errors.too_small_integer("amount", 1)
    currency = charge["currency"]
    if amount > left:
        whole = "charge amount" if left == charge["amount"] else "unrefunded amount on charge"
        raise StripeError(
            f"Refund amount ({amounts.printed(amount, currency)}) is greater than {whole} "
            f"({amounts.printed(left, currency)})",
            param="amount",
        )


def _carry_out(call: Call, charge: Object, refund: Object) -> None:
    """Books a refund. Money that is still pending is given back from what is pending."""
    taken = (
        call.load("balance_transaction", charge["balance_transaction"]) if charge["balance_transaction"] else None
    )
    movement = Movement(
        type="refund",
        amount=-refund["amount"],
        currency=refund["currency"],
        source=refund["id"],
        against=book.CARDS,
        available_on=taken["available_on"] if taken else call.now,
        description="REFUND FOR CHARGE" + (f" ({charge['description']})" if charge["description"] else ""),
    )
    transaction = book.move(call, movement)
    call.change(refund, balance_transaction=transaction["id"])
    refunded = charge["amount_refunded"] + refund["amount"]
    call.change(charge, amount_refunded=refunded, refunded=refunded == charge["amount"])


def _reverse_transfer(call: Call, charge: Object, refund: Object) -> None:
    """Takes the destination's share back, in proportion to the refund."""
    if not charge.get("transfer"):
        raise StripeError(
            f"Charge {charge['id']} does not have an associated transfer to reverse.", param="reverse_transfer"
        )
    transfer = call.load("transfer", charge["transfer"])
    share = transfer["amount"] * refund["amount"] // charge["amount_captured"]
    amount = min(share, transfer["amount"] - transfer["amount_reversed"])
    if amount > 0:
        reversal = transfer_reversals.reverse(call, transfer, amount, {}, source_refund=refund["id"])
        call.change(refund, transfer_reversal=reversal["id"])


def _refund_fee(call: Call, charge: Object, amount: int) -> None:
    if not charge["application_fee"]:
        raise StripeError(
            f"Charge {charge['id']} does not have an application fee to refund.", param="refund_application_fee"
        )
    call = call.on(call.platform)  # the fee is the platform's, on whichever account the charge was made
    fee = call.load("application_fee", charge["application_fee"])
    share = fee["amount"] * amount // charge["amount_captured"]
    left = fee["amount"] - fee["amount_refunded"]
    if min(share, left) > 0:
        application_fees.give_back(call, fee, min(share, left), {})


@work("refund")
def settle(call: Call, refund: Object) -> None:
    """What becomes of a refund that did not simply succeed."""
    charge = call.load("charge", refund["charge"])
    if refund["status"] == "pending":
        _carry_out(call, charge, refund)
        previous = call.change(refund, status="succeeded")
        refund.pop("pending_reason", None)
        call.store.save(refund)
        events.emit(call, "charge.refunded", charge)
        _tell_update(call, refund, previous)
    else:
        fail(call, refund, "expired_or_canceled_card")


def fail(call: Call, refund: Object, reason: str) -> None:
    """The cardholder does not get the money of a refund; what was taken for it is on the balance again."""
    call.store.cancel("refund", refund["id"])
    if refund["status"] == "succeeded":
        previous = _bring_back(call, call.load("charge", refund["charge"]), refund, reason)
    elif refund["status"] == "pending":
        previous = call.change(refund, status="failed", failure_reason=reason)
    else:
        return
    _tell_update(call, refund, previous)
    events.emit(call, "refund.failed", refund)


def _bring_back(call: Call, charge: Object, refund: Object, reason: str) -> Object:
    movement = Movement(
        type="refund_failure",
        amount=refund["amount"],
        currency=refund["currency"],
        source=refund["id"],
        against=book.CARDS,
        description="REFUND FAILURE",
    )
    transaction = book.move(call, movement)
    call.change(charge, amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    booked = transaction["id"]
    return call.change(refund, status="failed", failure_reason=reason, failure_balance_transaction=booked)


def _tell_update(call: Call, refund: Object, previous: Object) -> None:
    events.emit(call, "refund.updated", refund, previous)
    events.emit(call, "charge.refund.updated", refund, previous)


@operation("POST", "/v1/refunds/{}/cancel")
def cancel(call: Call) -> Object:
    refund = call.load("refund", call.id)
    if refund["status"] not in ("pending", "requires_action"):
        raise StripeError("Canceling this refund is unsupported.")
    call.store.cancel("refund", refund["id"])
    previous = call.change(refund, status="canceled", failure_reason="merchant_request")
    _tell_update(call, refund, previous)
    return refund


@operation("GET", "/v1/refunds/{}")
def retrieve(call: Call) -> Object:
    return call.load("refund", call.id)


@operation("POST", "/v1/refunds/{}")
def update(call: Call) -> Object:
    refund = call.load("refund", call.id)
    previous = call.change(refund, metadata=merge_metadata(refund["metadata"], call.params.get("metadata")))
    if previous:
        _tell_update(call, refund, previous)
    return refund


@operation("GET", "/v1/refunds")
def list_(call: Call) -> Object:
    return page(call, "refund")
