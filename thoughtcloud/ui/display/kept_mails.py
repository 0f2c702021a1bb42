"""Kept mails."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KeptLine:
    """One line of a mail; `link` is the address it leads to, if it is one of ours."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Mail:
    """One mail as it would have been read; `calendar` says what its invitation does, if it brings one."""

    recipient: str
    subject: str
    when: str
    lines: list[KeptLine] = field(default_factory=list)
    html_path: str = ""
    invitation: str = ""
    calendar: str = ""
