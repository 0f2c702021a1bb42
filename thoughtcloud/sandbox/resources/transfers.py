"""Transfers from the platform to connected accounts, and their reversals."""

from collections.abc import Mapping

from thoughtcloud.sandbox import amounts, book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page
from thoughtcloud.sandbox.resources import accounts
from thoughtcloud.sandbox.resources.payment_methods import billing_details
from thoughtcloud.sandbox.store import Object

INSUFFICIENT = (
    "You have insufficient available funds in your Stripe account. Try adding funds directly to your "
    "available balance "
    "by creating Charges using the 4000000000000077 test card. "
    "See: https://stripe.com/docs/testing#available-balance"
)


@operation("POST", "/v1/transfers")
def create(call: Call) -> Object:
    params = call.params
    currency = amounts.checked_currency(params["currency"])
    account = accounts.connected(call, params["destination"], "destination")
    accounts.require_transfers(account)
    source = _source(call, currency)
    if "amount" not in params and source is None:
        raise errors.missing("amount")
    amount = (
        params["amount"]
        if "amount" in params or source is None
        else source["amount_captured"] - _sent(call, source)
    )
    if amount < 1:
        raise errors.too_small_integer("amount", 1)
    if source is not None:
        _check_source(call, source, amount)
    elif book.available(call, currency) < amount:
        raise StripeError(INSUFFICIENT, code="balance_insufficient")
    fields = picked(params, ("description", "transfer_group", "source_type"))
    fields["metadata"] = merge_metadata({}, params.get("metadata"))
    return send(call, account, amount, currency, source, fields)


def _source(call: Call, currency: str) -> Object | None:
    if "source_transaction" not in call.params:
        return None
    charge = call.load("charge", call.params["source_transaction"], "source_transaction")
    if not charge["captured"]:
        raise StripeError(
            f"The charge {charge['id']} cannot be used as a source_transaction because it has not been captured.",
            param="source_transaction",
        )
    if charge["currency"] != currency:
        raise StripeError(
            f"The currency of source_transaction's balance transaction ({charge['currency']}) must be "
            "the same as the "
            f"transfer currency ({currency})",
            param="source_transaction",
        )
    return charge


def _sent(call: Call, source: Object) -> int:
    """What was already transferred from a charge."""
    return sum(
        record.data["amount"]
        for record in call.store.select("transfer", call.account, {"source_transaction": source["id"]})
    )


def _check_source(call: Call, source: Object, amount: int) -> None:
    sent, currency = _sent(call, source), source["currency"]
    if sent + amount > source["amount_captured"]:
        earlier = (
            f" (There is already a transfer using this source, amounting to {amounts.printed(sent, currency)}.)"
            if sent
            else ""
        )
        raise StripeError(
            "Transfers using this transaction as a source must not exceed the source amount of "
            f"{amounts.printed(source['amount_captured'], currency)}.{earlier}",
            param="amount",
        )


def send(
    call: Call, account: Object, amount: int, currency: str, source: Object | None, fields: Object, fee: int = 0
) -> Object:
    """Moves money to a connected account; from a charge, it becomes available there when the charge's does."""
    available_on = call.now
    if source is not None:
        available_on = call.load("balance_transaction", source["balance_transaction"])["available_on"]
    transfer = call.new(
        "tr",
        "transfer",
        {
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": None,
            "currency": currency,
            "description": None,
            "destination": account["id"],
            "destination_payment": None,
            "metadata": {},
            "reversals": None,
            "reversed": False,
            "source_transaction": source["id"] if source else None,
            "source_type": "card",
            "transfer_group": _group(source),
            **{name: value for name, value in fields.items() if value is not None},
        },
    )
    transfer["reversals"] = listing([], f"/v1/transfers/{transfer['id']}/reversals")
    out = Movement(
        type="transfer",
        amount=-amount,
        currency=currency,
        source=transfer["id"],
        against=book.TRANSIT,
        available_on=available_on,
        description=transfer["description"],
    )
    call.add(transfer)
    transaction = book.move(call, out)
    payment = _arrive(call.on(account["id"]), transfer, available_on, fee)
    call.change(transfer, balance_transaction=transaction["id"], destination_payment=payment["id"])
    events.emit(call, "transfer.created", transfer)
    return transfer


