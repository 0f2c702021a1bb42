"""Knows the hosted Checkout page and its 3-D Secure challenge: what is shown, and where each answer leads."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox import hosted
from thoughtcloud.sandbox.declines import AUTHENTICATION_FAILED
from thoughtcloud.sandbox.hosted import PayKind, PayOutcome
from thoughtcloud.sandbox.pages.card_form import KEPT_CONTROLS, CardForm, grouped
from thoughtcloud.sandbox.pages.card_menu import CARD_GROUPS, NUMBERS
from thoughtcloud.sandbox.pages.order import Order, merchant_name, read_order
from thoughtcloud.sandbox.pages.render import closed_page, page, see_other
from thoughtcloud.sandbox.store import Store

ADDRESS = "/c/pay/{session_id}"
# The attributes of hosted.Card by the controls of the form.
CONTROL_OF_ATTRIBUTE = {
    "number": "card_number",
    "exp_month": "card_expiry",
    "exp_year": "card_expiry",
    "cvc": "card_cvc",
    "postal_code": "postal_code",
    "name": "name",
    "email": "email",
}
USUAL_CUSTOMER = {"name": "Alex Example", "postal_code": "10115", "email": "mentee@example.com"}


class CheckoutPages:
    """The pages under /c/pay of one sandbox."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route(ADDRESS, self.show, methods=["GET"]),
            Route(ADDRESS, self.pay, methods=["POST"]),
            Route(f"{ADDRESS}/authenticate", self.show_challenge, methods=["GET"]),
            Route(f"{ADDRESS}/authenticate", self.answer_challenge, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        session = self._session(request)
        if session is None or session["status"] != "open":
            return closed_checkout(session)
        message = AUTHENTICATION_FAILED if request.query_params.get("failed") == "authentication" else ""
        return self._form(session, {"email": prefilled_email(self.store, session)}, message=message)

    async def pay(self, request: Request) -> Response:
        form = await request.form()
        session = self._session(request)
        if session is None or session["status"] != "open":
            return already_answered(session)
        if form.get("fill") in NUMBERS:
            return self._form(session, self._filled(form), cards_open=True)
        card, shown = CardForm.read(form), {name: str(form.get(name) or "") for name in KEPT_CONTROLS}
        faults = card.faults(self._now())
        if faults:
            return self._form(session, shown, wrong=faults, status=422)
        return self._answer(session, hosted.pay(self.store, session["id"], as_hosted(card)), shown)

    def _answer(self, session: Mapping[str, Any], outcome: PayOutcome, shown: Mapping[str, str]) -> Response:
        if outcome.kind is PayKind.succeeded:
            return see_other(outcome.return_url)
        if outcome.kind is PayKind.requires_action:
            return see_other(f"{form_address(session)}/authenticate")
        if outcome.kind is PayKind.not_open:
            return already_answered(hosted.open_session(self.store, session["id"]))
        control = CONTROL_OF_ATTRIBUTE.get(outcome.field)
        if outcome.kind is PayKind.invalid and control:
            return self._form(session, shown, wrong={control: outcome.message}, status=422)
        return self._form(session, shown, message=outcome.message, status=402)

    async def show_challenge(self, request: Request) -> Response:
        session = self._session(request)
        if session is None or session["status"] != "open":
            return already_answered(session)
        intent = self._challenged_intent(session)
        if intent is None:
            return see_other(form_address(session))
        values = {"order": self._order(session), "last4": last4(self.store, intent)}
        return page("challenge.html", values)

    async def answer_challenge(self, request: Request) -> Response:
        authenticated = (await request.form()).get("outcome") == "complete"
        session = self._session(request)
        if session is None or session["status"] != "open":
            return already_answered(session)
        if self._challenged_intent(session) is None:
            return see_other(form_address(session))
        outcome = hosted.finish_challenge(self.store, session["id"], authenticated)
        if outcome.kind is PayKind.declined and not authenticated:
            return see_other(f"{form_address(session)}?failed=authentication")
        return self._answer(session, outcome, {"email": prefilled_email(self.store, session)})

    def _challenged_intent(self, session: Mapping[str, Any]) -> dict[str, Any] | None:
        """The session's intent while it waits for 3-D Secure."""
        record = self.store.find(session.get("payment_intent") or session.get("setup_intent") or "")
        return record.data if record is not None and record.data["status"] == "requires_action" else None

    def _form(
        self,
        session: Mapping[str, Any],
        shown: Mapping[str, str],
        wrong: Mapping[str, str] | None = None,
        message: str = "",
        status: int = 200,
        cards_open: bool = False,
    ) -> Response:
        wrong = wrong or {}
        values = {
            "order": self._order(session),
            "address": form_address(session),
            "shown": shown,
            "wrong": wrong,
            "focus": next(iter(wrong), ""),
            "message": message,
            "cards": CARD_GROUPS,
            "cards_open": cards_open,
            "expiry_for_tests": self._expiry_for_tests(),
        }
        return page("checkout.html", values, status)

    def _filled(self, form: Mapping[str, object]) -> dict[str, str]:
        """The form after a choice among the test cards, for browsers without scripts."""
        typed = {name: value for name in USUAL_CUSTOMER if (value := str(form.get(name) or ""))}
        number = grouped(str(form["fill"]))
        card = {"card_number": number, "card_expiry": self._expiry_for_tests(), "card_cvc": "123"}
        return USUAL_CUSTOMER | typed | card

    def _expiry_for_tests(self) -> str:
        return f"12 / {(self._now().year + 3) % 100:02}"

    def _session(self, request: Request) -> dict[str, Any] | None:
        return hosted.open_session(self.store, request.path_params["session_id"])

    def _order(self, session: Mapping[str, Any]) -> Order:
        return read_order(self.store, session)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.store.clock.now(), UTC)


