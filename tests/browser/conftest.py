"""One running product and one Chromium for all journeys; each journey gets fresh browsers and fair weather."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser import stage as stages
from tests.browser.cast import Someone
from tests.browser.stage import Stage
from thoughtcloud.commands.project import HERE
from thoughtcloud.services import passwords

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # A context's locale reaches pages only: Chromium 150 opens its WebSockets in the browser's own language.
    "--accept-lang=en-GB",
    # Letters as wide as on a screen of today, not widened to whole pixels.
    "--font-render-hinting=none",
    # What draws is a process of its own elsewhere, for the sake of its drivers; here it has none.
    "--in-process-gpu",
]
# Far more than a page ever takes: on a busy machine a slow page is not a broken one; a passing test never waits.
PATIENCE_MS = 60_000
LAST = "test_contract.py"
# A line of a traceback that has passed through the product.
OUR_OWN_CODE = f'File "{HERE.root / "thoughtcloud"}'
Open = Callable[..., Page]

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The contract is checked last, over everything that the journeys made the product say: in every part."""
    number, parts = map(int, str(config.getoption("--part")).split("/"))
    files = sorted({item.path.name for item in items} - {LAST})
    ours = {LAST, *files[number - 1 :: parts]}
    config.hook.pytest_deselected(items=[item for item in items if item.path.name not in ours])
    items[:] = [item for item in items if item.path.name in ours]
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stages.running(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def the_casts_one_password() -> Iterator[None]:
    """Our own hands hash it and check it once for all people; the product does so each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hashed", cache(passwords.hashed))
        patch.setattr(passwords, "matches", cache(passwords.matches))
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = os.environ.get("THOUGHTCLOUD_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def fair_weather(stage: Stage) -> None:
    """Nothing of an earlier journey's bad weather is left."""
    stage.console("faults")
    stage.console("webhooks", mode="normal")


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complain of on our own pages; a journey must end without any."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture(autouse=True)
def sound_application(stage: Stage) -> Iterator[None]:
    """No journey, however bad its weather, makes the application stumble."""
    said_before = stage.logged()
    yield
    assert OUR_OWN_CODE not in stage.logged()[len(said_before) :]


@pytest.fixture
def open_as(
    stage: Stage, chromium: Browser, request: pytest.FixtureRequest, complaints: list[str]
) -> Iterator[Open]:
    """Open a browser of its own at a path, signed in as somebody; `width` and `theme` choose the device.

    Nothing moves on it that need not, as for people who asked for that, unless `motion` is wanted: every frame of
    it is drawn by the processor that all others need.
    """
    contexts = []

    def hear(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_ours(said, stage) else None)

    def opened(
        who: Someone | None,
        path: str = "/",
        *,
        width: int = 1280,
        theme: str = "light",
        zone: str = "Europe/Berlin",
        motion: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="no-preference" if motion else "reduce",
            timezone_id=zone,
            locale="en-GB",
            base_url=stage.url,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", hear)
        if who is not None:
            context.add_cookies([{"name": "sid", "value": who.token, "url": stage.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for number, context in enumerate(contexts):
        _keep_picture(context.pages, request.node.name, number)
        context.close()


def _is_ours(said: ConsoleMessage, stage: Stage) -> bool:
    return said.type == "error" and str(said.location.get("url", "")).startswith(stage.url)


def _keep_picture(pages: list[Page], name: str, number: int) -> None:
    """Where TEST_PICTURES names a folder, what each browser showed at the end goes there."""
    folder = os.environ.get("TEST_PICTURES")
    if folder and pages:
        Path(folder).mkdir(parents=True, exist_ok=True)
        pages[-1].screenshot(path=Path(folder) / f"{name}-{number}.png", full_page=True)
