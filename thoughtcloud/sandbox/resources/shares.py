"""What the destination and the platform get of a payment: a fixed share, or all of it less a fee."""

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources import accounts
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params


def transfer_data(call: Call, sent: Params) -> Object:
    """The destination of a payment, which must be able to receive, and its fixed share if one was sent."""
    account = accounts.connected(call, str(sent["destination"]), "transfer_data[destination]")
    accounts.require_transfers(account)
    return {"destination": account["id"], **({"amount": sent["amount"]} if sent.get("amount") is not None else {})}


def check(call: Call, intent: Object) -> None:
    """What the destination and the platform are to get must be parts of the amount."""
    fee, part = intent["application_fee_amount"], (intent.get("transfer_data") or {}).get("amount")
    if part is not None and part < 1:
        raise errors.too_small_integer("transfer_data[amount]", 1)
    if part is not None and part > intent["amount"]:
        raise StripeError(
            "Transfer amount must not exceed the amount of the payment.", param="transfer_data[amount]"
        )
    if fee is None:
        return
    if fee < 1:
        raise errors.too_small_integer("application_fee_amount", 1)
    if part is not None:
        raise StripeError(
            "You may only specify one of these parameters: application_fee_amount, transfer_data[amount].",
            param="application_fee_amount",
        )
    if not intent.get("transfer_data") and call.account == call.platform:
        raise StripeError(
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct "
            "payment (using an "
            "OAuth key or Stripe-Account header) or destination payment (using `transfer_data[destination]`).",
            param="application_fee_amount",
        )
    if fee > intent["amount"]:
        raise StripeError("Your application fee must not exceed the amount.", param="application_fee_amount")


def kept_destination(intent: Object, params: Params) -> Params:
    """The parameters of an update; the destination of an intent stays, only its share may change."""
    if not params.get("transfer_data"):
        return params
    if not intent.get("transfer_data"):
        raise StripeError(
            "You cannot update transfer_data on a PaymentIntent that was made without a destination.",
            param="transfer_data",
        )
    return params | {"transfer_data": {**intent["transfer_data"], **params["transfer_data"]}}
