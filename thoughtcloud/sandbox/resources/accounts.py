"""Connected accounts: who they are, what they still have to tell, and what they may therefore do."""

from typing import Any

from thoughtcloud.sandbox import book, errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import listing, page
from thoughtcloud.sandbox.resources import capabilities, external_accounts
from thoughtcloud.sandbox.resources.account_details import (
    EMPTY_REQUIREMENTS,
    business_profile,
    fresh,
    payout_schedule,
)
from thoughtcloud.sandbox.store import Object, new_id
from thoughtcloud.sandbox.validation import Params

PLATFORM_CURRENCY = "eur"
_BY_PLATFORM = "rejected.platform_"
# What a platform's reason to reject is called afterwards, by the first word of it.
_REJECTIONS = {"fraud": "fraud", "terms": "terms_of_service", "credit": "other", "other": "other"}


def connected(call: Call, id: str, param: str | None) -> Object:
    """A connected account; `param` is the parameter that named it, None if it is in the path."""
    found = call.store.find(id)
    if found is None or found.data["object"] != "account" or found.data.get("deleted"):
        if param is None:
            raise StripeError(
                f"The provided key 'sk_test_***' does not have access to account '{id}' (or that account does not "
                "exist). Application access may have been revoked.",
                status=403,
                code="account_invalid",
            )
        raise errors.no_such(param.partition("[")[0], id, param)
    return found.data


def own(call: Call) -> Object:
    """The acting connected account."""
    return connected(call, call.account, None)


def default_currency(call: Call) -> str:
    """The acting account's own currency."""
    return PLATFORM_CURRENCY if call.account == call.platform else str(own(call)["default_currency"])


