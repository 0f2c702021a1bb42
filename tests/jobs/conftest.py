"""Jobs are tested in the same small marketplace as payments; the post in one that Stripe does not answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs import mail_server
from tests.jobs.mail_server import MailServer
from tests.jobs.office import Office, choose
from tests.payments.conftest import sandbox_process, world
from thoughtcloud.store.unit import Database

__all__ = ["keeping", "sandbox_process", "sending", "server", "world"]


@pytest.fixture
def keeping(db: Database, tmp_path: Path) -> Office:
    """The sandbox without a mail server: every mail is kept."""
    return Office(db, choose(tmp_path, SANDBOX="1"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


@pytest.fixture
def sending(db: Database, tmp_path: Path, server: MailServer) -> Office:
    """A platform whose mail server is a real one."""
    return Office(db, choose(tmp_path, SMTP_URL=f"smtp://localhost:{server.port}"))
