"""The balance of an account and the transactions behind it."""

from thoughtcloud.sandbox import book, events
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import accounts
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import operation_type


def shown(call: Call) -> Object:
    """The acting account's balance: every currency it has ever held, and its own one at least."""
    pending = book.held(call.store, call.account, book.PENDING)
    available = book.held(call.store, call.account, book.AVAILABLE)
    currencies = sorted({*pending, *available, accounts.default_currency(call)})
    return {
        "object": "balance",
        "available": [_sum(currency, available) for currency in currencies],
        "livemode": False,
        "pending": [_sum(currency, pending) for currency in currencies],
        "refund_and_dispute_prefunding": {
            "available": [{"amount": 0, "currency": currency} for currency in currencies],
            "pending": [{"amount": 0, "currency": currency} for currency in currencies],
        },
    }


def _sum(currency: str, held: dict[str, int]) -> Object:
    amount = held.get(currency, 0)
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


@work("funds")
def settle(call: Call, transaction: Object) -> None:
    """Funds become available; the account hears of it once for all that does so at the same instant."""
    book.settle(call, transaction)
    more = call.store.rows(
        "SELECT 1 FROM due JOIN objects ON objects.id = due.object_id"
        " WHERE due.kind='funds' AND due.at=? AND objects.account=? LIMIT 1",
        (call.now, call.account),
    )
    if not more:
        events.emit(call, "balance.available", shown(call))


@work("announcement")
def announce(call: Call, account: Object) -> None:
    """Money that skipped the waiting (test card ...0077) is announced a moment after it came."""
    at = call.on(account["id"])
    events.emit(at, "balance.available", shown(at))


@operation("GET", "/v1/balance")
def retrieve(call: Call) -> Object:
    return shown(call)


@operation("GET", "/v1/balance_transactions")
def list_transactions(call: Call) -> Object:
    paid_out = [("json_extract(inner,'$.payout') = ?", call.params["payout"])] if "payout" in call.params else []
    return page(call, "balance_transaction", extra=paid_out, apart=("payout",))


@operation("GET", "/v1/balance_transactions/{}")
def retrieve_transaction(call: Call) -> Object:
    return call.load("balance_transaction", call.id)


# The older address of the same list, which Stripe's command-line client still uses.
@operation("GET", "/v1/balance/history", operation_type("GET", "/v1/balance_transactions"))
def list_history(call: Call) -> Object:
    return list_transactions(call)