def require_transfers(account: Object) -> None:
    """Refuses a destination that may not receive transfers yet."""
    if account["capabilities"].get("transfers") != "active":
        raise StripeError(
            "Your destination account needs to have at least one of the following capabilities "
            "enabled: transfers, "
            "crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )


def require_card_payments(account: Object) -> None:
    """Refuses to be the business of a payment to one that may not take cards."""
    if account["capabilities"].get("card_payments") != "active":
        raise StripeError(
            "The account named by on_behalf_of must have the card_payments capability enabled.",
            code="account_invalid",
            param="on_behalf_of",
        )


# ---- what an account may do


def refresh(call: Call, account: Object) -> None:
    """Works out what is still due and what is therefore enabled; tells of what changed."""
    there = call.on(account["id"])
    banks = external_accounts.all_of(there)
    due = _due(account, external_accounts.default(there) is not None)
    told = not [name for name in due if name != "external_account"]
    complete = told and (account["details_submitted"] or not due)
    refused = _refusal(call, account)
    able = complete and not refused
    capabilities = dict.fromkeys(account["capabilities"], "active" if able else "inactive")
    previous = call.change(
        account,
        capabilities=capabilities,
        charges_enabled=able and "card_payments" in capabilities,
        details_submitted=complete,
        external_accounts=listing(banks, f"/v1/accounts/{account['id']}/external_accounts"),
        payouts_enabled=able and not due,
        requirements={
            **EMPTY_REQUIREMENTS,
            "currently_due": due,
            "eventually_due": due,
            "past_due": due,
            "disabled_reason": refused or ("requirements.past_due" if due else None),
        },
    )
    _tell(call, account, previous)
    if account["payouts_enabled"] and "payouts_enabled" in previous:
        call.store.plan(book.next_payout_run(call.now), "payout_run", account["id"])


def refuse(call: Call, account: Object, reason: str | None) -> None:
    """Stripe will not have the account, whatever it tells from now on; `reason` is the `disabled_reason`.

    None takes a refusal back.
    """
    found = call.store.find(account["id"])
    assert found is not None
    call.store.save(account, {**found.inner, "refused": reason})
    refresh(call, account)


def _refusal(call: Call, account: Object) -> str | None:
    found = call.store.find(account["id"])
    return found.inner.get("refused") if found else None


def _due(account: Object, has_bank: bool) -> list[str]:
    individual = account.get("individual") or {}
    due = [] if has_bank else ["external_account"]
    due += [f"individual.{name}" for name in ("first_name", "last_name") if not individual.get(name)]
    if not account["tos_acceptance"]["date"]:
        due += ["tos_acceptance.date", "tos_acceptance.ip"]
    return due


def _tell(call: Call, account: Object, previous: Object) -> None:
    if not previous:
        return
    events.emit(call, "account.updated", account, previous, of=account["id"])
    before = previous.get("capabilities") or {}
    for name, status in account["capabilities"].items():
        if name in before and before[name] != status:
            shown = capabilities.shown(account, name)
            events.emit(call, "capability.updated", shown, {"status": before[name]}, of=account["id"])


# ---- operations


@operation("POST", "/v1/accounts")
def create(call: Call) -> Object:
    account = call.new("acct", "account", fresh(call.params), length=16)
    del account["livemode"]
    if not {"type", "controller", "capabilities"} & set(call.params):
        account |= _ready(call.now)
    call.add(account)
    take_in(call, account)
    account["external_accounts"] = listing([], f"/v1/accounts/{account['id']}/external_accounts")
    with_bank = "external_account" in call.params
    if with_bank:
        external_accounts.from_params(call.on(account["id"]), call.params["external_account"])
    refresh(call, account)
    return account


def _ready(now: int) -> Object:
    """An account asked for without a word about itself can receive at once; Stripe's command line relies on it."""
    return {
        "capabilities": {"card_payments": "inactive", "transfers": "inactive"},
        "details_submitted": True,
        "individual": {"object": "person", "first_name": "Jenny", "last_name": "Rosen"},
        "tos_acceptance": {"date": now, "ip": "127.0.0.1", "user_agent": None},
    }


def take_in(call: Call, account: Object) -> None:
    """Sets what create and update share."""
    params = call.params
    changes: dict[str, Any] = picked(params, ("business_type", "email"))
    if "capabilities" in params:
        wanted = dict(account["capabilities"])
        for name, asked in params["capabilities"].items():
            if asked.get("requested") is True:
                wanted.setdefault(name, "inactive")
            elif asked.get("requested") is False:
                wanted.pop(name, None)
        changes["capabilities"] = wanted
    if "individual" in params:
        person: Params = {
            "id": new_id("person", 16),
            "object": "person",
            "account": account["id"],
            "created": call.now,
        }
        changes["individual"] = {**person, **(account.get("individual") or {}), **params["individual"]}
    if "tos_acceptance" in params:
        changes["tos_acceptance"] = {**account["tos_acceptance"], **params["tos_acceptance"]}
    account.update(changes)
    call.store.save(account)


@operation("GET", "/v1/account")
def retrieve_own(call: Call) -> Object:
    return platform_account(call) if call.account == call.platform else own(call)


def platform_account(call: Call) -> Object:
    """The platform itself, fully enabled."""
    account = {"id": call.platform, "object": "account", "created": 0, **fresh({"type": "standard"})}
    account["controller"] = {"type": "account"}
    account["external_accounts"] = listing([], f"/v1/accounts/{call.platform}/external_accounts")
    account["capabilities"] = {"card_payments": "active", "transfers": "active"}
    enabled = {"charges_enabled": True, "payouts_enabled": True, "details_submitted": True}
    return account | enabled | {"email": "platform@example.com"}


@operation("GET", "/v1/accounts/{}")
def retrieve(call: Call) -> Object:
    return platform_account(call) if call.id == call.platform else connected(call, call.id, None)


@operation("POST", "/v1/accounts/{}")
def update(call: Call) -> Object:
    account, params = connected(call, call.id, None), call.params
    before = dict(account)
    take_in(call, account)
    if "metadata" in params:
        account["metadata"] = merge_metadata(account["metadata"], params["metadata"])
    if "business_profile" in params:
        account["business_profile"] = business_profile(account["business_profile"], params["business_profile"])
    schedule = ((params.get("settings") or {}).get("payouts") or {}).get("schedule")
    if schedule:
        held = account["settings"]["payouts"]
        payouts = {**held, "schedule": payout_schedule(held["schedule"], schedule)}
        account["settings"] = {**account["settings"], "payouts": payouts}
        call.store.plan(book.next_payout_run(call.now), "payout_run", account["id"])
    call.store.save(account)
    previous = {name: before.get(name) for name, value in account.items() if before.get(name) != value}
    _tell(call, account, previous)
    if "external_account" in params:
        external_accounts.from_params(call.on(account["id"]), params["external_account"])
    refresh(call, account)
    return account


@operation("DELETE", "/v1/accounts/{}")
def delete(call: Call) -> Object:
    account = connected(call, call.id, None)
    buckets = (book.PENDING, book.AVAILABLE)
    if any(amount for bucket in buckets for amount in book.held(call.store, account["id"], bucket).values()):
        raise StripeError("This account has a nonzero balance and cannot be deleted.", code="account_invalid")
    gone = {"id": account["id"], "object": "account", "deleted": True}
    call.store.save(gone)
    return gone


@operation("GET", "/v1/accounts")
def list_(call: Call) -> Object:
    return page(call, "account")


@operation("POST", "/v1/accounts/{}/reject")
def reject(call: Call) -> Object:
    account = connected(call, call.id, None)
    refuse(call, account, f"{_BY_PLATFORM}{_REJECTIONS[call.params['reason'].partition('_')[0]]}")
    return account


@operation("POST", "/v1/accounts/{}/unreject")
def unreject(call: Call) -> Object:
    """Takes the platform's own rejection back; one by Stripe stays."""
    account = connected(call, call.id, None)
    if not (_refusal(call, account) or "").startswith(_BY_PLATFORM):
        raise StripeError("Only accounts that your platform has rejected can be unrejected.")
    refuse(call, account, None)
    return account
