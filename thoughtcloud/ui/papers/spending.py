"""Every charge and refund of a mentee's cards as CSV, for a spreadsheet or a tax office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from thoughtcloud.core.ledger import Kind
from thoughtcloud.store.views.spending import CardMovement
from thoughtcloud.ui.papers.spreadsheet import harmless, written

_COLUMNS: Final = (
    "date", "time", "zone", "what", "session", "mentor", "booking", "receipt", "currency", "amount",
    "stripe_object",
)  # fmt: skip
_WHAT: Final = {Kind.CAPTURED: "Charged", Kind.REFUNDED: "Refunded", Kind.REFUND_FAILED: "A refund came back"}


def as_csv(found: Iterable[CardMovement], zone: str) -> str:
    """The movements in the reader's zone; charges are positive and refunds negative, in whole units."""
    return written(_COLUMNS, (_row(movement, zone) for movement in found))


def _row(found: CardMovement, zone: str) -> Sequence[str]:
    at = found.at.astimezone(ZoneInfo(zone))
    words = (
        at.strftime("%Y-%m-%d"), at.strftime("%H:%M"), zone, _WHAT[found.kind], found.title, found.mentor_name,
        found.booking_id, found.receipt_number, found.amount.currency.upper(),
    )  # fmt: skip
    return [*(harmless(word) for word in words), str(found.amount.major), harmless(found.stripe_object)]
