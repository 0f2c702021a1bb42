"""How a mentor sees their sessions: where the appointment is, where the money is, what a click will do."""

from thoughtcloud.ui.present.sessions.books import ACCOUNTS, KINDS, book
from thoughtcloud.ui.present.sessions.money import earned, fee_is_taken, is_moving, money_line
from thoughtcloud.ui.present.sessions.pages import session_page
from thoughtcloud.ui.present.sessions.pills import pill
from thoughtcloud.ui.present.sessions.questions import cancelling, completing, waiving
from thoughtcloud.ui.present.sessions.rows import row

__all__ = [
    "ACCOUNTS",
    "KINDS",
    "book",
    "cancelling",
    "completing",
    "earned",
    "fee_is_taken",
    "is_moving",
    "money_line",
    "pill",
    "row",
    "session_page",
    "waiving",
]
