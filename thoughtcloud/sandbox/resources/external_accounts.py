"""Bank accounts of connected accounts: where payouts go, and the test numbers that make them fail."""

import hashlib

from thoughtcloud.sandbox import errors, events
from thoughtcloud.sandbox.call import Call, merge_metadata
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.store import Object

# Stripe's Connect testing page: the endings of account numbers whose payouts fail.
_NUMBER_FAILURES = {
    "111111116": "no_account",
    "111111113": "account_closed",
    "222222227": "insufficient_funds",
    "333333335": "debit_not_authorized",
    "444444440": "invalid_currency",
}
_IBAN_FAILURES = {
    "532013001": "no_account",
    "532013002": "account_closed",
    "532013003": "insufficient_funds",
    "532013004": "debit_not_authorized",
    "532013005": "invalid_currency",
}
TOKENS = {
    "btok_us": ("000123456789", "US", "usd"),
    "btok_us_verified": ("000123456789", "US", "usd"),
    "btok_us_verified_noAccount": ("000111111116", "US", "usd"),
    "btok_us_verified_accountClosed": ("000111111113", "US", "usd"),
}


def add(call: Call, number: str, country: str, currency: str, holder: str | None = None) -> Object:
    """Stores a bank account of the acting account and makes it the one that is paid to."""
    bank = {
        "id": call.new("ba", "bank_account", {})["id"],
        "object": "bank_account",
        "account": call.account,
        "account_holder_name": holder,
        "account_holder_type": "individual" if holder else None,
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": country,
        "currency": currency,
        "default_for_currency": True,
        "fingerprint": hashlib.sha256(number.encode()).hexdigest()[:16],
        "future_requirements": _no_requirements(),
        "last4": number[-4:],
        "metadata": {},
        "requirements": _no_requirements(),
        "routing_number": "110000000" if country == "US" else None,
        "status": "new",
    }
    for record in call.store.select("bank_account", call.account):
        call.change(record.data, default_for_currency=False)
    return call.add(bank, {"number": number})


def _no_requirements() -> Object:
    return {"currently_due": [], "errors": [], "past_due": [], "pending_verification": []}


def from_params(call: Call, sent: object) -> Object:
    """A bank account from the `external_account` parameter: a test token or its details."""
    if isinstance(sent, str):
        if sent not in TOKENS:
            raise errors.no_such("token", sent, "external_account")
        return add(call, *TOKENS[sent])
    if not isinstance(sent, dict) or "account_number" not in sent:
        raise errors.missing("external_account[account_number]")
    number = str(sent["account_number"]).replace(" ", "")
    holder = sent.get("account_holder_name")
    return add(call, number, sent.get("country", "US"), sent.get("currency", "usd").lower(), holder)


def default(call: Call) -> Object | None:
    """The bank account that the acting account is paid to; None if there is none that works."""
    for record in call.store.select("bank_account", call.account):
        if record.data["status"] != "errored":
            return record.data
    return None


def all_of(call: Call) -> list[Object]:
    """The acting account's bank accounts, the newest first."""
    return [record.data for record in call.store.select("bank_account", call.account)]


def failure_code(call: Call, bank_id: str) -> str | None:
    """Why a payout to this bank account fails; None if it arrives."""
    found = call.store.find(bank_id)
    number = str(found.inner.get("number", "")) if found else ""
    for ending, code in (*_NUMBER_FAILURES.items(), *_IBAN_FAILURES.items()):
        if number.endswith(ending):
            return code
    return None


def mark_errored(call: Call, bank_id: str) -> None:
    """A payout came back: the bank account is not used again, and the account has to name another."""
    from thoughtcloud.sandbox.resources import accounts

    bank = call.load("bank_account", bank_id)
    previous = call.change(bank, status="errored")
    events.emit(call, "account.external_account.updated", bank, previous)
    if call.account != call.platform:
        accounts.refresh(call.on(call.platform), accounts.own(call))


@operation("POST", "/v1/accounts/{}/external_accounts")
def create(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    account = accounts.connected(call, call.id, None)
    bank = from_params(call.on(account["id"]), call.params["external_account"])
    bank["metadata"] = merge_metadata({}, call.params.get("metadata"))
    call.store.save(bank)
    events.emit(call, "account.external_account.created", bank, of=account["id"])
    accounts.refresh(call, account)
    return bank


@operation("GET", "/v1/accounts/{}/external_accounts")
def list_(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    return page(call.on(accounts.connected(call, call.id, None)["id"]), "bank_account")


@operation("GET", "/v1/accounts/{}/external_accounts/{}")
def retrieve(call: Call) -> Object:
    return call.on(call.ids[0]).load("bank_account", call.id)


@operation("POST", "/v1/accounts/{}/external_accounts/{}")
def update(call: Call) -> Object:
    bank = call.on(call.ids[0]).load("bank_account", call.id)
    previous = call.change(bank, metadata=merge_metadata(bank["metadata"], call.params.get("metadata")))
    if previous:
        events.emit(call, "account.external_account.updated", bank, previous, of=call.ids[0])
    return bank


@operation("DELETE", "/v1/accounts/{}/external_accounts/{}")
def delete(call: Call) -> Object:
    from thoughtcloud.sandbox.resources import accounts

    there = call.on(call.ids[0])
    bank = there.load("bank_account", call.id)
    if len(all_of(there)) > 1 and bank["default_for_currency"]:
        raise StripeError(
            "You cannot delete the default external account for your default currency. Please make "
            "another external "
            "account the default using the `default_for_currency` param, and then delete this one."
        )
    gone = {"id": bank["id"], "object": "bank_account", "currency": bank["currency"], "deleted": True}
    call.store.save(gone)
    events.emit(call, "account.external_account.deleted", bank, of=call.ids[0])
    accounts.refresh(call, accounts.connected(call, call.ids[0], None))
    return gone
