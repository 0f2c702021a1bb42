"""Fetches what stands at an address that a user gave: from public addresses only, in bounded time and size."""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from thoughtcloud.core import public_hosts
from thoughtcloud.core.busy_calendars import Trouble, Unreadable, address_of, origin

MOST_BYTES: Final = 15_000_000
MOST_REDIRECTS: Final = 3
REDIRECTS: Final = (301, 302, 303, 307, 308)
NOT_MODIFIED: Final = 304
_USUAL_PORTS: Final = {"http": 80, "https": 443}
HEADERS: Final = {
    "User-Agent": "Thoughtcloud calendar reader",
    "Accept": "text/calendar, text/plain;q=0.5",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What a server gave us to ask later whether anything has changed (RFC 9110, 8.8)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was there."""

    body: bytes
    marks: Marks


def _resolve(host: str, port: int) -> Sequence[str]:
    # The system's resolver has time-outs of its own.
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class Web:
    """The way out. Every host is resolved first, and what is called is the address that was looked at.

    `own` is an origin that may be asked whatever its address is: the sandbox's. `seconds` is for all of one fetch.
    """

    own: str = ""
    seconds: float = 20.0
    resolve: Callable[[str, int], Sequence[str]] = _resolve
    is_allowed: Callable[[str], bool] = public_hosts.is_public
    trust: Callable[[], ssl.SSLContext] = httpx.create_ssl_context

    def fetch(self, address: str, known: Marks = Marks()) -> Fetched | None:
        """What stands at an address, or None when it is as it was `known`. Raises `Unreadable`."""
        backend = _Guarded(self, time.monotonic() + self.seconds)
        with httpcore.ConnectionPool(
            ssl_context=self.trust(), network_backend=backend, max_keepalive_connections=0
        ) as pool:
            try:
                return _followed(pool, address_of(address, own=self.own), known, self.own)
            except httpcore.TimeoutException as problem:
                raise Unreadable(Trouble.TOO_SLOW) from problem
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as problem:
                raise Unreadable(Trouble.NO_ANSWER) from problem


def _followed(pool: httpcore.ConnectionPool, address: str, known: Marks, own: str) -> Fetched | None:
    headers = list({**HEADERS, **_conditions(known)}.items())
    for _ in range(MOST_REDIRECTS + 1):
        with pool.stream("GET", address, headers=headers) as answer:
            if answer.status not in REDIRECTS:
                return _answered(answer, known)
            onward = urljoin(address, _headers(answer).get("location", ""))
        # Nobody outside may send us to what only we may call.
        address = address_of(onward, own=own if origin(urlsplit(address)) == own else "")
    raise Unreadable(Trouble.TOO_MANY_REDIRECTS)


def _answered(answer: httpcore.Response, known: Marks) -> Fetched | None:
    if answer.status == NOT_MODIFIED and known != Marks():
        return None
    if answer.status in (401, 403, 404, 410):
        raise Unreadable(Trouble.NOT_THERE)
    if answer.status != 200:
        raise Unreadable(Trouble.OUT_OF_ORDER)
    headers = _headers(answer)
    marks = Marks(headers.get("etag", "")[:200], headers.get("last-modified", "")[:80])
    return Fetched(_body(answer, headers), marks)


def _body(answer: httpcore.Response, headers: Mapping[str, str]) -> bytes:
    coding = headers.get("content-encoding", "").strip().lower()
    chunks: Iterable[bytes] = answer.iter_stream()
    if coding in ("gzip", "x-gzip"):
        chunks = _unpacked(chunks)
    elif coding not in ("", "identity"):
        raise Unreadable(Trouble.NO_CALENDAR)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MOST_BYTES:
            raise Unreadable(Trouble.TOO_BIG)
    return bytes(body)


def _unpacked(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """What was packed with gzip, never more of it at once than a piece: a bomb is left before it goes off."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            while chunk and not unpack.eof:
                yield unpack.decompress(chunk, 1 << 16)
                chunk = unpack.unconsumed_tail
    except zlib.error as problem:
        raise Unreadable(Trouble.MALFORMED) from problem
    if not unpack.eof:
        raise Unreadable(Trouble.MALFORMED)


def _conditions(known: Marks) -> dict[str, str]:
    named = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in named.items() if value}


def _headers(answer: httpcore.Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}


class _Guarded(httpcore.NetworkBackend):
    """Connections to addresses that may be called, all of them over at one moment."""

    def __init__(self, web: Web, ends: float) -> None:
        self._web, self._ends, self._plain = web, ends, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if self._is_own(host, port):
            return _Timed(self._plain.connect_tcp(host, port, _left(self._ends)), self._ends)
        refused: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self._checked(host, port)[:3]:
            try:
                return _Timed(self._plain.connect_tcp(address, port, min(5.0, _left(self._ends))), self._ends)
            except (httpcore.NetworkError, httpcore.TimeoutException) as problem:
                refused = problem
        raise refused or httpcore.ConnectError()

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._web.resolve(host, port)
        except (OSError, UnicodeError) as problem:
            raise Unreadable(Trouble.UNKNOWN_HOST) from problem
        if not all(self._web.is_allowed(address) for address in addresses):
            raise Unreadable(Trouble.PRIVATE)
        return addresses

    def _is_own(self, host: str, port: int) -> bool:
        own = urlsplit(self._web.own)
        return bool(self._web.own) and (host, port) == (own.hostname, own.port or _USUAL_PORTS[own.scheme])


class _Timed(httpcore.NetworkStream):
    """A connection on which every wait ends with the whole fetch: a server that drips gains nothing by it."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream, self._ends = stream, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._ends))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._ends)), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout()
    return left
