"""The page of one booking for its mentee."""

from __future__ import annotations

from thoughtcloud.core.policy import Returned
from thoughtcloud.core.process.groups import UNDECIDED
from thoughtcloud.core.reserving import WANTS_CARDHOLDER
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import display, routes, wording
from thoughtcloud.ui.present import money_back, story, terms
from thoughtcloud.ui.present.bookings.bills import bill
from thoughtcloud.ui.present.bookings.headlines import headline
from thoughtcloud.ui.present.bookings.pills import STATES, money_pill
from thoughtcloud.ui.present.bookings.records import record
from thoughtcloud.ui.present.bookings.ways import way
from thoughtcloud.ui.present.mentors import there, time_span
from thoughtcloud.ui.present.room import presence
from thoughtcloud.ui.wording import Reader


def sheet(page: BookingPage, reader: Reader) -> display.BookingSheet:
    """The page of one booking for its mentee."""
    title, text, tone = headline(page, reader)
    return display.BookingSheet(
        reference=page.booking_id,
        title=page.title,
        duration=wording.minutes(page.minutes),
        mentor=page.mentor_name,
        mentor_path=routes.mentor(page.mentor_slug),
        initials=wording.initials(page.mentor_name),
        tint=wording.tint(page.mentor_name),
        day=wording.day(page.starts_at, reader.zone, reader.locale),
        time=time_span(page.starts_at, page.minutes, reader.zone, reader),
        mentor_time=there(page.starts_at, page.minutes, page.mentor_name, page.mentor_zone, reader),
        price=wording.money(page.price, reader.locale),
        card=page.card,
        brief=page.brief,
        room_path=room_path(page),
        file_path=file_path(page),
        receipt_path=routes.receipt(page.booking_id) if page.captured else "",
        room_open=page.door is Door.OPEN,
        attended=attended(page, reader),
        checkout_url=page.checkout_url or "",
        state=STATES[page.state],
        money=money_pill(page),
        headline=title,
        explanation=text,
        tone=tone,
        open=page.state is BookingState.HELD,
        over=page.state not in (BookingState.HELD, BookingState.CONFIRMED, *UNDECIDED),
        confirm=_is_to_confirm(page),
        confirm_text=_how_to_confirm(page),
        confirm_with_bank=page.refusal == WANTS_CARDHOLDER,
        confirm_by=wording.moment(page.act_by, reader.zone, reader.locale) if page.act_by else "",
        can_cancel=Event.CANCELLED in page.actions,
        costs=terms.table(page.agreed, page.starts_at, reader) if _has_money(page) else [],
        zone=wording.zone_name(reader.zone, page.starts_at),
        move_path=routes.move(page.booking_id) if Event.MOVE_PROPOSED in page.actions else "",
        held_until=wording.clock_time(page.held_until, reader.zone, reader.locale) if page.held_until else "",
        way=way(page, reader),
        bill=bill(page, reader),
        record=record(page, reader),
        story=story.story(page.story, page.role, reader),
        refunds=money_back.news(page, reader),
    )


def _has_money(page: BookingPage) -> bool:
    """Whether a cancel click moves money at all."""
    return bool(page.cancellation and page.cancellation.returned is not Returned.NOTHING)


def _is_to_confirm(page: BookingPage) -> bool:
    """Whether the mentee is asked to put a refused reservation right."""
    alive = page.state in (BookingState.CONFIRMED, BookingState.COMPLETED)
    return alive and page.role is Actor.MENTEE and page.payment is PaymentState.ACTION_REQUIRED


def _how_to_confirm(page: BookingPage) -> str:
    way = (
        f"It takes a minute on your bank's page{f', for {page.card}' if page.card else ''}; or use another card."
        if page.refusal == WANTS_CARDHOLDER
        else "It takes a minute on Stripe's page, where you can use any card."
    )
    charged = "Nothing is charged by it." if page.act_by else "It is charged once the session is completed."
    return f"{way} {charged}"


def room_path(page: BookingPage) -> str:
    """The way to the room's page, where there is or was one; what was noted there stays."""
    return routes.room(page.booking_id) if page.door is not Door.OFF or page.attended else ""


def file_path(page: BookingPage) -> str:
    """The session as a file for a calendar, while it is going to be."""
    return routes.booking_file(page.booking_id) if page.state is BookingState.CONFIRMED else ""


def attended(page: BookingPage, reader: Reader) -> list[tuple[str, str]]:
    """Who was there, from when the room could first be opened."""
    if page.door is Door.EARLY or not room_path(page):
        return []
    return presence(page.attended, page.role, page.mentor_name, page.mentee_name, reader)
