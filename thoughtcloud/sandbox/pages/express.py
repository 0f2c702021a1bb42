"""Knows the express dashboard: what a connected account has, is about to have, and was paid out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox import hosted
from thoughtcloud.sandbox.call import platform_id
from thoughtcloud.sandbox.hosted import ExpressOverview, Money, PayoutRow
from thoughtcloud.sandbox.pages.render import closed_page, day, money, page
from thoughtcloud.sandbox.resources import account_links
from thoughtcloud.sandbox.store import Store

TRANSFERS_SHOWN = 50
PAYOUT_STATES = {
    "pending": ("Scheduled", "wait"),
    "in_transit": ("On its way", "wait"),
    "paid": ("Arrived", "good"),
    "failed": ("Failed", "bad"),
    "canceled": ("Cancelled", ""),
}


@dataclass(frozen=True, slots=True)
class BalanceTile:
    """One currency's balance, as text."""

    currency: str
    available: str
    pending: str


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payout, as text; `tone` is the badge's colour."""

    id: str
    amount: str
    state: str
    tone: str
    arrival: str
    failure: str


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One transfer that the account received, as text; `fee` and `reversed` may be empty."""

    amount: str
    when: str
    description: str
    fee: str
    reversed: str


class ExpressPages:
    """The pages under /express of one sandbox."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def routes(self) -> list[Route]:
        return [Route("/express/{account_id}/{token}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        account_id, token = request.path_params["account_id"], request.path_params["token"]
        valid = account_links.login_link_is_valid(self.store, account_id, token)
        overview = hosted.express_overview(self.store, account_id) if valid else None
        if overview is None:
            text = "This dashboard link is not known here. Ask for a new one where you found it."
            return closed_page("Link not found", text, status=404)
        received = self.store.select(
            "transfer", platform_id(self.store), {"destination": account_id}, limit=TRANSFERS_SHOWN
        )
        transfers = [transfer_line(record.data, self._fee(record.data)) for record in received]
        account = self.store.find(account_id)
        refused = bool(account and account.data["requirements"]["disabled_reason"] == "listed")
        return page("express.html", shown(overview) | {"transfers": transfers, "refused": refused})


    def _fee(self, transfer: Mapping[str, Any]) -> int:
        """What the platform kept of the payment that the transfer became."""
        payment = self.store.find(transfer["destination_payment"])
        transaction = self.store.find(payment.data["balance_transaction"]) if payment else None
        return int(transaction.data["fee"]) if transaction else 0


def shown(overview: ExpressOverview) -> dict[str, object]:
    """The template's values for an overview."""
    return {
        "name": overview.email or overview.account_id,
        "payouts_enabled": overview.payouts_enabled,
        "balances": balance_tiles(overview.available, overview.pending),
        "payouts": [payout_line(payout) for payout in overview.payouts],
    }


def balance_tiles(available: Sequence[Money], pending: Sequence[Money]) -> list[BalanceTile]:
    """One tile for every currency that appears in either list, by currency."""
    ready = {sum_.currency: sum_.amount for sum_ in available}
    waiting = {sum_.currency: sum_.amount for sum_ in pending}
    return [
        BalanceTile(currency, money(ready.get(currency, 0), currency), money(waiting.get(currency, 0), currency))
        for currency in sorted(ready.keys() | waiting.keys())
    ]


def transfer_line(transfer: Mapping[str, Any], fee: int = 0) -> TransferLine:
    """One received transfer in words."""
    currency, back = transfer["currency"], transfer["amount_reversed"]
    return TransferLine(
        amount=money(transfer["amount"], currency),
        when=day(transfer["created"]),
        description=transfer.get("description") or "",
        fee=money(fee, currency) if fee else "",
        reversed=money(back, currency) if back else "",
    )


def payout_line(payout: PayoutRow) -> PayoutLine:
    """One payout in words; until it has arrived its date is an estimate."""
    state, tone = PAYOUT_STATES.get(payout.status, (payout.status, ""))
    prefix = {"pending": "Expected", "in_transit": "Expected", "paid": "Arrived"}.get(payout.status, "Was due")
    arrival = f"{prefix} {day(payout.arrival_date)}"
    amount = money(payout.amount, payout.currency)
    return PayoutLine(payout.id, amount, state, tone, arrival, payout.failure_message)
