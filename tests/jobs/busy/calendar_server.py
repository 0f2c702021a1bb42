"""A real web server with TLS that gives out calendars, or whatever a test wants of it; and ways to call it."""

import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from thoughtcloud.core import public_hosts
from thoughtcloud.jobs.busy.web import Web

# A certificate for localhost that nothing but these tests believes; it lies beside its key and is worth nothing.
CERTIFICATE = Path(__file__).parents[1] / "localhost.pem"
HERE = "127.0.0.1"
HOST = "calendar.example"

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class CalendarServer:
    """What it answers by path, and who asked. `names` is what the resolver of its callers knows."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=lambda: {HOST: [HERE]})
    resolved: list[str] = field(default_factory=list)

    def url(self, path: str = "/busy.ics", host: str = HOST) -> str:
        """An address of it."""
        return f"https://{host}:{self.port}{path}"

    def gives(self, text: str | bytes, path: str = "/busy.ics", status: int = 200, **headers: str) -> None:
        """From now on this is what stands there."""
        body = text.encode() if isinstance(text, str) else text

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer

    def web(self, *, seconds: float = 10.0, allows: tuple[str, ...] = (HERE,)) -> Web:
        """A way out on which this server passes for one of the public Internet."""
        return Web(
            seconds=seconds,
            resolve=self._resolve,
            is_allowed=lambda address: address in allows or public_hosts.is_public(address),
            trust=_trust,
        )

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise OSError("no such host")
        return self.names[host]


@contextmanager
def running() -> Iterator[CalendarServer]:
    """A server that listens, until the end of the test."""
    httpd = ThreadingHTTPServer((HERE, 0), BaseHTTPRequestHandler)
    server = CalendarServer(httpd.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            self.close_connection = True
            answer = server.answers.get(self.path)
            if answer is None:
                self.send_error(404)
                return
            try:
                answer(self)
            except OSError:
                # The caller has hung up.
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    httpd.RequestHandlerClass = Handler
    httpd.daemon_threads = True
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(CERTIFICATE)
    httpd.socket = identity.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    # The certificate is for localhost, and a public address has another name.
    context.check_hostname = False
    return context
