"""The links of a mail that asks to confirm a reservation: one tap leads to the bank's page, or to Stripe's.

Whoever has the link may pay for the booking and sees no more of it; so nobody has to sign in on the way.
"""

import logging
import secrets
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from thoughtcloud.core.errors import Problem
from thoughtcloud.payments import renewal
from thoughtcloud.store.advance import load
from thoughtcloud.ui import backstage, routes

log = logging.getLogger(__name__)

SEE_OTHER = 303


def confirm_routes() -> tuple[Route, ...]:
    """GET of `routes.CONFIRM` and of `routes.CONFIRM_BY_ANOTHER_CARD`, for the composition root."""
    return (
        Route(routes.CONFIRM, confirm, methods=["GET"]),
        Route(routes.CONFIRM_BY_ANOTHER_CARD, confirm_by_another_card, methods=["GET"]),
    )


async def confirm(request: Request) -> Response:
    """On to the page for it while the reservation waits for the mentee; to the booking's own page otherwise."""
    return await _lead_on(request, another_card=False)


async def confirm_by_another_card(request: Request) -> Response:
    """The same, to the page for another card."""
    return await _lead_on(request, another_card=True)


async def _lead_on(request: Request, *, another_card: bool) -> Response:
    reference, key = request.path_params["reference"], request.path_params["key"]
    stage = backstage.platform()
    try:
        person_id = await backstage.run(_payer, reference, key)
        renew = partial(renewal.open_renewal, another_card=another_card)
        address = await backstage.run(
            renew, stage.db, stage.gateway, stage.settings.public_url, reference, person_id, stage.now()
        )
    except Problem as problem:
        log.info("confirmation_refused code=%s", problem.code)
        address = routes.booking(reference)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, SEE_OTHER, headers=headers)


def _payer(reference: str, key: str) -> str:
    """Who is to pay, if the key is the one that was sent to them; nobody otherwise."""
    with backstage.platform().db.reading() as session:
        booking, payment = load(session, reference)
    known = bool(payment.page_key) and secrets.compare_digest(payment.page_key.encode(), key.encode())
    return booking.mentee_id if known else ""
