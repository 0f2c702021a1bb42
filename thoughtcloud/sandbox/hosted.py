"""What a person does on Stripe's own pages: pay at Checkout, pass 3-D Secure, onboard, look at a balance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from thoughtcloud.sandbox import book, due, events
from thoughtcloud.sandbox.call import Call, happening, platform_id
from thoughtcloud.sandbox.cards import is_plausible
from thoughtcloud.sandbox.countries import COUNTRIES, currency_of
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources import (
    accounts,
    checkout_sessions,
    external_accounts,
    payment_methods,
    payment_pages,
)
from thoughtcloud.sandbox.store import Object, Store, new_id

# Stripe's Connect testing page: whoever was born then is on a list of people that nobody may pay.
REFUSED_BIRTH_DATE = date(1900, 1, 1)


class PayKind(StrEnum):
    """How an attempt to pay ended."""

    succeeded = "succeeded"
    declined = "declined"
    requires_action = "requires_action"
    not_open = "not_open"
    invalid = "invalid"


@dataclass(frozen=True, slots=True)
class Card:
    """The form of the hosted Checkout page, as typed: nothing in it has been checked yet."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str
    postal_code: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class PayOutcome:
    """What the page shows next.

    `message` is text for the customer; `field` names the attribute of `Card` that is wrong when
    `kind` is invalid; `return_url` is where the browser goes when `kind` is succeeded.
    """

    kind: PayKind
    message: str = ""
    decline_code: str = ""
    field: str = ""
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class Onboarding:
    """The form of the Connect onboarding page; `leave_incomplete` saves it without the bank account."""

    first_name: str
    last_name: str
    iban_or_account: str
    country: str
    accept_terms: bool
    leave_incomplete: bool = False
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency (lower-case ISO 4217 code)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One payout of a connected account; the times are unix seconds."""

    id: str
    amount: int
    currency: str
    status: str
    created: int
    arrival_date: int
    failure_message: str


@dataclass(frozen=True, slots=True)
class ExpressOverview:
    """What the express dashboard shows: balances in every currency, and payouts, the newest first."""

    account_id: str
    email: str
    payouts_enabled: bool
    available: tuple[Money, ...]
    pending: tuple[Money, ...]
    payouts: tuple[PayoutRow, ...]


def open_session(store: Store, session_id: str) -> Object | None:
    """The stored checkout.session in any status, with `line_items` and its urls; None if there is none."""
    due.catch_up(store)
    found = store.find(session_id)
    if found is None or found.data["object"] != "checkout.session":
        return None
    return found.data | {"line_items": checkout_sessions.line_items(store, found.data)}


def pay(store: Store, session_id: str, card: Card) -> PayOutcome:
    """Pays (or, in setup mode, saves the card for) an open session. A decline leaves the session open."""
    wrong = _check_card(store, card)
    if wrong is not None:
        return wrong

    def submit(call: Call, session: Object) -> Object:
        return payment_pages.submit(call, session, _method(call, card))

    return _attempt(store, session_id, submit)


def finish_challenge(store: Store, session_id: str, authenticated: bool) -> PayOutcome:
    """Ends the 3-D Secure challenge that `pay` asked for; a failed one leaves the session open."""

    def finish(call: Call, session: Object) -> Object:
        return payment_pages.finish_challenge(call, session, authenticated)

    return _attempt(store, session_id, finish)


def _attempt(store: Store, session_id: str, act: Callable[[Call, Object], Object]) -> PayOutcome:
    """Does something to an open session in one transaction; a refusal is kept, as at Stripe."""
    due.catch_up(store)
    with happening(store) as call:
        found = store.find(session_id)
        if found is None or found.data["status"] != "open":
            return PayOutcome(PayKind.not_open, "This page has expired or was already used.")
        try:
            session = act(call, found.data)
        except StripeError as refusal:
            if not refusal.keeps:
                return PayOutcome(PayKind.invalid, refusal.message)
            return PayOutcome(PayKind.declined, refusal.message, refusal.decline_code or str(refusal.code))
        if session["status"] == "complete":
            return PayOutcome(PayKind.succeeded, return_url=checkout_sessions.return_url(session))
        return PayOutcome(PayKind.requires_action)


def _method(call: Call, card: Card) -> Object:
    billing = {"email": card.email, "name": card.name, "address": {"postal_code": card.postal_code}}
    return payment_methods.build(call, _digits(card.number), card.exp_month, card.exp_year, billing)


def _check_card(store: Store, card: Card) -> PayOutcome | None:
    """What is wrong with the entry itself, in the words of Stripe's form."""
    today = datetime.fromtimestamp(store.clock.now(), UTC)
    if not is_plausible(_digits(card.number)):
        return _invalid("number", "Your card number is invalid.")
    if not 1 <= card.exp_month <= 12:
        return _invalid("exp_month", "Your card's expiration date is incomplete.")
    if (card.exp_year, card.exp_month) < (today.year, today.month):
        return _invalid("exp_year", "Your card's expiration year is in the past.")
    if not (card.cvc.isascii() and card.cvc.isdigit() and len(card.cvc) in (3, 4)):
        return _invalid("cvc", "Your card's security code is incomplete.")
    for field in ("name", "email", "postal_code"):
        if not str(getattr(card, field)).strip():
            return _invalid(field, "Required")
    return None


