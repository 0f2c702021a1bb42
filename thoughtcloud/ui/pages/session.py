"""One session for its mentor: who, when, where the money is, and every event and cent so far."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import routes
from thoughtcloud.ui.components.actions import back, button, link, link_button
from thoughtcloud.ui.components.book import folded_book
from thoughtcloud.ui.components.calendars import file_button
from thoughtcloud.ui.components.cases import case_question, case_report, case_story
from thoughtcloud.ui.components.desk import desk, opened
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import refreshing
from thoughtcloud.ui.components.moving import answer
from thoughtcloud.ui.components.records import bill, facts, record, way
from thoughtcloud.ui.components.rooms import attendance, room_button
from thoughtcloud.ui.components.sessions import question
from thoughtcloud.ui.components.story import cent_story
from thoughtcloud.ui.components.surfaces import avatar, card, loading, pill_of, section, skeleton
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.case import CaseState
from thoughtcloud.ui.states.moving import MovingState
from thoughtcloud.ui.states.session import SessionState

SHOWN = SessionState.shown


def view() -> rx.Component:
    """The session, kept true while it is looked at."""
    return desk(
        opened(SessionState.ready, SessionState.problem, _waiting(), _session()),
        question(),
        case_question(),
        refreshing([SessionState.refresh, MovingState.refresh, CaseState.refresh]),
        here=routes.DESK,
    )


def _session() -> rx.Component:
    return rx.fragment(
        back("All sessions", to=routes.DESK),
        _heading(),
        rx.el.div(_outcome(), role="status"),
        rx.el.div(answer(), class_name="mb-8 empty:hidden"),
        rx.el.div(
            rx.el.div(case_story(), _money(), _record(), _entries(), class_name="flex flex-col gap-11 min-w-0"),
            rx.el.aside(_appointment(), case_report(), _brief(), class_name="flex flex-col gap-5"),
            class_name="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-8 items-start "
            "lg:grid-cols-[minmax(0,1fr)_21rem]",
        ),
    )


def _heading() -> rx.Component:
    return rx.el.div(
        avatar(SHOWN.initials, SHOWN.tint),
        rx.el.div(
            rx.el.div(
                rx.el.h1(SHOWN.mentee, class_name="text-3xl"),
                pill_of(SHOWN.pill),
                class_name="flex flex-wrap gap-3 items-center",
            ),
            rx.el.p(SHOWN.title, " · ", SHOWN.duration, class_name="text-soft text-lg mt-1"),
            class_name="min-w-0 flex-1",
        ),
        _actions(),
        class_name="flex flex-wrap gap-5 items-start mt-5 mb-8",
    )


def _actions() -> rx.Component:
    return rx.el.div(
        rx.cond(SHOWN.room_path != "", room_button(SHOWN.room_path, SHOWN.room_open)),
        file_button(SHOWN.file_path),
        rx.cond(SHOWN.may_complete, button("Mark completed", on_click=SessionState.ask_complete(SHOWN.id))),
        rx.cond(SHOWN.move_path != "", link_button("Move", to=SHOWN.move_path, tone="quiet")),
        rx.cond(
            SHOWN.may_cancel,
            button(SHOWN.cancel_text, tone="danger", on_click=SessionState.ask_cancel(SHOWN.id)),
        ),
        rx.cond(
            SHOWN.may_waive,
            button(SHOWN.waive_text, tone="quiet", on_click=SessionState.ask_waive(SHOWN.id)),
        ),
        class_name="flex flex-wrap gap-3",
    )


def _outcome() -> rx.Component:
    return rx.cond(
        SHOWN.outcome != "",
        rx.el.div(
            rx.cond(
                SHOWN.moving,
                rx.el.span(class_name="spinner mt-1", aria_hidden="true"),
                icon("info", "1.35rem", "mt-0.5"),
            ),
            rx.el.p(SHOWN.outcome, class_name="flex-1 font-medium"),
            class_name=rx.Var.create("toned rounded-md px-4 py-3.5 flex gap-3 items-start mb-8 tone-")
            + SHOWN.outcome_tone,
        ),
    )


def _money() -> rx.Component:
    return section(
        "The money",
        way(SHOWN.way),
        card(
            bill(SHOWN.bill),
            rx.el.div(
                rx.el.p(SHOWN.payment),
                rx.el.p(SHOWN.share),
                rx.foreach(
                    SHOWN.paid_out,
                    lambda said: rx.el.p(said, " ", link("See it in your balance", to=routes.DESK_BALANCE)),
                ),
                class_name="mt-4 pt-4 border-t border-line text-soft flex flex-col gap-1.5",
            ),
        ),
    )


def _record() -> rx.Component:
    return section(
        "What happened",
        rx.el.div(zone_line(SessionState.refresh), class_name="-mt-2"),
        record(SHOWN.record),
    )


def _entries() -> rx.Component:
    return rx.cond(
        SHOWN.story.steps,
        section(
            "Every cent",
            rx.el.p(
                "Each movement of this session’s money, with the object at Stripe that proves it and what is "
                "where after it.",
                class_name="text-soft max-w-measure mb-4",
            ),
            cent_story(SHOWN.story),
            rx.cond(SHOWN.book, folded_book(SHOWN.book)),
        ),
    )


def _appointment() -> rx.Component:
    return card(
        rx.el.p(SHOWN.ago, class_name="text-lg font-semibold mb-1"),
        facts(
            ("Day", SHOWN.day),
            ("Your time", _clock(SHOWN.mine, SHOWN.my_zone)),
            (rx.fragment("Time of ", SHOWN.mentee), _clock(SHOWN.theirs, SHOWN.their_zone)),
        ),
        attendance(SHOWN.attended, "mt-2 pt-4 border-t border-line"),
    )


def _clock(time: str, zone: str) -> rx.Component:
    return rx.fragment(
        rx.el.span(time, class_name="figures block"), rx.el.span(zone, class_name="text-sm text-faint font-normal")
    )


def _brief() -> rx.Component:
    return card(
        rx.el.h2("What they want to talk about", class_name="text-xl mb-2"),
        rx.cond(
            SHOWN.brief != "",
            rx.el.p(SHOWN.brief, class_name="whitespace-pre-line text-soft break-words"),
            rx.el.p("They wrote nothing beforehand.", class_name="text-faint"),
        ),
    )


def _waiting() -> rx.Component:
    return loading(
        skeleton("h-4 w-28"), skeleton("h-9 w-64 mt-4"), skeleton("h-4 w-48 mb-6"), skeleton("h-40 w-full"),
        label="The session is coming",
    )  # fmt: skip


PAGE = Page(
    path=routes.DESK_SESSION,
    title="Session",
    description="One session: where the money is, and every event and cent.",
    view=view,
    on_load=(SessionState.load, MovingState.load, CaseState.load),
)
