"""A process that dies: killed (-9) at its n-th boundary, be it a commit of the database or a call to Stripe."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import stripe
from sqlmodel import Session

from thoughtcloud.store.unit import Database


class Boundaries:
    """Counts the boundaries that are crossed and kills the process at number `fatal` (from 1; 0: never)."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.crossed = 0

    def cross(self) -> None:
        """One more."""
        self.crossed += 1
        if self.crossed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Dies just before or just after a commit."""

    def __init__(self, url: str, boundaries: Boundaries) -> None:
        super().__init__(url)
        self._boundaries = boundaries

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        with super().unit_of_work() as session:
            yield session
            session.flush()
            self._boundaries.cross()
        self._boundaries.cross()


def make_calls_mortal(boundaries: Boundaries) -> None:
    """From now on each writing call to Stripe has a boundary before it is sent and one before it is answered."""
    send = stripe.RequestsClient.request

    def request(self: Any, method: str, *args: Any, **named: Any) -> Any:
        writes = method.upper() != "GET"
        if writes:
            boundaries.cross()
        answer = send(self, method, *args, **named)
        if writes:
            boundaries.cross()
        return answer

    stripe.RequestsClient.request = request  # type: ignore[method-assign]


def in_a_process_of_its_own(deed: Callable[[], None]) -> int:
    """Run `deed` in a fork of this process; its exit code, or the negative number of the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            deed()
            code = 0
        except Exception:
            traceback.print_exc()
            raise
        finally:
            # Nothing of the parent's (fixtures, buffers, other people's sockets) is to be wound up here.
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
