"""Whatever is sent to whichever address, the answer is one that Stripe's contract knows, and no money is lost."""

import os
from functools import partial
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.sandbox.desk import Desk
from thoughtcloud.sandbox import operations
from thoughtcloud.sandbox.published_cards import BY_NAME
from thoughtcloud.sandbox.validation import DATA

DAY = 86_400
CALLS = 40
EXAMPLES = int(os.environ.get("SANDBOX_EXAMPLES", "25"))
KNOWN = {"card_error", "invalid_request_error", "idempotency_error"}
TEXTS = ("eur", "jpy", "usd", "de", "hello", "x" * 600, "https://shop.test/{CHECKOUT_SESSION_ID}", "*", "0", "é✓")
NUMBERS = (-5, -1, 0, 1, 29, 50, 100, 4_000, 8_000, 99_999_999, 10**12)
LONGEST_LIST, MOST_NAMES = 3, 8
Sent = dict[str, Any]
# What somebody who means it sends.
MEANT = {
    "amount": "8000",
    "currency": "eur",
    "exp_month": "12",
    "exp_year": "2040",
    "number": "4242424242424242",
    "source": "tok_visa",
    "type": "card",
    "unit_amount": "900",
}
# What an id in an address names, where the noun before it is not the object's own name.
NOUNS = {
    "session": "checkout.session",
    "payment_page": "checkout.session",
    "reversal": "transfer_reversal",
    "external_account": "bank_account",
}


class Stranger:
    """Sends what the contract allows, and some of what it does not, drawn from one source of chance."""

    def __init__(self, desk: Desk, chance: Random) -> None:
        self.desk = desk
        self.chance = chance

    def call(self, operation: operations.Operation) -> None:
        """One call; fails unless the answer is Stripe's."""
        path = self._path(operation.template)
        form = self._object(operation.type)
        accounts = [record.data["id"] for record in self.desk.store.select("account", None, limit=3)]
        account = self.chance.choice([None, None, *accounts])
        status, body = self.desk.send(operation.method, path, form, account)
        if status != 200:
            assert body["error"]["type"] in KNOWN, body
            assert 400 <= status < 405, body

    def _path(self, template: str) -> str:
        """The address, each id most often of what its noun says."""
        path: list[str] = []
        for part in template.split("/"):
            noun = path[-1].removesuffix("s") if path else ""
            path.append(self._id(NOUNS.get(noun, noun)) if part == "{}" else part)
        return "/".join(path)

    def _object(self, kind: Any) -> dict[str, Any]:
        names = list(kind["o"])
        chosen = set(self.chance.sample(names, min(len(names), self.chance.randrange(MOST_NAMES))))
        if self.chance.random() < 0.95:
            chosen |= set(kind.get("r", []))
        if self.chance.random() < 0.5:
            chosen |= MEANT.keys() & kind["o"].keys()
        sent = {name: self._value(kind["o"][name], name) for name in sorted(chosen)}
        if "x" in kind and self.chance.random() < 0.5:
            sent["k"] = self._value(kind["x"], "k")
        return sent

    def _value(self, kind: Any, name: str) -> Any:
        if self.chance.random() < 0.02:
            return self.chance.choice(["", "wrong", {"0": "a"}, {"a": {"b": "c"}}])
        if name in MEANT and self.chance.random() < 0.5:
            return MEANT[name]
        if isinstance(kind, dict):
            return self._composite(kind, name)
        if kind[0] == "@":
            return self._value(DATA["types"][kind[1:]], name)
        if kind[0] == "#":
            return self.chance.choice(DATA["enums"][int(kind[1:])])
        if kind == "b":
            return self.chance.choice(["true", "false"])
        return self._number(name) if kind in "in" else self._text(name)

    def _composite(self, kind: dict[str, Any], name: str) -> Any:
        if "u" in kind:
            return self._value(self.chance.choice(kind["u"]), name)
        if "a" in kind:
            count = self.chance.randrange(1, LONGEST_LIST)
            return {str(place): self._value(kind["a"], name) for place in range(count)}
        return self._object(kind)

    def _number(self, name: str) -> str:
        now = self.desk.store.clock.now()
        return str(now + self.chance.choice((-9, 3_600)) if name.endswith("_at") else self.chance.choice(NUMBERS))

    def _text(self, name: str) -> str:
        if name == "currency":
            return self.chance.choice(["eur", "EUR", "jpy", "zzz"])
        if name in ("payment_method", "source", "token"):
            return self.chance.choice([*BY_NAME, self._id()])
        if name.endswith("url"):
            return self.chance.choice(["https://shop.test/{CHECKOUT_SESSION_ID}", "nowhere"])
        wanted = name if name != "destination" else "account"
        return self._id(wanted) if self.chance.random() < 0.7 else self.chance.choice(TEXTS)

    def _id(self, wanted: str = "") -> str:
        """The id of something that is there; the rare kinds come as often as the frequent ones."""
        kinds = [row[0] for row in self.desk.store.rows("SELECT DISTINCT kind FROM objects ORDER BY kind")]
        kind = wanted if wanted in kinds and self.chance.random() < 0.9 else self.chance.choice(kinds)
        rows = self.desk.store.rows("SELECT id FROM objects WHERE kind=? ORDER BY seq DESC LIMIT 8", (kind,))
        return str(self.chance.choice(rows)[0]) if self.chance.random() < 0.95 else "nothing_1"


