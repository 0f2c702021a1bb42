"""The first visit of the mentors list: how many bytes it takes, where they come from, and that all is quiet."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser import cast
from tests.browser.stage import Stage

# A first visit must not cost more on the wire, headers included.
MOST_BYTES = 200_000
MENTORS = 12


@dataclass
class Traffic:
    """What a page has loaded, by Chromium's own count of the bytes on the wire."""

    sizes: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def begun(self, told: dict[str, Any]) -> None:
        self.addresses[told["requestId"]] = told["request"]["url"]

    def ended(self, told: dict[str, Any]) -> None:
        self.sizes[told["requestId"]] = int(told["encodedDataLength"])

    def listed(self) -> list[tuple[int, str]]:
        """Sizes and addresses, the largest first; a redirect's bytes are those of where it led."""
        return sorted(((size, self.addresses[key]) for key, size in self.sizes.items()), reverse=True)


def test_a_first_visit_is_light_local_and_quiet(stage: Stage, chromium: Browser, complaints: list[str]) -> None:
    for _ in range(MENTORS):
        cast.mentor(stage, "Clara Weiss", connected=False)
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, traffic = context.new_page(), Traffic()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.requestWillBeSent", traffic.begun)
    protocol.on("Network.loadingFinished", traffic.ended)
    page.goto(f"{stage.url}/mentors")
    expect(page.get_by_role("heading", level=3).nth(MENTORS - 1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    loaded = traffic.listed()
    context.close()
    assert sum(size for size, _ in loaded) <= MOST_BYTES, loaded
    assert {address for _, address in loaded if not address.startswith((f"{stage.url}/", "data:"))} == set()
