"""The steps by which a mentor edits when they can be booked: a handler for each, checked by the edit it is."""

from __future__ import annotations

from datetime import date

import reflex as rx

from thoughtcloud.ui import edits, wording
from thoughtcloud.ui.states.events import handler


class HoursEdits(rx.State, mixin=True):
    """Everything that can be typed or pressed to change a plan; `zones` is the list to choose one from."""

    zones: rx.Field[list[str]] = rx.field(default_factory=list)

    @handler
    async def set_begin(self, weekday: int, index: int, time: str) -> None:
        """Somebody has typed when a range begins."""
        await self._edit(edits.set_time, weekday, index, "begin", time, redraw=False)

    @handler
    async def set_end(self, weekday: int, index: int, time: str) -> None:
        """Somebody has typed when a range ends."""
        await self._edit(edits.set_time, weekday, index, "end", time, redraw=False)

    @handler
    async def add(self, weekday: int) -> None:
        """Another range on that day."""
        await self._edit(edits.add_range, weekday, redraw=False)

    @handler
    async def remove(self, weekday: int, index: int) -> None:
        """One range less on that day."""
        await self._edit(edits.remove_range, weekday, index)

    @handler
    async def copy_day(self, weekday: int, to: str) -> None:
        """The same hours on another day (its number), from Monday to Friday, or every day."""
        await self._edit(edits.copy_day, weekday, to)

    @handler
    async def add_exception(self, closed: bool) -> None:
        """Another day or days that do not follow the week."""
        await self._edit(edits.add_exception, closed, await self._today(), redraw=False)

    @handler
    async def remove_exception(self, index: int) -> None:
        """These days follow the week again."""
        await self._edit(edits.remove_exception, index)

    @handler
    async def drop_past(self) -> None:
        """Take the exceptions that are over out of the list."""
        await self._edit(edits.drop_past, await self._today())

    @handler
    async def set_exception(self, index: int, name: str, value: str) -> None:
        """The first day, the last day or the label of an exception was typed."""
        await self._edit(edits.set_exception, index, name, value, redraw=False)

    @handler
    async def close_exception(self, index: int, closed: bool) -> None:
        """An exception is closed, or has hours of its own."""
        await self._edit(edits.close_exception, index, closed, redraw=False)

    @handler
    async def add_span(self, index: int) -> None:
        """Another range of an exception."""
        await self._edit(edits.add_span, index, redraw=False)

    @handler
    async def remove_span(self, index: int, inside: int) -> None:
        """One range of an exception less."""
        await self._edit(edits.remove_span, index, inside)

    @handler
    async def set_span(self, index: int, inside: int, end: str, time: str) -> None:
        """The begin or end of a range of an exception was typed."""
        await self._edit(edits.set_span, index, inside, end, time, redraw=False)

    @handler
    async def set_rule(self, name: str, value: str) -> None:
        """A rule was chosen or typed."""
        await self._edit(edits.set_rule, name, value, redraw=False)

    @handler
    async def set_pause(self, pause: str) -> None:
        """Open, paused until a day, or paused for good."""
        await self._edit(edits.set_pause, pause, redraw=False)

    @handler
    async def set_pause_until(self, day: str) -> None:
        """The day on which bookings begin again was typed."""
        await self._edit(edits.set_pause_until, day, redraw=False)

    @handler
    def offer_zones(self) -> None:
        """Bring the list of zones, which is too long to be sent unasked."""
        self.zones = list(wording.zones())

    @handler
    async def set_zone(self, zone: str) -> None:
        """All of it is on another clock."""
        await self._edit(edits.set_zone, zone, redraw=False)

    async def _edit(self, edit: edits.Edit, *told: object, redraw: bool = True) -> None:
        """Take one step; with `redraw` the inputs are drawn anew."""
        raise NotImplementedError

    async def _today(self) -> date:
        """The day on the mentor's own clock."""
        raise NotImplementedError
