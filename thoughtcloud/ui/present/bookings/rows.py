"""One line of the mentee's list."""

from __future__ import annotations

from thoughtcloud.core.states import BookingState
from thoughtcloud.store.views.booking_list import BookingRow
from thoughtcloud.ui import display, routes, wording
from thoughtcloud.ui.present import moves
from thoughtcloud.ui.present.bookings.pills import STATES, money_pill
from thoughtcloud.ui.wording import Reader


def row(found: BookingRow, reader: Reader) -> display.BookingRow:
    """A booking in the mentee's list."""
    return display.BookingRow(
        reference=found.booking_id,
        path=routes.booking(found.booking_id),
        title=found.title,
        mentor=found.other,
        initials=wording.initials(found.other),
        tint=wording.tint(found.other),
        day=wording.short_day(found.starts_at, reader.zone, reader.locale),
        time=wording.span(found.starts_at, found.ends_at, reader.zone, reader.locale),
        price=wording.money(found.price, reader.locale),
        state=STATES[found.state],
        money=money_pill(found),
        until=_until(found, reader),
        asked=moves.in_list(found.proposed_by, found.role, found.other),
        move_path=routes.move(found.booking_id),
    )


def _until(found: BookingRow, reader: Reader) -> str:
    if found.state is BookingState.HELD and found.held_until:
        return f"held until {wording.clock_time(found.held_until, reader.zone, reader.locale)}"
    return wording.until(found.starts_at, reader.now) if found.state is BookingState.CONFIRMED else ""
