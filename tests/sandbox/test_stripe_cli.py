"""Stripe's own command-line client believes the sandbox: its triggers run, bring their events, and every word of
the two is as Stripe's description says.

The client names no version, so it is answered in the pinned one, and its requests are held against that too. Two
things are not compared: a parameter that the pinned version has removed, and the two calls with which the client
completes a Checkout session, which Stripe does not describe (see `tests/contract/recording.py`).
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.recording import UNPUBLISHED, Exchange
from tests.contract.stripe_contract import stripe_contract
from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console, SandboxProcess, running_sandbox
from tests.sandbox.stripe_cli import trigger

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client") / "exchanges.jsonl"


@pytest.fixture(scope="module")
def process(said: Path) -> Iterator[SandboxProcess]:
    """A sandbox that writes down what is said to it."""
    with running_sandbox(record=said) as sandbox:
        yield sandbox


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
def test_stripes_client_triggers(
    merchant: Merchant, console: Console, said: Path, tmp_path: Path, event: str
) -> None:
    # Stripe's client takes a test account with money for granted.
    merchant.charge(1_000_000, "usd", card="pm_card_bypassPending")
    console.advance(1)
    said.write_text("")
    before = len(console.events())
    done = trigger(event, merchant.base_url, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    until = time.monotonic() + PATIENCE_SECONDS
    while event not in [each["type"] for each in console.events()[before:]]:
        assert time.monotonic() < until, [each["type"] for each in console.events()[before:]]
        time.sleep(0.1)
    assert [found for each in console.events() for found in stripe_contract().check_event(each)] == []
    exchanges = [Exchange.of(line) for line in said.read_text("utf-8").splitlines()]
    assert {each.version for each in exchanges} == {""}
    compared = [each for each in exchanges if not each.path.startswith(UNPUBLISHED)]
    assert compared
    assert [found for each in compared for found in each.findings()] == []
