"""Paths: what is built can be read again, and nobody is sent to another site."""

from urllib.parse import parse_qs, urlsplit

import pytest

from thoughtcloud.ui import routes


@pytest.mark.parametrize("path", ["/", "/book?offer=of_1&start=2026-05-12T10%3A00%3A00%2B00%3A00", "/a//b"])
def test_paths_of_ours_are_local(path: str) -> None:
    assert routes.is_local(path)


@pytest.mark.parametrize(
    "path",
    ["", "book", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example",
     "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", None, 3, {"a": 1}],
)  # fmt: skip
def test_what_could_lead_elsewhere_is_not_local(path: object) -> None:
    assert not routes.is_local(path)


def test_a_choice_survives_the_way_through_sign_up() -> None:
    choice = routes.book("of_1", "2026-05-12T10:00:00+00:00")
    after = parse_qs(urlsplit(routes.sign_up(choice)).query)["next"][0]
    assert after == choice
    assert parse_qs(urlsplit(after).query) == {"offer": ["of_1"], "start": ["2026-05-12T10:00:00+00:00"]}
    assert routes.is_local(after)
