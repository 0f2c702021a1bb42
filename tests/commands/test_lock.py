"""`lock`: which versions stay when requirements.txt is written anew, and that ours are in order."""

import re

from thoughtcloud.commands import lock
from thoughtcloud.commands.project import HERE


def test_only_what_the_choice_is_silent_on_keeps_its_version() -> None:
    chosen = "# why\nreflex==1.0\npsycopg[binary]==3.0\n"
    pinned = "# head\nReflex==0.9\npsycopg==2.9\npsycopg-binary==2.9\nclick==8.0\n"
    assert lock.constraints(chosen, pinned) == "psycopg-binary==2.9\nclick==8.0\n"


def test_names_are_compared_as_the_index_compares_them() -> None:
    assert lock.constraints("Typing.Extensions==5\n", "typing_extensions==4\n") == ""


def test_every_line_of_the_full_list_is_a_plain_pin() -> None:
    lines = HERE.requirements.read_text(encoding="utf-8").splitlines()
    assert lines[0] + "\n" == lock.HEADER
    assert lines[1].startswith("# Complete for Python 3.")
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+-]*", line) for line in lines[2:])


def test_every_choice_is_in_the_full_list_at_its_version() -> None:
    full = HERE.requirements.read_text(encoding="utf-8").lower().splitlines()
    chosen = (HERE.root / "requirements.in").read_text(encoding="utf-8").lower().splitlines()
    pins = [re.sub(r"\[[^\]]*\]", "", line) for line in chosen if "==" in line]
    assert pins
    assert [pin for pin in pins if pin not in full] == []


def test_the_frontends_packages_are_locked_by_npm_without_an_address_of_a_registry() -> None:
    files = {path.name for path in (HERE.root / "reflex.lock").iterdir()}
    assert files == {"package.json", "package-lock.json"}
    text = (HERE.root / "reflex.lock" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in text
    assert '"resolved"' not in text
