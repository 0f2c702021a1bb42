"""The paths of the product and how they are built; nothing else spells out a path."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

HOME: Final = "/"
MENTORS: Final = "/mentors"
MENTOR: Final = "/mentors/[slug]"
BOOK: Final = "/book"
BOOKINGS: Final = "/bookings"
BOOKING: Final = "/bookings/[reference]"
BOOKING_RETURN: Final = "/bookings/[reference]/return"
BOOKING_LEFT: Final = "/bookings/[reference]/left"
MOVE: Final = "/bookings/[reference]/move"
ROOM: Final = "/bookings/[reference]/room"
BOOKING_FILE: Final = "/bookings/{reference}/calendar.ics"
RECEIPT: Final = "/bookings/{reference}/receipt"
CALENDAR_FEED: Final = "/calendar/{token}.ics"
ROOM_DOOR: Final = "/bookings/{reference}/join"
CONFIRM: Final = "/confirm/{reference}/{key}"
CONFIRM_BY_ANOTHER_CARD: Final = f"{CONFIRM}/card"
SIGN_IN: Final = "/sign-in"
SIGN_UP: Final = "/sign-up"
ACCOUNT: Final = "/account"
SPENDING: Final = "/spending"
SPENDING_CSV: Final = "/spending/paid.csv"
FORGOT: Final = "/forgot-password"
RESET: Final = "/reset-password"
DEV_MAIL: Final = "/dev/mail"
DEV_MAIL_HTML: Final = "/dev/mail/{number:int}/html"

DESK: Final = "/mentor"
DESK_SESSION: Final = "/mentor/sessions/[reference]"
DESK_BALANCE: Final = "/mentor/balance"
DESK_STATEMENTS: Final = "/mentor/statements"
DESK_STATEMENT: Final = "/mentor/statements/{month}"
DESK_STATEMENT_CSV: Final = "/mentor/statements/{month}.csv"
DESK_OFFERS: Final = "/mentor/offers"
DESK_HOURS: Final = "/mentor/hours"
DESK_CALENDARS: Final = "/mentor/calendars"
DESK_SETUP: Final = "/mentor/profile"
DESK_PAYOUTS: Final = "/mentor/payouts"
DESK_PAYOUTS_RETURN: Final = "/mentor/payouts/return"
DESK_PAYOUTS_REFRESH: Final = "/mentor/payouts/refresh"
OPERATOR: Final = "/operator"
OPERATOR_BOOKING: Final = "/operator/bookings/[reference]"
OPERATOR_RECONCILIATION: Final = "/operator/reconciliation"
OPERATOR_DISPUTES: Final = "/operator/disputes"
OPERATOR_DISPUTE: Final = "/operator/disputes/[reference]"
OPERATOR_AUDIT: Final = "/operator/audit"
OPERATOR_TERMS: Final = "/operator/terms"

API_SIGN_IN: Final = "/api/sign-in"
API_SIGN_UP: Final = "/api/sign-up"
API_SIGN_OUT: Final = "/api/sign-out"
API_FORGOT: Final = "/api/forgot"
API_RESET: Final = "/api/reset-password"


def mentor(slug: str) -> str:
    """The page of the mentor `slug`."""
    return f"/mentors/{slug}"


def book(offer: str, start: str) -> str:
    """The review of an offer at a start (ISO instant in UTC), before anything is held."""
    return f"{BOOK}?{urlencode({'offer': offer, 'start': start})}"


def booking(reference: str) -> str:
    """The page of one booking."""
    return f"/bookings/{reference}"


def move(reference: str) -> str:
    """Where either side of a booking finds another time for it."""
    return f"/bookings/{reference}/move"


def room(reference: str) -> str:
    """The page of a booking's room, for both sides: mails and calendars name it, never the room itself."""
    return f"/bookings/{reference}/room"


def confirm(reference: str, key: str) -> str:
    """Where a mail leads that asks to confirm a reservation; `key` was sent to the mentee alone."""
    return f"/confirm/{reference}/{key}"


def confirm_by_another_card(reference: str, key: str) -> str:
    """The same for a mentee who would rather use another card."""
    return f"{confirm(reference, key)}/card"


def room_door(reference: str) -> str:
    """The door of a booking's room: opened from the room's page, it leads out to where the two meet."""
    return f"/bookings/{reference}/join"


def booking_file(reference: str) -> str:
    """One session as a file for a calendar."""
    return f"/bookings/{reference}/calendar.ics"


def receipt(reference: str) -> str:
    """The receipt of what a mentee paid for a booking, to print."""
    return f"/bookings/{reference}/receipt"


def statement(month: str) -> str:
    """A mentor's statement of a month such as "2026-11", to print."""
    return f"{DESK_STATEMENTS}/{month}"


def statement_csv(month: str) -> str:
    """The same month for a spreadsheet."""
    return f"{DESK_STATEMENTS}/{month}.csv"


def calendar_feed(token: str) -> str:
    """The private calendar that this token opens."""
    return f"/calendar/{token}.ics"


def dev_mail_html(number: int) -> str:
    """One kept mail as a mail reader would show it."""
    return f"/dev/mail/{number}/html"


def desk_session(reference: str) -> str:
    """The mentor's page of one booking."""
    return f"/mentor/sessions/{reference}"


def operator_booking(reference: str) -> str:
    """The operator's page of one booking."""
    return f"/operator/bookings/{reference}"


def operator_dispute(reference: str) -> str:
    """The operator's page of one dispute."""
    return f"/operator/disputes/{reference}"


def booking_return(reference: str) -> str:
    """Where hosted Checkout sends the browser when it is done."""
    return f"/bookings/{reference}/return"


def sign_in(then: str) -> str:
    """The sign-in that goes on to the local path `then`."""
    return f"{SIGN_IN}?{urlencode({'next': then})}"


def sign_up(then: str) -> str:
    """The sign-up that goes on to the local path `then`."""
    return f"{SIGN_UP}?{urlencode({'next': then})}"


def forgot_password_asked() -> str:
    """Where somebody is told that a mail is on its way, whoever they are."""
    return f"{FORGOT}?{urlencode({'asked': '1'})}"


def reset_password(token: str) -> str:
    """Where a new password is chosen by the link of a mail."""
    return f"{RESET}?{urlencode({'token': token})}"


def is_local(path: object) -> bool:
    """Whether `path` stays on this site: one leading slash and nothing a browser reads as another host."""
    return (
        isinstance(path, str)
        and path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and not any(sign in path for sign in "\\\r\n\t")
    )
