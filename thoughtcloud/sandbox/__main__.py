"""Runs the sandbox: `python -m thoughtcloud.sandbox --port 4242 --data DIR`."""

import argparse
import asyncio
import os
import signal
import socket
import sys
from itertools import count
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from thoughtcloud.sandbox.app import build
from thoughtcloud.sandbox.clock import Clock
from thoughtcloud.sandbox.events import Forwarding
from thoughtcloud.sandbox.recording import recorded
from thoughtcloud.sandbox.store import MEMORY, Store

HOST = "127.0.0.1"
# A connection that rests is closed after so long. The usual 30 s catch a client that is about to use it again, on
# a busy machine even one that believes it fresh; and only this machine can hold connections here.
REST_MS = 3_600_000


def main() -> None:
    """Reads the command line and serves until interrupted."""
    options = _parser().parse_args()
    directory = None if options.data == MEMORY else Path(options.data)
    clock_file = options.clock_file or (directory / "clock" if directory else None)
    base_url = f"http://{HOST}:{options.port}"
    store = Store(Clock(clock_file), directory, base_url)
    try:
        asyncio.run(_serve(store, _forwarding(options), options.port, options.record))
    finally:
        store.close()
    # The server's own threads may still run; the interpreter's orderly end would pull the ground from under them.
    sys.stdout.flush()
    os._exit(0)


async def _serve(store: Store, forwarding: Forwarding, port: int, record: Path | None) -> None:
    sandbox = build(store, forwarding)
    server = Server(
        recorded(sandbox.app, record) if record else sandbox.app,
        address=HOST,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=REST_MS),
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, server.stop)
    announcement = asyncio.create_task(_announce(port, store.base_url))
    await server.serve()
    announcement.cancel()


async def _announce(port: int, base_url: str) -> None:
    """Says that the server listens, once it does."""
    for _ in count():
        if await _listens(port):
            break
        await asyncio.sleep(0.01)
    print(f"sandbox ready on {base_url}", flush=True)


async def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(probe, (HOST, port))
        except OSError:
            return False
        return True


def _forwarding(options: argparse.Namespace) -> Forwarding:
    """Connected accounts' events go where the platform's go, unless told otherwise."""
    secret = options.webhook_secret or os.environ.get("STRIPE_WEBHOOK_SECRET", "")
    connect_secret = options.connect_webhook_secret or os.environ.get("STRIPE_CONNECT_WEBHOOK_SECRET", "")
    if options.forward_to and not secret:
        raise SystemExit("--forward-to needs --webhook-secret or STRIPE_WEBHOOK_SECRET to sign with.")
    return Forwarding(
        url=options.forward_to,
        secret=secret,
        connect_url=options.forward_connect_to or options.forward_to,
        connect_secret=connect_secret or secret,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m thoughtcloud.sandbox", description="A local Stripe.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    parser.add_argument("--data", default=MEMORY, help="directory of the database, or :memory: (default)")
    parser.add_argument("--forward-to", default="", help="address that receives the platform's events")
    parser.add_argument("--forward-connect-to", default="", help="address for connected accounts' events")
    parser.add_argument("--webhook-secret", default="", help="whsec_... (or STRIPE_WEBHOOK_SECRET)")
    parser.add_argument(
        "--connect-webhook-secret", default="", help="whsec_... (or STRIPE_CONNECT_WEBHOOK_SECRET)"
    )
    parser.add_argument("--clock-file", type=Path, help="where the clock's offset in seconds is kept")
    parser.add_argument("--record", type=Path, help="a file for every request and answer, as lines of JSON")
    return parser


if __name__ == "__main__":
    main()
