"""How screens reach the product: one platform per process; each use case and view runs in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from starlette.requests import cookie_parser

from thoughtcloud import settings
from thoughtcloud.jobs.platform import Platform, open_platform
from thoughtcloud.services import accounts
from thoughtcloud.services.accounts import Caller, Visit

Answer = TypeVar("Answer")

# As many as the database has connections to give; more would only wait for them.
_threads = ThreadPoolExecutor(max_workers=12, thread_name_prefix="backstage")
# Work that calls Stripe waits there, so that a slow Stripe holds up no page that needs the database only.
_callers = ThreadPoolExecutor(max_workers=24, thread_name_prefix="caller")
_opening = threading.Lock()
_platform: Platform | None = None


def install(platform: Platform) -> None:
    """Set this process's platform; once. Raises RuntimeError if there is one already."""
    global _platform
    with _opening:
        if _platform is not None:
            raise RuntimeError("this process has its platform already")
        _platform = platform


def platform() -> Platform:
    """This process's platform; opened from the settings at the first call if none was installed."""
    global _platform
    with _opening:
        if _platform is None:
            _platform = open_platform(settings.current())
        return _platform


async def act(usecase: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
    """Run `usecase(session, *args, **named, now=…)` in a unit of work, in a thread. Raises its `Problem`s."""
    return await _in_a_thread(partial(_act, usecase, *args, **named))


async def ask(view: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
    """Run `view(session, *args, **named, now=…)` in a reading session, in a thread. Raises its `Problem`s."""
    return await _in_a_thread(partial(_ask, view, *args, **named))


async def run(work: Callable[..., Answer], *args: Any) -> Answer:
    """Run `work(*args)` in a thread; for what opens its own units of work and calls Stripe between them."""
    return await _in_a_thread(partial(work, *args), _callers)


async def caller_from(cookie_header: str | None) -> Caller | None:
    """Who is signed in, by the Cookie header of a request or of the websocket's handshake; None if nobody."""
    token = token_from(cookie_header)
    if token is None:
        return None
    visit: Visit | None = await ask(accounts.visit, token)
    if visit is not None and visit.renewal_due:
        await act(accounts.renew, token)
    return visit.caller if visit else None


def token_from(cookie_header: str | None) -> str | None:
    """The sign-in's token in a Cookie header, or None."""
    return cookie_parser(cookie_header or "").get(accounts.COOKIE)


def _act(usecase: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
    stage = platform()
    with stage.db.unit_of_work() as session:
        return usecase(session, *args, **named, now=stage.now())


def _ask(view: Callable[..., Answer], *args: Any, **named: Any) -> Answer:
    stage = platform()
    with stage.db.reading() as session:
        return view(session, *args, **named, now=stage.now())


async def _in_a_thread(work: Callable[[], Answer], threads: ThreadPoolExecutor = _threads) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(threads, work)
