"""The pages answer only a browser on this machine, and only to their own forms."""

import pytest
from starlette.datastructures import Headers

from thoughtcloud.sandbox.pages.guard import refusal


def refused(method: str = "POST", **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return refusal(method, Headers(named)) is not None


@pytest.mark.parametrize("host", ["localhost:4242", "127.0.0.1:4242", "[::1]:4242", "LOCALHOST"])
def test_loopback_names_are_answered(host: str) -> None:
    assert not refused("GET", host=host)


@pytest.mark.parametrize("host", ["evil.example:4242", "localhost.evil.example", "", "127.0.0.1.nip.io", "[bad"])
def test_foreign_names_that_lead_here_are_refused(host: str) -> None:
    assert refused("GET", host=host)


def test_a_form_of_the_page_itself_is_accepted() -> None:
    assert not refused(host="localhost:4242", origin="http://localhost:4242", sec_fetch_site="same-origin")


def test_a_caller_that_is_no_browser_is_accepted() -> None:
    assert not refused(host="localhost:4242")


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:3000", "null", "http://["])
def test_a_form_of_another_site_is_refused(origin: str) -> None:
    assert refused(host="localhost:4242", origin=origin)


def test_a_cross_site_request_without_origin_is_refused() -> None:
    assert refused(host="localhost:4242", sec_fetch_site="cross-site")


def test_another_site_may_lead_here_by_a_link() -> None:
    assert not refused("GET", host="localhost:4242", sec_fetch_site="cross-site")
