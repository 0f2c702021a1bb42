"""A server of calendars for each test that wants one."""

from collections.abc import Iterator

import pytest

from tests.jobs.busy import calendar_server
from tests.jobs.busy.calendar_server import CalendarServer


@pytest.fixture
def calendars() -> Iterator[CalendarServer]:
    with calendar_server.running() as server:
        yield server
