"""The gateway to Stripe: business words in, typed snapshots out. Nothing else imports the SDK.

Every write carries a deterministic idempotency key that the caller names after the business operation; links
that are used once (onboarding, dashboard) are the exception, because each click wants a fresh one. Errors leave as
`StripeUnavailable` (ask again) or `StripeRefused` (a definite no). All calls block: use them from a thread, and
never while a transaction is open.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import stripe

from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Movement
from thoughtcloud.payments import pages, snapshots
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.orders import (
    AccountOrder,
    CheckoutOrder,
    Purpose,
    RefundOrder,
    SavedCardOrder,
    TransferOrder,
)
from thoughtcloud.payments.snapshots import (
    AccountSnapshot,
    BalanceSnapshot,
    CheckoutSnapshot,
    HoldSnapshot,
    PaymentSnapshot,
    PayoutItemSnapshot,
    PayoutSnapshot,
    ShareSnapshot,
    TransferSnapshot,
)

# Seconds to connect and to wait for an answer; Stripe's slowest usual call takes a few.
TIMEOUT = (10.0, 20.0)
RETRIES = 2
# How old a signed event may be, in seconds (Stripe's own default).
TOLERANCE = 300
# Status codes that say nothing definite: our key is not accepted just now, a lock, too many calls.
INDEFINITE = (401, 409, 429)


class Gateway:
    """One Stripe account, or a server that speaks its API at `api_base`. Safe to share between threads."""

    def __init__(
        self,
        secret_key: str,
        api_base: str | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        retries: int = RETRIES,
    ) -> None:
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout),
        )

    # -- paying ------------------------------------------------------------------------------------------------

    def open_checkout(self, order: CheckoutOrder, key: str) -> CheckoutSnapshot:
        """Open a hosted page that reserves the price on a card, or only saves the card; nothing is taken.

        Either way the card is kept at Stripe, so that a hold can be placed on it later without the cardholder.
        """
        asked: Any = pages.saving(order) if order.saves_only else pages.reserving(order)
        with _translated():
            made = self._client.v1.checkout.sessions.create(asked, {"idempotency_key": key})
        return snapshots.checkout(made.to_dict())

    def checkout(self, checkout_id: str) -> CheckoutSnapshot:
        """Read a Checkout Session with the card that it saved, if that is what it is for."""
        with _translated():
            page = self._client.v1.checkout.sessions.retrieve(
                checkout_id, {"expand": ["setup_intent.payment_method"]}
            )
        return snapshots.checkout(page.to_dict())

    def create_customer(self, person_id: str, name: str, email: str, key: str) -> str:
        """Make a person known as a payer, so that cards can be saved; the customer's id."""
        with _translated():
            made = self._client.v1.customers.create(
                {"name": name, "email": email, "metadata": {"person": person_id}}, {"idempotency_key": key}
            )
        return made.id

    def prepare(self, order: SavedCardOrder, key: str) -> str:
        """Make the intent that will ask a saved card; nothing is asked of the bank yet. The intent's id."""
        with _translated():
            made = self._client.v1.payment_intents.create(
                {
                    "amount": order.amount.minor,
                    "currency": order.amount.currency,
                    "customer": order.customer_id,
                    "payment_method": order.method_id,
                    "allowed_payment_method_types": ["card"],
                    "capture_method": "manual" if order.purpose is Purpose.HOLD else "automatic",
                    "transfer_group": order.booking_id,
                    "description": order.title,
                    "metadata": {"booking": order.booking_id, "for": order.purpose.value},
                },
                {"idempotency_key": key},
            )
        return made.id

    def confirm_off_session(self, intent_id: str, key: str) -> None:
        """Ask the bank for what an intent was prepared for, without the cardholder being there."""
        with _translated():
            self._client.v1.payment_intents.confirm(intent_id, {"off_session": True}, {"idempotency_key": key})

    def challenge(self, intent_id: str, method_id: str, return_url: str, key: str) -> str:
        """Ask the bank again, now that the cardholder is there; the page on which it wants them to confirm.

        Empty when it agreed at once. They come back to `return_url` either way.
        """
        with _translated():
            intent = self._client.v1.payment_intents.confirm(
                intent_id, {"payment_method": method_id, "return_url": return_url}, {"idempotency_key": key}
            )
        return snapshots.challenge_url(intent.to_dict())

    def expire_checkout(self, checkout_id: str, key: str) -> None:
        """Close an open Checkout Session, so that nobody can pay on it any more."""
        with _translated():
            self._client.v1.checkout.sessions.expire(checkout_id, {}, {"idempotency_key": key})

    def payment(self, intent_id: str, booking_id: str) -> PaymentSnapshot:
        """Read a payment intent with its charge; once money was taken also its refunds, transfers and disputes."""
        v1 = self._client.v1
        with _translated():
            intent = v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge.balance_transaction"]})
            if intent.status != "succeeded":
                return snapshots.payment(intent.to_dict(), (), ())
            refunds = v1.refunds.list({"payment_intent": intent_id, "limit": 100})
            transfers = v1.transfers.list({"transfer_group": booking_id, "limit": 100})
            disputes = self._disputes(intent)
            return snapshots.payment(
                intent.to_dict(),
                tuple(each.to_dict() for each in refunds.auto_paging_iter()),
                tuple(self._with_all_reversals(transfers.auto_paging_iter())),
                disputes,
            )

    def _disputes(self, intent: stripe.PaymentIntent) -> tuple[Mapping[str, Any], ...]:
        charge = intent.latest_charge
        if not isinstance(charge, stripe.Charge) or not charge.disputed:
            return ()
        listed = self._client.v1.disputes.list({"payment_intent": intent.id, "limit": 100})
        return tuple(each.to_dict() for each in listed.auto_paging_iter())

    def _with_all_reversals(self, transfers: Iterable[stripe.Transfer]) -> Iterator[Mapping[str, Any]]:
        for transfer in transfers:
            answer = transfer.to_dict()
            if transfer.reversals.has_more:
                every = self._client.v1.transfers.reversals.list(transfer.id, {"limit": 100})
                answer["reversals"] = {"data": [each.to_dict() for each in every.auto_paging_iter()]}
            yield answer

    # -- settling ----------------------------------------------------------------------------------------------

    def capture(self, intent_id: str, key: str, amount: Money | None = None) -> None:
        """Take the whole sum that is held, or only `amount` of it: then Stripe releases the rest by itself."""
        with _translated():
            self._client.v1.payment_intents.capture(
                intent_id, {} if amount is None else {"amount_to_capture": amount.minor}, {"idempotency_key": key}
            )

    def void(self, intent_id: str, key: str) -> None:
        """Release a hold; nothing is charged."""
        with _translated():
            self._client.v1.payment_intents.cancel(
                intent_id, {"cancellation_reason": "requested_by_customer"}, {"idempotency_key": key}
            )

    def refund(self, order: RefundOrder, key: str) -> None:
        """Send money of a charge back to its card."""
        with _translated():
            self._client.v1.refunds.create(
                {
                    "payment_intent": order.intent_id,
                    "amount": order.amount.minor,
                    "reason": "requested_by_customer",
                    "metadata": {"booking": order.booking_id, "refund": order.mark},
                },
                {"idempotency_key": key},
            )

    def transfer(self, order: TransferOrder, key: str) -> None:
        """Send a share to a connected account. Bound to its charge, it need not wait for the charge's funds."""
        asked: Any = {
            "amount": order.amount.minor,
            "currency": order.amount.currency,
            "destination": order.destination,
            "transfer_group": order.booking_id,
            "metadata": {"booking": order.booking_id},
        }
        if order.charge_id is not None:
            asked["source_transaction"] = order.charge_id
        with _translated():
            self._client.v1.transfers.create(asked, {"idempotency_key": key})

    def reverse_transfer(self, transfer_id: str, booking_id: str, amount: Money, key: str) -> None:
        """Take `amount` of a transfer back from the connected account."""
        with _translated():
            self._client.v1.transfers.reversals.create(
                transfer_id,
                {"amount": amount.minor, "metadata": {"booking": booking_id}},
                {"idempotency_key": key},
            )

    def hand_in(self, dispute_id: str, evidence: Mapping[str, str], key: str) -> None:
        """Submit the evidence of a dispute to the bank, by the names of Stripe's fields; that can be done once."""
        asked: Any = {"evidence": dict(evidence), "submit": True}
        with _translated():
            self._client.v1.disputes.update(dispute_id, asked, {"idempotency_key": key})

    def accept_dispute(self, dispute_id: str, key: str) -> None:
        """Give a dispute up: the cardholder keeps the money. It cannot be taken back."""
        with _translated():
            self._client.v1.disputes.close(dispute_id, {}, {"idempotency_key": key})

    def disputes(self, since: datetime) -> Iterator[tuple[str, str]]:
        """The disputes opened from `since` on, as the ids of each and of its payment intent."""
        with _translated():
            for each in self._client.v1.disputes.list({"created": _span(since), "limit": 100}).auto_paging_iter():
                intent = each.payment_intent
                yield each.id, intent if isinstance(intent, str) else intent.id if intent else ""

    def share(self, transfer: TransferSnapshot) -> ShareSnapshot | None:
        """When the funds of a transfer clear on the mentor's side; None while Stripe does not say."""
        with _translated():
            there = self._client.v1.charges.retrieve(
                transfer.destination_payment,
                {"expand": ["balance_transaction"]},
                {"stripe_account": transfer.destination},
            )
        return snapshots.share(there.to_dict())

    # -- what there is -----------------------------------------------------------------------------------------

    def movements(self, since: datetime | None) -> Iterator[Movement]:
        """The platform's balance transactions from `since` on, from the first one if None."""
        with _translated():
            for each in self._client.v1.balance_transactions.list(
                {"created": _span(since), "limit": 100, "expand": ["data.source"]}
            ).auto_paging_iter():
                yield snapshots.movement(each.to_dict())

    def balance(self, account_id: str | None = None) -> tuple[BalanceSnapshot, ...]:
        """What the platform, or a connected account, has at Stripe."""
        options: stripe.RequestOptions = {"stripe_account": account_id} if account_id else {}
        with _translated():
            return snapshots.balance(self._client.v1.balance.retrieve({}, options).to_dict())

    def holds(self, since: datetime | None, until: datetime) -> Iterator[HoldSnapshot]:
        """Payment intents made in that time that reserve money on a card now."""
        with _translated():
            for each in self._client.v1.payment_intents.list(
                {"created": _span(since, until), "limit": 100}
            ).auto_paging_iter():
                if each.status == "requires_capture":
                    yield snapshots.hold(each.to_dict())

    # -- connected accounts ------------------------------------------------------------------------------------

    def create_account(self, order: AccountOrder, key: str) -> AccountSnapshot:
        """Create a connected account with a dashboard of Stripe's own, to which the platform sends transfers."""
        with _translated():
            made = self._client.v1.accounts.create(
                {
                    "country": order.country,
                    "email": order.email,
                    "business_type": "individual",
                    "business_profile": {"product_description": "Mentoring sessions", "url": order.page_url},
                    "capabilities": {"transfers": {"requested": True}},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "requirement_collection": "stripe",
                        "stripe_dashboard": {"type": "express"},
                    },
                    "metadata": {"mentor": order.mentor_id},
                },
                {"idempotency_key": key},
            )
        return snapshots.account(made.to_dict())

    def account(self, account_id: str) -> AccountSnapshot:
        """Read a connected account."""
        with _translated():
            return snapshots.account(self._client.v1.accounts.retrieve(account_id).to_dict())

    def onboarding_link(self, account_id: str, *, refresh_url: str, return_url: str) -> str:
        """A fresh address of Stripe's onboarding pages; good once and for minutes."""
        with _translated():
            link = self._client.v1.account_links.create(
                {
                    "account": account_id,
                    "type": "account_onboarding",
                    "refresh_url": refresh_url,
                    "return_url": return_url,
                }
            )
        return link.url

    def login_link(self, account_id: str) -> str:
        """A fresh address of the mentor's own dashboard at Stripe."""
        with _translated():
            return self._client.v1.accounts.login_links.create(account_id).url

    def payouts(self, account_id: str, limit: int = 100) -> tuple[PayoutSnapshot, ...]:
        """The latest payouts of a connected account, oldest first."""
        asked: Any = {"limit": limit, "expand": ["data.destination"]}
        with _translated():
            listed = self._client.v1.payouts.list(asked, {"stripe_account": account_id})
        return tuple(snapshots.payout(each.to_dict()) for each in reversed(listed.data))

    def payout_items(self, account_id: str, payout_id: str) -> tuple[PayoutItemSnapshot, ...]:
        """The movements that an automatic payout of a connected account pays out, the payout itself left out."""
        asked: Any = {"payout": payout_id, "limit": 100, "expand": ["data.source"]}
        with _translated():
            listed = self._client.v1.balance_transactions.list(asked, {"stripe_account": account_id})
            items = [snapshots.payout_item(each.to_dict()) for each in listed.auto_paging_iter()]
        return tuple(item for item in items if item.source != payout_id)


