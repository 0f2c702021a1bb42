"""The settings: what is read, what wins, and that every wrong key is named at once and no secret shown."""

import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from thoughtcloud import settings
from thoughtcloud.core.money import MINIMUM_CHARGE
from thoughtcloud.core.room import address
from thoughtcloud.settings import MailServer, Settings, SettingsError

KEYS = {
    "STRIPE_PUBLIC_KEY": "pk_test_abc",
    "STRIPE_SECRET_KEY": "sk_test_hidden1",
    "STRIPE_WEBHOOK_SECRET": "whsec_hidden2",
}
NO_FILE = Path("/nonexistent/.env")


def load(**values: str) -> Settings:
    return settings.load({**KEYS, **values}, NO_FILE)


def problems(**values: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(**values)
    return caught.value.problems


def test_three_keys_are_enough_and_the_rest_has_defaults() -> None:
    chosen = load()
    assert chosen.public_url == "http://localhost:3000"
    assert chosen.platform_fee_percent == Decimal("15")
    assert chosen.release_after_hours == 0
    assert chosen.is_sqlite
    assert chosen.test_mode
    assert not chosen.sandbox
    assert chosen.stripe_api_base is None
    assert chosen.mail_server is None
    assert chosen.webhook_secrets == ("whsec_hidden2",)


def test_the_default_database_is_an_absolute_path_in_the_project() -> None:
    path = Path(load().database_url.removeprefix("sqlite:///"))
    assert path.is_absolute()
    assert path == settings.ROOT / ".data" / "thoughtcloud.db"


def test_without_keys_every_missing_one_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load({}, NO_FILE)
    assert [line.split()[0] for line in caught.value.problems] == [
        "STRIPE_PUBLIC_KEY",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_PUBLIC_KEY", "sk_test_wrong"),
        ("STRIPE_SECRET_KEY", "pk_test_wrong"),
        ("STRIPE_WEBHOOK_SECRET", "secret-wrong"),
        ("STRIPE_CONNECT_WEBHOOK_SECRET", "secret-wrong"),
        ("STRIPE_API_BASE", "ftp://wrong"),
        ("DATABASE_URL", "mysql://wrong"),
        ("DATABASE_URL", "wrong.db"),
        ("REDIS_URL", "http://wrong"),
        ("PUBLIC_URL", "wrong.example.org"),
        ("PORT", "70000"),
        ("PORT", "wrong"),
        ("PLATFORM_FEE_PERCENT", "51"),
        ("PLATFORM_FEE_PERCENT", "-1"),
        ("PLATFORM_FEE_PERCENT", "1.234"),
        ("PLATFORM_FEE_PERCENT", "NaN"),
        ("PLATFORM_FEE_PERCENT", "wrong"),
        ("RELEASE_AFTER_HOURS", "1.5"),
        ("RELEASE_AFTER_HOURS", "-1"),
        ("SMTP_URL", "mail.wrong"),
        ("MAIL_FROM", "wrong"),
        ("TRUSTED_PROXY_HOPS", "99"),
        ("SANDBOX", "perhaps"),
        ("CURRENCIES", "xau"),
        ("CURRENCIES", "eur;wrong"),
        ("CURRENCIES", " , "),
        ("ROOM_BASE_URL", "http://rooms.wrong"),
        ("ROOM_BASE_URL", "rooms.wrong"),
        ("ROOM_BASE_URL", "https:///wrong"),
        ("ROOM_BASE_URL", "https://rooms.wrong?lobby=off"),
        ("ROOM_BASE_URL", "https://rooms.wrong/#config"),
        ("ROOM_BASE_URL", "https://rooms.wrong:port"),
        ("ROOM_BASE_URL", "https://rooms.wrong:0"),
        ("METRICS_TOKEN", "tooshorttoken15"),
        ("METRICS_TOKEN", "with a space in the middle of it"),
        ("METRICS_TOKEN", "with\ta-tab-in-the-middle-of-it"),
        ("METRICS_TOKEN", "with\x7fan-unprintable-sign-in-it"),
        ("METRICS_TOKEN", "not-of-ascii-\N{LATIN SMALL LETTER E WITH ACUTE}-but-long"),
    ],
)
def test_a_wrong_value_is_named_and_never_repeated(name: str, value: str) -> None:
    found = [line for line in problems(**{name: value}) if line.startswith(f"{name} is wrong")]
    assert len(found) == 1
    assert value not in found[0].split(": ", 1)[1].split()


