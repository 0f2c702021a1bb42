"""The log keeps no secret, whoever wrote the line."""

import logging

import pytest

from thoughtcloud.jobs.journal import WITHHELD, Discreet, discreet


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("headers={'cookie': 'sid=abcDEF-123; zone=UTC', 'host': 'x'}", "abcDEF-123"),
        ('{"Cookie": "sid=abcDEF-123"}', "abcDEF-123"),
        ("HeaderData(host='x', cookie='sid=abcDEF-123')", "abcDEF-123"),
        ("Cookie: theme=dark; sid=abcDEF-123\nHost: x", "abcDEF-123"),
        ("raw sid=abcDEF-123 seen", "abcDEF-123"),
        ("Authorization: Bearer sk_test_51abc", "51abc"),
        ("key sk_live_51abcXYZ refused", "51abcXYZ"),
        ("secret whsec_abc123 did not fit", "abc123"),
        ("GET /_event/?EIO=4&token=8f3e-11 101", "8f3e-11"),
        ("postgresql+psycopg://shop:pa55@db/shop is away", "pa55"),
        ("no account for ada.l+x@mail.example.org", "ada.l+x@mail.example.org"),
        ("number=4242 4242 4242 4242", "4242 4242"),
    ],
)
def test_a_secret_is_withheld(line: str, secret: str) -> None:
    kept = discreet(line)
    assert secret not in kept
    assert WITHHELD in kept


@pytest.mark.parametrize(
    "line",
    [
        "advanced booking=bk_7h3kabcdefgh2345 event=completed actor=mentor",
        "effect_retry booking=bk_2 kind=capture attempt=3 problem=StripeUnavailable",
        "2026-11-23 04:00:00,123 INFO thoughtcloud.jobs.worker worker_started hands=3",
        "payout po_1OaTestTransfer24CharsXy on its way",
    ],
)
def test_our_own_lines_stay_as_they_are(line: str) -> None:
    assert discreet(line) == line


def test_a_traceback_is_made_discreet_too() -> None:
    try:
        raise ValueError("{'cookie': 'sid=abcDEF-123'}")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "broken", None, (ValueError, error, error.__traceback__)
        )
    text = Discreet("%(message)s").format(record)
    assert "Traceback" in text
    assert "abcDEF" not in text