def as_hosted(card: CardForm) -> hosted.Card:
    """The checked form in the words of the API core."""
    expiry = card.parsed_expiry()
    assert expiry is not None, "only a form without faults is paid"
    return hosted.Card(
        number=card.number,
        exp_month=expiry.month,
        exp_year=expiry.year,
        cvc=card.cvc,
        postal_code=card.postal_code,
        name=card.name,
        email=card.email,
    )


def prefilled_email(store: Store, session: Mapping[str, Any]) -> str:
    """What the merchant already knows of the customer's address."""
    customer = store.find(session.get("customer") or "")
    return session.get("customer_email") or (customer.data.get("email") if customer else "") or ""


def success_address(session: Mapping[str, Any]) -> str:
    """The merchant's page after payment; the literal placeholder stands for the session's id."""
    address: str = session["success_url"]
    return address.replace("{CHECKOUT_SESSION_ID}", session["id"])


def form_address(session: Mapping[str, Any]) -> str:
    """The path of a session's form."""
    return ADDRESS.format(session_id=session["id"])


def last4(store: Store, intent: Mapping[str, Any]) -> str:
    """The end of the number of the intent's card."""
    record = store.find(intent.get("payment_method") or "")
    return str(record.data["card"]["last4"]) if record is not None and record.data.get("card") else ""


def already_answered(session: Mapping[str, Any] | None) -> Response:
    """A form that comes late: a second click on Pay leads where the first one led."""
    if session is not None and session["status"] == "complete" and session.get("success_url"):
        return see_other(success_address(session))
    return closed_checkout(session)


def closed_checkout(session: Mapping[str, Any] | None) -> Response:
    """The page of a session that takes no payment: unknown, complete or expired."""
    if session is None:
        text = "There is no such payment page. The address may have been cut off."
        return closed_page("Page not found", text, status=404)
    merchant = merchant_name(session)
    if session["status"] == "complete":
        link = success_address(session) if session.get("success_url") else ""
        text = "Everything is done here. You can go back or close this page."
        return closed_page("This checkout is complete", text, link, f"Return to {merchant}")
    text = "The time to pay ran out or the order was cancelled. Your card was not charged."
    link = session.get("cancel_url") or ""
    return closed_page("This checkout has expired", text, link, f"Back to {merchant}", status=410)
