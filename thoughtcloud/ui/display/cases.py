"""A case: what was said, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Choice, Pill, SumLine


@dataclass(frozen=True)
class Statement:
    """What somebody did about it and when; `text` is what they wrote, which may be nothing."""

    says: str
    when: str
    text: str = ""


@dataclass(frozen=True)
class CaseCard:
    """The case of a booking for one reader, and what they may do about it.

    `title` is empty while there is no case, `report_title` where an absence cannot be reported now, and
    `complaint` where no problem can.
    """

    title: str = ""
    pill: Pill = field(default_factory=Pill)
    explanation: str = ""
    statements: list[Statement] = field(default_factory=list)
    attended: list[tuple[str, str]] = field(default_factory=list)
    report_title: str = ""
    report_text: str = ""
    report_back: str = ""
    may_answer: bool = False
    may_decide: bool = False
    may_withdraw: bool = False
    complaint: str = ""
    may_tell: bool = False
    may_settle: bool = False
    may_take_back: bool = False


@dataclass(frozen=True)
class CaseQuestion:
    """What a click will do, to be agreed to first. `kind` is `report`, `object`, `admit`, `withdraw`, of a problem
    `complain`, `tell`, `take_back` or `part` (which sum), or what an operator decides.

    `words` is the label of the text that goes along, `sum_label` that of a sum; there is none where it is empty.
    `causes` are what a problem may be about. `refund` is the sum that the lines are about, as typed.
    """

    kind: str = ""
    title: str = ""
    text: str = ""
    seen: str = ""
    lines: list[SumLine] = field(default_factory=list)
    after: str = ""
    words: str = ""
    hint: str = ""
    confirm: str = ""
    keep: str = "Not now"
    causes: list[Choice] = field(default_factory=list)
    sum_label: str = ""
    sum_hint: str = ""
    refund: str = ""
