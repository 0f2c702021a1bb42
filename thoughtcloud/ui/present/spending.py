"""What a mentee has paid, in words: per currency, and booking by booking."""

from __future__ import annotations

from babel.numbers import get_currency_name

from thoughtcloud.core.money import Money
from thoughtcloud.store.views.spending import BookingSpent, Spent
from thoughtcloud.ui import routes
from thoughtcloud.ui.display import SpentRow, SpentSum
from thoughtcloud.ui.pen import Pen


def total(found: Spent, pen: Pen) -> SpentSum:
    """What was spent in one currency."""
    code = found.paid.currency.upper()
    return SpentSum(
        code=code,
        name=get_currency_name(code, locale=pen.locale),
        paid=pen.money(found.paid),
        charged=pen.money(found.charged),
        refunded=pen.money(found.refunded),
        reserved=pen.money(found.reserved),
    )


def row(found: BookingSpent, pen: Pen) -> SpentRow:
    """What one booking has cost."""
    spent = found.spent
    return SpentRow(
        key=found.booking_id,
        path=routes.booking(found.booking_id),
        title=found.title,
        mentor=found.mentor_name,
        day=pen.stamp(found.starts_at).rpartition(", ")[0],
        reserved=_if_any(spent.reserved, pen),
        charged=_if_any(spent.charged, pen),
        refunded=_if_any(spent.refunded, pen),
        paid=pen.money(spent.paid),
        says=_says(spent),
        receipt=routes.receipt(found.booking_id) if found.has_receipt else "",
    )


def _if_any(amount: Money, pen: Pen) -> str:
    return pen.money(amount) if amount else ""


def _says(spent: Spent) -> str:
    """Where the money is, in two or three words."""
    if spent.reserved:
        return "Reserved, not charged"
    if not spent.charged:
        return "Released, nothing charged"
    if not spent.refunded:
        return "Paid"
    return "Refunded in part" if spent.paid else "Refunded in full"
