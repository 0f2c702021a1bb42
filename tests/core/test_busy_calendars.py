"""Which addresses of calendars are read, how often, and how far ahead."""

from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core import busy_calendars as rules
from thoughtcloud.core.busy_calendars import SAYS, Trouble, Unreadable
from thoughtcloud.core.plan_faults import MOST_DAYS_AHEAD
from thoughtcloud.core.policy import HORIZON

NOW = datetime(2026, 11, 23, 3, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://cal.example/a/basic.ics", "https://cal.example/a/basic.ics"),
        ("  webcal://p1.cal.example/x?y=1#z \n", "https://p1.cal.example/x?y=1"),
        ("WEBCALS://cal.example", "https://cal.example/"),
        ("https://cal.example:8443/private-%40/x.ics", "https://cal.example:8443/private-%40/x.ics"),
        ("https://kalender.müller.example/für mich.ics".replace(" ", "-"),
         "https://kalender.xn--mller-kva.example/f%C3%BCr-mich.ics"),
        ("https://93.184.216.34/x.ics", "https://93.184.216.34/x.ics"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert rules.address_of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("", Trouble.NO_ADDRESS),
        ("my calendar", Trouble.NO_ADDRESS),
        ("cal.example/x.ics", Trouble.NO_ADDRESS),
        ("https://", Trouble.NO_ADDRESS),
        ("https:///x.ics", Trouble.NO_ADDRESS),
        ("https://me:secret@cal.example/x.ics", Trouble.NO_ADDRESS),
        ("https://cal.example:0/x", Trouble.NO_ADDRESS),
        ("https://cal.example:99999/x", Trouble.NO_ADDRESS),
        ("https://[::1/x", Trouble.NO_ADDRESS),
        ("https://cal.example/a b", Trouble.NO_ADDRESS),
        ("https://cal.example/a\r\nHost: inside", Trouble.NO_ADDRESS),
        ("https://" + "a" * 70 + ".example/x", Trouble.NO_ADDRESS),
        ("https://cal.example/" + "x" * 2_000, Trouble.NO_ADDRESS),
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("ftp://cal.example/x.ics", Trouble.NO_ADDRESS),
        ("javascript:alert(1)", Trouble.NO_ADDRESS),
        ("http://cal.example/x.ics", Trouble.NOT_HTTPS),
        ("https://localhost/x.ics", Trouble.PRIVATE),
        ("https://app.localhost/x.ics", Trouble.PRIVATE),
        ("https://db/x.ics", Trouble.PRIVATE),
        ("https://metadata.google.internal/x", Trouble.PRIVATE),
        ("https://nas.local./x", Trouble.PRIVATE),
        ("https://127.0.0.1/x.ics", Trouble.PRIVATE),
        ("https://2130706433/x.ics", Trouble.PRIVATE),
        ("https://127.1/x.ics", Trouble.PRIVATE),
        ("webcal://169.254.169.254/latest/meta-data", Trouble.PRIVATE),
        ("https://[::1]/x.ics", Trouble.PRIVATE),
        ("https://[::ffff:10.0.0.1]/x.ics", Trouble.PRIVATE),
    ],
)
def test_an_address_that_is_none_or_leads_inside_is_refused(typed: str, trouble: Trouble) -> None:
    with pytest.raises(Unreadable) as refused:
        rules.address_of(typed)
    assert refused.value.trouble is trouble
    assert typed not in str(refused.value) or not typed


def test_an_origin_of_our_own_may_be_named_and_only_exactly() -> None:
    own = "http://127.0.0.1:4242"
    assert rules.address_of("http://127.0.0.1:4242/x.ics", own=own) == "http://127.0.0.1:4242/x.ics"
    for other in ("http://127.0.0.1:4243/x", "http://127.0.0.1:42420/x", "http://u@127.0.0.1:4242/x", "http://b.example/"):
        with pytest.raises(Unreadable):
            rules.address_of(other, own=own)


def test_no_more_of_an_address_is_shown_than_whose_server_it_is() -> None:
    assert rules.masked("https://cal.example:8443/private-0123/basic.ics?token=abc") == "cal.example/…"


def test_what_fails_is_tried_later_and_later_and_never_given_up() -> None:
    waits = [rules.next_read(NOW, failures) - NOW for failures in range(1, 200)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=2)
    assert waits[-1] == timedelta(hours=6)
    assert rules.next_read(NOW, 0) == NOW + rules.READ_EVERY


def test_more_is_read_than_anybody_can_book() -> None:
    first, until = rules.window(NOW)
    assert first < NOW
    assert until > NOW + HORIZON + timedelta(days=1)
    assert until > NOW + timedelta(days=MOST_DAYS_AHEAD + 2)
    assert rules.is_fresh(until, NOW)
    assert not rules.is_fresh(until, NOW + rules.SPARE)
    assert not rules.is_fresh(None, NOW)


def test_every_trouble_has_words() -> None:
    assert set(SAYS) == set(Trouble)
