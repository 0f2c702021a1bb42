"""How kept mails are shown: line by line as they were written, with what leads to this site as links."""

from __future__ import annotations

from thoughtcloud.store.views.kept_mail import KeptMail
from thoughtcloud.ui.display_mail import Mail, MailLine
from thoughtcloud.ui.pen import Pen


def mail(found: KeptMail, site: str, pen: Pen) -> Mail:
    """One mail; `site` is our own address without a closing slash."""
    lines = [MailLine(text, text if leads_here(text, site) else "") for text in found.text.splitlines()]
    return Mail(found.to, found.subject, pen.stamp(found.at), lines)


def leads_here(text: str, site: str) -> bool:
    """Whether the whole line is an address of this site; what a mentee wrote never becomes a link elsewhere."""
    return " " not in text and (text == site or text.startswith(f"{site}/"))
