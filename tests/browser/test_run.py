"""`manage.py run`, the real one: from a folder with only the sources to a served page, and to nothing again."""

import hashlib
import hmac
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.browser.stage import Stage, free_port
from thoughtcloud.commands import frontend, locks
from thoughtcloud.commands.project import HERE, Project
from thoughtcloud.commands.services import port_is_free

SOURCES = ("manage.py", "rxconfig.py", "requirements.txt", "assets", "reflex.lock", "thoughtcloud")
OURS = (
    "STRIPE_", "SANDBOX", "THOUGHTCLOUD_", "VITE_", "REFLEX_", "SMTP_", "MAIL_", "PLATFORM_", "RELEASE_", "ROOM_",
    "DATABASE_URL", "REDIS_URL", "PORT", "PUBLIC_URL", "METRICS_TOKEN",
)  # fmt: skip
# How long a start may take on the busiest machine, in seconds.
PATIENCE = 300.0


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    """A checkout that was never started, with the environment and the build of this one."""
    for name in SOURCES:
        source = HERE.root / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, tmp_path / name)
    (tmp_path / ".venv").symlink_to(HERE.environment.resolve(), target_is_directory=True)
    project = Project(tmp_path)
    project.frontends.mkdir(parents=True)
    (project.frontends / frontend.fingerprint(project)).symlink_to(stage.web, target_is_directory=True)
    return tmp_path


def test_with_test_keys_an_empty_folder_comes_to_a_served_page_and_leaves_nothing_behind(
    stage: Stage, folder: Path
) -> None:
    chosen = stage.platform.settings
    keys = {
        "STRIPE_PUBLIC_KEY": chosen.stripe_public_key, "STRIPE_SECRET_KEY": chosen.stripe_secret_key,
        "STRIPE_WEBHOOK_SECRET": chosen.stripe_webhook_secret, "STRIPE_API_BASE": stage.sandbox_url,
    }  # fmt: skip
    port = free_port()
    with _running(folder, keys, port, until="Thoughtcloud is running: ") as said:
        url = f"http://localhost:{port}"
        assert f"Thoughtcloud is running: {url}\n" in said.read_text()
        _expect_all_answers(url, chosen.stripe_webhook_secret)
        again = subprocess.run(
            _command(port), cwd=folder, env=_environ(keys), capture_output=True, text=True, check=False
        )
        assert (again.returncode, "already running from this folder" in again.stderr) == (1, True)
        assert httpx.get(f"{url}/ready").status_code == 200, "the first one goes on"


def test_a_first_start_without_keys_that_is_broken_off_leaves_no_program_and_no_lock(folder: Path) -> None:
    with _running(folder, {}, free_port(), until="Making the demo marketplace") as said:
        assert "Starting the sandbox: ready" in said.read_text()


@contextmanager
def _running(folder: Path, chosen: Mapping[str, str], port: int, *, until: str) -> Iterator[Path]:
    """What `run` says, once it has said this; then it is ended by Ctrl-C, and nothing of it must be left."""
    said, env = folder / "said.txt", _environ(chosen)
    with said.open("wb") as output:
        running = subprocess.Popen(
            _command(port), cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT,
            preexec_fn=_heed_interrupts,
        )  # fmt: skip
    try:
        _wait(running, said, until)
        yield said
    finally:
        running.send_signal(signal.SIGINT)
        code = running.wait(PATIENCE)
    assert (code, said.read_text().splitlines()[-1]) == (0, "Stopped.")
    assert list(_programs_of(folder)) == []
    assert port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port + 1)
    for lock in Project(folder).data.glob("*.lock"):
        with locks.exclusive(lock, wait=False):
            pass


def _heed_interrupts() -> None:
    """A shell starts what runs in its background deaf to Ctrl-C, and whoever is started from there inherits it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _command(port: int) -> list[str]:
    return [sys.executable, "manage.py", "run", "--port", str(port)]


def _environ(chosen: Mapping[str, str]) -> dict[str, str]:
    """The environment of somebody who has set nothing of ours but this."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(OURS)}, **chosen}


def _wait(running: "subprocess.Popen[bytes]", said: Path, words: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while words not in said.read_text():
        assert running.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)


def _expect_all_answers(url: str, webhook_secret: str) -> None:
    """The page, the webhook's door, and what operators watch."""
    page = httpx.get(url)
    assert page.status_code == 200
    assert "<title>Thoughtcloud" in page.text
    assert httpx.post(f"{url}/api/webhook", content=b"{}").status_code == 400
    event = {"id": "evt_1", "object": "event", "type": "charge.updated", "data": {"object": {}}}
    body = json.dumps(event).encode()
    assert httpx.post(f"{url}/api/webhook", content=body, headers=_signed(body, webhook_secret)).status_code == 200
    assert httpx.get(f"{url}/health").json() == {"alive": True}
    assert httpx.get(f"{url}/ready").json() == {"database": "up", "worker": "up"}
    told = httpx.get(f"{url}/metrics").text
    assert "thoughtcloud_workers_alive 1.0" in told
    # At this Stripe there is money of other journeys too, which a new book may have found already.
    assert "\nthoughtcloud_findings_open " in told


def _signed(body: bytes, secret: str) -> dict[str, str]:
    """As Stripe signs (docs.stripe.com/webhooks, "verify webhook signatures manually")."""
    at = str(int(time.time()))
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={mark}"}


def _programs_of(folder: Path) -> Iterator[str]:
    """The command lines of whatever still runs out of this folder."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = one.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in line:
            yield line
