"""The marketplace in the operator's words: bookings, calls and events as they are, with ids and causes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, ShareState
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine, Trouble
from thoughtcloud.store.views.health import Health
from thoughtcloud.store.views.operator import BookingFound
from thoughtcloud.store.views.queues import EffectFound, InboxFound
from thoughtcloud.ui.display import (
    BookingFile,
    BookingLine,
    EffectLine,
    EventLine,
    HistoryRow,
    Pill,
    Question,
    SumLine,
    Tile,
)
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present import moves, refunds, room, sessions, story, terms

CALLS: Final[dict[str, str]] = {
    Effect.CLOSE_CHECKOUT: "Close the payment page",
    Effect.PLACE_HOLD: "Reserve on the saved card",
    Effect.RETRY_HOLD: "Ask the bank again for a reservation",
    Effect.RELEASE_HOLD: "Release an early reservation",
    Effect.GIVE_UP: "Call off what was not confirmed",
    Effect.CAPTURE: "Charge the card",
    Effect.SECURE: "Charge the card before its reservation ends",
    Effect.CHARGE_FEE: "Charge the late fee",
    Effect.RETURN_MONEY: "Give the money back",
    Effect.TRANSFER: "Transfer the share",
    Effect.REVERSE_TRANSFER: "Take the share back",
    Effect.READ_SHARE: "See when the share clears",
    Effect.SUBMIT_EVIDENCE: "Hand the evidence to the bank",
    Effect.ACCEPT_DISPUTE: "Accept the dispute",
}
_ACCOUNTS: Final = {account: account.replace("_", " ").capitalize() for account in Account}
_QUEUE: Final[dict[str, Pill]] = {
    "waiting": Pill("Waiting", "info"),
    "leased": Pill("Under way", "brand"),
    "buried": Pill("Given up", "bad"),
}
_BAD: Final = frozenset({PaymentState.LAPSED, PaymentState.ACTION_REQUIRED, ShareState.WAITING_FOR_ACCOUNT})
_GOOD: Final = frozenset({
    BookingState.CONFIRMED, BookingState.COMPLETED, PaymentState.AUTHORIZED, PaymentState.CAPTURED,
    ShareState.TRANSFERRED,
})  # fmt: skip


def tiles(health: Health) -> list[Tile]:
    """How much waits and how much was given up; a tile leads to its list where there is one."""
    return [
        _tile("Calls given up", health.effects_buried, "bad", "effects"),
        _tile("Events given up", health.inbox_buried, "bad", "inbox"),
        _tile("Refunds that came back", health.refunds_back, "bad", "refunds"),
        _tile("Mails given up", health.mail_buried, "bad", "mails"),
        _tile("Cases to decide", health.cases_waiting, "warn", "cases"),
        _tile("Shares without an account", health.shares_waiting, "warn", "unsettled"),
        _tile("Calendars that fail", health.calendars_failing, "warn", "calendars"),
        _tile("Calls waiting", health.effects_waiting, "neutral", "effects-waiting"),
        _tile("Events waiting", health.inbox_waiting, "neutral", "inbox-waiting"),
        _tile("Mails kept", health.mail_kept, "neutral", "mails-kept"),
        _tile("Deadlines overdue", health.deadlines_overdue, "bad"),
        Tile("Workers alive", f"{health.workers_alive}", "good" if health.workers_alive else "bad"),
    ]


def _tile(name: str, count: int, tone: str, tab: str = "") -> Tile:
    return Tile(name, f"{count}" if count < 1000 else "1000 or more", tone if count else "good", tab)


def booking(found: BookingFound, pen: Pen) -> BookingLine:
    """One booking in a list."""
    return BookingLine(
        id=found.booking_id,
        title=found.title,
        mentee=found.mentee_name,
        email=found.mentee_email,
        mentor=found.mentor_name,
        when=pen.stamp(found.starts_at),
        price=pen.money(found.price),
        intent=found.intent_id or "",
        states=states(found.state, found.payment, found.share_state),
    )


def states(*shown: BookingState | PaymentState | ShareState) -> list[Pill]:
    """States in their own words."""
    return [Pill(state.replace("_", " "), _tone(state)) for state in shown]


def _tone(state: str) -> str:
    return "bad" if state in _BAD else "good" if state in _GOOD else "neutral"


def effect(found: EffectFound, pen: Pen) -> EffectLine:
    """One call to Stripe that waits or was given up."""
    return EffectLine(
        id=found.effect_id,
        booking_id=found.booking_id,
        what=CALLS.get(found.kind, found.kind),
        pill=_QUEUE.get(found.state, Pill(found.state)),
        tries=_tries(found.attempts),
        when=_when(found.state, found.created_at, found.not_before, pen),
        problem=found.problem,
        buried=found.state == "buried",
    )


def _when(state: str, put_down: datetime, next_try: datetime, pen: Pen) -> str:
    if state == "waiting" and next_try > pen.now:
        return f"next try {pen.stamp(next_try)}"
    return f"put down {pen.stamp(put_down)}"


def _trouble(found: Trouble, booking_id: str, pen: Pen) -> EffectLine:
    return EffectLine(
        id=found.effect_id,
        booking_id=booking_id,
        what=CALLS.get(found.kind, found.kind),
        pill=_QUEUE.get(found.state, Pill(found.state)),
        tries=_tries(found.attempts),
        when=f"not before {pen.stamp(found.not_before)}",
        problem=found.problem,
        buried=found.state == "buried",
    )


def event(found: InboxFound, pen: Pen) -> EventLine:
    """One event of Stripe's that was not processed."""
    return EventLine(
        id=found.event_id,
        type=found.type,
        about=" · ".join(part for part in (found.object_id, found.account_id or "") if part),
        pill=_QUEUE.get(found.state, Pill(found.state)),
        tries=_tries(found.attempts),
        when=f"received {pen.stamp(found.received_at)}",
        problem=found.problem,
    )


