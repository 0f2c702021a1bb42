"""Codes in an address become sentences; whatever else stands there is never repeated."""

from thoughtcloud.ui import problems


def test_a_known_code_is_explained() -> None:
    assert "password" in problems.sentence("wrong_credentials")


def test_no_code_says_nothing() -> None:
    assert problems.sentence("") == ""


def test_an_unknown_code_is_not_repeated() -> None:
    text = problems.sentence("<script>alert(1)</script>")
    assert text == problems.OTHERWISE
    assert "script" not in text
