"""Money and dates as people read them, and pages that carry nothing foreign."""

import pytest

from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.pages.console_view import linked_json
from thoughtcloud.sandbox.pages.render import closed_page, day, moment, money
from thoughtcloud.sandbox.store import Store


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (8000, "eur", "€80.00"),
        (5000, "jpy", "¥5,000"),
        (123456789, "usd", "$1,234,567.89"),
        (1, "gbp", "£0.01"),
        (5000, "chf", "CHF 50.00"),
        (1500, "kwd", "KWD 1.500"),
        (-6800, "eur", "-€68.00"),
        (100, "isk", "ISK 1.00"),
    ],
)
def test_minor_units_read_as_money(amount: int, currency: str, text: str) -> None:
    assert money(amount, currency).replace("\xa0", " ") == text


def test_times_are_in_utc() -> None:
    assert moment(1_700_000_000) == "14 Nov 2023, 22:13:20 UTC"
    assert day(1_700_000_000) == "14 Nov 2023"


def test_a_page_escapes_what_it_shows_and_loads_nothing_from_elsewhere() -> None:
    response = closed_page("<script>alert(1)</script>", "text", 'javascript:"x', "link")
    body = bytes(response.body).decode()
    assert "<script>alert" not in body
    assert 'href="javascript:&#34;x"' in body
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_json_links_stored_objects_and_escapes_the_rest() -> None:
    store = Store(Clock())
    store.insert("acct_1", {"id": "ch_3PabcdefGHIJ", "object": "charge"})
    text = linked_json(
        store, {"id": "pi_1", "latest_charge": "ch_3PabcdefGHIJ", "allow_redirects": "<b>never</b>"}
    )
    assert '<a href="/_console/objects/ch_3PabcdefGHIJ">ch_3PabcdefGHIJ</a>' in text
    assert text.count("<a ") == 1
    assert "<b>" not in text
    store.close()
