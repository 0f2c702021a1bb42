"""Pages: one module per path, each a thin arrangement of components over a state."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui.pages import (
    account,
    audit,
    balance,
    book,
    booking,
    booking_return,
    bookings,
    calendars,
    desk,
    dev_mail,
    disputes,
    entrance,
    home,
    hours,
    mentor,
    mentors,
    move,
    not_found,
    offers,
    operator,
    operator_booking,
    operator_terms,
    payouts,
    profile,
    reconciliation,
    recovery,
    room,
    session,
    spending,
)

PAGES = (
    home.PAGE,
    mentors.PAGE,
    mentor.PAGE,
    book.PAGE,
    entrance.SIGN_IN,
    entrance.SIGN_UP,
    recovery.FORGOT,
    recovery.RESET,
    bookings.PAGE,
    booking.PAGE,
    booking_return.RETURNED,
    booking_return.LEFT,
    move.PAGE,
    room.PAGE,
    account.PAGE,
    spending.PAGE,
    desk.PAGE,
    session.PAGE,
    balance.PAGE,
    offers.PAGE,
    hours.PAGE,
    calendars.PAGE,
    profile.PAGE,
    payouts.PAGE,
    payouts.RETURN_PAGE,
    payouts.REFRESH_PAGE,
    operator.PAGE,
    operator_booking.PAGE,
    reconciliation.PAGE,
    disputes.PAGE,
    disputes.ONE_PAGE,
    audit.PAGE,
    operator_terms.PAGE,
    dev_mail.PAGE,
    not_found.PAGE,
)


def register(app: rx.App) -> None:
    """Give `app` every page."""
    for page in PAGES:
        page.add_to(app)
