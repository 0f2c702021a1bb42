"""How a mentee sees their bookings: what state they are in, where the money is and what happens next."""

from thoughtcloud.ui.present.bookings.bills import bill
from thoughtcloud.ui.present.bookings.headlines import headline
from thoughtcloud.ui.present.bookings.pills import PAYMENTS, STATES, money_pill
from thoughtcloud.ui.present.bookings.quotes import done, quote
from thoughtcloud.ui.present.bookings.records import record
from thoughtcloud.ui.present.bookings.rows import row
from thoughtcloud.ui.present.bookings.sheets import attended, file_path, room_path, sheet
from thoughtcloud.ui.present.bookings.ways import way

__all__ = [
    "PAYMENTS",
    "STATES",
    "attended",
    "bill",
    "done",
    "file_path",
    "headline",
    "money_pill",
    "quote",
    "record",
    "room_path",
    "row",
    "sheet",
    "way",
]
