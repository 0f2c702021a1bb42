"""The rules of time zones: those of the pinned package, the same in every program and on every machine."""

import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from thoughtcloud import settings

# Since 1 November 2026 British Columbia has the same time all year (IANA 2026b): older systems are an hour behind.
WINTER = datetime(2026, 12, 2, 1, tzinfo=UTC)
PROGRAMS = ("settings", "thoughtcloud", "jobs.worker", "jobs.busy.expand", "store.migrate", "jobs.seed")


def test_no_zone_is_taken_from_the_system() -> None:
    assert zoneinfo.TZPATH == ()
    assert "localtime" not in zoneinfo.available_timezones()
    assert WINTER.astimezone(ZoneInfo("America/Vancouver")).utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_has_the_rules_of_the_package_whatever_it_is_told(program: str) -> None:
    code = f"import thoughtcloud.{program}, zoneinfo; print(zoneinfo.TZPATH)"
    environ = {
        "PYTHONTZPATH": "/usr/share/zoneinfo", "STRIPE_PUBLIC_KEY": "pk_test_a", "STRIPE_SECRET_KEY": "sk_test_a",
        "STRIPE_WEBHOOK_SECRET": "whsec_a", "DATABASE_URL": "sqlite:///:memory:",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=settings.ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout.splitlines()[-1:] == ["()"], said.stderr


def test_without_the_package_the_commands_start_all_the_same() -> None:
    code = f"import sys; sys.path.insert(0, {str(settings.ROOT)!r}); import manage"
    bare = [sys.executable, "-I", "-S", "-c", f"{code}; import zoneinfo; print(zoneinfo.TZPATH)"]
    said = subprocess.run(bare, cwd=settings.ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout != "()\n"
