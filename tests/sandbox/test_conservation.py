"""Random legal and illegal steps: money is conserved, states follow Stripe's graphs, every change is told.

`SANDBOX_EXAMPLES=500 SANDBOX_STEPS=100 pytest tests/sandbox/test_conservation.py` does it for long.
"""

import os
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.sandbox.desk import Desk
from tests.sandbox.test_anything import Stranger
from thoughtcloud.sandbox import book, hosted, operations
from thoughtcloud.sandbox.call import happening
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.resources import confirmation

EXAMPLES = int(os.environ.get("SANDBOX_EXAMPLES", "30"))
STEPS = int(os.environ.get("SANDBOX_STEPS", "25"))
DAY = 86_400
DISPUTE_FEE = 1_500
WAYS = ("plain", "destination", "share", "direct", "behalf")
_ATTEMPT = {"requires_payment_method", "requires_action", "canceled", "succeeded"}
# Where each status may go (Stripe's life cycles). Attempts that fail in between are steps of their own.
GRAPHS: dict[str, dict[str, set[str]]] = {
    "payment_intent": {
        "requires_payment_method": {*_ATTEMPT, "requires_confirmation", "requires_capture"},
        "requires_confirmation": {*_ATTEMPT, "requires_capture"},
        "requires_action": {*_ATTEMPT, "requires_confirmation", "requires_capture"},
        "requires_capture": {"succeeded", "canceled"},
        "succeeded": set(),
        "canceled": set(),
    },
    "setup_intent": {
        "requires_payment_method": {*_ATTEMPT, "requires_confirmation"},
        "requires_confirmation": _ATTEMPT,
        "requires_action": {*_ATTEMPT, "requires_confirmation"},
        "succeeded": set(),
        "canceled": set(),
    },
    "refund": {"pending": {"succeeded", "canceled"}, "succeeded": {"failed"}, "failed": set(), "canceled": set()},
    "payout": {
        "pending": {"in_transit", "canceled", "paid", "failed"},
        "in_transit": {"paid", "failed"},
        "paid": set(),
        "failed": set(),
        "canceled": set(),
    },
    "dispute": {
        "needs_response": {"under_review", "lost"},
        "under_review": {"won", "lost"},
        "warning_needs_response": {"warning_under_review", "warning_closed"},
        "warning_under_review": {"warning_closed", "needs_response"},
        "warning_closed": set(),
        "won": set(),
        "lost": set(),
    },
    "checkout.session": {"open": {"complete", "expired"}, "complete": set(), "expired": set()},
    "charge": {"succeeded": set(), "failed": set()},
}
CARDS = (
    "pm_card_visa",
    "pm_card_bypassPending",
    "pm_card_visa_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
    "pm_card_createDispute",
    "pm_card_createDisputeInquiry",
)
NUMBERS = {"pm_card_visa": "4242424242424242", "pm_card_authenticationRequired": "4000002760003184"}
EVIDENCE = ("winning_evidence", "losing_evidence", "escalate_inquiry_evidence", "neither")
BACK = "https://shop.test/back"
AMOUNTS = st.integers(-1, 12_000)
# What an event must have told whole, and what it must have told of the kinds that also change in silence.
TOLD_WHOLE = ("payment_intent", "setup_intent", "refund", "transfer", "payout", "dispute", "application_fee")
TOLD_IN_PART = {
    "charge": ("status", "paid", "captured", "amount_captured", "application_fee", "transfer"),
    "checkout.session": ("status", "payment_status", "url"),
    "account": ("capabilities", "charges_enabled", "payouts_enabled", "requirements"),
}
MONEY_MOVES = (
    "POST /v1/application_fees/{}/refunds",
    "POST /v1/charges",
    "POST /v1/charges/{}/capture",
    "POST /v1/checkout/sessions/{}/expire",
    "POST /v1/disputes/{}/close",
    "POST /v1/payment_intents/{}/cancel",
    "POST /v1/payment_intents/{}/capture",
    "POST /v1/payment_intents/{}/confirm",
    "POST /v1/payment_pages/{}/confirm",
    "POST /v1/payouts",
    "POST /v1/payouts/{}/cancel",
    "POST /v1/refunds",
    "POST /v1/refunds/{}/cancel",
    "POST /v1/setup_intents/{}/cancel",
    "POST /v1/transfers",
    "POST /v1/transfers/{}/reversals",
)
Objects = list[dict[str, Any]]


