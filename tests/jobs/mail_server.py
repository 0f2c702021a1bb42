"""A real mail server for tests: takes mail on a port of this machine, or refuses as it is told."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

# A certificate for localhost that nothing but these tests believes; it lies beside its key and is worth nothing.
CERTIFICATE = Path(__file__).parent / "localhost.pem"
USER, PASSWORD = "thoughtcloud", "p@ss word"


@dataclass
class Mailbox:
    """What arrived, and what the server answers to the next recipient and to the next content."""

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_private: list[bool] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_content: str = "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.to_content.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.mails.append(message)
            self.recipients += envelope.rcpt_tos
            self.was_private.append(session.ssl is not None)
        return self.to_content


@dataclass(frozen=True)
class MailServer:
    """Where it listens, and what it got."""

    port: int
    box: Mailbox


@contextmanager
def running(*, tls: bool = False, starttls: bool = False, password: bool = False) -> Iterator[MailServer]:
    """A mail server, with TLS at once or offered, and asking for `USER` and `PASSWORD` if told."""
    port, box = free_port(), Mailbox()
    options: dict[str, Any] = {}
    if tls:
        options["ssl_context"] = _identity()
    if starttls:
        options |= {"tls_context": _identity(), "require_starttls": True}
    if password:
        options |= {"authenticator": _authenticate, "auth_required": True, "auth_require_tls": starttls}
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailServer(port, box)
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def _identity() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known)


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail of several parts."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
