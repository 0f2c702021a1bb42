"""What a person does on Stripe's own pages: pay at Checkout, pass 3-D Secure, onboard, look at a balance."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from thoughtcloud.sandbox.store import Store


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


def open_session(store: Store, session_id: str) -> dict[str, Any] | None:
    """The stored checkout.session in any status, with `line_items` and its urls; None if there is none."""
    raise LookupError(session_id)


def pay(store: Store, session_id: str, card: Card) -> PayOutcome:
    """Pays (or, in setup mode, saves the card for) an open session. A decline leaves the session open."""
    raise LookupError(session_id)


def finish_challenge(store: Store, session_id: str, authenticated: bool) -> PayOutcome:
    """Ends the 3-D Secure challenge that `pay` asked for; a failed one leaves the session open."""
    raise LookupError(session_id)


def account_link(store: Store, token: str) -> dict[str, Any] | None:
    """The link behind an onboarding address: account, type, return_url, refresh_url, expires_at, used, expired."""
    raise LookupError(token)


def submit_onboarding(store: Store, account_id: str, form: Onboarding) -> dict[str, Any]:
    """Records the form and returns the account; ValueError(field, message) if an entry cannot be right."""
    raise LookupError(account_id)


def login_link_is_valid(store: Store, account_id: str, token: str) -> bool:
    """Whether this express dashboard address was issued for this account."""
    raise LookupError(account_id)


def express_overview(store: Store, account_id: str) -> ExpressOverview | None:
    """Balances and payouts of a connected account; None if there is none."""
    raise LookupError(account_id)


def console_state(store: Store) -> Mapping[str, Any]:
    """What the console's first screen shows; the same as `GET /_console/api/state`."""
    raise LookupError("state")
