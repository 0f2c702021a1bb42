"""Prices, as far as Checkout asks for them: one-time amounts."""

from thoughtcloud.sandbox import amounts, errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import products
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params


def build(call: Call, params: Params, *, tell: bool = True) -> Object:
    """Stores a price; `product_data` makes its product on the way."""
    currency = amounts.checked_currency(params["currency"])
    amount = params.get("unit_amount")
    if amount is None:
        raise errors.missing("unit_amount")
    if amount < 0:
        raise errors.too_small_integer("unit_amount", 0)
    if params.get("product"):
        product = call.load("product", params["product"], "product")
    elif params.get("product_data"):
        product = products.build(call, params["product_data"])
    else:
        raise StripeError("You must specify either `product` or `product_data` when creating a price.")
    price = call.new(
        "price",
        "price",
        {
            "active": params.get("active", True),
            "billing_scheme": "per_unit",
            "currency": currency,
            "custom_unit_amount": None,
            "lookup_key": params.get("lookup_key"),
            "metadata": merge_metadata({}, params.get("metadata")),
            "nickname": params.get("nickname"),
            "product": product["id"],
            "recurring": None,
            "tax_behavior": params.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": amount,
            "unit_amount_decimal": str(amount),
        },
    )
    call.add(price)
    if tell:
        events.emit(call, "price.created", price)
    return price


@operation("POST", "/v1/prices")
def create(call: Call) -> Object:
    if call.params.get("recurring"):
        raise StripeError(
            "This sandbox has no subscriptions: recurring prices are not available.", param="recurring"
        )
    return build(call, call.params)


@operation("GET", "/v1/prices/{}")
def retrieve(call: Call) -> Object:
    return call.load("price", call.id)


@operation("POST", "/v1/prices/{}")
def update(call: Call) -> Object:
    price = call.load("price", call.id)
    changes = picked(call.params, ("active", "lookup_key", "nickname", "tax_behavior"))
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(price["metadata"], call.params["metadata"])
    previous = call.change(price, **changes)
    if previous:
        events.emit(call, "price.updated", price, previous)
    return price


@operation("GET", "/v1/prices")
def list_(call: Call) -> Object:
    keys = call.params.get("lookup_keys")
    named = "json_extract(data,'$.lookup_key') IN (" + ",".join("?" * len(keys or ())) + ")"
    return page(call, "price", extra=[(named, tuple(keys))] if keys else [], apart=("lookup_keys",))
