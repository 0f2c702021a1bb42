"""Application fees: the platform's share of a payment on a connected account, and giving it back."""

from collections.abc import Mapping

from thoughtcloud.sandbox import book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page
from thoughtcloud.sandbox.store import Object


def take(call: Call, charge: Object, amount: int, account: str, payment: str) -> Object:
    """Books to the platform what `account` pays on its `payment`, which is the charge or comes from it."""
    taken = call.load("balance_transaction", charge["balance_transaction"])
    call = call.on(call.platform)
    fee = call.new(
        "fee",
        "application_fee",
        {
            "account": account,
            "amount": amount,
            "amount_refunded": 0,
            "application": "ca_sandbox",
            "balance_transaction": None,
            "charge": payment,
            "currency": charge["currency"],
            "fee_source": {"charge": payment, "type": "charge"},
            "originating_transaction": charge["id"] if charge["id"] != payment else None,
            "refunded": False,
            "refunds": None,
        },
    )
    fee["refunds"] = listing([], f"/v1/application_fees/{fee['id']}/refunds")
    call.add(fee)
    movement = _movement(fee, "application_fee", amount, fee["id"], taken["available_on"])
    call.change(fee, balance_transaction=book.move(call, movement)["id"])
    events.emit(call, "application_fee.created", fee)
    return fee


def _movement(fee: Object, type_: str, amount: int, source: str, available_on: int) -> Movement:
    return Movement(
        type=type_,
        amount=amount,
        currency=fee["currency"],
        source=source,
        against=book.TRANSIT,
        available_on=available_on,
    )


def give_back(call: Call, fee: Object, amount: int, metadata: Mapping[str, str]) -> Object:
    """Returns a part of a fee to the connected account."""
    refund = call.new(
        "fr",
        "fee_refund",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": fee["currency"],
            "fee": fee["id"],
            "metadata": dict(metadata),
        },
    )
    del refund["livemode"]
    call.add(refund)
    when = call.load("balance_transaction", fee["balance_transaction"])["available_on"]
    out = book.move(call, _movement(fee, "application_fee_refund", -amount, refund["id"], when))
    there = call.on(fee["account"])
    book.move(there, _movement(fee, "application_fee_refund", amount, refund["id"], when))
    call.change(refund, balance_transaction=out["id"])
    records = call.store.select("fee_refund", call.account, {"fee": fee["id"]}, limit=10)
    refunded = fee["amount_refunded"] + amount
    call.change(
        fee,
        amount_refunded=refunded,
        refunded=refunded == fee["amount"],
        refunds=listing([each.data for each in records], fee["refunds"]["url"]),
    )
    events.emit(call, "application_fee.refunded", fee)
    return refund


@operation("POST", "/v1/application_fees/{}/refunds")
def create_refund(call: Call) -> Object:
    fee = call.load("application_fee", call.id)
    left = fee["amount"] - fee["amount_refunded"]
    amount = call.params.get("amount", left)
    if left == 0:
        raise StripeError(
            f"Application fee {fee['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount < 1:
        raise errors.too_small_integer("amount", 1)
    if amount > left:
        raise StripeError("Refund amount is greater than the unrefunded amount on the fee.", param="amount")
    return give_back(call, fee, amount, merge_metadata({}, call.params.get("metadata")))


@operation("GET", "/v1/application_fees/{}/refunds")
def list_refunds(call: Call) -> Object:
    return page(call, "fee_refund", {"fee": call.load("application_fee", call.id)["id"]})


@operation("GET", "/v1/application_fees/{}/refunds/{}")
def retrieve_refund(call: Call) -> Object:
    return call.load("fee_refund", call.id)


@operation("POST", "/v1/application_fees/{}/refunds/{}")
def update_refund(call: Call) -> Object:
    refund = call.load("fee_refund", call.id)
    call.change(refund, metadata=merge_metadata(refund["metadata"], call.params.get("metadata")))
    return refund


@operation("GET", "/v1/application_fees/{}")
def retrieve(call: Call) -> Object:
    return call.load("application_fee", call.id)


@operation("GET", "/v1/application_fees")
def list_(call: Call) -> Object:
    return page(call, "application_fee")
