"""Every page can be drawn, says what it is, and leads only to pages that exist."""

import re

import pytest
import reflex as rx

from thoughtcloud.ui import document, pages, routes, theme
from thoughtcloud.ui.pages.page import Page
from thoughtcloud.ui.states.viewer import ViewerState

PATHS = {page.path for page in pages.PAGES}


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.path)
def test_a_page_is_drawn_with_one_way_past_the_header_and_one_main_part(page: Page) -> None:
    shown = str(page.view())
    # Pages that choose between two whole views hold each of them once.
    mains = shown.count('jsx("main"')
    assert mains >= 1
    assert shown.count('id:"content"') == shown.count('jsx("a",{className:"sr-only') == mains
    assert shown.count('href:"#content"') == mains


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.path)
def test_links_lead_to_pages_that_exist(page: Page) -> None:
    links = re.findall(r'\bto:"(/[^"#?]*)', str(page.view()))
    assert links
    known = {path.rstrip("/") for path in PATHS}
    assert {link.rstrip("/") for link in links} <= known


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.path)
def test_a_page_names_and_describes_itself(page: Page) -> None:
    assert 0 < len(page.title) <= 60
    assert page.description.endswith(".")
    assert len(page.description) <= 160


def test_no_two_pages_share_a_path() -> None:
    assert len(PATHS) == len(pages.PAGES)


def test_the_pages_that_the_payment_page_comes_back_to_exist() -> None:
    assert {routes.BOOKING_RETURN, routes.BOOKING_LEFT} <= PATHS


def test_every_page_first_asks_who_is_looking() -> None:
    app = rx.App(**document.options())
    pages.PAGES[0].add_to(app)
    (first, *_), *_ = app._load_events.values()
    assert first is ViewerState.load


def test_the_document_brings_nothing_of_reflex_that_we_do_not_show() -> None:
    chosen = document.options()
    assert chosen["toaster"] is None
    assert [name for _, name in chosen["app_wraps"]] == ["ErrorBoundary"]
    assert chosen["stylesheets"] == theme.STYLESHEETS


def test_the_zone_is_told_before_anything_is_loaded() -> None:
    first, *_ = document.options()["head_components"]
    assert "timeZone" in str(first)


def test_an_unexpected_failure_is_not_repeated_to_the_reader() -> None:
    told = document.apologise(RuntimeError("password=hunter2"))
    assert "hunter2" not in str(told)
    assert "Nothing was lost" in str(told)