def _group(source: Object | None) -> str | None:
    if source is None:
        return None
    return source["transfer_group"] or f"group_{source['payment_intent'] or source['id']}"


def _arrive(there: Call, transfer: Object, available_on: int, fee: int) -> Object:
    """The payment that the connected account sees, less the platform's fee on it."""
    payment = there.new(
        "py",
        "charge",
        {
            **dict.fromkeys(_PAYMENT_NOTHING),
            "amount": transfer["amount"],
            "amount_captured": transfer["amount"],
            "amount_refunded": 0,
            "billing_details": billing_details(None),
            "captured": True,
            "currency": transfer["currency"],
            "disputed": False,
            "fraud_details": {},
            "metadata": {},
            "paid": True,
            "payment_method_details": {"stripe_account": {}, "type": "stripe_account"},
            "refunded": False,
            "source_transfer": transfer["id"],
            "status": "succeeded",
        },
    )
    there.add(payment)
    into = Movement(
        type="payment",
        amount=transfer["amount"],
        currency=transfer["currency"],
        source=payment["id"],
        against=book.TRANSIT,
        available_on=available_on,
        fees=book.application_fee(fee),
    )
    there.change(payment, balance_transaction=book.move(there, into)["id"])
    events.emit(there, "charge.succeeded", payment)
    return payment


_PAYMENT_NOTHING = (
    "application", "application_fee", "application_fee_amount", "balance_transaction",
    "calculated_statement_descriptor", "customer", "description", "failure_balance_transaction",
    "failure_code", "failure_message", "on_behalf_of", "outcome", "payment_intent", "payment_method",
    "receipt_email", "receipt_number", "receipt_url", "review", "shipping", "source",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_data", "transfer_group",
)  # fmt: skip


def for_destination_charge(call: Call, charge: Object) -> Object:
    """The transfer that a destination charge makes by itself when it is captured."""
    data = charge["transfer_data"]
    account = accounts.connected(call, data["destination"], "transfer_data[destination]")
    amount = min(charge["amount_captured"], data["amount"] or charge["amount_captured"])
    fee = min(charge["application_fee_amount"] or 0, amount)
    return send(call, account, amount, charge["currency"], charge, {}, fee)


# ---- reversals


@operation("POST", "/v1/transfers/{}/reversals")
def create_reversal(call: Call) -> Object:
    transfer = call.load("transfer", call.id)
    left, currency = transfer["amount"] - transfer["amount_reversed"], transfer["currency"]
    if left == 0:
        raise StripeError(f"Transfer {transfer['id']} is already fully reversed.", param="amount")
    amount = call.params.get("amount", left)
    if amount < 1:
        raise errors.too_small_integer("amount", 1)
    if amount > left:
        raise StripeError(
            f"Reversal amount ({amounts.printed(amount, currency)}) is greater than unreversed amount on transfer "
            f"({amounts.printed(left, currency)})",
            param="amount",
        )
    _check_destination(call.on(transfer["destination"]), amount, currency, transfer)
    return reverse(call, transfer, amount, merge_metadata({}, call.params.get("metadata")))


def _check_destination(there: Call, amount: int, currency: str, transfer: Object) -> None:
    """A separate transfer comes back only out of what the account still holds."""
    holds = sum(
        book.held(there.store, there.account, bucket).get(currency, 0) for bucket in (book.PENDING, book.AVAILABLE)
    )
    if holds < amount:
        raise StripeError(
            f"The connected account {there.account} does not have sufficient funds to cover this "
            "transfer reversal.",
            code="balance_insufficient",
        )


