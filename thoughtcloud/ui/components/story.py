"""The story of every cent of a booking: step by step, each sum with where it went and what proves it."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.ui import display
from thoughtcloud.ui.components.records import bill, money


def cent_story(story: display.CentStory) -> rx.Component:
    """The steps, the oldest first, then where the money is now."""
    return rx.el.div(
        rx.el.ol(rx.foreach(story.steps, _step), class_name="record"),
        rx.cond(
            story.ends,
            rx.el.div(
                rx.el.h3("Where it is now", class_name="text-lg mb-1"),
                bill(story.ends),
                class_name="border-t border-line pt-4",
            ),
        ),
    )


def _step(step: display.CentStep) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(step.title, class_name="font-medium"),
            rx.el.p(step.when, class_name="text-sm text-faint"),
            class_name="flex flex-wrap justify-between gap-x-4 items-baseline",
        ),
        rx.cond(step.detail != "", rx.el.p(step.detail, class_name="text-sm text-soft")),
        rx.cond(
            step.stripe_object != "",
            rx.el.p(
                rx.el.span("At Stripe: ", class_name="sr-only"),
                step.stripe_object,
                class_name="text-xs text-faint font-mono break-all",
            ),
        ),
        rx.cond(step.moves, rx.el.dl(rx.foreach(step.moves, _move), class_name="flex flex-col mt-1")),
        class_name=rx.Var.create("tone-") + step.tone,
    )


def _move(move: display.CentMove) -> rx.Component:
    return rx.el.div(
        rx.el.dt(move.place, class_name="text-soft min-w-0"),
        rx.el.dd(
            money(move.amount, rx.cond(move.negative, "text-soft", "font-semibold")),
            rx.el.span(" now ", move.after, class_name="figures text-faint text-sm ml-2"),
            class_name="text-right shrink-0",
        ),
        class_name="flex gap-4 justify-between items-baseline py-0.5 text-[0.95rem]",
    )