class Marketplace(RuleBasedStateMachine):
    """A platform, two mentors and their money, driven through the API without a socket."""

    intents: Bundle[tuple[str, str]] = Bundle("intents")
    sessions: Bundle[str] = Bundle("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.told: dict[str, Any] = {}
        self.mentors: list[str] = []
        offered = {f"{each.method} {each.template}": each for each in operations.offered()}
        self.moves = [offered[name] for name in MONEY_MOVES]

    def teardown(self) -> None:
        self.desk.close()

    @initialize()
    def open(self) -> None:
        schedule = {"payouts": {"schedule": {"interval": "manual"}}}
        self.mentors = [self.desk.mentor(), self.desk.mentor(settings=schedule)]

    # ---- steps

    @rule(
        target=intents,
        amount=st.integers(50, 10_000),
        currency=st.sampled_from(("eur", "jpy")),
        card=st.sampled_from(CARDS),
        manual=st.booleans(),
        way=st.sampled_from(WAYS),
        mentor=st.integers(0, 1),
        share=st.integers(1, 9_000),
    )
    def pay(
        self, amount: int, currency: str, card: str, manual: bool, way: str, mentor: int, share: int
    ) -> tuple[str, str]:
        account = self.mentors[mentor]
        at = account if way == "direct" else self.desk.platform
        sent: dict[str, Any] = {"amount": amount, "currency": currency, "payment_method": card}
        sent["capture_method"] = "manual" if manual else "automatic_async"
        destination: dict[str, Any] = {"destination": account}
        if way == "share":
            destination["amount"] = share
        if way in ("destination", "share", "behalf"):
            sent["transfer_data"] = destination
        if way in ("destination", "direct"):
            sent["application_fee_amount"] = share
        if way == "behalf":
            sent["on_behalf_of"] = account
        status, intent = self.desk.ask("POST", "/v1/payment_intents", at, **sent)
        if status == 200:
            self.desk.ask("POST", f"/v1/payment_intents/{intent['id']}/confirm", at, return_url=BACK)
        return at, str(intent.get("id", "pi_none"))

    @rule(intent=intents, amount=st.none() | AMOUNTS, fee=st.none() | AMOUNTS)
    def capture(self, intent: tuple[str, str], amount: int | None, fee: int | None) -> None:
        at, id = intent
        sent = {"amount_to_capture": amount, "application_fee_amount": fee}
        self.desk.ask("POST", f"/v1/payment_intents/{id}/capture", at, **sent)

    @rule(intent=intents)
    def cancel(self, intent: tuple[str, str]) -> None:
        self.desk.ask("POST", f"/v1/payment_intents/{intent[1]}/cancel", intent[0])

    @rule(intent=intents, card=st.sampled_from(CARDS))
    def confirm_again(self, intent: tuple[str, str], card: str) -> None:
        sent = {"payment_method": card, "return_url": BACK}
        self.desk.ask("POST", f"/v1/payment_intents/{intent[1]}/confirm", intent[0], **sent)

    @rule(authenticated=st.booleans())
    def answer_challenges(self, authenticated: bool) -> None:
        for record in self.desk.store.select("payment_intent", None, {"status": "requires_action"}):
            if record.inner["checkout_session"] is None:
                with happening(self.desk.store, record.account) as call:
                    try:
                        confirmation.finish_challenge(call, record.data, authenticated)
                    except StripeError as refusal:
                        assert refusal.keeps

    @rule(intent=intents, amount=st.none() | AMOUNTS, reverse=st.booleans(), fee=st.booleans())
    def refund(self, intent: tuple[str, str], amount: int | None, reverse: bool, fee: bool) -> None:
        back: dict[str, Any] = {"reverse_transfer": reverse or None, "refund_application_fee": fee or None}
        self.desk.ask("POST", "/v1/refunds", intent[0], payment_intent=intent[1], amount=amount, **back)

    @rule(intent=intents, amount=AMOUNTS, from_charge=st.booleans(), mentor=st.integers(0, 1))
    def transfer(self, intent: tuple[str, str], amount: int, from_charge: bool, mentor: int) -> None:
        status, paid = self.desk.ask("GET", f"/v1/payment_intents/{intent[1]}", intent[0])
        if status == 200:
            source = paid["latest_charge"] if from_charge else None
            sent = {"amount": amount, "currency": paid["currency"], "destination": self.mentors[mentor]}
            self.desk.ask("POST", "/v1/transfers", **sent, source_transaction=source)

    @rule(amount=st.none() | AMOUNTS)
    def reverse_the_last_transfer(self, amount: int | None) -> None:
        for transfer in self.desk.made("GET", "/v1/transfers", limit=1)["data"]:
            self.desk.ask("POST", f"/v1/transfers/{transfer['id']}/reversals", amount=amount)

    @rule(amount=AMOUNTS, currency=st.sampled_from(("eur", "jpy")), mentor=st.integers(0, 1))
    def pay_out(self, amount: int, currency: str, mentor: int) -> None:
        self.desk.ask("POST", "/v1/payouts", self.mentors[mentor], amount=amount, currency=currency)

    @rule(broken=st.booleans(), mentor=st.integers(0, 1))
    def name_another_bank(self, broken: bool, mentor: int) -> None:
        iban = "DE62370400440532013001" if broken else "DE89370400440532013000"
        self.desk.onboard(self.mentors[mentor], iban)

    @rule(evidence=st.sampled_from(EVIDENCE))
    def answer_disputes(self, evidence: str) -> None:
        for at in (self.desk.platform, *self.mentors):
            for dispute in self.desk.made("GET", "/v1/disputes", at)["data"]:
                sent = {"uncategorized_text": evidence}
                self.desk.ask("POST", f"/v1/disputes/{dispute['id']}", at, evidence=sent)

    @rule(target=sessions, setup=st.booleans(), manual=st.booleans())
    def open_checkout(self, setup: bool, manual: bool) -> str:
        if setup:
            sent: dict[str, Any] = {"mode": "setup", "currency": "eur"}
        else:
            price = {"currency": "eur", "unit_amount": 4_000, "product_data": {"name": "Hour"}}
            sent = {"mode": "payment", "line_items": [{"quantity": 1, "price_data": price}]}
            sent["payment_intent_data"] = {"capture_method": "manual" if manual else "automatic_async"}
        return str(self.desk.made("POST", "/v1/checkout/sessions", success_url="https://a.test", **sent)["id"])

    @rule(session=sessions, card=st.sampled_from(sorted(NUMBERS)), authenticated=st.booleans())
    def pay_checkout(self, session: str, card: str, authenticated: bool) -> None:
        entered = hosted.Card(NUMBERS[card], 12, 2090, "123", "10115", "Jo", "jo@example.com")
        if hosted.pay(self.desk.store, session, entered).kind is hosted.PayKind.requires_action:
            hosted.finish_challenge(self.desk.store, session, authenticated)

    @rule(seed=st.integers(0, 2**32))
    def let_a_stranger_meddle(self, seed: int) -> None:
        chance = Random(seed)
        for _ in range(3):
            Stranger(self.desk, chance).call(chance.choice(self.moves))

    @rule(seconds=st.sampled_from((1, 3600, DAY, 8 * DAY)))
    def wait(self, seconds: int) -> None:
        self.desk.wait(seconds)

    # ---- what always holds

    @invariant()
    def the_book_is_sound(self) -> None:
        self.desk.check_book()
        for each in self._all("balance_transaction"):
            assert each["fee"] == sum(detail["amount"] for detail in each["fee_details"]) >= 0
            assert each["net"] == each["amount"] - each["fee"]

    @invariant()
    def balances_are_their_transactions(self) -> None:
        for account in (self.desk.platform, *self.mentors):
            records = [each.data for each in self.desk.store.select("balance_transaction", account)]
            for bucket in (book.PENDING, book.AVAILABLE):
                for currency, amount in book.held(self.desk.store, account, bucket).items():
                    own = [each for each in records if (each["status"], each["currency"]) == (bucket, currency)]
                    assert sum(each["net"] for each in own) == amount

    @invariant()
    def money_is_conserved_over_all_accounts(self) -> None:
        """What cards gave and did not get back, less fees and payouts, is what all accounts hold together."""
        expected: Counter[str] = Counter()
        for currency, amount in self._flows():
            expected[currency] += amount
        held: Counter[str] = Counter()
        for account in (self.desk.platform, *self.mentors):
            for bucket in (book.PENDING, book.AVAILABLE):
                held.update(book.held(self.desk.store, account, bucket))
        assert {key: value for key, value in held.items() if value} == {
            key: value for key, value in expected.items() if value
        }

    def _flows(self) -> Iterator[tuple[str, int]]:
        """What went between the accounts and the world, from the objects alone: the book is not asked."""
        for charge in self._all("charge"):
            if charge["captured"] and charge["source_transfer"] is None:
                taken = charge["amount_captured"]
                yield charge["currency"], taken - min(taken, (taken * 29 + 500) // 1_000 + 30)
        for refund in self._all("refund"):
            booked = refund["status"] == "succeeded" and refund["balance_transaction"]
            if booked and refund["id"].startswith("re_"):
                yield refund["currency"], -refund["amount"]
        for dispute in self._all("dispute"):
            if not dispute["status"].startswith("warning"):
                yield dispute["currency"], -DISPUTE_FEE
            if not dispute["status"].startswith("warning") and dispute["status"] != "won":
                yield dispute["currency"], -dispute["amount"]
        for payout in self._all("payout"):
            if payout["status"] not in ("failed", "canceled"):
                yield payout["currency"], -payout["amount"]

    @invariant()
    def nothing_is_given_twice(self) -> None:
        transfers = self._all("transfer")
        for charge in self._all("charge"):
            assert 0 <= charge["amount_refunded"] <= charge["amount"]
            sent = [each["amount"] for each in transfers if each["source_transaction"] == charge["id"]]
            assert sum(sent) <= charge["amount_captured"]
        for transfer in transfers:
            assert 0 <= transfer["amount_reversed"] <= transfer["amount"]
            assert transfer["reversed"] == (transfer["amount_reversed"] == transfer["amount"])
        for fee in self._all("application_fee"):
            assert 0 <= fee["amount_refunded"] <= fee["amount"]

    @invariant()
    def every_change_was_told_and_follows_the_graph(self) -> None:
        for record in self.desk.new_events():
            after = record.data["data"]["object"]
            before = self.told.get(after.get("id", ""))
            if before and after["object"] in GRAPHS and before["status"] != after["status"]:
                assert after["status"] in GRAPHS[after["object"]][before["status"]], (before, after)
            self.told[after.get("id", "")] = after
        for kind in TOLD_WHOLE:
            for each in self._all(kind):
                assert each["id"].startswith("pyr_") or self.told[each["id"]] == each
        for kind, members in TOLD_IN_PART.items():
            for each in self._all(kind):
                told = self.told.get(each["id"], each if kind == "checkout.session" else {})
                assert each["status"] == "open" if told is each else True
                assert {name: told.get(name) for name in members} == {name: each.get(name) for name in members}

    def _all(self, kind: str) -> Objects:
        return [record.data for record in self.desk.store.select(kind, None)]


TestMarketplace = Marketplace.TestCase
TestMarketplace.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
