"""The sandbox broken on purpose: a tool that shows whether its tests notice.

`python -m tests.sandbox.mutations` breaks a copy in one way after the other and runs `tests/sandbox` against each,
first the one test that is known to notice. It ends with 1 if one goes unnoticed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = "thoughtcloud/sandbox"
COPIED = ("thoughtcloud", "tests", "pyproject.toml")
SUITE = "tests/sandbox"
# The tests of this tool, and those that need Stripe's own client, would only take time.
LEFT_OUT = ("--ignore=tests/sandbox/test_mutations.py", "--ignore=tests/sandbox/test_stripe_cli.py")
FAILED = 1


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to break it: `old` stands once in the file and becomes `new`; `noticed_by` is a test that fails."""

    what: str
    path: str
    old: str
    new: str
    noticed_by: str

    def broken(self, text: str) -> str:
        """The file's text with the mutation; ValueError if it does not apply just once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.path} has this {text.count(self.old)} times: {self.old}")
        return text.replace(self.old, self.new)


MUTATIONS = (
    Mutation(
        "a hold is shown as money",
        "resources/confirmation.py",
        'call.change(intent, status="requires_capture", amount',
        'call.change(intent, status="succeeded", amount',
        "test_payment_intents.py::test_a_hold_is_not_money_yet",
    ),
    Mutation(
        "a capture is not told",
        "resources/payment_intents.py",
        'events.emit(call, "charge.captured", charge)',
        "pass",
        "test_payment_intents.py::test_events_come_in_the_order_in_which_things_happen",
    ),
    Mutation(
        "a reversal may take one cent more than was sent",
        "resources/transfer_reversals.py",
        "if amount > left:",
        "if amount > left + 1:",
        "test_connect.py::test_a_reversal_takes_the_share_back",
    ),
    Mutation(
        "Stripe's fee is not taken",
        "resources/captures.py",
        "fees=(book.Fee(book.fee_on(amount)), *book.application_fee(share)),",
        "fees=book.application_fee(share),",
        "test_payment_intents.py::test_a_capture_books_the_amount_less_the_fee",
    ),
    Mutation(
        "the signature is over the wrong text",
        "deliveries.py",
        'f"{timestamp}.{payload}"',
        'f"{timestamp}{payload}"',
        "test_webhooks.py::test_deliveries_carry_a_signature_that_the_sdk_accepts",
    ),
    Mutation(
        "a hold never lapses",
        "resources/charges.py",
        'call.store.plan(capture_before, "hold", charge["id"])',
        "pass",
        "test_payment_intents.py::test_a_hold_lapses_after_seven_days",
    ),
    Mutation(
        "a hold without the cardholder lasts five days",
        "resources/charges.py",
        "4 * 86_400 + 18 * 3_600",
        "5 * 86_400",
        "test_payment_intents.py::test_a_visa_hold_without_the_cardholder_lapses_sooner",
    ),
    Mutation(
        "a partial capture does not release the rest",
        "resources/captures.py",
        'amount_refunded=charge["amount"] - amount,',
        "amount_refunded=0,",
        "test_payment_intents.py::test_a_partial_capture_releases_the_rest",
    ),
    Mutation(
        "idempotency keys are forgotten",
        "api.py",
        "if kept is not None:",
        "if kept is not None and not key:",
        "test_idempotency.py::test_the_same_request_is_carried_out_once",
    ),
    Mutation(
        "one cent too many can be refunded",
        "resources/refunds.py",
        "if amount > left:",
        "if amount > left + 1:",
        "test_refunds.py::test_only_what_was_captured_can_be_refunded",
    ),
    Mutation(
        "refunds on their way do not count",
        "resources/refunds.py",
        'charge["amount_refunded"] - waiting)',
        'charge["amount_refunded"])',
        "test_refunds.py::test_refunds_on_their_way_count_as_given",
    ),
    Mutation(
        "earlier transfers from a charge do not count",
        "resources/transfers.py",
        'if sent + amount > source["amount_captured"]:',
        'if amount > source["amount_captured"]:',
        "test_connect.py::test_no_more_than_the_charge_can_be_transferred_from_it",
    ),
    Mutation(
        "a dispute costs no fee",
        "resources/disputes.py",
        "FEE = 1500",
        "FEE = 0",
        "test_disputes.py::test_a_dispute_waits_for_the_capture",
    ),
    Mutation(
        "a cent of a won dispute stays away",
        "resources/disputes.py",
        'dispute["amount"], "dispute_reversal"',
        'dispute["amount"] - 1, "dispute_reversal"',
        "test_disputes.py::test_money_of_a_won_dispute_is_back_less_the_fee",
    ),
    Mutation(
        "an inquiry that becomes a chargeback takes no money",
        "resources/disputes.py",
        "before = dict(dispute)\n    _withdraw(call, dispute)",
        "before = dict(dispute)",
        "test_disputes.py::test_an_inquiry_can_become_a_chargeback",
    ),
    Mutation(
        "staged evidence stays where it is",
        "resources/disputes.py",
        'params.get("submit", "evidence" in params)',
        '"evidence" in params',
        "test_disputes.py::test_staged_evidence_is_submitted_by_submit_alone",
    ),
    Mutation(
        "a payment that may redirect needs no way back",
        "resources/redirects.py",
        "if return_url or not redirects or",
        "if not return_url or not redirects or",
        "test_payment_intents.py::test_an_intent_without_a_card_waits_for_one",
    ),
    Mutation(
        "the platform's fee goes back whole after a partial refund",
        "resources/refunds.py",
        'share = fee["amount"] * amount // charge["amount_captured"]',
        'share = fee["amount"]',
        "test_connect.py::test_a_destination_charge_transfers_at_capture_less_the_fee",
    ),
    Mutation(
        "the platform's fee is forgotten on a connected account's own charge",
        "resources/captures.py",
        'return 0 if call.account == call.platform else min(charge["application_fee_amount"] or 0, amount)',
        "return 0",
        "test_application_fees.py::test_a_direct_charge_pays_both_fees_on_the_connected_account",
    ),
    Mutation(
        "a cent of a failed payout is lost",
        "resources/payouts.py",
        '"payout_failure", payout["amount"])',
        '"payout_failure", payout["amount"] - 1)',
        "test_connect.py::test_a_bank_may_send_a_payout_back",
    ),
    Mutation(
        "funds are available a day early",
        "book.py",
        "SETTLEMENT_DAYS = 2",
        "SETTLEMENT_DAYS = 1",
        "test_connect.py::test_money_is_available_at_the_second_midnight",
    ),
    Mutation(
        "the platform's endpoint hears connected accounts",
        "events.py",
        'bool(record.inner["connect"]) != connected',
        "False",
        "test_webhooks.py::test_connected_accounts_events_go_to_connect_endpoints",
    ),
    Mutation(
        "an update does not tell what was before",
        "events.py",
        'if previous and type.endswith(".updated"):',
        "if previous and not type:",
        "test_webhooks.py::test_an_update_tells_only_what_differed",
    ),
    Mutation(
        "3-D Secure is skipped",
        "resources/confirmation.py",
        "return challenge is Challenge.always",
        "return False",
        "test_payment_intents.py::test_three_d_secure_stops_before_any_charge",
    ),
    Mutation(
        "a bank's refusal is ignored",
        "resources/confirmation.py",
        "if card.decline is not None:",
        "if card.decline is not None and card.decline_attach:",
        "test_payment_intents.py::test_declines_leave_a_failed_charge",
    ),
    Mutation(
        "unknown parameters are taken",
        "validation.py",
        "findings.unknown.append(path)",
        "pass",
        "test_errors.py::test_wrong_parameters_are_named",
    ),
    Mutation(
        "a live key is accepted",
        "api.py",
        'TEST_KEY = "sk_test_"',
        'TEST_KEY = "sk_"',
        "test_errors.py::test_only_secret_test_keys_are_accepted",
    ),
    Mutation(
        "held money completes Checkout as paid",
        "resources/payment_pages.py",
        '"paid" if paid else "unpaid"',
        '"paid"',
        "test_checkout.py::test_paying_holds_the_money_and_completes_unpaid",
    ),
    Mutation(
        "lists begin with the oldest",
        "store.py",
        'order = "ASC" if oldest_first else "DESC"',
        'order = "ASC"',
        "test_checkout.py::test_lists_are_paged_by_cursor",
    ),
    Mutation(
        "a refused attempt leaves no trace",
        "errors.py",
        "keeps=True,",
        "keeps=False,",
        "test_idempotency.py::test_a_failure_after_execution_began_is_kept",
    ),
)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of what the sandbox and its tests are made of, for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="broken-sandbox-") as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        yield Path(folder)


def first_failure(copy: Path, mutation: Mutation, tests: list[str]) -> str:
    """The test that fails first with the mutation; empty if all pass."""
    file = copy / SOURCE / mutation.path
    whole = file.read_text()
    file.write_text(mutation.broken(whole))
    try:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    finally:
        file.write_text(whole)
    if done.returncode == 0:
        return ""
    found = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode != FAILED or found is None:
        raise RuntimeError(done.stdout[-2_000:] + done.stderr[-2_000:])
    return found[1]


def known_test(mutation: Mutation) -> str:
    """The test that is known to notice it."""
    return f"{SUITE}/{mutation.noticed_by}"


def main() -> int:
    """Breaks it in every way and says which tests noticed; the exit code."""
    unnoticed = 0
    with copied() as copy:
        for number, mutation in enumerate(MUTATIONS, start=1):
            started = time.monotonic()
            failure = first_failure(copy, mutation, [known_test(mutation)])
            failure = failure or first_failure(copy, mutation, [SUITE, *LEFT_OUT])
            unnoticed += not failure
            told = failure.removeprefix(f"{SUITE}/") or "NOBODY"
            print(f"{number:2} {mutation.what}: {told} ({time.monotonic() - started:.0f} s)", flush=True)
    print(f"{len(MUTATIONS) - unnoticed} of {len(MUTATIONS)} noticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
