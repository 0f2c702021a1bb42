"""One line of the mentor's lists."""

from __future__ import annotations

from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import SessionRow
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import moves
from thoughtcloud.ui.present.sessions.money import how_secured, money_line
from thoughtcloud.ui.present.sessions.pills import pill


def row(found: BookingRow, pen: Pen) -> SessionRow:
    """One line of a list."""
    share = found.share or found.price
    return SessionRow(
        id=found.booking_id,
        title=found.title,
        mentee=found.other,
        initials=wording.initials(found.other),
        tint=wording.tint(found.other),
        when=pen.short_day(found.starts_at),
        clock=pen.clock(found.starts_at, found.ends_at),
        ago=_how_far(found, pen),
        price=pen.money(found.price),
        share=pen.money(share),
        fee=pen.money(found.price - share),
        pill=pill(found, pen),
        money=money_line(found, pen),
        unsecured=how_secured(found, pen.money(share), pen) if found.payment in UNSECURED else "",
        asked=moves.in_list(found.proposed_by, found.role, found.other),
        move_path=routes.move(found.booking_id),
    )


def _how_far(found: BookingRow, pen: Pen) -> str:
    if pen.now < found.starts_at:
        return f"starts {pen.ago(found.starts_at)}"
    if pen.now < found.ends_at:
        return f"ends {pen.ago(found.ends_at)}"
    return f"ended {pen.ago(found.ends_at)}"
