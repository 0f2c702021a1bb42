"""Pages: one module per path, each a thin arrangement of components over a state."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui.pages import (
    book,
    booking,
    booking_return,
    bookings,
    entrance,
    home,
    mentor,
    mentors,
    not_found,
)

PAGES = (
    home.PAGE,
    mentors.PAGE,
    mentor.PAGE,
    book.PAGE,
    entrance.SIGN_IN,
    entrance.SIGN_UP,
    bookings.PAGE,
    booking.PAGE,
    booking_return.RETURNED,
    booking_return.LEFT,
    not_found.PAGE,
)


def register(app: rx.App) -> None:
    """Give `app` every page."""
    for page in PAGES:
        page.add_to(app)
