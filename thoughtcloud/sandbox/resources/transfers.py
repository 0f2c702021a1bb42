"""Transfers from the platform to connected accounts, and their reversals."""


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
