"""Links into Stripe's pages for a connected account: onboarding, for minutes and once; express dashboard."""

import secrets

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.call import Call, happening
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.resources import accounts
from thoughtcloud.sandbox.store import Object, Store

LIFETIME_SECONDS = 300


@operation("POST", "/v1/account_links")
def create(call: Call) -> Object:
    params = call.params
    account = accounts.connected(call, params["account"], "account")
    for name in ("refresh_url", "return_url"):
        if name not in params:
            raise errors.missing(name)
        if not params[name].startswith(("http://", "https://")):
            raise StripeError("Not a valid URL", code="url_invalid", param=name)
    if params["type"] == "account_update" and account["type"] == "express":
        raise StripeError(
            "You cannot create account_update type Account Links for this account. To create these "
            "links, the account's "
            "requirement collection has to be done by the platform.",
            param="type",
        )
    token = secrets.token_urlsafe(18)
    expires_at = call.now + LIFETIME_SECONDS
    link = {
        "object": "account_link",
        "created": call.now,
        "expires_at": expires_at,
        "url": f"{call.store.base_url}/setup/{account['id']}/{token}",
    }
    inner = {name: params[name] for name in ("type", "return_url", "refresh_url")}
    call.add({"id": f"link_{token}", **link, "account": account["id"]}, {**inner, "used": False, "visit": ""})
    return link


@operation("POST", "/v1/accounts/{}/login_links")
def create_login_link(call: Call) -> Object:
    account = accounts.connected(call, call.id, None)
    if account["controller"]["stripe_dashboard"]["type"] != "express":
        raise StripeError(f"{account['id']} is not an Express account. Login Links are only for Express accounts.")
    if not account["details_submitted"]:
        raise StripeError(
            "Cannot create a login link for an account that has not completed onboarding.", param="account"
        )
    token = secrets.token_urlsafe(18)
    url = f"{call.store.base_url}/express/{account['id']}/{token}"
    link = {"object": "login_link", "created": call.now, "url": url}
    call.add({"id": f"login_{token}", **link, "account": account["id"]})
    return link


def find(store: Store, token: str) -> Object | None:
    """The link behind an onboarding address: account, type, return_url, refresh_url, expires_at, used, expired.

    `visit` is what its first visitor is known by, empty before.
    """
    found = store.find(f"link_{token}")
    if found is None:
        return None
    expires_at = found.data["expires_at"]
    return {
        "account": found.data["account"],
        "expires_at": expires_at,
        "expired": store.clock.now() >= expires_at,
        "visit": "",
        **found.inner,
    }


def note_visit(store: Store, token: str) -> str:
    """Notes that the link is opened for the first time; what its visitor is recognised by from then on."""
    with happening(store) as call:
        record = call.record("account_link", f"link_{token}")
        visit = secrets.token_urlsafe(12)
        store.save(record.data, {**record.inner, "visit": visit})
    return visit


def login_link_is_valid(store: Store, account_id: str, token: str) -> bool:
    """Whether this express dashboard address was issued for this account."""
    found = store.find(f"login_{token}")
    return found is not None and bool(found.data["account"] == account_id)
