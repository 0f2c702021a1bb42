"""What belongs to people in a marketplace that has seen something, and everything a browser can ask of it."""

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, product
from typing import Any

import reflex as rx
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, select

import thoughtcloud.ui.pages  # noqa: F401  # every screen brings its states
from tests.browser import cast, record
from tests.browser.cast import Someone
from tests.browser.stage import Stage
from tests.browser.wire import Call
from thoughtcloud.core.cases import DECISIONS, PROBLEMS, REFUNDS
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, Effect, Event, Notice
from thoughtcloud.jobs import runner
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.services import move_choice, moves, problems, reconciling, refunds
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import (
    BusyCalendar,
    Dispute,
    EffectRow,
    FindingRow,
    InboxEvent,
    NoticeRow,
    Payout,
    Refund,
    TermsSet,
)
from thoughtcloud.ui.states.book import BookState
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.disputes import DisputeState
from thoughtcloud.ui.states.moving import MovingState
from thoughtcloud.ui.states.operator import OperatorState
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.operator_money import OperatorMoneyState
from thoughtcloud.ui.states.operator_terms import OperatorTermsState
from thoughtcloud.ui.states.reconciliation import ReconciliationState
from thoughtcloud.ui.states.room import RoomState
from thoughtcloud.ui.states.session import SessionState

OFFICE = (
    OperatorState, OperatorBookingState, OperatorMoneyState, OperatorTermsState, ReconciliationState, DisputeState,
    CaseState,
)  # fmt: skip
# Where a state finds the id of what it shows.
PAGES: dict[type[rx.State], tuple[str, ...]] = {
    BookingState: ("/bookings/{booking}",),
    RoomState: ("/bookings/{booking}/room",),
    MovingState: ("/bookings/{booking}/move", "/mentor/sessions/{booking}/move"),
    SessionState: ("/mentor/sessions/{booking}",),
    CaseState: ("/bookings/{booking}", "/mentor/sessions/{booking}", "/operator/bookings/{booking}"),
    OperatorBookingState: ("/operator/bookings/{booking}",),
    OperatorMoneyState: ("/operator/bookings/{booking}",),
    DisputeState: ("/operator/disputes/{dispute}",),
}
# Whoever is asked for a slot gets a booking of their own, which is no theft.
LEFT_OUT = (BookState,)
CLOSERS = ("close", "keep", "close_question", "close_explain", "close_entries", "dismiss")
# A question is asked with these, and carried out with those.
QUESTIONS = ("ask", "begin", "edit", "rename", "choose_start")
ANSWERS = ("confirm", "remove", "explain", "save", "send", "accept", "move", "propose", "cancel")
DECIDED = (*DECISIONS, *REFUNDS)
# The place among the bookings: what an operator gives back, what is decided, what can be called off.
ALONE_ON: dict[type[rx.State], int] = {OperatorMoneyState: 0, CaseState: 2, BookingState: 3, SessionState: 3}
KINDS: dict[type[rx.State], tuple[str, ...]] = {
    CaseState: ("report", "object", "admit", "withdraw", "complain", "tell", "take_back", "part", *DECIDED),
    OperatorMoneyState: ("cancel", "refund", "release", "again", "otherwise", "give_up"),
    OperatorState: (Effect.CAPTURE,),
}
CAUSE = "StripeRefused: no such charge"
BY_HAND = {
    "amount": 5000, "currency": "eur", "confirm": "true", "payment_method": "pm_card_visa",
    "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never",
}  # fmt: skip
FORM: dict[str, str] = {
    "words": "This is long enough to be taken for a reason by anybody.", "cause": PROBLEMS[-1], "refund": "10",
    "amount": "10", "note": "A note that says something.", "name": "Somebody else", "hours-0": "30",
    "percent-0": "10", "search": "@", "address": "https://calendars.example.com/mine.ics", "title": "Another",
    "description": "", "minutes": "60", "price": "1", "currency": "eur", "terms": "flexible",
    **{field.value: "Another text" for field in Field},
}  # fmt: skip


