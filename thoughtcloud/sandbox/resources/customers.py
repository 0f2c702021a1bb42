"""Customers: who pays, and the cards they saved."""

from thoughtcloud.sandbox import events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import payment_methods
from thoughtcloud.sandbox.store import Object, new_id
from thoughtcloud.sandbox.validation import Params

PLAIN = ("address", "description", "email", "name", "phone", "preferred_locales", "shipping", "tax_exempt")


def build(call: Call, params: Params) -> Object:
    """Stores a customer from the parameters of the create operation and tells of it."""
    customer = call.new(
        "cus",
        "customer",
        {
            "address": None,
            "balance": params.get("balance", 0),
            "currency": None,
            "default_source": None,
            "delinquent": False,
            "description": None,
            "discount": None,
            "email": None,
            "invoice_prefix": new_id("", 8)[1:].upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": merge_metadata({}, params.get("metadata")),
            "name": None,
            "next_invoice_sequence": 1,
            "phone": None,
            "preferred_locales": [],
            "shipping": None,
            "tax_exempt": "none",
            "test_clock": None,
            **picked(params, PLAIN),
        },
        length=14,
    )
    customer["address"] = payment_methods.complete_address(customer["address"])
    customer["shipping"] = payment_methods.complete_shipping(customer["shipping"])
    call.add(customer)
    events.emit(call, "customer.created", customer)
    return customer


def _default_method(call: Call, customer: Object) -> Params:
    sent = (call.params.get("invoice_settings") or {}).get("default_payment_method")
    if not sent:
        return {}
    method = payment_methods.resolve(call, sent, "invoice_settings[default_payment_method]")
    return {"invoice_settings": {**customer["invoice_settings"], "default_payment_method": method["id"]}}


@operation("POST", "/v1/customers")
def create(call: Call) -> Object:
    customer = build(call, call.params)
    if "payment_method" in call.params:
        method = payment_methods.resolve(call, call.params["payment_method"])
        payment_methods.attach(call, method, customer["id"])
    if "source" in call.params:
        card = payment_methods.named_card(str(call.params["source"]), "source")
        method = payment_methods.build(call, card.number, 12, 2040)
        payment_methods.attach(call, method, customer["id"])
        call.change(customer, default_source=method["id"])
    call.change(customer, **_default_method(call, customer))
    return customer


@operation("GET", "/v1/customers/{}")
def retrieve(call: Call) -> Object:
    """The customer; of a deleted one, that it is deleted."""
    found = call.store.find(call.id)
    gone = found and found.account == call.account and found.data["object"] == "customer"
    return found.data if found and gone else call.load("customer", call.id)


@operation("POST", "/v1/customers/{}")
def update(call: Call) -> Object:
    customer = call.load("customer", call.id)
    changes = picked(call.params, PLAIN) | _default_method(call, customer)
    if "address" in changes:
        changes["address"] = payment_methods.complete_address(changes["address"])
    if "shipping" in changes:
        changes["shipping"] = payment_methods.complete_shipping(changes["shipping"])
    if "metadata" in call.params:
        changes["metadata"] = merge_metadata(customer["metadata"], call.params["metadata"])
    previous = call.change(customer, **changes)
    if previous:
        events.emit(call, "customer.updated", customer, previous)
    return customer


@operation("DELETE", "/v1/customers/{}")
def delete(call: Call) -> Object:
    customer = call.load("customer", call.id)
    for record in call.store.select("payment_method", call.account, {"customer": call.id}):
        payment_methods.leave_customer(call, record.data)
    gone = {"id": customer["id"], "object": "customer", "deleted": True}
    call.store.save(gone)
    events.emit(call, "customer.deleted", customer)
    return gone


@operation("GET", "/v1/customers")
def list_(call: Call) -> Object:
    return page(call, "customer")
