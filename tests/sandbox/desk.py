"""The sandbox without a socket: one call at a time, each answer and event held against Stripe's contract."""

from typing import Any

from tests.contract.stripe_contract import stripe_contract
from thoughtcloud.sandbox import api, book, due, errors, hosted, operations, resources, validation
from thoughtcloud.sandbox.call import Call, platform_id
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.store import Record, Store

IBAN = "DE89370400440532013000"
Answer = tuple[int, Any]


class Desk:
    """A sandbox in memory of its own."""

    def __init__(self) -> None:
        resources.load()
        self.store = Store(Clock())
        self._checked = 0

    def close(self) -> None:
        self.store.close()

    @property
    def platform(self) -> str:
        """The platform's own account id."""
        return platform_id(self.store)

    def ask(self, method: str, path: str, account: str | None = None, **sent: Any) -> Answer:
        """One call on the platform or on a connected account; the answer's status and body."""
        return self.send(method, path, as_form(sent), account)

    def send(self, method: str, path: str, form: dict[str, Any], account: str | None = None) -> Answer:
        """As `ask`, with the parameters as a form carries them."""
        due.catch_up(self.store)
        found = operations.find(method, path)
        assert found is not None, path
        operation, ids = found
        try:
            params = validation.read(operation.type, form, template=operation.template)
        except errors.StripeError as refusal:
            status, body = refusal.status, {"error": refusal.fields()}
        else:
            call = Call(self.store, self.store.clock.now(), account or self.platform, params, ids, path)
            status, body = api.run(operation.handler, call)
        if operation.documented:
            findings = stripe_contract().check_response(method, path, status, body)
            assert findings == [], (method, path, form, findings)
        return status, body

    def made(self, method: str, path: str, account: str | None = None, **sent: Any) -> Any:
        """As `ask`, for a call that must succeed; the object."""
        status, body = self.ask(method, path, account, **sent)
        assert status == 200, body
        return body

    def mentor(self, **wanted: Any) -> str:
        """A connected account that finished onboarding."""
        asked = {name: {"requested": True} for name in ("transfers", "card_payments")}
        account = self.made("POST", "/v1/accounts", type="express", capabilities=asked, **wanted)["id"]
        self.onboard(account)
        return str(account)

    def onboard(self, account: str, iban: str = IBAN) -> None:
        """Fills in the onboarding page."""
        form = hosted.Onboarding("Jenny", "Rosen", iban, "DE", accept_terms=True)
        hosted.submit_onboarding(self.store, account, form)

    def wait(self, seconds: int) -> None:
        """Lets simulated time pass; what falls due is done."""
        self.store.clock.advance(seconds)
        due.catch_up(self.store)

    def new_events(self) -> list[Record]:
        """The events since the last time this was asked, the oldest first; each fits the contract."""
        records = self.store.select("event", None, conditions=[("seq > ?", self._checked)], oldest_first=True)
        self._checked = max([self._checked, *(record.seq for record in records)])
        findings = [each for record in records for each in stripe_contract().check_event(record.data)]
        assert findings == []
        return records

    def check_book(self) -> None:
        """The book balances, nothing is between two accounts, and balances are their transactions."""
        assert book.discrepancies(self.store) == []
        between = "SELECT currency, amount FROM sums WHERE holder=? AND amount<>0"
        assert self.store.rows(between, (book.TRANSIT,)) == []


def as_form(sent: Any) -> Any:
    """Python values as a form carries them; None is left out."""
    if isinstance(sent, dict):
        return {name: as_form(value) for name, value in sent.items() if value is not None}
    if isinstance(sent, list):
        return {str(place): as_form(value) for place, value in enumerate(sent)}
    return str(sent).lower() if isinstance(sent, bool) else str(sent)
