"""Words for the reader: money, times, zones and names in the manner of their region."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core.money import MINIMUM_CHARGE, Money
from thoughtcloud.ui import theme, wording

NOON = datetime(2026, 5, 12, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("en-US,en;q=0.9", "en_US"),
        ("de-AT,de;q=0.9,en;q=0.8", "en_AT"),
        ("de,de-CH;q=0.8", "en_CH"),
        ("fr", "en_GB"),
        ("ja-JP", "en_GB"),
        ("*", "en_GB"),
        ("", "en_GB"),
        ("\x00-!!,;;;==", "en_GB"),
    ],
)
def test_the_region_is_the_first_that_english_is_written_for(header: str, locale: str) -> None:
    assert wording.region(header) == locale


@given(st.text(max_size=60))
def test_any_header_gives_some_region(header: str) -> None:
    assert wording.money(Money(100, "eur"), wording.region(header))


@pytest.mark.parametrize(
    ("amount", "locale", "text"),
    [
        (Money(8000, "eur"), "en_GB", "€80.00"),
        (Money(8000, "eur"), "en_DE", "80,00\u00a0€"),
        (Money(123456, "usd"), "en_US", "$1,234.56"),
        (Money(5000, "jpy"), "en_US", "¥5,000"),
        (Money(8000, "chf"), "en_GB", "CHF\u00a080.00"),
        (Money(-8000, "eur"), "en_GB", "−€80.00"),
    ],
)
def test_money_is_written_in_the_readers_manner(amount: Money, locale: str, text: str) -> None:
    assert wording.money(amount, locale) == text


def test_prices_in_lists_drop_an_empty_fraction_only() -> None:
    assert wording.money(Money(8000, "eur"), short=True) == "€80"
    assert wording.money(Money(7950, "eur"), short=True) == "€79.50"
    assert wording.money(Money(5000, "jpy"), short=True) == "JP¥5,000"


@given(st.integers(min_value=0, max_value=99_999_999), st.sampled_from(sorted(MINIMUM_CHARGE)))
def test_no_digit_of_a_sum_is_lost(minor: int, currency: str) -> None:
    digits = "".join(sign for sign in wording.money(Money(minor, currency)) if sign.isdigit())
    assert int(digits) == minor


def test_movements_carry_their_sign() -> None:
    assert wording.signed_money(Money(100, "eur")) == "+€1.00"
    assert wording.signed_money(Money(-100, "eur")) == "−€1.00"
    assert wording.signed_money(Money(0, "eur")) == "€0.00"


def test_the_same_instant_reads_differently_here_and_there() -> None:
    assert wording.moment(NOON, "Asia/Kolkata", "en_GB") == "Tue 12 May, 18:00"
    assert wording.moment(NOON, "America/New_York", "en_US") == "Tue May 12, 8:30\u00a0AM"
    assert wording.short_day(NOON, "Pacific/Kiritimati", "en_GB") == "Wed 13 May"


def test_a_zone_is_named_with_its_offset_at_that_time() -> None:
    assert wording.zone_name("Europe/Berlin", NOON) == "Berlin (UTC+2)"
    assert wording.zone_name("Europe/Berlin", NOON + timedelta(days=200)) == "Berlin (UTC+1)"
    assert wording.zone_name("Asia/Kolkata", NOON) == "Kolkata (UTC+5:30)"
    assert wording.zone_name("America/New_York", NOON) == "New York (UTC−4)"
    assert wording.zone_name("UTC", NOON) == "UTC"


def test_every_zone_on_offer_can_be_named() -> None:
    assert len(wording.zones()) > 400
    assert all(wording.is_zone(zone) and wording.zone_name(zone, NOON) for zone in wording.zones())


@pytest.mark.parametrize("value", ["", "Mars/Olympus", "../../etc/passwd", None, 7, ["UTC"]])
def test_what_is_no_zone_is_refused(value: object) -> None:
    assert not wording.is_zone(value)


@pytest.mark.parametrize(
    ("count", "text"), [(15, "15 min"), (60, "1 h"), (90, "1 h 30 min"), (240, "4 h"), (0, "0 min")]
)
def test_lengths_are_hours_and_minutes(count: int, text: str) -> None:
    assert wording.minutes(count) == text


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(days=3, hours=5), "in 3 days"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(seconds=40), "in less than a minute"),
        (-timedelta(minutes=5), "5 minutes ago"),
    ],
)
def test_distances_in_time_are_rough(ahead: timedelta, text: str) -> None:
    assert wording.until(NOON + ahead, NOON) == text


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Lovelace", "AL"), ("Łucja", "Ł"), ("  mary jane watson ", "MW"), ("!!!", "?"), ("", "?")],
)
def test_initials_stand_for_a_person(name: str, initials: str) -> None:
    assert wording.initials(name) == initials


@given(st.text(max_size=80))
def test_a_person_keeps_their_sky(name: str) -> None:
    assert wording.tint(name) == wording.tint(name) < theme.AVATAR_TINTS


@pytest.mark.parametrize(
    ("reported", "shown"), [("Asia/Calcutta", "Kolkata"), ("Europe/Kiev", "Kyiv"), ("Asia/Kolkata", "Kolkata")]
)
def test_a_city_has_the_name_that_it_has_today(reported: str, shown: str) -> None:
    assert wording.place(reported) == shown
