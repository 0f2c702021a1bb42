"""Refunds as operators see them, and what they are asked before money moves."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import Pill, SumLine


@dataclass(frozen=True)
class RefundLine:
    """One try to give money back; `waits`: it came back, and an operator has to say what becomes of it."""

    id: str
    booking_id: str
    stripe_id: str
    amount: str
    pill: Pill
    why: str
    when: str
    reason: str = ""
    trouble: str = ""
    answer: str = ""
    waits: bool = False


@dataclass(frozen=True)
class MoneyQuestion:
    """What an operator is asked before money moves. `words` labels the reason; `most` is set for a sum."""

    kind: str = ""
    id: str = ""
    title: str = ""
    text: str = ""
    lines: list[SumLine] = field(default_factory=list)
    after: str = ""
    words: str = ""
    hint: str = ""
    most: str = ""
    currency: str = ""
    confirm: str = ""
    keep: str = "Not now"
    danger: bool = False