def test_currencies_are_those_that_are_named_and_all_that_we_know_otherwise() -> None:
    assert load(CURRENCIES=" USD, eur,usd ").currencies == ("eur", "usd")
    assert load().currencies == tuple(sorted(MINIMUM_CHARGE))


def test_several_wrong_values_are_named_together() -> None:
    names = {line.split()[0] for line in problems(PORT="x", REDIS_URL="x", PLATFORM_FEE_PERCENT="x")}
    assert names == {"PORT", "REDIS_URL", "PLATFORM_FEE_PERCENT"}


def test_keys_of_different_modes_are_refused() -> None:
    assert any("different modes" in line for line in problems(STRIPE_PUBLIC_KEY="pk_live_abc"))


def test_live_keys_are_not_test_mode() -> None:
    live = load(STRIPE_PUBLIC_KEY="pk_live_abc", STRIPE_SECRET_KEY="rk_live_abc")
    assert not live.test_mode


def test_repr_and_text_of_errors_hide_every_secret() -> None:
    chosen = load(
        STRIPE_CONNECT_WEBHOOK_SECRET="whsec_hidden3",
        DATABASE_URL="postgresql://me:hidden4@db/x",
        REDIS_URL="redis://:hidden5@cache/0",
        SMTP_URL="smtp://me:hidden6@mail",
        MAIL_FROM="me@example.org",
    )
    assert "hidden" not in repr(chosen)
    with pytest.raises(SettingsError) as caught:
        load(STRIPE_SECRET_KEY="hidden7", SMTP_URL="http://x:hidden8@mail")
    assert "hidden" not in str(caught.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PLATFORM_FEE_PERCENT=10\nRELEASE_AFTER_HOURS=24\n")
    chosen = settings.load({**KEYS, "PLATFORM_FEE_PERCENT": "12.5"}, file)
    assert chosen.platform_fee_percent == Decimal("12.5")
    assert chosen.release_after_hours == 24


def test_an_empty_variable_takes_the_value_of_the_file_away(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("REDIS_URL=redis://cache/0\n")
    assert settings.load({**KEYS, "REDIS_URL": ""}, file).redis_url is None


def test_a_dollar_sign_in_a_password_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("REDIS_URL=redis://:a${HOME}b@cache/0\n")
    assert settings.load(KEYS, file).redis_url == "redis://:a${HOME}b@cache/0"


def test_older_names_work_with_a_warning() -> None:
    older = {f"VITE_{name}": value for name, value in KEYS.items()}
    with pytest.warns(UserWarning, match="does not belong under") as caught:
        chosen = settings.load(older, NO_FILE)
    assert chosen.stripe_secret_key == "sk_test_hidden1"
    assert len(caught) == 3
    assert not any("hidden" in str(warning.message) for warning in caught)


def test_todays_name_wins_over_the_older_one() -> None:
    with pytest.warns(UserWarning, match="older name"):
        chosen = load(VITE_STRIPE_SECRET_KEY="sk_test_older")
    assert chosen.stripe_secret_key == "sk_test_hidden1"


def test_without_older_names_nothing_is_warned_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_say_postgresql_means_psycopg_3(scheme: str) -> None:
    chosen = load(DATABASE_URL=f"{scheme}://me@db/x")
    assert chosen.database_url == "postgresql+psycopg://me@db/x"
    assert not chosen.is_sqlite


def test_a_mail_server_is_read_with_its_encoded_password() -> None:
    chosen = load(SMTP_URL="smtps://me%40x:p%2Fw@mail.example.org", MAIL_FROM="A <a@example.org>")
    assert chosen.mail_server == MailServer("mail.example.org", 465, "me@x", "p/w", tls=True)


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("https://rooms.example.org", "https://rooms.example.org"),
        ("https://rooms.example.org/", "https://rooms.example.org"),
        ("https://Rooms.example.org:8443/our/rooms//", "https://Rooms.example.org:8443/our/rooms"),
    ],
)
def test_rooms_are_made_where_the_operator_says(written: str, base: str) -> None:
    chosen = load(ROOM_BASE_URL=written)
    assert chosen.room_base_url == base
    assert address("", chosen.room_base_url, "k7m2") == f"{base}/thoughtcloud-k7m2"
    assert address("https://own.example.org/me", chosen.room_base_url, "k7m2") == "https://own.example.org/me"


