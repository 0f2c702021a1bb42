"""What axe-core finds on the screen that a browser shows, and whether it fits the screen: nothing, and yes."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

_axe = Axe()


def expect_nothing_found(page: Page) -> None:
    """No violation of any rule, and nothing that has to be scrolled to sideways."""
    # A colour on its way to another one is no colour that anybody chose.
    page.emulate_media(reduced_motion="reduce")
    expect(page.locator("main .skeleton")).to_have_count(0)
    found = _axe.run(page).response["violations"]
    told = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
    assert told == [], f"{page.url}: {told}"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
