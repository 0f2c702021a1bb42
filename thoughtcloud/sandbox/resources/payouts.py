"""Payouts from an account's available balance to its bank, automatic every day or asked for."""

from calendar import monthrange
from datetime import UTC, date, datetime

from thoughtcloud.sandbox import amounts, book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import accounts, external_accounts, transfers
from thoughtcloud.sandbox.store import Object

ARRIVAL_DAYS = 2
HANDOVER_SECONDS = 3_600
# The countries whose banks let a payout be fetched back (Stripe's reference).
REVERSIBLE_IN = ("US", "CA")
FAILURES = {
    "no_account": "The bank account details on file are probably incorrect. "
    "No bank account could be located with those details.",
    "account_closed": "The bank account has been closed.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
    "debit_not_authorized": "Debit transactions are not approved on your bank account.",
    "invalid_currency": "The bank was unable to process this payout because of its currency.",
}


def _build(call: Call, amount: int, currency: str, bank: Object | None, automatic: bool, fields: Object) -> Object:
    """Stores a payout, takes its money from the available balance and tells of it."""
    payout = call.new(
        "po",
        "payout",
        {
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": (call.now // book.DAY + ARRIVAL_DAYS) * book.DAY,
            "automatic": automatic,
            "balance_transaction": None,
            "currency": currency,
            "description": "STRIPE PAYOUT" if automatic else None,
            "destination": bank["id"] if bank else None,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "metadata": {},
            "method": "standard",
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "in_progress" if automatic else "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": None,
            "status": "in_transit" if automatic else "pending",
            "trace_id": {"status": "pending", "value": None},
            "type": "bank_account",
            **{name: value for name, value in fields.items() if value is not None},
        },
    )
    call.add(payout)
    # What is taken leaves at once; what a reversal brings back is there when the bank has sent it.
    transaction = _book(call, payout, "payout", -amount, payout["arrival_date"] if amount < 0 else None)
    call.change(payout, balance_transaction=transaction["id"])
    if not automatic:
        call.store.plan(call.now + HANDOVER_SECONDS, "payout_sent", payout["id"])
    call.store.plan(payout["arrival_date"], "payout_arrival", payout["id"])
    events.emit(call, "payout.created", payout)
    return payout


def _book(call: Call, payout: Object, type_: str, amount: int, available_on: int | None = None) -> Object:
    movement = Movement(
        type=type_,
        amount=amount,
        currency=payout["currency"],
        source=payout["id"],
        against=book.BANKS,
        available_on=available_on,
        description=payout["description"],
    )
    return book.move(call, movement)


def falls_on(schedule: Object, day: date) -> bool:
    """Whether a schedule pays out on this day (UTC); a day that a month does not have is its last one."""
    if schedule["interval"] == "weekly":
        return f"{day:%A}".lower() in (schedule.get("weekly_payout_days") or [schedule["weekly_anchor"]])
    if schedule["interval"] == "monthly":
        wanted = schedule.get("monthly_payout_days") or [schedule["monthly_anchor"]]
        return day.day in [min(each, monthrange(day.year, day.month)[1]) for each in wanted]
    return True


@work("payout_run")
def run(call: Call, account: Object) -> None:
    """The automatic payout of a connected account: everything available, one payout a currency."""
    at = call.on(account["id"])
    schedule = account["settings"]["payouts"]["schedule"]
    bank = external_accounts.default(at)
    if schedule["interval"] == "manual" or not account["payouts_enabled"] or bank is None:
        return
    if not falls_on(schedule, datetime.fromtimestamp(call.now, UTC).date()):
        call.store.plan(book.next_payout_run(call.now), "payout_run", account["id"])
        return
    for currency, amount in sorted(book.held(at.store, at.account, book.AVAILABLE).items()):
        if amount > 0:
            payout = _build(at, amount, currency, bank, True, {})
            _claim_transactions(at, payout)


def _claim_transactions(call: Call, payout: Object) -> None:
    """Notes which transactions an automatic payout pays out."""
    call.store.execute(
        "UPDATE objects SET inner=json_set(inner,'$.payout',?) WHERE kind='balance_transaction' AND "
        "account=? AND listed=1"
        " AND json_extract(inner,'$.payout') IS NULL AND json_extract(data,'$.currency')=?"
        " AND json_extract(data,'$.status')='available'",
        (payout["id"], call.account, payout["currency"]),
    )


@work("payout_sent")
def hand_over(call: Call, payout: Object) -> None:
    """The payout is with the bank."""
    if payout["status"] == "pending":
        previous = call.change(payout, status="in_transit")
        events.emit(call, "payout.updated", payout, previous)