@dataclass(frozen=True)
class Estate:
    """Two people's sessions in every kind of trouble; `ids` holds what there is by the name of a parameter."""

    mentor: Someone
    mentee: Someone
    bookings: tuple[str, ...]
    dispute_id: str
    ids: dict[str, tuple[Any, ...]]

    def asked(self, *, only: tuple[type[rx.State], ...] = ()) -> list[Call]:
        """Every handler of every state, or of these, on every page and with every id that it may be meant for."""
        return [call for state in _chosen(only) for path in self._paths(state) for call in self._at(state, path)]

    def asked_alone(self, *, only: tuple[type[rx.State], ...] = ()) -> list[list[Call]]:
        """Each handler in the background after what leads to it, as nothing else may be under way in one browser.

        On the booking where it means the most.
        """
        behind = [(state, name) for state in _chosen(only) for name, one in handlers(state) if one.is_background]
        return [talk for state, name in behind for talk in self._alone(state, name)]

    def _alone(self, state: type[rx.State], name: str) -> Iterator[list[Call]]:
        path, known = list(self._paths(state))[ALONE_ON.get(state, 0)], dict(handlers(state))
        asked = [each for each in known if each.startswith("ask") and name.startswith(ANSWERS)]
        questions = [(each, told) for each in asked for told in self._told(state, each, path)]
        last = (name, next(self._told(state, name, path)))
        for steps in [[question, last] for question in questions] or [[last]]:
            led_to: list[tuple[str, dict[str, Any]]] = [("load", {})] if "load" in known else []
            yield [Call(full_name(state, each), told, path) for each, told in (*led_to, *steps)]

    def _paths(self, state: type[rx.State]) -> Iterator[str]:
        pages = PAGES.get(state, ("/",))
        if "{booking}" not in pages[0]:
            yield pages[0].format(dispute=self.dispute_id)
            return
        # Which page it is says no more than where the id stands: they take turns.
        for page, booking_id in zip(cycle(pages), self.bookings, strict=False):
            yield page.format(booking=booking_id)

    def _at(self, state: type[rx.State], path: str) -> Iterator[Call]:
        """Every handler of a state on one page, and after every question every answer."""
        names = [name for name, one in handlers(state) if name not in CLOSERS and not one.is_background]
        answers = [name for name in names if name.startswith(ANSWERS)]
        for name in sorted(names, key=lambda name: not name.startswith("load")):
            for told in self._told(state, name, path):
                yield Call(full_name(state, name), told, path)
                if name.startswith(QUESTIONS):
                    for each in answers:
                        yield Call(full_name(state, each), next(self._told(state, each, path)), path)

    def _told(self, state: type[rx.State], name: str, path: str) -> Iterator[dict[str, Any]]:
        """Every way of calling a handler on a page."""
        names = parameters(state, name)
        there = tuple(one for one in self.bookings if one in path) or self.bookings
        known = self.ids | {"kind": KINDS.get(state, ("",)), "booking_id": there}
        for chosen in product(*(known.get(each, ("",)) for each in names)):
            yield dict(zip(names, chosen, strict=True))


def _chosen(only: tuple[type[rx.State], ...]) -> list[type[rx.State]]:
    return [state for state in states() if state not in LEFT_OUT and (not only or state in only)]


def states(parent: type[Any] = rx.State) -> Iterator[type[Any]]:
    """Every state of ours."""
    for child in RegistrationContext.get().get_substates(parent):
        if any(True for _ in handlers(child)):
            yield child
        yield from states(child)


def handlers(state: type[Any]) -> Iterator[tuple[str, Any]]:
    """The handlers of a state that are ours; Reflex's own are Reflex's to test."""
    for name, handler in state.event_handlers.items():
        if handler.fn.__module__.startswith("thoughtcloud."):
            yield name, handler


def parameters(state: type[Any], name: str) -> list[str]:
    """What a handler is told."""
    return list(inspect.signature(state.event_handlers[name].fn).parameters)[1:]


def full_name(state: type[Any], name: str) -> str:
    """How a browser names a handler."""
    return f"{state.get_full_name()}.{name}"


