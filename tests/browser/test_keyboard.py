"""The main job without a mouse: every step by the keys that browsers have for it."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import cast, record, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage

# No screen has more places to stop at.
FURTHEST = 200


def test_a_session_is_booked_and_cancelled_by_keyboard_alone(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee, f"/mentors/{mentor.slug}")
    expect(steps.times(page).get_by_role("radio").first).to_be_visible()
    page.keyboard.press("Tab")
    assert _focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    steps.times(page).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(steps.times(page).get_by_role("radio").nth(1)).to_be_checked()
    _press(page, page.get_by_role("link", name="Continue"), "Enter")
    _press(page, page.get_by_role("button", name="Reserve and pay"), "Enter")
    page.wait_for_url(steps.CHECKOUT)
    page.get_by_label("Email").focus()
    for typed in ("4242424242424242", "1234", "123", "Noor Haddad", "10115"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    steps.expect_reserved(page)
    opener = page.get_by_role("button", name="Cancel this session …")
    _press(page, opener, "Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    _press(page, page.get_by_role("button", name="Cancel and release €80.00"), "Enter")
    expect(page.get_by_role("heading", name="You cancelled: released")).to_be_visible()
    assert record.at_rest(stage, record.booking_of(stage, mentee)).states[1] == "voided"


def _focused(page: Page) -> str:
    """What the thing under the focus says."""
    return str(page.evaluate("document.activeElement.innerText"))


def _press(page: Page, on: Locator, key: str) -> None:
    """Walk there with Tab, as far as that takes, and press."""
    expect(on).to_be_visible()
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        if on.evaluate("it => it === document.activeElement"):
            break
    expect(on).to_be_focused()
    page.keyboard.press(key)