def reverse(
    call: Call, transfer: Object, amount: int, metadata: Mapping[str, str], source_refund: str | None = None
) -> Object:
    """Takes money of a transfer back; what was pending there is taken from what is pending."""
    paid = call.load("balance_transaction", transfer["balance_transaction"])
    reversal = call.new(
        "trr",
        "transfer_reversal",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": transfer["currency"],
            "destination_payment_refund": None,
            "metadata": dict(metadata),
            "source_refund": source_refund,
            "transfer": transfer["id"],
        },
    )
    del reversal["livemode"]
    call.add(reversal)
    currency, when = transfer["currency"], paid["available_on"]
    into = Movement(
        type="transfer_refund",
        amount=amount,
        currency=currency,
        source=reversal["id"],
        against=book.TRANSIT,
        available_on=when,
    )
    transaction = book.move(call, into)
    refund = _leave(call.on(transfer["destination"]), transfer, reversal, when)
    call.change(reversal, balance_transaction=transaction["id"], destination_payment_refund=refund["id"])
    _note_reversal(call, transfer, amount)
    return reversal


def _note_reversal(call: Call, transfer: Object, amount: int) -> None:
    records = call.store.select("transfer_reversal", call.account, {"transfer": transfer["id"]}, limit=11)
    url = f"/v1/transfers/{transfer['id']}/reversals"
    reversed_ = transfer["amount_reversed"] + amount
    call.change(
        transfer,
        amount_reversed=reversed_,
        reversed=reversed_ == transfer["amount"],
        reversals=listing([record.data for record in records[:10]], url, len(records) > 10),
    )
    events.emit(call, "transfer.reversed", transfer)


def _leave(there: Call, transfer: Object, reversal: Object, when: int) -> Object:
    """The refund that the connected account sees."""
    from thoughtcloud.sandbox.resources import refunds

    payment = there.load("charge", transfer["destination_payment"])
    refund = refunds.build(there, payment, reversal["amount"], None, {})
    refund["id"] = refund["id"].replace("re_", "pyr_", 1)
    refund["source_transfer_reversal"] = reversal["id"]
    del refund["destination_details"]
    there.add(refund)
    out = Movement(
        type="payment_refund",
        amount=-reversal["amount"],
        currency=transfer["currency"],
        source=refund["id"],
        against=book.TRANSIT,
        available_on=when,
    )
    there.change(refund, balance_transaction=book.move(there, out)["id"])
    refunded = payment["amount_refunded"] + reversal["amount"]
    there.change(payment, amount_refunded=refunded, refunded=refunded == payment["amount"])
    events.emit(there, "charge.refunded", payment)
    return refund


@operation("GET", "/v1/transfers/{}/reversals")
def list_reversals(call: Call) -> Object:
    return page(call, "transfer_reversal", {"transfer": call.load("transfer", call.id)["id"]})


@operation("GET", "/v1/transfers/{}/reversals/{}")
def retrieve_reversal(call: Call) -> Object:
    return _reversal(call)


@operation("POST", "/v1/transfers/{}/reversals/{}")
def update_reversal(call: Call) -> Object:
    reversal = _reversal(call)
    call.change(reversal, metadata=merge_metadata(reversal["metadata"], call.params.get("metadata")))
    return reversal


def _reversal(call: Call) -> Object:
    reversal = call.load("transfer_reversal", call.id)
    if reversal["transfer"] != call.ids[0]:
        raise errors.no_such("transfer_reversal", call.id)
    return reversal


@operation("GET", "/v1/transfers/{}")
def retrieve(call: Call) -> Object:
    return call.load("transfer", call.id)


@operation("POST", "/v1/transfers/{}")
def update(call: Call) -> Object:
    transfer = call.load("transfer", call.id)
    changes = picked(call.params, ("description",))
    changes["metadata"] = merge_metadata(transfer["metadata"], call.params.get("metadata"))
    previous = call.change(transfer, **changes)
    if previous:
        events.emit(call, "transfer.updated", transfer, previous)
    return transfer


@operation("GET", "/v1/transfers")
def list_(call: Call) -> Object:
    return page(call, "transfer")
