"""Lists: paged by cursor both ways whatever they list, and narrowed by every filter of the contract."""

from typing import Any

import pytest
import stripe

from tests.sandbox.desk import Desk
from tests.sandbox.merchant import Merchant
from tests.sandbox.test_anything import a_world
from thoughtcloud.sandbox import operations
from thoughtcloud.sandbox.store import LISTED_BY

# How an address that names another object first gets its id: the kind of that object.
PARENTS = {
    "accounts": "account",
    "application_fees": "application_fee",
    "customers": "customer",
    "sessions": "checkout.session",
    "transfers": "transfer",
}
AMOUNT_OF_OBJECTS = 3


@pytest.fixture
def desk() -> Any:
    started = Desk()
    for _ in range(AMOUNT_OF_OBJECTS):
        a_world(started)
    yield started
    started.close()


def lists(desk: Desk) -> list[str]:
    """The address of every list of the contract that takes a cursor."""
    paths = []
    for each in operations.offered():
        if each.method == "GET" and "starting_after" in each.type["o"]:
            parts = each.template.split("/")
            if "{}" in parts:
                place = parts.index("{}")
                kind = PARENTS[parts[place - 1]]
                parts[place] = desk.store.select(kind, None, oldest_first=True)[0].data["id"]
            paths.append("/".join(parts))
    return paths


def test_every_list_is_paged_both_ways(desk: Desk) -> None:
    for path in lists(desk):
        whole = desk.made("GET", path, limit=100)["data"]
        ids = [each["id"] for each in whole]
        forwards: list[str] = []
        while True:
            cursor = {"starting_after": forwards[-1]} if forwards else {}
            page = desk.made("GET", path, limit=2 if len(ids) < 9 else 40, **cursor)
            forwards += [each["id"] for each in page["data"]]
            if not page["has_more"]:
                break
        assert forwards[:100] == ids, path
        if len(ids) > 2:
            back = desk.made("GET", path, limit=1, ending_before=ids[2])
            assert ([each["id"] for each in back["data"]], back["has_more"]) == ([ids[1]], True), path
        assert desk.ask("GET", path, starting_after="nothing")[1].get("error", {}).get("param") == "starting_after"


def test_every_filter_narrows_its_list(desk: Desk) -> None:
    for kind, fields in LISTED_BY.items():
        for each in operations.offered():
            if each.method != "GET" or "{}" in each.template or f"/{kind.replace('.', '/')}s" not in each.template:
                continue
            for name in set(fields) & set(each.type["o"]):
                known = [record.data[name] for record in desk.store.select(kind, desk.platform)]
                wanted = next((value for value in known if value is not None), None)
                if wanted is not None:
                    found = desk.made("GET", each.template, limit=100, **{name: wanted})["data"]
                    assert len(found) == known.count(wanted), (each.template, name)


def test_lists_can_be_narrowed_in_time(merchant: Merchant) -> None:
    made = merchant.stripe.customers.create({})
    assert len(merchant.stripe.customers.list({"created": {"gte": made.created}}).data) == 1
    assert merchant.stripe.customers.list({"created": {"lt": made.created}}).data == []


def test_prices_are_found_by_their_keys_and_products_by_their_ids(merchant: Merchant) -> None:
    product = merchant.stripe.products.create({"name": "Hour"})
    other = merchant.stripe.products.create({"name": "Day"})
    price = merchant.stripe.prices.create(
        {"currency": "eur", "unit_amount": 5000, "product": product.id, "lookup_key": "hour"}
    )
    merchant.stripe.prices.create({"currency": "eur", "unit_amount": 9000, "product": other.id})
    assert [each.id for each in merchant.stripe.prices.list({"lookup_keys": ["hour", "x"]}).data] == [price.id]
    assert [each.id for each in merchant.stripe.products.list({"ids": [other.id]}).data] == [other.id]
    with pytest.raises(stripe.InvalidRequestError, match="cannot be deleted"):
        merchant.stripe.products.delete(product.id)


def test_sessions_are_found_by_who_paid(merchant: Merchant) -> None:
    merchant.open_checkout()
    session = merchant.stripe.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "eur",
            "customer_email": "jo@example.com",
            "success_url": "https://shop.test/done",
        }
    )
    found = merchant.stripe.checkout.sessions.list({"customer_details": {"email": "jo@example.com"}}).data
    assert [each.id for each in found] == [session.id]


def test_what_was_deleted_is_not_there(merchant: Merchant) -> None:
    product = merchant.stripe.products.create({"name": "Hour"})
    endpoint = merchant.stripe.webhook_endpoints.create({"url": "https://a.test", "enabled_events": ["*"]})
    customer = merchant.stripe.customers.create({})
    merchant.stripe.products.delete(product.id)
    merchant.stripe.webhook_endpoints.delete(endpoint.id)
    merchant.stripe.customers.delete(customer.id)
    for gone in (
        lambda: merchant.stripe.products.retrieve(product.id),
        lambda: merchant.stripe.webhook_endpoints.update(endpoint.id, {"url": "https://b.test"}),
        lambda: merchant.stripe.customers.update(customer.id, {"name": "Jo"}),
    ):
        with pytest.raises(stripe.InvalidRequestError, match="No such"):
            gone()
    deleted: Any = merchant.stripe.customers.retrieve(customer.id)
    assert deleted.deleted is True