def _invalid(field: str, message: str) -> PayOutcome:
    return PayOutcome(PayKind.invalid, message, field=field)


def _digits(number: str) -> str:
    return number.replace(" ", "").replace("-", "")


def submit_onboarding(store: Store, account_id: str, form: Onboarding) -> Object:
    """Records the form and returns the account; ValueError(field, message) if an entry cannot be right.

    All onboarding links of the account are used up by it. LookupError if there is no such account.
    """
    due.catch_up(store)
    with happening(store) as call:
        found = store.find(account_id)
        if found is None or found.data["object"] != "account" or found.data.get("deleted"):
            raise LookupError(account_id)
        _check_onboarding(form)
        account = found.data
        for link in store.select("account_link", call.platform, conditions=[_of_account(account_id)]):
            store.save(link.data, {**link.inner, "used": True})
        _record_person(call, account, form)
        if not form.leave_incomplete and form.iban_or_account.strip():
            _record_bank(call, account, form)
        if form.birth_date == REFUSED_BIRTH_DATE:
            accounts.refuse(call, account, "listed")
        accounts.refresh(call, account)
        return account


def _of_account(account_id: str) -> tuple[str, str]:
    return ("json_extract(data,'$.account') = ?", account_id)


def _check_onboarding(form: Onboarding) -> None:
    if form.leave_incomplete:
        return
    for field in ("first_name", "last_name"):
        if not str(getattr(form, field)).strip():
            raise ValueError(field, "Required")
    number = _digits(form.iban_or_account)
    if not (number.isascii() and number.isalnum() and 6 <= len(number) <= 34):
        raise ValueError("iban_or_account", "Enter an IBAN or an account number.")
    if form.country.upper() not in COUNTRIES:
        raise ValueError("country", "Choose a country that Stripe supports.")
    if not form.accept_terms:
        raise ValueError("accept_terms", "You have to accept the terms to go on.")


def _record_person(call: Call, account: Object, form: Onboarding) -> None:
    names = {"first_name": form.first_name.strip(), "last_name": form.last_name.strip()}
    person = {"id": new_id("person", 16), "object": "person", "account": account["id"], "created": call.now}
    known = account.get("individual") or person
    account["individual"] = {**known, **{name: value for name, value in names.items() if value}}
    if form.birth_date is not None:
        born = form.birth_date
        account["individual"]["dob"] = {"day": born.day, "month": born.month, "year": born.year}
    account["business_type"] = account["business_type"] or "individual"
    if form.accept_terms:
        account["tos_acceptance"] = {"date": call.now, "ip": "127.0.0.1", "user_agent": None}
    call.store.save(account)


def _record_bank(call: Call, account: Object, form: Onboarding) -> None:
    country, number = form.country.upper(), _digits(form.iban_or_account).upper()
    there, currency = call.on(account["id"]), currency_of(country)
    bank = external_accounts.add(there, number, country, currency, f"{form.first_name} {form.last_name}".strip())
    events.emit(there, "account.external_account.created", bank)


def express_overview(store: Store, account_id: str) -> ExpressOverview | None:
    """Balances and payouts of a connected account; None if there is none."""
    due.catch_up(store)
    found = store.find(account_id)
    if found is None or found.data["object"] != "account" or found.data.get("deleted"):
        return None
    payouts = store.select("payout", account_id, limit=50)
    return ExpressOverview(
        account_id=account_id,
        email=found.data["email"] or "",
        payouts_enabled=found.data["payouts_enabled"],
        available=_sums(store, account_id, book.AVAILABLE),
        pending=_sums(store, account_id, book.PENDING),
        payouts=tuple(_payout_row(record.data) for record in payouts),
    )


def _sums(store: Store, account_id: str, bucket: str) -> tuple[Money, ...]:
    held = book.held(store, account_id, bucket)
    return tuple(Money(amount, currency) for currency, amount in sorted(held.items()))


def _payout_row(payout: Object) -> PayoutRow:
    names = ("id", "amount", "currency", "status", "created", "arrival_date")
    return PayoutRow(**{name: payout[name] for name in names}, failure_message=payout["failure_message"] or "")


def console_state(store: Store) -> Object:
    """What the console's first screen shows: the clock, and how many objects and deliveries there are."""
    kinds = store.rows("SELECT kind, count(*) FROM objects GROUP BY kind ORDER BY kind")
    states = store.rows("SELECT state, count(*) FROM deliveries GROUP BY state")
    return {
        "now": store.clock.now(),
        "offset_seconds": store.clock.offset,
        "platform": platform_id(store),
        "base_url": store.base_url,
        "in_memory": store.in_memory,
        "objects": dict(kinds),
        "deliveries": dict(states),
        "due": store.rows("SELECT count(*) FROM due")[0][0],
    }
