"""A mentee's receipt, on paper."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.ledger import Kind
from thoughtcloud.store.views.receipt import Receipt
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.papers.paper import Paper, Row, Table
from thoughtcloud.ui.wording import Reader

_WHAT: Final = {
    Kind.CAPTURED: "Charged to the card",
    Kind.REFUNDED: "Refunded to the card",
    Kind.REFUND_FAILED: "A refund that did not reach the card",
    Kind.DISPUTED: "Given back to you by your bank",
    Kind.REINSTATED: "Charged again after your bank had decided",
}


def paper(found: Receipt, reader: Reader) -> Paper:
    """The receipt as its mentee reads it."""
    rows = [
        Row(
            (wording.stamp(line.at, reader.zone, reader.locale), _WHAT[line.kind],
             wording.signed_money(line.amount, reader.locale)),
            line.stripe_object,
        )
        for line in found.lines
    ]  # fmt: skip
    total = Row(("", "Paid", wording.money(found.paid, reader.locale)), total=True)
    return Paper(
        title="Receipt",
        number=f"No. {found.number}",
        facts=_facts(found, reader),
        tables=(Table("To the cent", ("When", "What", "Amount"), (*rows, total)),),
        notes=(
            "Thoughtcloud took this payment through Stripe for the session named above. The small letters below "
            "each line name the object at Stripe that proves it.",
            f"Times are in {wording.zone_name(reader.zone, found.starts_at, reader.locale)}.",
        ),
        links=(("Back to the booking", routes.booking(found.booking_id)),),
    )


def _facts(found: Receipt, reader: Reader) -> list[tuple[str, str]]:
    for_what = f"{found.title}, {wording.minutes(found.minutes)}"
    if found.late_fee:
        for_what = f"Fee for a session that was cancelled late or not attended: {for_what}"
    return [
        ("Paid by", f"{found.mentee_name}, {found.mentee_email}"),
        ("For", for_what),
        ("With", found.mentor_name),
        ("Session", wording.stamp(found.starts_at, reader.zone, reader.locale)),
        ("Card", found.card or "as given at Stripe"),
        ("Booking", found.booking_id),
    ]
