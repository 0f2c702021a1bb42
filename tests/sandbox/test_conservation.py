"""Random legal and illegal steps: money is conserved, states follow Stripe's graph, every change is told."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.contract.stripe_contract import stripe_contract
from thoughtcloud.sandbox import api, book, due, hosted, operations, resources, validation
from thoughtcloud.sandbox.call import Call, platform_id
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.store import Store

DAY = 86_400
# Where each status of a payment intent may go (Stripe's life cycle of intents).
GRAPH = {
    "requires_payment_method": {
        "requires_confirmation",
        "requires_action",
        "requires_capture",
        "succeeded",
        "canceled",
    },
    "requires_confirmation": {
        "requires_payment_method",
        "requires_action",
        "requires_capture",
        "succeeded",
        "canceled",
    },
    "requires_action": {
        "requires_payment_method",
        "requires_confirmation",
        "requires_capture",
        "succeeded",
        "canceled",
    },
    "requires_capture": {"succeeded", "canceled"},
    "succeeded": set[str](),
    "canceled": set[str](),
}
CARDS = (
    "pm_card_visa",
    "pm_card_bypassPending",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
    "pm_card_createDispute",
)
AMOUNTS = st.integers(-1, 12_000)
TOLD_WHOLE = ("payment_intent", "refund", "transfer", "payout", "checkout.session")


class Marketplace(RuleBasedStateMachine):
    """A platform, its mentors and their money, driven through the API without a socket."""

    intents: Bundle[str] = Bundle("intents")
    transfers: Bundle[str] = Bundle("transfers")
    payouts: Bundle[str] = Bundle("payouts")

    def __init__(self) -> None:
        super().__init__()
        resources.load()
        self.store = Store(Clock())
        self.statuses: dict[str, str] = {}
        self.mentor = ""

    def teardown(self) -> None:
        self.store.close()

    def ask(self, method: str, path: str, account: str | None = None, **sent: Any) -> tuple[int, Any]:
        """One call, checked against the contract; the answer's status and body."""
        due.catch_up(self.store)
        found = operations.find(method, path)
        assert found is not None, path
        operation, ids = found
        owner = account or platform_id(self.store)
        params = validation.read(operation.type, _as_form(sent), template=operation.template)
        call = Call(self.store, self.store.clock.now(), owner, params, ids, path)
        status, body = api.run(operation.handler, call)
        assert stripe_contract().check_response(method, path, status, body) == []
        return status, body

    @initialize()
    def open(self) -> None:
        wanted: dict[str, Any] = {"type": "express", "capabilities": {"transfers": {"requested": True}}}
        self.mentor = self.ask("POST", "/v1/accounts", **wanted)[1]["id"]
        form = hosted.Onboarding("Jenny", "Rosen", "DE89370400440532013000", "DE", accept_terms=True)
        hosted.submit_onboarding(self.store, self.mentor, form)

    @rule(
        target=intents,
        amount=st.integers(50, 10_000),
        currency=st.sampled_from(("eur", "jpy")),
        card=st.sampled_from(CARDS),
        manual=st.booleans(),
        share=st.sampled_from((0, 0, 10, 50)),
    )
    def pay(self, amount: int, currency: str, card: str, manual: bool, share: int) -> str:
        sent: dict[str, Any] = {"amount": amount, "currency": currency, "payment_method": card}
        sent["capture_method"] = "manual" if manual else "automatic_async"
        if share:
            sent |= {"transfer_data": {"destination": self.mentor}, "application_fee_amount": share}
        _, intent = self.ask("POST", "/v1/payment_intents", **sent)
        self.ask("POST", f"/v1/payment_intents/{intent['id']}/confirm")
        return str(intent["id"])

    @rule(intent=intents, amount=st.none() | AMOUNTS)
    def capture(self, intent: str, amount: int | None) -> None:
        self.ask("POST", f"/v1/payment_intents/{intent}/capture", amount_to_capture=amount)

    @rule(intent=intents)
    def cancel(self, intent: str) -> None:
        self.ask("POST", f"/v1/payment_intents/{intent}/cancel")

    @rule(intent=intents)
    def confirm_again(self, intent: str) -> None:
        self.ask("POST", f"/v1/payment_intents/{intent}/confirm", payment_method="pm_card_visa")

    @rule(intent=intents, amount=st.none() | AMOUNTS, whole=st.booleans())
    def refund(self, intent: str, amount: int | None, whole: bool) -> None:
        back: dict[str, Any] = {"reverse_transfer": True, "refund_application_fee": True}
        self.ask("POST", "/v1/refunds", payment_intent=intent, amount=amount, **(back if whole else {}))

    @rule(target=transfers, intent=intents, amount=AMOUNTS, from_charge=st.booleans())
    def transfer(self, intent: str, amount: int, from_charge: bool) -> str:
        _, paid = self.ask("GET", f"/v1/payment_intents/{intent}")
        source = paid["latest_charge"] if from_charge else None
        sent = {"amount": amount, "currency": paid["currency"], "destination": self.mentor}
        status, made = self.ask("POST", "/v1/transfers", **sent, source_transaction=source)
        return str(made["id"]) if status == 200 else ""

    @rule(transfer=transfers, amount=st.none() | AMOUNTS)
    def reverse(self, transfer: str, amount: int | None) -> None:
        if transfer:
            self.ask("POST", f"/v1/transfers/{transfer}/reversals", amount=amount)

    @rule(target=payouts, amount=AMOUNTS, currency=st.sampled_from(("eur", "jpy")))
    def pay_out(self, amount: int, currency: str) -> str:
        status, made = self.ask("POST", "/v1/payouts", self.mentor, amount=amount, currency=currency)
        return str(made["id"]) if status == 200 else ""

    @rule(payout=payouts)
    def stop_payout(self, payout: str) -> None:
        if payout:
            self.ask("POST", f"/v1/payouts/{payout}/cancel", self.mentor)

    @rule(evidence=st.sampled_from(("winning_evidence", "losing_evidence")))
    def answer_disputes(self, evidence: str) -> None:
        for dispute in self.ask("GET", "/v1/disputes")[1]["data"]:
            if dispute["status"] == "needs_response":
                self.ask("POST", f"/v1/disputes/{dispute['id']}", evidence={"uncategorized_text": evidence})

    @rule(seconds=st.sampled_from((1, 3600, DAY, 8 * DAY)))
    def wait(self, seconds: int) -> None:
        self.store.clock.advance(seconds)
        due.catch_up(self.store)

    # ---- what always holds

    @invariant()
    def the_book_is_sound(self) -> None:
        assert book.discrepancies(self.store) == []
        transit = self.store.rows(
            "SELECT currency, amount FROM sums WHERE holder=? AND amount<>0", (book.TRANSIT,)
        )
        assert transit == []

    @invariant()
    def balances_are_their_transactions(self) -> None:
        for account in (platform_id(self.store), self.mentor):
            records = [each.data for each in self.store.select("balance_transaction", account or None)]
            for bucket in (book.PENDING, book.AVAILABLE):
                for currency, amount in book.held(self.store, account, bucket).items():
                    own = [each for each in records if (each["status"], each["currency"]) == (bucket, currency)]
                    assert sum(each["net"] for each in own) == amount

    @invariant()
    def nothing_is_given_twice(self) -> None:
        platform = platform_id(self.store)
        for record in self.store.select("charge", platform):
            charge = record.data
            assert 0 <= charge["amount_refunded"] <= charge["amount"]
            sent = self.store.select("transfer", platform, {"source_transaction": charge["id"]})
            assert sum(each.data["amount"] for each in sent) <= charge["amount_captured"]
        for record in self.store.select("transfer", platform):
            assert 0 <= record.data["amount_reversed"] <= record.data["amount"]

    @invariant()
    def statuses_follow_the_graph(self) -> None:
        for record in self.store.select("payment_intent", platform_id(self.store)):
            intent = record.data
            before = self.statuses.get(intent["id"], "requires_payment_method")
            assert intent["status"] == before or _reaches(before, intent["status"]), (before, intent["status"])
            self.statuses[intent["id"]] = intent["status"]

    @invariant()
    def every_change_was_told(self) -> None:
        told: dict[str, Any] = {}
        for record in self.store.select("event", None, oldest_first=True):
            told[record.data["data"]["object"].get("id", "")] = record.data["data"]["object"]
        for kind in TOLD_WHOLE:
            for record in self.store.select(kind, None):
                if not record.data["id"].startswith("pyr_"):
                    assert told[record.data["id"]] == record.data


def _reaches(start: str, end: str) -> bool:
    """Whether one step, or a refused attempt in between, leads there."""
    return end in GRAPH[start] or any(end in GRAPH[between] for between in GRAPH[start])


def _as_form(sent: Any) -> Any:
    """Python values as a form carries them; None is left out."""
    if isinstance(sent, dict):
        return {name: _as_form(value) for name, value in sent.items() if value is not None}
    return str(sent).lower() if isinstance(sent, bool) else str(sent)


TestMarketplace = Marketplace.TestCase
TestMarketplace.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
