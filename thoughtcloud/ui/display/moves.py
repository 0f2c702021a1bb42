"""Moving a session."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MoveTime:
    """A start that a session may move to: `text` on the reader's clock, `there` on the other side's.

    `start` is the ISO instant in UTC; `costs` says what cancelling costs after the move, to a mentee only.
    """

    start: str = ""
    text: str = ""
    there: str = ""
    costs: str = ""


@dataclass(frozen=True)
class ProposalSheet:
    """A proposal that waits for an answer: the reader's own (`mine`), or one that they answer. No `id`: none."""

    id: str = ""
    mine: bool = False
    title: str = ""
    text: str = ""
    note: str = ""
    times: list[MoveTime] = field(default_factory=list)


@dataclass(frozen=True)
class MoveSheet:
    """A session that is about to be moved. `alone`: the reader needs nobody's consent; `mentor`: they give it.

    `refusal` says why it cannot be moved. `most` is how many times may be proposed.
    """

    path: str = ""
    back: str = ""
    title: str = ""
    duration: str = ""
    other: str = ""
    initials: str = ""
    tint: int = 0
    day: str = ""
    time: str = ""
    there: str = ""
    intro: str = ""
    money: str = ""
    refusal: str = ""
    earliest: str = ""
    latest: str = ""
    alone: bool = False
    mentor: bool = False
    most: int = 0