def _span(since: datetime | None, until: datetime | None = None) -> Any:
    """A filter on when objects were made."""
    ends = {"lt": int(until.timestamp())} if until else {}
    return {"gte": int(since.timestamp()) if since else 0, **ends}


def signed_by(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Whether one of our endpoint secrets signed these very bytes within the last five minutes."""
    # The library cannot compare what is not ASCII, and Stripe sends nothing else.
    return header.isascii() and any(_signed(body, header, secret) for secret in secrets)


def _signed(body: bytes, header: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        raise _failure(error) from error


def _failure(error: stripe.StripeError) -> StripeUnavailable | StripeRefused:
    status = error.http_status or 0
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    replayed = headers.get("idempotent-replayed") == "true"
    text = error.user_message or type(error).__name__
    if 400 <= status < 500 and status not in INDEFINITE:
        # Not every exception class of the SDK carries the code; the answer's body does.
        code = error.code or getattr(error.error, "code", None)
        decline = getattr(error.error, "decline_code", None) or ""
        remembered = replayed or isinstance(error, stripe.IdempotencyError)
        parameter = str(getattr(error, "param", None) or "")
        return StripeRefused(code or "", text, decline, parameter=parameter, remembered=remembered)
    if status >= 500 and replayed:
        # Stripe keeps the first answer to a key, its own failures included: this key will never succeed.
        return StripeRefused("key_answered_with_failure", text, remembered=True)
    return StripeUnavailable(f"{status or 'no answer'}: {text}")
