"""The operator's screens of disputes: which wait for an answer until when, and one with its evidence."""

from __future__ import annotations

import reflex as rx

from thoughtcloud.core.evidence import Field
from thoughtcloud.ui import display, routes
from thoughtcloud.ui.components.actions import back, bare_link, button
from thoughtcloud.ui.components.choices import load_more, segmented
from thoughtcloud.ui.components.dialogs import dialog
from thoughtcloud.ui.components.fields import field, text_area
from thoughtcloud.ui.components.operations import booking_link, lines
from thoughtcloud.ui.components.records import bill
from thoughtcloud.ui.components.surfaces import (
    card,
    empty_state,
    loading,
    notice,
    page_heading,
    pill_of,
    section,
    skeleton,
)
from thoughtcloud.ui.components.zones import zone_line
from thoughtcloud.ui.pages.operators_only import for_operators
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.present.disputes import LABELS
from thoughtcloud.ui.states.disputes import DisputesState, DisputeState

FILE = DisputeState.file
# Rows of a text in the editor; the others need two.
_ROWS = {
    Field.PRODUCT_DESCRIPTION: 4, Field.ACCESS_LOG: 6, Field.CANCELLATION_TERMS: 4,
    Field.CANCELLATION_REBUTTAL: 8, Field.REFUND_TERMS: 4, Field.ANYTHING_ELSE: 10,
}  # fmt: skip


def view() -> rx.Component:
    """The list for operators; for everybody else there is nothing here."""
    waiting = loading(skeleton("h-9 w-56 mb-5"), skeleton("h-24 w-full"), label="The disputes are coming")
    return for_operators(DisputesState, waiting, _list())


def one_view() -> rx.Component:
    """One dispute."""
    waiting = loading(skeleton("h-9 w-72 mb-5"), skeleton("h-64 w-full"), label="The dispute is coming")
    return for_operators(DisputeState, waiting, _dispute())


def _list() -> rx.Component:
    return rx.fragment(
        back("Operations", to=routes.OPERATOR, class_name="mb-4"),
        page_heading(
            "Disputes",
            rx.el.p(
                "A cardholder’s bank asks for the money of a charge, and decides by what it is told in time.",
                class_name="text-soft mt-2 max-w-measure",
            ),
            rx.el.div(zone_line(DisputesState.refresh), class_name="mt-2"),
        ),
        rx.el.form(
            field(
                "Search", "search", type="search", default_value=DisputesState.search, max_length=254,
                placeholder="du_…, bk_… or a mentee’s e-mail", class_name="flex-1 min-w-60",
            ),
            button("Find", type="submit"),
            on_submit=DisputesState.find,
            role="search",
            class_name="flex flex-wrap gap-3 items-end mb-6",
        ),
        rx.el.div(
            segmented(
                (("open", "Open"), ("all", "All")), DisputesState.tab, DisputesState.choose, label="Which disputes"
            ),
            class_name="mb-5",
        ),
        rx.cond(DisputesState.lines, lines(DisputesState.lines, _line), _nothing()),
        load_more(DisputesState.more, False, DisputesState.show_more),
    )  # fmt: skip


def _nothing() -> rx.Component:
    return rx.cond(
        DisputesState.search != "",
        rx.el.p("There is no such dispute.", role="status", class_name="text-soft py-4"),
        empty_state("No dispute", "No bank asks for anything. You get a mail when one does.", picture="check"),
    )


def _line(row: display.DisputeLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            bare_link(
                row.who,
                to=rx.Var.create(routes.operator_dispute("")) + row.id,
                class_name="font-semibold hover:underline underline-offset-3 rounded-sm break-words",
            ),
            rx.el.p(row.title, class_name="text-sm text-soft"),
            rx.el.p(row.why, class_name="text-sm text-soft"),
            class_name="flex-1 min-w-60",
        ),
        rx.el.div(
            rx.el.p(row.due, class_name="text-sm font-medium"),
            rx.el.p(row.opened, class_name="text-sm text-faint"),
            rx.el.p(row.id, class_name="text-xs text-faint font-mono break-all"),
            class_name="sm:w-72 w-full",
        ),
        rx.el.div(pill_of(row.pill), class_name="sm:w-48 w-full"),
        rx.el.p(row.sum, class_name="font-semibold figures sm:w-28 sm:text-right"),
        class_name="flex flex-wrap gap-x-5 gap-y-2 items-start py-3.5",
    )


