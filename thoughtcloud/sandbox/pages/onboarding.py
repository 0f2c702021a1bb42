"""Knows the Connect onboarding page behind a single-use link: finished, left for later, or no longer good."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox import hosted
from thoughtcloud.sandbox.pages.onboarding_form import CONTROLS, OnboardingForm, countries
from thoughtcloud.sandbox.pages.render import closed_page, page, see_other
from thoughtcloud.sandbox.resources import account_links
from thoughtcloud.sandbox.store import Store

# A link has to be opened within its few minutes; whoever opened it in time may take so many seconds for the form.
TIME_TO_FILL_IN = 3600
# The cookie by which whoever opened a link is known again.
VISIT = "visit"
# The controls of the form by the attributes of hosted.Onboarding that carry another name.
CONTROL_OF_ATTRIBUTE = {"iban_or_account": "bank_account", "accept_terms": "terms"}


class OnboardingPages:
    """The pages under /setup of one sandbox."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [
            Route("/setup/{account_id}/{token}", self.show, methods=["GET"]),
            Route("/setup/{account_id}/{token}", self.submit, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        link = self._link(request)
        if link is None:
            return no_such_link()
        if link["used"] or self._is_too_late(link) or not self._may_open(request, link):
            return see_other(link["refresh_url"])
        account = self.store.find(link["account"])
        shown = self._form({"country": account.data["country"] if account else ""})
        if not link["visit"]:
            visit = account_links.note_visit(self.store, request.path_params["token"])
            shown.set_cookie(VISIT, visit, path=request.url.path, httponly=True, samesite="lax")
        return shown

    def _may_open(self, request: Request, link: Mapping[str, Any]) -> bool:
        """A link opens once, in time; whoever opened it may come back to it."""
        if link["visit"]:
            return bool(request.cookies.get(VISIT) == link["visit"])
        return not link["expired"]

    def _is_too_late(self, link: Mapping[str, Any]) -> bool:
        return self.store.clock.now() > int(link["expires_at"]) + TIME_TO_FILL_IN

    async def submit(self, request: Request) -> Response:
        form = await request.form()
        link = self._link(request)
        if link is None:
            return no_such_link()
        if link["used"] or self._is_too_late(link):
            return see_other(link["refresh_url"])
        entered = OnboardingForm.read(form)
        if form.get("action") == "leave":
            self._record(link, entered, leave=True)
            return see_other(link["return_url"])
        faults = entered.faults(self._today()) or self._record(link, entered, leave=False)
        if faults:
            return self._form({name: str(form.get(name) or "") for name in (*CONTROLS, "terms")}, faults)
        return see_other(link["return_url"])

    def _record(self, link: Mapping[str, Any], entered: OnboardingForm, leave: bool) -> dict[str, str]:
        """Hands the form to the account; its objection, if any, by the control it concerns."""
        try:
            hosted.submit_onboarding(self.store, link["account"], as_hosted(entered, leave))
        except ValueError as objection:
            attribute, message = objection.args
            return {CONTROL_OF_ATTRIBUTE.get(attribute, attribute): message}
        return {}

    def _form(self, shown: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Response:
        wrong = wrong or {}
        values = {
            "shown": shown,
            "wrong": wrong,
            "focus": next(iter(wrong), ""),
            "countries": countries(),
        }
        return page("onboarding.html", values, 422 if wrong else 200)

    def _link(self, request: Request) -> dict[str, Any] | None:
        """The link of this address, only if it belongs to the account in the address."""
        link = account_links.find(self.store, request.path_params["token"])
        return link if link is not None and link["account"] == request.path_params["account_id"] else None

    def _today(self) -> date:
        return datetime.fromtimestamp(self.store.clock.now(), UTC).date()


def as_hosted(entered: OnboardingForm, leave: bool) -> hosted.Onboarding:
    """The form in the words of the API core."""
    return hosted.Onboarding(
        first_name=entered.first_name,
        last_name=entered.last_name,
        iban_or_account=entered.bank_account,
        country=entered.country,
        accept_terms=entered.accept_terms,
        leave_incomplete=leave,
        birth_date=entered.born(),
    )


def no_such_link() -> Response:
    text = "This set-up link is not known here. Ask for a new one where you found it."
    return closed_page("Link not found", text, status=404)
