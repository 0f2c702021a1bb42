"""Needs: where Chromium, PostgreSQL and Redis are looked for."""

import os
from pathlib import Path

import pytest

from thoughtcloud.commands import needs


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THOUGHTCLOUD_CHROMIUM", "THOUGHTCLOUD_PG_BIN", "THOUGHTCLOUD_REDIS"):
        monkeypatch.delenv(name, raising=False)


def program(path: Path, script: str = "#!/bin/sh\nexit 0\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def test_a_stub_that_does_not_start_is_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = program(tmp_path / "a" / "chromium", "#!/bin/sh\necho 'install the snap' >&2; exit 1\n")
    real = program(tmp_path / "b" / "google-chrome")
    monkeypatch.setattr(needs, "CHROMIUM_PLACES", (str(stub),))
    monkeypatch.setenv("PATH", os.pathsep.join([str(stub.parent), str(real.parent), "/bin"]))
    assert needs.find_chromium() == str(real)


def test_a_browser_that_is_named_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = program(tmp_path / "my-browser")
    monkeypatch.setenv("THOUGHTCLOUD_CHROMIUM", str(named))
    assert needs.find_chromium() == str(named)


def test_no_browser_at_all_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "CHROMIUM_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert needs.find_chromium() is None


def test_the_newest_postgresql_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "14"):
        program(tmp_path / version / "bin" / "initdb")
    (tmp_path / "99" / "bin").mkdir(parents=True)
    monkeypatch.setattr(needs, "POSTGRES_PLACES", (str(tmp_path),))
    monkeypatch.setenv("PATH", "/nonexistent")
    assert needs.find_postgres() == str(tmp_path / "15" / "bin")


def test_valkey_serves_as_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    valkey = program(tmp_path / "valkey-server")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert needs.find_redis() == str(valkey)
