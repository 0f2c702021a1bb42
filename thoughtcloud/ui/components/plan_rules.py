"""How a mentor can be booked, when not at all, and on which clock: the parts of a plan beside its hours."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.ui.components.fields import CONTROL, field, select
from thoughtcloud.ui.components.icons import icon
from thoughtcloud.ui.components.plan_ranges import wrong
from thoughtcloud.ui.components.surfaces import card
from thoughtcloud.ui.states.hours import HoursState

RULES = HoursState.rules
ERRORS = HoursState.errors


def rules() -> rx.Component:
    """Notice, reach, buffers, step and limits."""
    return card(
        rx.el.h2("How you can be booked", class_name="text-xl mb-4"),
        rx.el.div(
            _choice("Notice", "notice_minutes", HoursState.notices, RULES.notice_minutes, ERRORS.notice_minutes,
                    "Nobody books you later than this before the start."),
            _number("Days ahead", "days_ahead", RULES.days_ahead, ERRORS.days_ahead,
                    "How far into the future your calendar is open."),
            _choice("Break before a session", "minutes_before", HoursState.befores, RULES.minutes_before,
                    ERRORS.minutes_before),
            _choice("Break after a session", "minutes_after", HoursState.afters, RULES.minutes_after,
                    ERRORS.minutes_after, "Two sessions are apart by the longer of the two."),
            _choice("Sessions start every", "step_minutes", HoursState.steps, RULES.step_minutes,
                    ERRORS.step_minutes, "Counted from the beginning of each range."),
            rx.el.div(
                _number("Most a day", "most_a_day", RULES.most_a_day, ERRORS.most_a_day, "Empty: no limit."),
                _number("Most a week", "most_a_week", RULES.most_a_week, ERRORS.most_a_week),
                class_name="grid grid-cols-2 gap-3",
            ),
            class_name="grid gap-5 sm:grid-cols-2",
        ),
        id="rules",
    )  # fmt: skip


def pause() -> rx.Component:
    """Bookings open, or paused until a day or for good."""
    return card(
        rx.el.h2("Pause bookings", id="pause-title", class_name="text-xl"),
        rx.el.p(
            "Nobody can book you while you pause. Whatever is booked stays booked.",
            class_name="text-sm text-soft mt-1 mb-3",
        ),
        rx.el.div(
            _pause("open", "Open for bookings"),
            rx.el.div(
                _pause("until", "Paused until"),
                rx.cond(RULES.pause == "until", _until()),
                class_name="flex flex-wrap gap-x-3 items-center",
            ),
            wrong(ERRORS.pause, rx.Var.create("wrong-pause")),
            _pause("for_good", "Paused until I open it again"),
            role="radiogroup",
            aria_labelledby="pause-title",
            key=HoursState.edition,
            class_name="flex flex-col gap-1",
        ),
        id="pause",
    )


def zone() -> rx.Component:
    """The clock that all of it is on."""
    return card(
        rx.el.h2("Your time zone", class_name="text-xl"),
        rx.el.p(
            icon("globe", "1.1em", "text-faint"),
            rx.el.strong(HoursState.zone_text),
            rx.cond(
                HoursState.zones.length() == 0,
                rx.el.button(
                    "Change",
                    type="button",
                    on_click=HoursState.offer_zones,
                    aria_label="Change your time zone",
                    class_name="text-brand underline underline-offset-3 rounded-sm px-1 min-h-8",
                ),
            ),
            class_name="flex flex-wrap gap-2 items-center mt-2",
        ),
        rx.cond(
            HoursState.zones.length() > 0,
            rx.el.select(
                rx.foreach(HoursState.zones, lambda name: rx.el.option(name, value=name)),
                default_value=RULES.zone,
                key=HoursState.edition,
                on_change=HoursState.set_zone,
                aria_label="Time zone of your hours",
                class_name=f"{CONTROL} max-w-sm mt-2",
            ),
        ),
        rx.el.p(HoursState.zone_note, role="status", class_name="text-sm text-soft mt-2"),
        wrong(ERRORS.zone, rx.Var.create("wrong-zone")),
        id="zone",
    )


def _choice(label: str, name: str, options: Any, value: Any, error: Any, hint: str = "") -> rx.Component:
    return select(
        label, name, options, hint=hint, error=error, default_value=value, key=HoursState.edition,
        on_change=lambda chosen: HoursState.set_rule(name, chosen),
    )  # fmt: skip


def _number(label: str, name: str, value: Any, error: Any, hint: str = "") -> rx.Component:
    return field(
        label, name, type="number", hint=hint, error=error, default_value=value, key=HoursState.edition,
        min="1", input_mode="numeric", on_blur=lambda typed: HoursState.set_rule(name, typed),
    )  # fmt: skip


def _pause(value: str, text: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="pause",
            value=value,
            default_checked=RULES.pause == value,
            on_change=lambda _: HoursState.set_pause(value),
            class_name="size-4 accent-[var(--brand)]",
        ),
        text,
        class_name="inline-flex gap-2.5 items-center min-h-11",
    )


def _until() -> rx.Component:
    return rx.el.input(
        type="date",
        default_value=HoursState.pause_until,
        on_blur=HoursState.set_pause_until,
        name="pause_until",
        aria_label="The day on which you can be booked again",
        aria_invalid=rx.cond(ERRORS.pause != "", "true", "false"),
        aria_describedby=rx.cond(ERRORS.pause != "", "wrong-pause", ""),
        class_name=f"{CONTROL} figures max-w-44",
    )