@work("payout_arrival")
def arrive(call: Call, payout: Object) -> None:
    """The bank takes the money, or sends it back."""
    if payout["status"] not in ("pending", "in_transit"):
        return
    code = external_accounts.failure_code(call, payout["destination"]) if payout["destination"] else None
    if code is not None:
        _fail(call, payout, code)
        return
    trace = {"status": "supported", "value": f"TRACE{payout['id'][-8:].upper()}"}
    previous = call.change(payout, status="paid", trace_id=trace)
    events.emit(call, "payout.updated", payout, previous)
    events.emit(call, "payout.paid", payout)
    if payout["automatic"]:
        call.change(payout, reconciliation_status="completed")
        events.emit(call, "payout.reconciliation_completed", payout)


def _fail(call: Call, payout: Object, code: str) -> None:
    back = _book(call, payout, "payout_failure", payout["amount"])
    call.change(
        payout,
        status="failed",
        failure_code=code,
        failure_message=FAILURES[code],
        failure_balance_transaction=back["id"],
    )
    events.emit(call, "payout.failed", payout)
    external_accounts.mark_errored(call, payout["destination"])


@operation("POST", "/v1/payouts")
def create(call: Call) -> Object:
    params = call.params
    currency = amounts.checked_currency(params["currency"])
    if params["amount"] < 1:
        raise errors.too_small_integer("amount", 1)
    bank = external_accounts.default(call)
    if "destination" in params:
        bank = call.load("bank_account", params["destination"], "destination")
    if call.account != call.platform:
        _check_account(call, bank)
    if book.available(call, currency) < params["amount"]:
        raise StripeError(transfers.INSUFFICIENT, code="balance_insufficient")
    fields = picked(params, ("description", "method", "source_type", "statement_descriptor"))
    fields["metadata"] = merge_metadata({}, params.get("metadata"))
    return _build(call, params["amount"], currency, bank, False, fields)


def _check_account(call: Call, bank: Object | None) -> None:
    account = accounts.own(call)
    if bank is None:
        raise StripeError(
            "Sorry, you don't have any external accounts in that currency.", code="no_account", param="currency"
        )
    if not account["payouts_enabled"]:
        raise StripeError(
            "Cannot create payouts: this account's payouts are not enabled.", code="payouts_not_allowed"
        )


@operation("POST", "/v1/payouts/{}/cancel")
def cancel(call: Call) -> Object:
    payout = call.load("payout", call.id)
    if payout["status"] != "pending":
        raise StripeError(
            "Payouts can only be canceled while they are pending. "
            f"This payout has a status of {payout['status']}.",
        )
    call.store.cancel("payout_sent", payout["id"])
    call.store.cancel("payout_arrival", payout["id"])
    back = _book(call, payout, "payout_cancel", payout["amount"])
    call.change(payout, status="canceled", failure_balance_transaction=back["id"])
    events.emit(call, "payout.canceled", payout)
    return payout


@operation("POST", "/v1/payouts/{}/reverse")
def reverse(call: Call) -> Object:
    """Fetches a payout back from a bank that allows it, by a payout of the negative amount."""
    payout = call.load("payout", call.id)
    if payout["status"] != "paid" or payout["reversed_by"] or payout["original_payout"]:
        raise StripeError(
            "Only a paid payout that has not been reversed can be reversed. "
            f"This payout has a status of {payout['status']}."
        )
    bank = call.load("bank_account", payout["destination"]) if payout["destination"] else None
    if bank is None or bank["country"] not in REVERSIBLE_IN:
        raise StripeError(
            "Payouts can only be reversed for connected accounts with bank accounts in the US and in Canada."
        )
    fields = {"metadata": merge_metadata({}, call.params.get("metadata")), "original_payout": payout["id"]}
    back = _build(call, -payout["amount"], payout["currency"], bank, False, fields)
    previous = call.change(payout, reversed_by=back["id"])
    events.emit(call, "payout.updated", payout, previous)
    return back


@operation("GET", "/v1/payouts/{}")
def retrieve(call: Call) -> Object:
    return call.load("payout", call.id)


@operation("POST", "/v1/payouts/{}")
def update(call: Call) -> Object:
    payout = call.load("payout", call.id)
    previous = call.change(payout, metadata=merge_metadata(payout["metadata"], call.params.get("metadata")))
    if previous:
        events.emit(call, "payout.updated", payout, previous)
    return payout


@operation("GET", "/v1/payouts")
def list_(call: Call) -> Object:
    return page(call, "payout")
