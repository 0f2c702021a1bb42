"""Has a calendar read in a process of its own, so that no calendar can harm or hold up anything else."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from thoughtcloud.core.busy_calendars import Trouble, Unreadable
from thoughtcloud.jobs.busy.expand import BusySpan, Reading
from thoughtcloud.settings import ROOT

log = logging.getLogger(__name__)

SECONDS: Final = 60.0
# The process is told no secret of ours.
_ENVIRONMENT: Final = ("PATH", "SYSTEMROOT", "LANG", "TZDIR", "PYTHONDONTWRITEBYTECODE")


def read(body: bytes, first: datetime, until: datetime, owners: Sequence[str] = ()) -> Reading:
    """What `expand` makes of it. Raises `Unreadable`: TOO_MANY_EVENTS too when it took too much time or memory."""
    asked = json.dumps({"first": first.isoformat(), "until": until.isoformat(), "owners": list(owners)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "thoughtcloud.jobs.busy.expand"],
            input=asked.encode() + b"\n" + body,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            cwd=ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable(Trouble.TOO_MANY_EVENTS) from problem
    except subprocess.CalledProcessError as problem:
        log.warning("busy_calendar_reader_died code=%d", problem.returncode)
        raise Unreadable(Trouble.TOO_MANY_EVENTS if problem.returncode < 0 else Trouble.OUR_FAULT) from problem
    return _reading(json.loads(done.stdout))


def _reading(answer: dict[str, Any]) -> Reading:
    if "trouble" in answer:
        raise Unreadable(Trouble(answer["trouble"]))
    return Reading(**{**answer, "spans": tuple(_span(each) for each in answer["spans"])})


def _span(each: dict[str, Any]) -> BusySpan:
    starts_at, ends_at = (datetime.fromisoformat(each[name]) for name in ("starts_at", "ends_at"))
    return BusySpan(starts_at, ends_at, each["is_wall"], each["booking_id"])
