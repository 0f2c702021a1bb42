"""The story of every cent."""

from __future__ import annotations

from dataclasses import dataclass, field

from thoughtcloud.ui.display.elements import SumLine


@dataclass(frozen=True)
class CentMove:
    """Money that came to a place or left it, and what is there `after`."""

    place: str
    amount: str
    after: str
    negative: bool = False


@dataclass(frozen=True)
class CentStep:
    """One step of the story of every cent, with the object at Stripe that proves it."""

    when: str
    title: str
    detail: str = ""
    stripe_object: str = ""
    tone: str = "neutral"
    moves: list[CentMove] = field(default_factory=list)


@dataclass(frozen=True)
class CentStory:
    """The story of every cent of a booking: its steps in order, and where the money is at the end."""

    steps: list[CentStep] = field(default_factory=list)
    ends: list[SumLine] = field(default_factory=list)