def _tries(count: int) -> str:
    return {0: "not tried yet", 1: "one try"}.get(count, f"{count} tries")


def file(found: BookingPage, pen: Pen) -> BookingFile:
    """Everything we know of one booking."""
    return BookingFile(
        id=found.booking_id,
        title=found.title,
        mentee=found.mentee_name,
        mentor=found.mentor_name,
        when=f"{pen.stamp(found.starts_at)} to {pen.time(found.ends_at)}",
        states=states(found.state, found.payment, found.share_state),
        facts=_facts(found, pen),
        history=[_history(line, pen) for line in reversed(found.history)],
        book=sessions.book(found.ledger, _ACCOUNTS, pen),
        story=story.story(found.story, Actor.OPERATOR, pen),
        troubles=[_trouble(one, found.booking_id, pen) for one in found.troubles],
        refunds=[refunds.line(one, pen) for one in reversed(found.refunds)],
        may_cancel=Event.CANCELLED in found.actions,
        may_complete=Event.COMPLETED in found.actions,
        may_waive=Event.LATE_FEE_WAIVED in found.actions,
        may_refund=Event.REFUND_GRANTED in found.actions,
        may_release=Event.SHARE_RELEASED in found.actions,
    )


def _facts(found: BookingPage, pen: Pen) -> list[tuple[str, str]]:
    owed = "Owed for not coming" if found.state is BookingState.NO_SHOW else "Late fee"
    sums = (
        ("Price", found.price), ("Platform fee", found.fee), ("Mentor’s share", found.share),
        (owed, found.late_fee or None), ("Charged", found.captured), ("Refunded", found.refunded),
        ("On its way back", found.returning),
        ("Transferred", found.transferred),
        ("Taken back", found.reversed), ("Stripe’s fee", found.stripe_fee),
    )  # fmt: skip
    times = (
        ("Booked", found.created_at), ("Reservation ends", found.capture_before),
        ("Completed", found.completed_at), ("Share goes out from", found.release_at),
        ("Share clears", found.share_available_at),
    )  # fmt: skip
    return [
        *((name, pen.money(amount)) for name, amount in sums if amount is not None),
        *((name, pen.stamp(at)) for name, at in times if at is not None),
        *room.presence(found.attended, found.role, "Mentor", "Mentee", pen),
        ("Terms of cancelling", terms.sentence(found.agreed.terms)),
        ("Card", found.card or "none"),
        ("Zones", f"mentee {found.mentee_zone}, mentor {found.mentor_zone}"),
    ]


def _history(line: HistoryLine, pen: Pen) -> HistoryRow:
    detail = moves.detail(line, pen)
    return HistoryRow(
        when=pen.stamp(line.at),
        says=f"{line.says}: {detail}" if detail else line.says,
        actor=line.actor,
        amount=pen.money(line.amount) if line.amount else "",
        stripe_object=line.stripe_object or "",
    )


def completing(found: BookingPage, pen: Pen) -> Question:
    """What completing in the mentor's stead will do to the money."""
    fee = found.fee or Money(0, found.price.currency)
    return Question(
        kind="complete",
        id=found.booking_id,
        title="Mark this session completed?",
        text=f"In {found.mentor_name}’s stead: the mentee’s card is charged now.",
        lines=[
            SumLine("Charged to the mentee", pen.money(found.price)),
            SumLine("Platform fee", "−" + pen.money(fee)),
            SumLine("The mentor’s share", pen.money(found.price - fee), total=True),
        ],
        confirm=f"Charge {pen.money(found.price)}",
        keep="Not yet",
    )


def waiving(found: BookingPage, pen: Pen) -> Question:
    """What letting the mentee off the late fee will do to the money."""
    kept = found.captured - found.refunded
    sent = (found.transferred or found.price - found.price) - (found.reversed or found.price - found.price)
    lines = [SumLine("Taken back from the mentor", pen.money(sent))] if sent else []
    word, back = ("Refunded", kept) if kept else ("Released", found.price)
    return Question(
        kind="waive",
        id=found.booking_id,
        title="Waive the late fee?",
        text="The mentee pays nothing for having cancelled late, and the mentor receives nothing.",
        lines=[*lines, SumLine(f"{word} to the mentee", pen.money(back), total=True)],
        after="Both sides are told. This cannot be taken back.",
        confirm="Waive the fee",
        keep="Keep the fee",
    )
