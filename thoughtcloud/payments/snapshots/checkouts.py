"""Hosted pages, as Stripe shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from thoughtcloud.payments.snapshots.answers import Answer, id_of, mark
from thoughtcloud.payments.snapshots.cards import SavedCard, card_name


@dataclass(frozen=True, slots=True)
class CheckoutSnapshot:
    """A hosted Checkout Session; `status` is open, complete or expired. `url` is empty once it is not open.

    `saved` is the card of a page that only saves one, once it is complete.
    """

    id: str
    booking_id: str
    status: str
    url: str
    intent_id: str
    saved: SavedCard | None = None


def checkout(answer: Answer) -> CheckoutSnapshot:
    """Read a `checkout.session`."""
    return CheckoutSnapshot(
        id=answer["id"],
        booking_id=answer.get("client_reference_id") or mark(answer, "booking"),
        status=answer.get("status") or "",
        url=answer.get("url") or "",
        intent_id=id_of(answer.get("payment_intent")),
        saved=_saved(answer.get("setup_intent")),
    )


def _saved(setup: object) -> SavedCard | None:
    method = setup.get("payment_method") if isinstance(setup, Mapping) else None
    if not isinstance(setup, Mapping) or setup["status"] != "succeeded" or not isinstance(method, Mapping):
        return None
    return SavedCard(method["id"], card_name(method.get("card") or {}))
