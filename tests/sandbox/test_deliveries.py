"""Deliveries from inside: a receiver that hangs, one that is not there, and how long until the next try."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from thoughtcloud.sandbox import deliveries, events
from thoughtcloud.sandbox.app import Sandbox, build
from thoughtcloud.sandbox.call import happening
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.deliveries import BACKOFF
from thoughtcloud.sandbox.events import Forwarding
from thoughtcloud.sandbox.store import Store


@pytest.fixture
async def hanging() -> AsyncIterator[str]:
    """The address of a receiver that takes the call and never answers."""

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    server.close()


def sandbox_for(address: str) -> Sandbox:
    sandbox = build(Store(Clock()), Forwarding(address, "whsec_test"))
    with happening(sandbox.store) as call:
        events.emit(call, "customer.created", {"id": "cus_1", "object": "customer"})
    return sandbox


async def test_a_receiver_that_hangs_is_tried_again(hanging: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "TIMEOUT_SECONDS", 0.2)
    sandbox = sandbox_for(hanging)
    assert await sandbox.postman.flush() == {"delivered": 0, "failed": 1, "dropped": 0}
    rows = sandbox.store.rows("SELECT state, attempts, last_status, last_error FROM deliveries")
    assert rows == [("waiting", 1, None, "ReadTimeout")]
    await sandbox.postman.close()


async def test_tries_come_further_and_further_apart_and_end() -> None:
    sandbox = sandbox_for("http://127.0.0.1:9/hook")
    waits = []
    for _ in BACKOFF:
        await sandbox.postman.flush()
        (state, next_at), *_ = sandbox.store.rows("SELECT state, next_at FROM deliveries")
        assert state == "waiting"
        waits.append(next_at - time.time())
    assert waits == pytest.approx(list(BACKOFF), abs=2)
    await sandbox.postman.flush()
    assert sandbox.store.rows("SELECT state, attempts FROM deliveries") == [("failed", len(BACKOFF) + 1)]
    await sandbox.postman.close()
