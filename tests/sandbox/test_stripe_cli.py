"""Stripe's own command-line client believes the sandbox: its triggers run and bring their events."""

import time
from pathlib import Path

import pytest

from tests.contract.stripe_contract import stripe_contract
from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console
from tests.sandbox.stripe_cli import trigger

PATIENCE_SECONDS = 60.0


@pytest.mark.parametrize(
    "event",
    [
        "account.updated",
        "balance.available",
        "charge.captured",
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.failed",
        "charge.refund.updated",
        "charge.refunded",
        "charge.succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "customer.created",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.requires_action",
        "payment_intent.succeeded",
        "payment_method.attached",
        "payout.created",
        "payout.updated",
        "setup_intent.requires_action",
        "setup_intent.setup_failed",
        "setup_intent.succeeded",
        "transfer.created",
        "transfer.reversed",
    ],
)
def test_stripes_client_triggers(merchant: Merchant, console: Console, tmp_path: Path, event: str) -> None:
    # Stripe's client takes a test account with money for granted.
    merchant.charge(1_000_000, "usd", card="pm_card_bypassPending")
    console.advance(1)
    before = len(console.events())
    done = trigger(event, merchant.base_url, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    until = time.monotonic() + PATIENCE_SECONDS
    while event not in [each["type"] for each in console.events()[before:]]:
        assert time.monotonic() < until, [each["type"] for each in console.events()[before:]]
        time.sleep(0.1)
    assert [found for each in console.events() for found in stripe_contract().check_event(each)] == []
