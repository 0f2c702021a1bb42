"""One session in full, as its mentor reads it."""

from __future__ import annotations

from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, BookingState, Event, ShareState
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.display import SessionPage
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import absence, story
from thoughtcloud.ui.present.bookings import attended, file_path, room_path
from thoughtcloud.ui.present.sessions.bills import bill
from thoughtcloud.ui.present.sessions.books import ACCOUNTS, book
from thoughtcloud.ui.present.sessions.money import fee_is_taken, is_moving, money_line
from thoughtcloud.ui.present.sessions.payments import payment
from thoughtcloud.ui.present.sessions.pills import pill
from thoughtcloud.ui.present.sessions.records import occurrence
from thoughtcloud.ui.present.sessions.shares import share
from thoughtcloud.ui.present.sessions.ways import way

B, S = BookingState, ShareState


def session_page(found: BookingPage, pen: Pen) -> SessionPage:
    """All of a session, worded for its mentor."""
    outcome, tone = _outcome(found, pen)
    return SessionPage(
        id=found.booking_id,
        title=found.title,
        mentee=found.mentee_name,
        initials=wording.initials(found.mentee_name),
        tint=wording.tint(found.mentee_name),
        brief=found.brief,
        day=pen.day(found.starts_at),
        mine=pen.clock(found.starts_at, found.ends_at),
        my_zone=wording.zone_name(pen.zone, found.starts_at, pen.locale),
        theirs=_their_clock(found, pen),
        their_zone=wording.zone_name(found.mentee_zone, found.starts_at, pen.locale),
        duration=wording.minutes(found.minutes),
        ago=_how_far(found, pen),
        room_path=room_path(found),
        file_path=file_path(found),
        room_open=found.door is Door.OPEN,
        attended=attended(found, pen),
        pill=pill(found, pen),
        payment=payment(found, pen),
        share=share(found, pen),
        bill=bill(found, pen),
        way=way(found, pen),
        record=[occurrence(line, found, pen) for line in reversed(found.history)],
        book=book(found.ledger, ACCOUNTS, pen),
        story=story.story(found.story, Actor.MENTOR, pen),
        may_complete=Event.COMPLETED in found.actions,
        may_cancel=Event.CANCELLED in found.actions,
        may_waive=Event.LATE_FEE_WAIVED in found.actions,
        move_path=routes.move(found.booking_id) if Event.MOVE_PROPOSED in found.actions else "",
        waive_text="Waive the fee" if found.state is B.NO_SHOW else "Waive the late fee",
        cancel_text="Refund" if found.state is B.COMPLETED else "Cancel",
        outcome=outcome,
        outcome_tone=tone,
        moving=is_moving(found, pen),
    )


def _how_far(found: BookingPage, pen: Pen) -> str:
    if pen.now < found.starts_at:
        off = found.state in (B.CANCELLED, B.EXPIRED)
        return f"{'Was to start' if off else 'Starts'} {pen.ago(found.starts_at)}"
    return f"Ended {pen.ago(found.ends_at)}" if pen.now >= found.ends_at else f"Ends {pen.ago(found.ends_at)}"


def _their_clock(found: BookingPage, pen: Pen) -> str:
    clock = wording.span(found.starts_at, found.ends_at, found.mentee_zone, pen.locale)
    there = wording.short_day(found.starts_at, found.mentee_zone, pen.locale)
    return clock if there == pen.short_day(found.starts_at) else f"{there}, {clock}"


def _outcome(found: BookingPage, pen: Pen) -> tuple[str, str]:
    if found.state in absence.STATES and not is_moving(found, pen):
        return absence.outcome(found, pen)
    if found.state not in (B.COMPLETED, B.CANCELLED, B.NO_SHOW):
        return "", "info"
    if is_moving(found, pen):
        return f"{money_line(found, pen)}. This takes a moment; you may leave this page.", "info"
    if fee_is_taken(found):
        return f"The mentee cancelled late. {payment(found, pen)} {share(found, pen)}", "info"
    if found.state is B.CANCELLED:
        return f"{_cancelled(found)} {payment(found, pen)}", "neutral"
    if found.share_state is S.WAITING_FOR_ACCOUNT:
        return f"Completed. {payment(found, pen)} {share(found, pen)}", "warn"
    if found.share_state is S.NOT_DUE:
        return f"Completed. {payment(found, pen)}", "warn"
    return f"Completed. {payment(found, pen)} {share(found, pen)}", "good"


def _cancelled(found: BookingPage) -> str:
    return {
        "mentor": "You called this session off.",
        "mentee": "The mentee cancelled this session.",
        "operator": "Thoughtcloud called this session off.",
    }.get(found.cancelled_by or "", "This session is off.")
