"""How kept mails are shown: line by line as they were written, with what leads to this site as links."""

from __future__ import annotations

from thoughtcloud.store.views.kept_mail import KeptMail
from thoughtcloud.ui import routes
from thoughtcloud.ui.display import KeptLine, Mail
from thoughtcloud.ui.pen import Pen


def mail(found: KeptMail, site: str, pen: Pen) -> Mail:
    """One mail; `site` is our own address without a closing slash."""
    return Mail(
        recipient=found.to,
        subject=found.subject,
        when=pen.stamp(found.at),
        lines=lines(found.text, site),
        html_path=routes.dev_mail_html(found.number),
        invitation=found.invitation,
        calendar=calendar(found.invitation),
    )


def lines(text: str, site: str) -> list[KeptLine]:
    """The lines of a mail's text; those that are an address of `site` lead there."""
    return [KeptLine(line, line if leads_here(line, site) else "") for line in text.splitlines()]


def calendar(invitation: str) -> str:
    """What a calendar does when it reads the mail; empty where there is nothing to read."""
    lines = invitation.splitlines()
    number = next((line.partition(":")[2] for line in lines if line.startswith("SEQUENCE:")), "")
    if "METHOD:CANCEL" in lines:
        return f"Takes the session out of the calendar (CANCEL, sequence {number})"
    return f"Puts the session into the calendar (REQUEST, sequence {number})" if lines else ""


def leads_here(text: str, site: str) -> bool:
    """Whether the whole line is an address of this site; what a mentee wrote never becomes a link elsewhere."""
    return " " not in text and (text == site or text.startswith(f"{site}/"))
