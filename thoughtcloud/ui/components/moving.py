"""Moving a session, as both sides meet it: the proposal that waits for an answer, and the times to choose from."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.actions import button, link
from thoughtcloud.ui.components.choices import slot_picker
from thoughtcloud.ui.components.months import free_times
from thoughtcloud.ui.components.surfaces import card, notice, pill_of
from thoughtcloud.ui.states.moving import MovingState


def answer() -> rx.Component:
    """The proposal on the page of the session; after one that is gone, why an answer came too late."""
    return rx.fragment(proposal(), rx.cond(MovingState.proposal.id == "", _refused_answer()))


def proposal() -> rx.Component:
    """The proposal to move the session, with its answers; nothing when none waits."""
    shown = MovingState.proposal
    return rx.cond(
        shown.id != "",
        card(
            rx.el.h2(shown.title, class_name="text-xl"),
            rx.el.p(shown.text, class_name="text-soft mt-1"),
            rx.cond(
                shown.note != "",
                rx.el.p(
                    shown.note,
                    class_name="whitespace-pre-line break-words border-l-2 border-edge pl-3 mt-3",
                ),
            ),
            rx.el.ul(
                rx.foreach(shown.times, _proposed),
                class_name="divide-y divide-line border-y border-line mt-4",
            ),
            _refused_answer(),
            rx.el.div(
                rx.cond(
                    shown.mine,
                    button(
                        "Take it back", tone="quiet", busy=MovingState.busy, on_click=MovingState.withdraw
                    ),
                    button(
                        "Keep the agreed time", tone="quiet", busy=MovingState.busy, on_click=MovingState.decline
                    ),
                ),
                class_name="mt-4",
            ),
            class_name="border-glow",
        ),
    )


def _proposed(time: display.MoveTime) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(time.text, class_name="font-semibold figures"),
            rx.cond(time.there != "", rx.el.p(time.there, class_name="text-sm text-soft")),
            rx.cond(time.costs != "", rx.el.p(time.costs, class_name="text-sm text-faint mt-1")),
            class_name="min-w-0 flex-1 basis-60",
        ),
        rx.cond(
            ~MovingState.proposal.mine,
            button(
                "Accept",
                rx.el.span(time.text, class_name="sr-only"),
                busy=MovingState.busy,
                on_click=MovingState.accept(time.start),
            ),
        ),
        class_name="flex flex-wrap gap-x-4 gap-y-2 items-center py-3",
        key=time.start,
    )


def refused() -> rx.Component:
    """Why the last click did nothing, with the nearest free times to take instead where there are any."""
    return _refusal(
        slot_picker(
            MovingState.others,
            MovingState.chosen.start,
            MovingState.take_other,
            drawn=MovingState.refusal,
            name="other",
        )
    )


def _refused_answer() -> rx.Component:
    """The same beside a proposal, where no time can be taken: the way to where one can is beside the nearest."""
    near = rx.foreach(
        MovingState.others,
        lambda day: rx.el.li(
            day.name,
            " ",
            day.date,
            ": ",
            rx.foreach(day.slots, lambda slot: rx.el.span(slot.text, class_name="mr-2")),
        ),
    )
    return _refusal(rx.el.ul(near, class_name="figures"), link("Choose among them", to=MovingState.sheet.path))


def _refusal(*nearest: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.cond(
            MovingState.refusal != "",
            rx.fragment(
                notice(MovingState.refusal, tone="warn", class_name="mt-4"),
                rx.cond(
                    MovingState.others.length() > 0,
                    rx.el.div(
                        rx.el.p("The nearest free times", class_name="font-semibold mt-4 mb-2"), *nearest
                    ),
                ),
            ),
        ),
        role="alert",
        class_name="empty:hidden",
    )


def calendar() -> rx.Component:
    """The times on offer that the session can be moved to."""
    nothing = rx.el.p("No other time is free.", class_name="font-medium pt-2")
    return free_times(MovingState, MovingState.chosen.start, otherwise=nothing)


def asked(pill: display.Pill, path: rx.Var[str] | str) -> rx.Component:
    """In a list: that a proposal waits, and the way to it; nothing when none does."""
    return rx.cond(
        pill.text != "",
        rx.el.p(
            pill_of(pill),
            link("See the times", to=path, class_name="relative text-sm"),
            class_name="flex flex-wrap gap-x-3 gap-y-1 items-center mt-1",
        ),
    )
