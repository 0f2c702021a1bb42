"""A whole sandbox without a socket, a browser without scripts before its pages, and a merchant behind its API."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.sandbox.pages.merchant import ADDRESS, Merchant
from thoughtcloud.sandbox.app import Sandbox, build
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.events import Forwarding
from thoughtcloud.sandbox.store import Store


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    store = Store(Clock(), base_url=ADDRESS)
    yield build(store, Forwarding("http://127.0.0.1:9/hook", "whsec_test"))
    store.close()


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client


@pytest.fixture
async def merchant(sandbox: Sandbox) -> AsyncIterator[Merchant]:
    transport = httpx.ASGITransport(sandbox.app)
    headers = {"Authorization": "Bearer sk_test_pages"}
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
        yield Merchant(client)
