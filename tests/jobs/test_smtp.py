"""The way to the mail server: privately where it can be, and never a password in the clear."""

from pathlib import Path

import pytest

from tests.jobs import mail_server
from tests.jobs.office import Office, choose
from thoughtcloud.jobs import smtp
from thoughtcloud.store.unit import Database


def test_starttls_is_used_where_it_is_offered_and_the_password_is_sent_by_it(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.CERTIFICATE))
    with mail_server.running(starttls=True, password=True) as server:
        url = f"smtp://{mail_server.USER}:p%40ss%20word@localhost:{server.port}"
        office = Office(db, choose(tmp_path, SMTP_URL=url))
        office.confirmed()
        office.deliver()
    assert server.box.was_private == [True, True]
    assert set(office.states().values()) == {"sent"}


def test_smtps_speaks_tls_at_once(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.CERTIFICATE))
    with mail_server.running(tls=True) as server:
        office = Office(db, choose(tmp_path, SMTP_URL=f"smtps://localhost:{server.port}"))
        office.confirmed()
        office.deliver()
    assert len(server.box.mails) == 2


def test_a_mail_server_that_nobody_vouches_for_gets_nothing(db: Database, tmp_path: Path) -> None:
    with mail_server.running(starttls=True) as server:
        office = Office(db, choose(tmp_path, SMTP_URL=f"smtp://localhost:{server.port}"))
        office.confirmed()
        office.deliver()
    assert server.box.mails == []
    assert office.rows()[0].problem == "SSLCertVerificationError"


def test_a_password_never_leaves_this_machine_in_the_clear(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "THIS_MACHINE", ())
    with mail_server.running(password=True) as server:
        url = f"smtp://{mail_server.USER}:p%40ss%20word@localhost:{server.port}"
        office = Office(db, choose(tmp_path, SMTP_URL=url))
        office.confirmed()
        office.deliver()
    assert server.box.mails == []
    assert "no TLS" in office.rows()[0].problem
