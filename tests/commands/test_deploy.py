"""`deploy`: everything that speaks against serving customers is said at once."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

import pytest

from thoughtcloud.commands import deploy
from thoughtcloud.commands.report import Report

STRICT = Namespace(allow_test_keys=False, allow_sqlite=False, workers=None)
REHEARSAL = Namespace(allow_test_keys=True, allow_sqlite=False, workers=None)
READY = Report(
    keys=True,
    problems=(),
    problems_for_customers=(),
    warnings=(),
    test_mode=False,
    is_sqlite=False,
    redis=True,
    public_url="https://mentors.example.org",
    public_url_is_set=True,
    mail=True,
    connect_secret=True,
    currencies_are_set=True,
)


def test_nothing_speaks_against_complete_live_settings() -> None:
    assert deploy.objections(READY, STRICT) == []


def test_missing_keys_are_named_as_the_settings_name_them() -> None:
    problems = ("STRIPE_PUBLIC_KEY is missing", "STRIPE_SECRET_KEY is missing")
    keyless = replace(READY, keys=False, problems_for_customers=problems)
    assert deploy.objections(keyless, STRICT) == list(problems)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"test_mode": True}, "--allow-test-keys"),
        ({"sandbox": True}, "SANDBOX"),
        ({"is_sqlite": True}, "--allow-sqlite"),
        ({"stripe_itself": False}, "STRIPE_API_BASE"),
        ({"currencies_are_set": False}, "CURRENCIES"),
        ({"public_url_is_set": False}, "PUBLIC_URL is missing"),
        ({"public_url": "http://mentors.example.org"}, "https://"),
        ({"public_url": "http://localhost:3000"}, "https://"),
    ],
)
def test_each_weakness_is_one_objection(change: dict[str, Any], word: str) -> None:
    found = deploy.objections(replace(READY, **change), STRICT)
    assert len(found) == 1
    assert word in found[0]


def test_all_weaknesses_are_said_together() -> None:
    weak = replace(READY, is_sqlite=True, stripe_itself=False, public_url="http://mentors.example.org")
    assert len(deploy.objections(weak, STRICT)) == 3


def test_a_missing_address_is_named_beside_missing_keys() -> None:
    bare = replace(READY, problems_for_customers=("STRIPE_SECRET_KEY is missing",), public_url_is_set=False)
    assert deploy.objections(bare, STRICT) == ["STRIPE_SECRET_KEY is missing", deploy.NO_ADDRESS]


def test_a_rehearsal_may_use_test_keys_at_home() -> None:
    home = replace(READY, test_mode=True, is_sqlite=True, public_url="http://localhost:3000")
    assert deploy.objections(home, REHEARSAL) == []


def test_a_rehearsal_in_public_still_needs_tls() -> None:
    public = replace(READY, test_mode=True, public_url="http://mentors.example.org")
    assert len(deploy.objections(public, REHEARSAL)) == 1


def test_sqlite_is_allowed_when_told_so() -> None:
    told = Namespace(allow_test_keys=False, allow_sqlite=True, workers=None)
    assert deploy.objections(replace(READY, is_sqlite=True), told) == []


@pytest.mark.parametrize(
    ("change", "wanted", "expected"),
    [
        ({}, None, deploy.WORKERS_WITH_REDIS),
        ({}, 6, 6),
        ({"redis": False}, None, 1),
        ({"redis": False}, 6, 1),
        ({"is_sqlite": True}, None, 1),
    ],
)
def test_several_web_processes_need_redis_and_postgresql(
    change: dict[str, Any], wanted: int | None, expected: int
) -> None:
    assert deploy.workers(replace(READY, **change), wanted) == expected


def test_asking_for_workers_that_would_lose_updates_is_refused() -> None:
    told = Namespace(allow_test_keys=False, allow_sqlite=False, workers=4)
    assert len(deploy.objections(replace(READY, redis=False), told)) == 1