def founded(stage: Stage) -> Estate:
    """The estate, with nothing left to be done for it."""
    mentor, mentee, operator = cast.mentor(stage), cast.mentee(stage), cast.operator(stage)
    failing = _given(stage, mentee, mentor, "4000000000005126")
    _act(stage, refunds.grant, operator, failing, "20", reason="The sound was poor.", seen_most_minor=8000)
    runner.finish(stage.platform, failing)
    stage.advance(days=10)
    record.wait_for(lambda: record.at_rest(stage, failing).states[1] == "captured", "the refund came back")
    disputed = _given(stage, mentee, mentor, "4000000000000259")
    Patrol(stage.platform).walk()
    reported = _given(stage, mentee, mentor)
    _act(stage, problems.report, mentee, reported, cause=PROBLEMS[0], words=FORM["words"])
    _act(stage, problems.answer, mentor, reported, words=FORM["words"])
    ahead, wished = (cast.reserved(stage, mentee, mentor, nth=100) for _ in range(2))
    _wish_for_another_time(stage, mentor, wished)
    bookings = (failing, disputed, reported, ahead, wished)
    for booking_id in bookings:
        record.at_rest(stage, booking_id)
    _charge_by_hand(stage, operator)
    with stage.platform.db.unit_of_work() as session:
        ids = _given_up(session, stage, mentor, mentee, ahead)
        dispute_id = session.exec(select(Dispute.id).where(Dispute.booking_id == disputed)).one()
        ids["refund_id"] = ("", session.exec(select(Refund.id).where(Refund.booking_id == failing)).one())
        ids["finding_id"] = (session.exec(select(FindingRow.id)).one(),)
    start = cast.free_starts(stage, mentor)[150].isoformat()
    ids |= {"form": (FORM,), "typed": (FORM,), "start": (start,), "problem": (CAUSE,)}
    return Estate(mentor, mentee, bookings, dispute_id, ids)


def _given(stage: Stage, mentee: Someone, mentor: Someone, card: str = "4242424242424242") -> str:
    """A session that is over and completed."""
    booking_id = cast.reserved(stage, mentee, mentor, card)
    stage.pass_to(record.ours(stage, booking_id).ends_at)
    with stage.platform.db.unit_of_work() as session:
        advance(session, booking_id, Happened(Event.COMPLETED, Actor.MENTOR, stage.platform.now()))
    runner.finish(stage.platform, booking_id)
    return booking_id


def _act(stage: Stage, usecase: Callable[..., Any], who: Someone, *told: Any, **named: Any) -> Any:
    with stage.platform.db.unit_of_work() as session:
        return usecase(session, who.caller, *told, **named, now=stage.platform.now())


def _wish_for_another_time(stage: Stage, mentor: Someone, booking_id: str) -> None:
    with stage.platform.db.reading() as session:
        seen = move_choice.of(session, mentor.caller, booking_id, now=stage.platform.now()).seen
    time = cast.free_starts(stage, mentor)[120]
    _act(stage, moves.propose, mentor, booking_id, times=[time], note="Sorry.", seen=seen)


def _charge_by_hand(stage: Stage, operator: Someone) -> None:
    """Money that belongs to no booking is found."""
    stage.stripe("POST", "/v1/payment_intents", data=BY_HAND)
    _act(stage, reconciling.ask_for_run, operator)

    def found() -> bool:
        with stage.platform.db.reading() as session:
            return session.exec(select(FindingRow.id)).first() is not None

    record.wait_for(found, "the charge that was made by hand is found")


def _given_up(
    session: Session, stage: Stage, mentor: Someone, mentee: Someone, booking_id: str
) -> dict[str, tuple[Any, ...]]:
    """What waits for an operator, and what only the mentor may touch."""
    now, mentor_id = stage.platform.now(), mentor.caller.mentor_id or ""
    buried: dict[str, Any] = {"state": "buried", "problem": CAUSE, "attempts": 12, "not_before": now}
    charge = {"id": "ch_1", "object": "charge"}
    event = {"id": "evt_given_up", "type": "charge.updated", "data": {"object": charge}}
    call = EffectRow(booking_id=booking_id, kind=Effect.CAPTURE, created_at=now, **buried)
    mail = NoticeRow(
        key="given up", kind=Notice.MENTEE_RESERVED, person_id=mentee.caller.person_id, booking_id=booking_id,
        created_at=now, **buried,
    )  # fmt: skip
    terms = TermsSet(name="Half for a day", steps="24:50", created_at=now)
    calendar = BusyCalendar(
        mentor_id=mentor_id, address="https://calendars.example.com/theirs.ics", address_hash="0" * 64,
        created_at=now, not_before=now + timedelta(days=400),
    )  # fmt: skip
    payout = Payout(
        id="po_theirs", mentor_id=mentor_id, amount_minor=100, currency="eur", state="paid", created_at=now,
        arrives_at=now,
    )  # fmt: skip
    heard = InboxEvent(
        id="evt_given_up", type="charge.updated", object_id="ch_1", body=json.dumps(event).encode(),
        received_at=now, **buried,
    )  # fmt: skip
    session.add_all([call, mail, terms, calendar, payout, heard])
    session.flush()
    return {
        "effect_id": (call.id,), "number": (mail.id,), "terms_id": (terms.id,), "calendar_id": (calendar.id,),
        "payout_id": (payout.id,), "event_id": (heard.id,),
        "offer_id": (mentor.offer_id,),
    }  # fmt: skip