def a_world(desk: Desk) -> None:
    """One of everything, so that a stranger finds something to meddle with."""
    mentor = desk.mentor()
    customer = desk.made("POST", "/v1/customers", email="a@example.com", payment_method="pm_card_visa")["id"]
    create = partial(desk.made, "POST", "/v1/payment_intents")
    pay: Sent = {"amount": 8_000, "currency": "eur", "confirm": True, "return_url": "https://a.test"}
    share: Sent = {"transfer_data": {"destination": mentor}, "application_fee_amount": 800}
    cards = ("pm_card_visa", "pm_card_pendingRefund", "pm_card_createDispute", *["pm_card_bypassPending"] * 2)
    for card in cards:
        create(payment_method=card, **pay)
    held = create(payment_method="pm_card_visa", capture_method="manual", **pay)
    paid = create(payment_method="pm_card_visa", customer=customer, **pay, **share)
    desk.made("POST", "/v1/refunds", payment_intent=paid["id"], amount=100, refund_application_fee=True)
    create(payment_method="pm_card_authenticationRequired", **pay)
    desk.made("POST", "/v1/setup_intents", customer=customer, payment_method="pm_card_visa")
    price = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Hour"}}
    items = [{"quantity": 1, "price_data": price}]
    desk.made("POST", "/v1/checkout/sessions", mode="payment", success_url="https://a.test", line_items=items)
    desk.made("POST", "/v1/checkout/sessions", mode="setup", success_url="https://a.test", currency="eur")
    desk.made("POST", "/v1/webhook_endpoints", url="https://a.test", enabled_events=["*"])
    transfer = desk.made("POST", "/v1/transfers", amount=500, currency="eur", destination=mentor)
    desk.made("POST", f"/v1/transfers/{transfer['id']}/reversals", amount=100)
    desk.made("POST", "/v1/payouts", mentor, amount=100, currency="eur")
    assert held["status"] == "requires_capture"


@given(seed=st.integers(0, 2**32))
@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate])
def test_any_call_is_answered_as_stripe_would(seed: int) -> None:
    chance, desk = Random(seed), Desk()
    offered = operations.offered()
    try:
        a_world(desk)
        stranger = Stranger(desk, chance)
        for _ in range(CALLS):
            stranger.call(chance.choice(offered))
            if chance.random() < 0.05:
                desk.wait(chance.choice((60, DAY, 8 * DAY)))
            desk.check_book()
        desk.new_events()
    finally:
        desk.close()
