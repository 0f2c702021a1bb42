"""Webhook endpoints: where events go, and the secrets that sign; each is shown once, when it is made."""

import secrets

from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.store import Object


@operation("POST", "/v1/webhook_endpoints")
def create(call: Call) -> Object:
    params = call.params
    _check_url(params["url"])
    secret = f"whsec_{secrets.token_hex(16)}"
    endpoint = call.new(
        "we",
        "webhook_endpoint",
        {
            "api_version": params.get("api_version"),
            "application": None,
            "description": params.get("description") or None,
            "enabled_events": params["enabled_events"],
            "metadata": merge_metadata({}, params.get("metadata")),
            "status": "enabled",
            "url": params["url"],
        },
    )
    call.add(endpoint, {"connect": params.get("connect", False), "secrets": [secret]})
    return {**endpoint, "secret": secret}


def roll_secret(call: Call, id: str, seconds: int) -> str:
    """A new secret for an endpoint; the ones it has sign beside it for so many simulated seconds more.

    At Stripe this is done in the dashboard, so here it is in the console. Returns the secret, the only time.
    """
    record = call.record("webhook_endpoint", id)
    fresh = f"whsec_{secrets.token_hex(16)}"
    ending = [[secret, call.now + seconds] for secret in record.inner["secrets"]]
    kept = [*ending, *record.inner.get("ending", [])]
    call.store.save(record.data, {**record.inner, "secrets": [fresh], "ending": kept})
    return fresh


def _check_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise StripeError(
            "Invalid URL: An explicit scheme (such as https) must be provided.", code="url_invalid", param="url"
        )


@operation("GET", "/v1/webhook_endpoints/{}")
def retrieve(call: Call) -> Object:
    return call.load("webhook_endpoint", call.id)


@operation("POST", "/v1/webhook_endpoints/{}")
def update(call: Call) -> Object:
    endpoint, params = call.load("webhook_endpoint", call.id), call.params
    changes = picked(params, ("description", "enabled_events", "url"))
    if "url" in changes:
        _check_url(changes["url"])
    if "disabled" in params:
        changes["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        changes["metadata"] = merge_metadata(endpoint["metadata"], params["metadata"])
    call.change(endpoint, **changes)
    return endpoint


@operation("DELETE", "/v1/webhook_endpoints/{}")
def delete(call: Call) -> Object:
    endpoint = call.load("webhook_endpoint", call.id)
    gone = {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}
    call.store.save(gone)
    return gone


@operation("GET", "/v1/webhook_endpoints")
def list_(call: Call) -> Object:
    return page(call, "webhook_endpoint")
