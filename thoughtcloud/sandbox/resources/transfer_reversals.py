"""Transfer reversals: money of a transfer comes back from the connected account."""

from collections.abc import Mapping

from thoughtcloud.sandbox import amounts, book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page
from thoughtcloud.sandbox.store import Object


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
