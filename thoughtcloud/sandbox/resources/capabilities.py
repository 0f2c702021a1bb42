"""Capabilities of a connected account: what it asked to do, and whether it may."""

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import DATA

CAPABILITIES = frozenset(DATA["types"]["AccountCreateParams.Capabilities"]["o"])


def shown(account: Object, name: str) -> Object:
    """One capability of an account as the API shows it."""
    due = account["requirements"]["currently_due"]
    requirements = dict(account["requirements"])
    requirements["disabled_reason"] = "pending.onboarding" if due else None
    requested = name in account["capabilities"]
    return {
        "id": name,
        "object": "capability",
        "account": account["id"],
        "future_requirements": {**account["future_requirements"]},
        "requested": requested,
        "requested_at": account["created"] if requested else None,
        "requirements": requirements,
        "status": account["capabilities"].get(name, "unrequested"),
    }


@operation("GET", "/v1/accounts/{}/capabilities")
def list_capabilities(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    account = accounts.connected(call, call.id, None)
    return listing([shown(account, name) for name in sorted(account["capabilities"])], call.path)


@operation("GET", "/v1/accounts/{}/capabilities/{}")
def retrieveshown(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    if call.id not in CAPABILITIES:
        raise errors.no_such("capability", call.id, "capability")
    return shown(accounts.connected(call, call.ids[0], None), call.id)


@operation("POST", "/v1/accounts/{}/capabilities/{}")
def updateshown(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    account = accounts.connected(call, call.ids[0], None)
    if call.id not in CAPABILITIES:
        raise errors.no_such("capability", call.id, "capability")
    asked = {"capabilities": {call.id: {"requested": call.params.get("requested", True)}}}
    accounts.take_in(call.with_params(asked), account)
    accounts.refresh(call, account)
    return shown(account, call.id)