def test_without_a_choice_rooms_are_made_at_the_free_service() -> None:
    assert load().room_base_url == load(ROOM_BASE_URL=" ").room_base_url == "https://meet.jit.si"


def test_a_token_of_sixteen_signs_is_enough_and_is_never_shown() -> None:
    token = "hidden-9.~+/=hid"
    chosen = load(METRICS_TOKEN=f"  {token}\n")
    assert chosen.metrics_token == token
    assert token not in repr(chosen)
    assert load().metrics_token is None


@pytest.mark.parametrize("name", ["ROOM_BASE_URL", "PUBLIC_URL"])
@pytest.mark.parametrize(
    "url",
    ["https://", "https://rooms.example.org/a b", "https://a b.example.org", "https://me:hidden@rooms.example.org"],
)
def test_an_address_that_would_break_links_or_show_everybody_a_password_is_refused(name: str, url: str) -> None:
    assert any(line.startswith(f"{name} is wrong") for line in problems(**{name: url}))


def test_a_mail_server_needs_a_sender() -> None:
    assert any(line.startswith("MAIL_FROM is missing") for line in problems(SMTP_URL="smtp://mail"))


def test_the_sandbox_needs_its_address_and_takes_no_live_key() -> None:
    assert any(line.startswith("STRIPE_API_BASE is missing") for line in problems(SANDBOX="1"))
    live = {"STRIPE_PUBLIC_KEY": "pk_live_a", "STRIPE_SECRET_KEY": "sk_live_a"}
    assert any("is live" in line for line in problems(SANDBOX="1", STRIPE_API_BASE="http://localhost:1", **live))


def test_a_clock_file_counts_only_in_the_sandbox() -> None:
    assert load(SANDBOX_CLOCK_FILE="/tmp/clock").sandbox_clock_file is None
    sandboxed = load(SANDBOX="1", STRIPE_API_BASE="http://localhost:1", SANDBOX_CLOCK_FILE="/tmp/clock")
    assert sandboxed.sandbox_clock_file == Path("/tmp/clock")


def test_the_public_address_loses_its_closing_slash() -> None:
    chosen = load(PUBLIC_URL="https://mentors.example.org/")
    assert chosen.public_url == "https://mentors.example.org"
    assert chosen.is_https


def test_only_the_public_origin_may_connect() -> None:
    assert load(PUBLIC_URL="https://mentors.example.org").allowed_origins == ("https://mentors.example.org",)


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Mentors.Example.org", "https://mentors.example.org"),
        ("https://mentors.example.org:443/", "https://mentors.example.org"),
        ("http://mentors.example.org:8080/shop", "http://mentors.example.org:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(written: str, origin: str) -> None:
    assert load(PUBLIC_URL=written).allowed_origins[0] == origin


def test_at_the_usual_port_this_machine_has_no_port_in_its_origin() -> None:
    assert load(PORT="80").allowed_origins == ("http://localhost", "http://127.0.0.1")


def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(SettingsError) as wrong:
        load(PUBLIC_URL="https://mentors.example.org:https")
    assert "PUBLIC_URL is wrong" in str(wrong.value)


def test_this_machine_may_connect_by_either_of_its_names() -> None:
    assert load(PORT="4000").allowed_origins == ("http://localhost:4000", "http://127.0.0.1:4000")
