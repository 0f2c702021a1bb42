"""What the components promise a screen reader, a keyboard and a browser."""

import re
from typing import Any

import pytest
import reflex as rx

from thoughtcloud.ui import display, theme
from thoughtcloud.ui.components import actions, choices, dialogs, fields, icons, months, records, surfaces
from thoughtcloud.ui.states.events import handler


class Shown(rx.State):
    """A screen to draw the components with."""

    open: bool = False
    busy: bool = False
    error: str = ""
    chosen: str = ""
    days: rx.Field[list[display.SlotDay]] = rx.field(default_factory=list)
    month: display.Month = display.Month()
    parts: rx.Field[list[display.SlotGroup]] = rx.field(default_factory=list)
    lines: rx.Field[list[display.SumLine]] = rx.field(default_factory=list)
    stops: rx.Field[list[display.Stop]] = rx.field(default_factory=list)
    happened: rx.Field[list[display.Occurrence]] = rx.field(default_factory=list)

    @handler
    def choose(self, start: str) -> None:
        """Choose a time."""

    @handler
    def turn(self, by: int) -> None:
        """Another month."""


def drawn(component: rx.Component) -> str:
    """Everything that the component will be made of."""
    return str(component)


def found(component: rx.Component, tag: str) -> list[rx.Component]:
    """The elements of a kind within a component, from the outside in."""
    inside = [inner for child in component.children for inner in found(child, tag)]  # type: ignore[arg-type]
    return ([component] if getattr(component, "tag", "") == tag else []) + inside


def literal(value: Any) -> str:
    return str(value).strip('"')


def test_a_field_is_called_by_its_label_and_described_by_hint_and_error() -> None:
    shown = fields.field("E-mail", "email", hint="We never show it.", error=Shown.error)
    (label,), (box,) = found(shown, "label"), found(shown, "input")
    assert literal(label.html_for) == literal(box.id)  # type: ignore[attr-defined]
    assert "email-hint email-error" in drawn(box)
    assert 'id:"email-hint"' in drawn(shown)
    assert 'id:"email-error"' in drawn(shown)
    assert 'role:"alert"' in drawn(shown)


def test_a_field_that_cannot_fail_promises_no_error() -> None:
    assert "error" not in drawn(fields.field("Name", "name"))


def test_a_hidden_label_is_still_read_out() -> None:
    assert "sr-only" in drawn(fields.select("Topic", "topic", [("", "Any")], hide_label=True))


def test_a_native_form_is_posted_by_the_browser_itself() -> None:
    form = fields.native_form(action="/api/sign-in")
    assert "on_submit" not in form.event_triggers
    assert "onSubmit" not in drawn(form)
    assert 'method:"post"' in drawn(form)


def test_a_button_never_sends_a_form_by_accident() -> None:
    assert 'type:"button"' in drawn(actions.button("Press"))
    assert 'type:"submit"' in drawn(actions.button("Send", type="submit"))


def test_a_busy_button_cannot_be_pressed_again() -> None:
    shown = drawn(actions.button("Pay", busy=Shown.busy))
    assert re.search(r"disabled:\(?[^,]*busy", shown)
    assert "aria-busy" in shown
    assert "spinner" in shown


def test_ways_out_of_the_app_are_real_anchors_and_ways_within_it_are_not() -> None:
    assert 'jsx("a"' in drawn(actions.outside_link("Room", href="https://meet.example.com"))
    assert 'jsx("a"' in drawn(actions.outside_button("Room", href=Shown.chosen))
    assert "jsx(ReactRouterLink" in drawn(actions.link("Mentors", to="/mentors"))


def test_an_icon_button_has_a_name() -> None:
    assert '"aria-label":"Later days"' in drawn(actions.icon_button("arrow-right", "Later days"))


@pytest.mark.parametrize("name", icons.STROKES)
def test_every_icon_is_silent(name: str) -> None:
    shown = drawn(icons.icon(name))
    assert '"aria-hidden":"true"' in shown
    # Properties that Reflex does not know would become a style object of each icon, and weigh.
    assert "css:" not in shown


