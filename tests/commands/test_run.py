"""`run`: the sandbox or Stripe's test mode, and the demo marketplace made once and whole."""

import socket
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from thoughtcloud.commands import report, run
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.project import Project
from thoughtcloud.commands.report import Report
from thoughtcloud.commands.run import Plan
from thoughtcloud.commands.serving import Address

OPTIONS = Namespace(host="127.0.0.1", port=None, sandbox_port=None)
KEYED = Report(keys=True, problems=(), problems_for_customers=(), warnings=(), port=4000)
KEYLESS = replace(KEYED, keys=False, problems_for_customers=("STRIPE_SECRET_KEY is missing",))


def plan(project: Project, monkeypatch: pytest.MonkeyPatch, said: Report, **options: object) -> Plan:
    monkeypatch.setattr(report, "read", lambda *_: said)
    return run.plan_for(project, Namespace(**{**vars(OPTIONS), **options}))


def sandboxed(folder: Path) -> Plan:
    database = folder / ".data" / "thoughtcloud.db"
    return Plan(Project(folder), Address("127.0.0.1", 1), 2, True, "abc", str(database), "http://localhost:1", {})


def test_without_keys_the_sandbox_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(Project(tmp_path), monkeypatch, KEYLESS)
    assert made.sandbox_port == 4001
    assert made.env["STRIPE_API_BASE"] == "http://127.0.0.1:4001"
    assert made.env["STRIPE_SECRET_KEY"].startswith("sk_test_sandbox_")
    assert made.env["SANDBOX"] == "1"
    assert made.env["PORT"] == "4000"


def test_with_keys_no_sandbox_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX", raising=False)
    made = plan(Project(tmp_path), monkeypatch, KEYED)
    assert made.sandbox_port is None
    assert "SANDBOX" not in made.env


def test_the_sandbox_can_have_a_port_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan(Project(tmp_path), monkeypatch, KEYLESS, sandbox_port=5000).sandbox_port == 5000


def test_live_keys_are_for_deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = replace(KEYED, test_mode=False)
    with pytest.raises(StepFailed, match=r"manage.py deploy"):
        plan(Project(tmp_path), monkeypatch, live)


def test_wrong_settings_are_all_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(KEYED, problems=("PORT is wrong", "REDIS_URL is wrong"))
    with pytest.raises(StepFailed) as caught:
        plan(Project(tmp_path), monkeypatch, wrong)
    assert "PORT is wrong" in str(caught.value)
    assert "REDIS_URL is wrong" in str(caught.value)


def test_a_port_in_use_is_said_with_another_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StepFailed, match=f"Port {port} is in use") as caught:
            run.check_port("127.0.0.1", port, "--port")
    assert f"--port {port + 10}" in str(caught.value)


def test_a_start_that_was_cut_off_while_filling_begins_anew(tmp_path: Path) -> None:
    cut = sandboxed(tmp_path)
    mark = run.seed_mark(cut)
    mark.parent.mkdir(parents=True)
    mark.with_name(f"{mark.name}.begun").touch()
    (cut.project.sandbox / "sandbox.db").touch()
    database = Path(str(cut.database_file))
    database.touch()
    database.with_name("thoughtcloud.db-journal").touch()
    database.with_name("thoughtcloud.db.backup").touch()
    run.forget_unfinished_seed(cut, mark)
    assert sorted(path.name for path in database.parent.iterdir()) == ["thoughtcloud.db.backup"]


def test_a_finished_marketplace_is_left_alone(tmp_path: Path) -> None:
    whole = sandboxed(tmp_path)
    mark = run.seed_mark(whole)
    mark.parent.mkdir(parents=True)
    mark.touch()
    database = Path(str(whole.database_file))
    database.touch()
    run.forget_unfinished_seed(whole, mark)
    assert database.exists()
    assert mark.exists()


def test_a_deleted_database_takes_the_sandboxs_payments_with_it(tmp_path: Path) -> None:
    bare = sandboxed(tmp_path)
    mark = run.seed_mark(bare)
    mark.parent.mkdir(parents=True)
    mark.touch()
    run.forget_unfinished_seed(bare, mark)
    assert not mark.exists()
    assert not bare.project.sandbox.exists()
