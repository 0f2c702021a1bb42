"""The least that a durable local server does: read a form, write one row with full sync, answer JSON."""

import argparse
import asyncio
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from thoughtcloud.sandbox.store import journal

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30.0
ROOT = Path(__file__).parents[1]


def build(database: Path) -> Starlette:
    """The application; its database is set as the sandbox's own is."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA journal_mode={journal()}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE rows (form BLOB NOT NULL)")

    async def insert(request: Request) -> Response:
        connection.execute("INSERT INTO rows(form) VALUES (?)", (await request.body(),))
        return Response("{}", media_type="application/json")

    return Starlette(routes=[Route("/", insert, methods=["POST"])])


@contextmanager
def running(folder: Path, port: int) -> Iterator[str]:
    """The floor as a process of its own; its address."""
    options = ["--port", str(port), "--database", str(folder / "floor.db")]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.floor", *options], cwd=ROOT)
    try:
        _await(port)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(15)


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("The floor did not start.")


def main() -> None:
    """Serves until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", type=Path, required=True)
    options = parser.parse_args()
    server = Server(
        build(options.database),
        address=HOST,
        port=options.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    asyncio.run(server.serve())


if __name__ == "__main__":
    main()
