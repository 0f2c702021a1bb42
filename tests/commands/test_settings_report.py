"""The settings report: what `manage.py` learns of the settings, and that no secret is in it."""

import json
from dataclasses import asdict
from pathlib import Path

from thoughtcloud.commands.report import Report
from thoughtcloud.commands.settings_report import report

NO_FILE = Path("/nonexistent/.env")
KEYS = {
    "STRIPE_PUBLIC_KEY": "pk_test_abc",
    "STRIPE_SECRET_KEY": "sk_test_hidden1",
    "STRIPE_WEBHOOK_SECRET": "whsec_hidden2",
}


def test_without_keys_run_has_no_problem_and_customers_have_three() -> None:
    said = report({}, NO_FILE)
    assert not said.keys
    assert said.problems == ()
    assert len(said.problems_for_customers) == 3


def test_a_mistake_beside_missing_keys_is_a_problem_all_the_same() -> None:
    said = report({"PLATFORM_FEE_PERCENT": "99"}, NO_FILE)
    assert [line.split()[0] for line in said.problems] == ["PLATFORM_FEE_PERCENT"]
    assert len(said.problems_for_customers) == 4


def test_a_public_key_alone_is_noted() -> None:
    said = report({"STRIPE_PUBLIC_KEY": "pk_test_abc"}, NO_FILE)
    assert not said.keys
    assert any("STRIPE_SECRET_KEY is not" in warning for warning in said.warnings)


def test_older_names_are_noted_and_work() -> None:
    said = report({f"VITE_{name}": value for name, value in KEYS.items()}, NO_FILE)
    assert said.keys
    assert said.problems == ()
    assert len(said.warnings) == 3


def test_the_facts_are_those_of_the_settings(tmp_path: Path) -> None:
    said = report(
        {
            **KEYS,
            "DATABASE_URL": f"sqlite:///{tmp_path}/my.db",
            "REDIS_URL": "redis://cache",
            "PUBLIC_URL": "https://m.example.org",
            "STRIPE_API_BASE": "http://localhost:1",
        },
        NO_FILE,
    )
    assert said.database_file == f"{tmp_path}/my.db"
    assert said.redis
    assert said.public_url_is_set
    assert not said.stripe_itself


def test_different_databases_are_told_apart_without_naming_them() -> None:
    one = report({**KEYS, "DATABASE_URL": "postgresql://me:hidden3@db/one"}, NO_FILE)
    two = report({**KEYS, "DATABASE_URL": "postgresql://me:hidden3@db/two"}, NO_FILE)
    assert one.database != two.database
    assert one.database_file is None
    assert "hidden" not in json.dumps(asdict(one))


def test_a_report_survives_its_way_as_json() -> None:
    said = report({"PORT": "4321"}, NO_FILE)
    assert Report.from_json(json.dumps(asdict(said))) == said
