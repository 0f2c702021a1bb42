"""Knows the 3-D Secure page of an intent that was confirmed through the API, where `next_action` leads to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox.call import happening
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.pages.checkout import last4
from thoughtcloud.sandbox.pages.order import UNNAMED_MERCHANT
from thoughtcloud.sandbox.pages.render import closed_page, money, page, see_other
from thoughtcloud.sandbox.resources import confirmation, payment_pages, setup_intents
from thoughtcloud.sandbox.store import Record, Store

ADDRESS = "/3d_secure/{intent_id}"
FINISH = {"payment_intent": confirmation.finish_challenge, "setup_intent": setup_intents.finish_challenge}


class AuthenticationPages:
    """The pages under /3d_secure of one sandbox."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [Route(ADDRESS, self.show, methods=["GET"]), Route(ADDRESS, self.answer, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        record = self._waiting(request)
        if record is None:
            return nothing_to_confirm()
        intent = record.data
        total = money(intent["amount"], intent["currency"]) if intent.get("amount") else ""
        order = {"merchant": UNNAMED_MERCHANT.capitalize(), "total": total}
        return page("challenge.html", {"order": order, "last4": last4(self.store, intent)})

    async def answer(self, request: Request) -> Response:
        authenticated = (await request.form()).get("outcome") == "complete"
        record = self._waiting(request)
        if record is None:
            return nothing_to_confirm()
        back = (record.data["next_action"].get("redirect_to_url") or {}).get("return_url")
        succeeded = self._finish(record, authenticated)
        if back:
            return see_other(return_address(back, record.data, succeeded))
        text = "You can close this page." if succeeded else "The bank refused. Nothing was charged."
        return closed_page("Confirmed" if succeeded else "Not confirmed", text)

    def _finish(self, record: Record, authenticated: bool) -> bool:
        """Whether the intent went through; what a refusal records of the attempt stays."""
        with happening(self.store, record.account) as call:
            intent = call.load(record.data["object"], record.data["id"])
            session_id = record.inner.get("checkout_session")
            try:
                if session_id is None:
                    FINISH[intent["object"]](call, intent, authenticated)
                else:
                    # The hosted page waits for just this: it is done with, and takes no other card.
                    payment_pages.finish_challenge(call, call.load("checkout.session", session_id), authenticated)
            except StripeError as refusal:
                if not refusal.keeps:
                    raise
                return False
        return True

    def _waiting(self, request: Request) -> Record | None:
        """The intent of this address while it waits for 3-D Secure."""
        record = self.store.find(request.path_params["intent_id"])
        if record is None or record.data["object"] not in FINISH or record.data["status"] != "requires_action":
            return None
        return record


def return_address(back: str, intent: Mapping[str, Any], succeeded: bool) -> str:
    """The merchant's address with what Stripe adds to it: the intent, its client secret and how it ended."""
    kind, parts = intent["object"], urlsplit(back)
    added = {
        kind: intent["id"],
        f"{kind}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if succeeded else "failed",
    }
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(added))))))


def nothing_to_confirm() -> Response:
    text = "This payment does not wait for a confirmation. It may have been confirmed already."
    return closed_page("Nothing to confirm", text, status=404)
