"""Calendars that somebody looks at: one look a second for each mentor, however many have their page open here."""

import asyncio
import time

from thoughtcloud.store import calendar
from thoughtcloud.store.calendar import Trace
from thoughtcloud.ui import backstage

LOOK_SECONDS = 1.0
# So many mentors' last looks are kept; they are only there to be shared.
MOST = 1_000

_looks: dict[str, tuple[float, Trace]] = {}


async def next_change(mentor_id: str, seen: Trace | None, seconds: float) -> Trace:
    """What the mentor's calendar is as soon as it is not as it was `seen`, or after so many seconds."""
    ends = time.monotonic() + seconds
    while True:
        trace = await now(mentor_id)
        if trace != seen or time.monotonic() >= ends:
            return trace
        await asyncio.sleep(LOOK_SECONDS)


async def now(mentor_id: str) -> Trace:
    """What the mentor's calendar is, or was a second ago at most."""
    at, trace = _looks.get(mentor_id, (float("-inf"), None))
    if trace is None or time.monotonic() - at >= LOOK_SECONDS:
        trace = await backstage.ask(calendar.trace, mentor_id)
        if len(_looks) >= MOST:
            _looks.clear()
        _looks[mentor_id] = (time.monotonic(), trace)
    return trace
