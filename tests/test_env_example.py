"""`.env.example` names every setting that the product reads, and no other."""

import re

from thoughtcloud import settings

EXAMPLE = (settings.ROOT / ".env.example").read_text(encoding="utf-8")
SOURCE = (settings.ROOT / "thoughtcloud" / "settings.py").read_text(encoding="utf-8")
# A setting is a capitals-only text that is read by one of the reader's methods or out of its values.
READ = re.compile(r'(?:self\._(?:key|parsed|optional)\(|self\.values(?:\.get\(|\[)|name = )"([A-Z_]+)"')


def example_names() -> list[str]:
    return re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    assert set(READ.findall(SOURCE)) == set(example_names())


def test_the_example_names_each_setting_once() -> None:
    assert sorted(example_names()) == sorted(set(example_names()))


def test_every_field_of_the_settings_has_its_line() -> None:
    of_mail = {"mail_server": "smtp_url"}
    fields = {of_mail.get(field, field).upper() for field in settings.Settings.__dataclass_fields__}
    assert fields == set(example_names())


def test_every_setting_is_explained_above_it() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+=", line):
            assert lines[number - 1].startswith("#") or re.match(r"[A-Z_]+=", lines[number - 1]), line


def test_the_example_holds_no_key() -> None:
    assert not re.search(r"(sk|rk|pk)_(test|live)_\w|whsec_\w", EXAMPLE)


def test_the_example_itself_is_without_mistakes() -> None:
    keys = {
        "STRIPE_PUBLIC_KEY": "pk_test_a",
        "STRIPE_SECRET_KEY": "sk_test_a",
        "STRIPE_WEBHOOK_SECRET": "whsec_a",
    }
    assert settings.load(keys, settings.ROOT / ".env.example") == settings.load(keys, settings.ROOT / "no.env")
