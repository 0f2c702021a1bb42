"""The room of a session: the countdown, the door, the other side's clock, the brief and the notes of both."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import back, button, link_button, outside_button
from thoughtcloud.ui.components.fields import text_area
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.live import counting_down, refreshing
from thoughtcloud.ui.components.rooms import attendance
from thoughtcloud.ui.components.shell import page, sign_in_wall
from thoughtcloud.ui.components.surfaces import avatar, card, error_state, loading, notice, pill_of
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.room import RoomState

SHOWN = RoomState.sheet


def view() -> rx.Component:
    """The room, or the way in."""
    return page(
        sign_in_wall(
            rx.cond(
                RoomState.problem != "",
                error_state(
                    RoomState.problem,
                    link_button("My bookings", to=routes.BOOKINGS),
                    title="We cannot show this room",
                    whole_page=True,
                ),
                rx.cond(RoomState.loaded, _room(), loading(label="Loading the room")),
            )
        )
    )


def _room() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back("The whole booking", to=SHOWN.back_path),
            pill_of(SHOWN.pill),
            class_name="flex flex-wrap gap-3 items-center mb-5",
        ),
        rx.cond(
            RoomState.refusal != "",
            notice(RoomState.refusal, tone="warn", role="alert", class_name="mb-5"),
        ),
        rx.el.div(
            rx.el.div(_door(), _notes(), class_name="flex flex-col gap-5 min-w-0"),
            rx.el.div(_appointment(), _brief(), _presence(), class_name="flex flex-col gap-5 min-w-0"),
            class_name="grid grid-cols-1 lg:grid-cols-[1.5fr_1fr] gap-5 items-start",
        ),
        refreshing(RoomState.refresh, every=15),
    )


def _door() -> rx.Component:
    return card(
        rx.el.h1(SHOWN.headline, class_name="text-3xl"),
        rx.el.p(SHOWN.explanation, class_name="text-lg text-soft mt-3 max-w-measure"),
        rx.cond(
            SHOWN.seconds > 0,
            rx.el.p(
                counting_down(SHOWN.seconds, "text-4xl sm:text-5xl font-semibold figures"),
                rx.el.span(SHOWN.counted, class_name="text-soft text-lg"),
                class_name="flex flex-wrap gap-x-3 items-baseline mt-6",
            ),
        ),
        rx.cond(
            SHOWN.door_path != "",
            rx.el.div(
                outside_button(
                    icon("video"),
                    "Join",
                    href=SHOWN.door_path,
                    size="large",
                    target="_blank",
                    rel="noopener",
                    class_name="w-full sm:w-auto sm:min-w-56",
                ),
                rx.el.p(SHOWN.leads_to, class_name="text-sm text-soft mt-2.5"),
                class_name="mt-6",
            ),
        ),
        class_name="dawn",
    )


def _appointment() -> rx.Component:
    return card(
        rx.el.div(
            avatar(SHOWN.initials, SHOWN.tint),
            rx.el.div(
                rx.el.h2(SHOWN.title, class_name="text-xl leading-snug"),
                rx.el.p(SHOWN.duration, " with ", SHOWN.other, class_name="text-soft"),
                class_name="min-w-0",
            ),
            class_name="flex gap-4 items-center",
        ),
        rx.el.dl(
            _line("calendar", "When", SHOWN.day, SHOWN.time),
            _line(
                "clock",
                "Their clock",
                rx.fragment("It is ", rx.el.strong(SHOWN.there_clock, class_name="figures"), " for ", SHOWN.other),
                SHOWN.there_place,
            ),
            class_name="flex flex-col gap-3 mt-6",
        ),
        rx.el.div(zone_line(RoomState.refresh), class_name="mt-5 pt-4 border-t border-line"),
    )


def _line(picture: str, word: str, *shown: rx.Var[str] | str | rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.dt(icon(picture, "1.2em"), rx.el.span(word, class_name="sr-only"), class_name="text-faint pt-1"),
        rx.el.dd(*[rx.el.span(part, class_name="block") for part in shown]),
        class_name="flex gap-3",
    )


def _brief() -> rx.Component:
    return rx.cond(
        SHOWN.brief != "",
        card(
            rx.el.h2(SHOWN.brief_title, class_name="text-xl mb-2"),
            rx.el.p(SHOWN.brief, class_name="whitespace-pre-wrap break-words text-soft"),
        ),
    )


def _presence() -> rx.Component:
    return card(
        rx.el.h2("Who was there", class_name="text-xl mb-2"),
        attendance(SHOWN.attended),
        rx.el.p(
            "Both of you see this. It is kept, so that nobody has to argue about it later.",
            class_name="text-sm text-faint mt-3",
        ),
    )


def _notes() -> rx.Component:
    return card(
        rx.el.h2("Notes for both of you", class_name="text-xl mb-1"),
        rx.el.p("Links, answers, what you promised each other: for you two only.", class_name="text-soft"),
        rx.cond(
            SHOWN.notes,
            rx.el.ol(rx.foreach(SHOWN.notes, _note), class_name="flex flex-col gap-4 mt-5", role="list"),
            rx.el.p("Nothing is written yet.", class_name="text-faint mt-5"),
        ),
        rx.cond(
            SHOWN.may_write,
            rx.el.form(
                text_area("A new note", "note", rows=3, max_length=2000, error=RoomState.complaint, required=True),
                rx.el.div(button("Add the note", type="submit", tone="quiet")),
                on_submit=RoomState.write,
                key=RoomState.written,
                class_name="flex flex-col gap-3 mt-6 pt-5 border-t border-line",
            ),
        ),
    )


def _note(note: display.NoteLine) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.strong(note.author, class_name="font-semibold"),
            " ",
            rx.el.span(note.when, class_name="text-faint"),
            class_name="text-sm",
        ),
        rx.el.p(note.text, class_name="whitespace-pre-wrap break-words"),
        class_name=rx.cond(note.mine, "border-l-2 border-brand pl-3.5", "border-l-2 border-edge pl-3.5"),
    )


PAGE = Page(
    path=routes.ROOM,
    title="The room",
    description="Where the two of you meet: the door, the countdown and your notes.",
    view=view,
    on_load=(RoomState.load,),
)