def _dispute() -> rx.Component:
    return rx.fragment(
        back("Disputes", to=routes.OPERATOR_DISPUTES, class_name="mb-4"),
        page_heading(
            FILE.title,
            rx.el.div(pill_of(FILE.pill), class_name="mt-3"),
            rx.el.p(FILE.who, class_name="text-soft mt-2"),
            rx.el.p(booking_link(FILE.booking_id), class_name="mt-1"),
            rx.el.div(zone_line(DisputeState.refresh), class_name="mt-2"),
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(FILE.deadline != "", notice(FILE.deadline, tone="warn", role="status")),
                rx.cond(FILE.outcome != "", notice(FILE.outcome, tone="info", role="status")),
                rx.cond(FILE.answerable, _editor(), _said()),
                class_name="flex flex-col gap-6 min-w-0",
            ),
            rx.el.aside(
                card(
                    rx.el.h2("What they say", class_name="text-xl mb-2"),
                    rx.el.p(FILE.why, class_name="font-medium"),
                    rx.el.p(FILE.means, class_name="text-soft mt-1.5"),
                    rx.el.p(FILE.id, class_name="text-xs text-faint font-mono break-all mt-3"),
                ),
                card(rx.el.h2("The money", class_name="text-xl mb-2"), bill(FILE.money)),
                class_name="flex flex-col gap-5",
            ),
            class_name="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem] items-start",
        ),
        _questions(),
    )


def _editor() -> rx.Component:
    return section(
        "What the bank is told",
        rx.el.p(
            "Drafted from the record. Change what you know better; what you leave empty is not told.",
            class_name="text-soft max-w-measure",
        ),
        rx.cond(
            DisputeState.test_mode,
            notice(
                "Test mode decides by the words: write winning_evidence, losing_evidence or, for an inquiry, "
                "escalate_inquiry_evidence as the whole of “The story in short”.",
                tone="info",
            ),
        ),
        rx.el.form(
            *[_text(each) for each in Field],
            rx.el.div(
                button("Save, and send it…", type="submit"),
                button("Accept the dispute…", tone="danger", on_click=DisputeState.ask_accept),
                class_name="flex flex-wrap gap-3",
            ),
            on_submit=DisputeState.save,
            key=DisputeState.version,
            class_name="flex flex-col gap-5",
        ),
    )


def _text(each: Field) -> rx.Component:
    label, hint = LABELS[each]
    written = DisputeState.texts[each.value]
    if each.is_line:
        return field(label, each.value, hint=hint, default_value=written, max_length=each.longest)
    rows = _ROWS.get(each, 2)
    return text_area(label, each.value, hint=hint, default_value=written, max_length=each.longest, rows=rows)


def _said() -> rx.Component:
    return rx.cond(
        FILE.said,
        section(
            "What the bank was told",
            rx.el.dl(
                rx.foreach(
                    FILE.said,
                    lambda one: rx.el.div(
                        rx.el.dt(one.label, class_name="text-sm font-semibold"),
                        rx.el.dd(one.text, class_name="text-soft whitespace-pre-line break-words mt-1"),
                    ),
                ),
                class_name="flex flex-col gap-5",
            ),
        ),
        rx.el.p("The bank was told nothing.", class_name="text-soft"),
    )


def _questions() -> rx.Component:
    return rx.fragment(
        dialog(
            "Send it to the bank?",
            rx.el.p("It is saved. The bank takes one answer: after this nothing can be added or changed."),
            is_open=DisputeState.asking == "send",
            on_close=DisputeState.close_question,
            close_text="Not yet, keep the draft",
            actions=[button("Send it", on_click=DisputeState.send)],
            name="send",
        ),
        dialog(
            "Accept the dispute?",
            rx.el.p(
                "The mentee keeps the money, the mentor’s share stays with us or is taken back, and Stripe’s fee "
                "is not returned. This cannot be undone."
            ),
            is_open=DisputeState.asking == "accept",
            on_close=DisputeState.close_question,
            close_text="Keep fighting",
            actions=[button("Accept it", tone="danger", on_click=DisputeState.accept)],
            name="accept",
        ),
    )


PAGE = Page(
    path=routes.OPERATOR_DISPUTES,
    title="Disputes",
    description="For the people who run the marketplace.",
    view=view,
    on_load=(DisputesState.load,),
)
ONE_PAGE = Page(
    path=routes.OPERATOR_DISPUTE,
    title="Dispute",
    description="For the people who run the marketplace.",
    view=one_view,
    on_load=(DisputeState.load,),
)
