"""Products, as far as Checkout sells them."""

from thoughtcloud.sandbox import errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Params

PLAIN = (
    "active",
    "description",
    "images",
    "name",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "unit_label",
    "url",
)


def build(call: Call, params: Params) -> Object:
    """Stores a product from the parameters of the create operation."""
    if "name" not in params:
        raise errors.missing("name")
    product = call.new(
        "prod",
        "product",
        {
            "active": True,
            "default_price": None,
            "description": None,
            "images": [],
            "marketing_features": [],
            "metadata": merge_metadata({}, params.get("metadata")),
            "package_dimensions": None,
            "shippable": None,
            "statement_descriptor": None,
            "tax_code": None,
            "tax_details": None,
            "type": "service",
            "unit_label": None,
            "updated": call.now,
            "url": None,
            **picked(params, PLAIN),
        },
        length=14,
    )
    call.add(product)
    events.emit(call, "product.created", product)
    return product


@operation("POST", "/v1/products")
def create(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import prices

    product = build(call, call.params)
    if "default_price_data" in call.params:
        price = prices.build(call, {**call.params["default_price_data"], "product": product["id"]})
        call.change(product, default_price=price["id"])
    return product


@operation("GET", "/v1/products/{}")
def retrieve(call: Call) -> Object:
    return call.load("product", call.id)


@operation("POST", "/v1/products/{}")
def update(call: Call) -> Object:
    product = call.load("product", call.id)
    changes = picked(call.params, (*PLAIN, "default_price"))
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(product["metadata"], call.params["metadata"])
    previous = call.change(product, **changes)
    if previous:
        call.change(product, updated=call.now)
        events.emit(call, "product.updated", product, previous)
    return product


@operation("DELETE", "/v1/products/{}")
def delete(call: Call) -> Object:
    product = call.load("product", call.id)
    if call.store.select("price", call.account, {"product": product["id"]}, limit=1):
        raise StripeError("This product cannot be deleted because it has one or more user-created prices.")
    gone = {"id": product["id"], "object": "product", "deleted": True}
    call.store.save(gone)
    events.emit(call, "product.deleted", product)
    return gone


@operation("GET", "/v1/products")
def list_(call: Call) -> Object:
    extra = [("id IN (" + ",".join("?" * len(ids)) + ")", tuple(ids))] if (ids := call.params.get("ids")) else []
    return page(call, "product", extra=extra, apart=("ids",))