def test_a_notice_may_have_a_title_that_changes() -> None:
    assert "chosen" in drawn(surfaces.notice("Words", title=Shown.chosen))


def test_a_dialog_is_modal_named_and_can_be_left() -> None:
    shown = drawn(dialogs.dialog("Cancel?", is_open=Shown.open, on_close=Shown.choose(""), actions=[], name="c"))
    assert '"data-modal"' in shown
    assert '"data-closes"' in shown
    assert '"aria-labelledby":"c-title"' in shown
    assert 'id:"c-title"' in shown


def _month_picker(month: Any, chosen: Any, on_choose: Any, *, drawn: Any) -> Any:
    return months.month_picker(month, chosen, on_choose, Shown.turn, drawn=drawn)


PICKERS: list[tuple[Any, Any, str]] = [
    (choices.slot_picker, Shown.days, "Free times"),
    (choices.time_picker, Shown.parts, "Free times"),
    (_month_picker, Shown.month, "Days"),
]


@pytest.mark.parametrize(("picker", "shown", "name"), PICKERS)
def test_days_and_times_are_groups_of_radio_buttons_that_say_what_they_are(
    picker: Any, shown: Any, name: str
) -> None:
    drawn_picker = drawn(picker(shown, Shown.chosen, Shown.choose, drawn="1"))
    assert 'role:"radiogroup"' in drawn_picker
    assert f'"aria-label":"{name}"' in drawn_picker
    assert 'type:"radio"' in drawn_picker
    assert "spoken" in drawn_picker
    assert "defaultChecked" in drawn_picker


def test_a_time_is_known_by_its_start_so_that_it_stays_checked_when_others_go() -> None:
    shown = drawn(choices.time_picker(Shown.parts, "", Shown.choose, drawn="1"))
    assert re.search(r'"label",\{[^}]*key:[^,}]*\["start"\]', shown)


def test_a_part_of_a_day_is_named_by_its_heading() -> None:
    shown = drawn(choices.time_picker(Shown.parts, "", Shown.choose, drawn="1"))
    (heading,) = re.findall(r'"p",\{[^}]*id:([^,}]+)', shown)
    assert f'"aria-labelledby":{heading}' in shown


def test_a_hint_that_changes_describes_its_field() -> None:
    shown = drawn(fields.field("Price", "price", hint=Shown.chosen))
    assert '"aria-describedby":"price-hint"' in shown
    assert 'id:"price-hint"' in shown


def test_a_segment_says_whether_it_is_pressed() -> None:
    shown = drawn(choices.segmented([("a", "A"), ("b", "B")], Shown.chosen, Shown.choose, label="Which"))
    assert shown.count("aria-pressed") == 2
    assert 'role:"group"' in shown


def test_a_stop_of_the_money_says_its_phase_in_words() -> None:
    shown = drawn(records.way(Shown.stops))
    assert all(words in shown for words in ("done: ", "now: ", "still to come: ", "will not happen: "))


def test_bills_and_records_are_lists() -> None:
    assert found(records.bill(Shown.lines), "dl")
    assert found(records.record(Shown.happened), "ol")


def test_initials_are_silent_because_the_name_stands_beside_them() -> None:
    assert '"aria-hidden":"true"' in drawn(surfaces.avatar("AL", 3))
    assert "tint-3" in drawn(surfaces.avatar("AL", 3))


def test_an_error_is_announced_and_heads_a_page_of_its_own() -> None:
    assert 'role:"alert"' in drawn(surfaces.error_state("No."))
    assert found(surfaces.error_state("No.", whole_page=True), "h1")
    assert found(surfaces.error_state("No."), "h2")


def test_loading_is_announced_by_words() -> None:
    shown = drawn(surfaces.loading(label="Loading mentors"))
    assert 'role:"status"' in shown
    assert "Loading mentors" in shown


def test_components_name_colours_by_their_role() -> None:
    classes = " ".join(re.findall(r"(?:bg|text|border)-([a-z]+(?:-[a-z]+)*)", actions.look("primary", "normal")))
    assert set(classes.split()) - {"base", "center"} <= theme.LIGHT.keys()
