"""Hands one mail to the mail server: TLS at once or by STARTTLS where that is offered, and every wait has an end.

Failures carry no address, so that they may be logged.
"""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import validate_email

from thoughtcloud.jobs.icalendars import Invitation
from thoughtcloud.jobs.letters import Letter
from thoughtcloud.settings import MailServer

TIMEOUT_SECONDS = 10.0
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class MailRefused(Exception):
    """The server will never take this mail: there is no such mailbox, or it does not like what is written."""


class MailUnavailable(Exception):
    """The server is away, busy, or not set up for us; the same mail may be taken later."""


def composed(letter: Letter, *, sender: str, to: str, name: str, key: str, at: datetime) -> EmailMessage:
    """The mail as it travels. `key` makes the Message-ID, which a mail that is sent again after a crash keeps."""
    message = EmailMessage(policy=SMTP)
    user, _, domain = _in_ascii(to).rpartition("@")
    message["From"] = sender
    message["To"] = Address(display_name=" ".join(name.split()), username=user, domain=domain)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{key}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    # Machines that answer mails do not answer this one (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.invitation is not None:
        _add_invitation(message, letter.invitation)
    return message


def _add_invitation(message: EmailMessage, invitation: Invitation) -> None:
    """The calendar object once for calendars that read mails (RFC 6047), and once as a file to be opened."""
    message.add_alternative(invitation.text, subtype="calendar", params={"method": invitation.method.value})
    message.add_attachment(
        invitation.text.encode(), maintype="application", subtype="ics", filename="invite.ics",
        params={"method": invitation.method.value},
    )  # fmt: skip


def send(server: MailServer, message: EmailMessage, timeout: float = TIMEOUT_SECONDS) -> None:
    """Have the server take the mail. Raises MailRefused or MailUnavailable; otherwise it has taken it."""
    try:
        with _connected(server, timeout) as connection:
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise _trouble(code)(f"the recipient was refused with {code}") from error
    except smtplib.SMTPDataError as error:
        raise _trouble(error.smtp_code)(f"the content was refused with {error.smtp_code}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused("the server cannot do what this mail needs") from error
    except smtplib.SMTPResponseException as error:
        raise MailUnavailable(f"{type(error).__name__} {error.smtp_code}") from error
    except OSError as error:
        raise MailUnavailable(type(error).__name__) from error


def _connected(server: MailServer, timeout: float) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if server.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=secure)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        _introduce(connection, server, secure)
    except BaseException:
        connection.close()
        raise
    return connection


def _introduce(connection: smtplib.SMTP, server: MailServer, secure: ssl.SSLContext) -> None:
    connection.ehlo()
    private = server.tls
    if not private and connection.has_extn("starttls"):
        connection.starttls(context=secure)
        private = True
    if server.username:
        if not private and server.host not in THIS_MACHINE:
            raise MailUnavailable("the server offers no TLS, so the password was not sent")
        connection.login(server.username, server.password)


def _trouble(code: int) -> type[MailRefused] | type[MailUnavailable]:
    return MailRefused if code >= 500 else MailUnavailable


def _in_ascii(address: str) -> str:
    """The address with its domain as every mail server reads it; what is before the @ may be more than ASCII."""
    found = validate_email(address, check_deliverability=False, test_environment=True)
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"
