"""A pen writes money, days and clocks in the manner of one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from thoughtcloud.core.money import Money
from thoughtcloud.ui import wording
from thoughtcloud.ui.states.viewer import reader_of


@dataclass(frozen=True, slots=True)
class Pen(wording.Reader):
    """Writes for one reader."""

    def money(self, amount: Money) -> str:
        """A sum in the reader's manner."""
        return wording.money(amount, self.locale)

    def signed(self, amount: Money) -> str:
        """A movement, with its sign."""
        return wording.signed_money(amount, self.locale)

    def moment(self, at: datetime) -> str:
        """Day and time on the reader's calendar, without the zone's name."""
        return wording.moment(at, self.zone, self.locale)

    def day(self, at: datetime) -> str:
        """The day on the reader's calendar in full."""
        return wording.day(at, self.zone, self.locale)

    def short_day(self, at: datetime) -> str:
        """The day on the reader's calendar."""
        return wording.short_day(at, self.zone, self.locale)

    def time(self, at: datetime) -> str:
        """The time of day on the reader's clock."""
        return wording.clock_time(at, self.zone, self.locale)

    def clock(self, start: datetime, end: datetime) -> str:
        """From when to when on the reader's clock."""
        return wording.span(start, end, self.zone, self.locale)

    def stretch(self, first: datetime, last: datetime) -> str:
        """One time of day, or the first and the last of several."""
        return self.time(first) if first == last else self.clock(first, last)

    def stamp(self, at: datetime) -> str:
        """Day with year and time, for records."""
        return wording.stamp(at, self.zone, self.locale)

    def ago(self, at: datetime) -> str:
        """How far off, roughly."""
        return wording.until(at, self.now)

    @property
    def zone_text(self) -> str:
        """The sentence that names the zone of every time on the screen."""
        return f"Times are in {wording.zone_name(self.zone, self.now, self.locale)}."


async def pen_of(state: rx.State) -> Pen:
    """The pen for whoever is behind this event."""
    reader = await reader_of(state)
    return Pen(reader.zone, reader.locale, reader.now)
