"""Fetching what users point at: public addresses only, in bounded time and size, however the server behaves."""

import gzip
import time
from http.server import BaseHTTPRequestHandler

import pytest

from tests.jobs.busy.calendar_server import HERE, HOST, CalendarServer
from thoughtcloud.core.busy_calendars import Trouble, Unreadable
from thoughtcloud.jobs.busy import web as web_module
from thoughtcloud.jobs.busy.web import Fetched, Marks, Web

TEXT = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def refused(web: Web, address: str) -> Trouble:
    with pytest.raises(Unreadable) as problem:
        web.fetch(address)
    return problem.value.trouble


def test_what_stands_there_is_fetched_with_its_marks(calendars: CalendarServer) -> None:
    calendars.gives(TEXT, ETag='"7"', Last_Modified="Mon, 23 Nov 2026 03:00:00 GMT")
    found = calendars.web().fetch(calendars.url())
    assert found == Fetched(TEXT.encode(), Marks('"7"', "Mon, 23 Nov 2026 03:00:00 GMT"))
    assert calendars.web().fetch(calendars.url().replace("https:", "webcal:")) == found


def test_an_unchanged_calendar_is_not_sent_again(calendars: CalendarServer) -> None:
    calendars.gives(b"", status=304)
    assert calendars.web().fetch(calendars.url(), Marks('"7"', "Mon, 23 Nov 2026 03:00:00 GMT")) is None
    _, headers = calendars.asked[-1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"7"', "Mon, 23 Nov 2026 03:00:00 GMT")
    assert refused(calendars.web(), calendars.url()) is Trouble.OUT_OF_ORDER


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["8.8.8.8", "127.0.0.1"]],
)
def test_a_name_that_leads_inside_is_not_called(calendars: CalendarServer, addresses: list[str]) -> None:
    calendars.gives(TEXT)
    calendars.names[HOST] = addresses
    assert refused(calendars.web(allows=()), calendars.url()) is Trouble.PRIVATE
    assert calendars.asked == []


def test_what_is_called_is_the_address_that_was_looked_at(calendars: CalendarServer) -> None:
    calendars.gives(TEXT)
    calendars.web().fetch(calendars.url())
    # A second look could be given another answer: there is none.
    assert calendars.resolved == [HOST]


def test_a_redirect_is_followed_and_looked_at_like_the_first_address(calendars: CalendarServer) -> None:
    calendars.gives(TEXT, "/there.ics")
    calendars.gives("", status=302, Location="/there.ics")
    assert calendars.web().fetch(calendars.url()) is not None
    assert [path for path, _ in calendars.asked] == ["/busy.ics", "/there.ics"]


@pytest.mark.parametrize(
    ("onward", "trouble"),
    [
        ("https://inside.example:{port}/there.ics", Trouble.PRIVATE),
        ("https://127.0.0.1:{port}/there.ics", Trouble.PRIVATE),
        ("https://[::ffff:127.0.0.1]:{port}/there.ics", Trouble.PRIVATE),
        ("https://localhost:{port}/there.ics", Trouble.PRIVATE),
        ("http://calendar.example:{port}/there.ics", Trouble.NOT_HTTPS),
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("/busy.ics", Trouble.TOO_MANY_REDIRECTS),
    ],
)
def test_a_redirect_inside_or_on_and_on_is_not_followed(
    calendars: CalendarServer, onward: str, trouble: Trouble
) -> None:
    calendars.gives(TEXT, "/there.ics")
    calendars.gives("", status=301, Location=onward.format(port=calendars.port))
    calendars.names["inside.example"] = ["10.0.0.7"]
    assert refused(calendars.web(), calendars.url()) is trouble
    assert {path for path, _ in calendars.asked} == {"/busy.ics"}
    assert len(calendars.asked) <= 1 + web_module.MOST_REDIRECTS


def test_nobody_outside_sends_us_to_what_only_we_may_call(calendars: CalendarServer) -> None:
    own = f"http://{HERE}:9"
    calendars.gives("", status=302, Location=f"{own}/secret")
    web = calendars.web()
    asked = Web(own=own, seconds=web.seconds, resolve=web.resolve, is_allowed=web.is_allowed, trust=web.trust)
    assert refused(asked, calendars.url()) is Trouble.NOT_HTTPS


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (401, Trouble.NOT_THERE), (403, Trouble.NOT_THERE), (404, Trouble.NOT_THERE), (410, Trouble.NOT_THERE),
        (429, Trouble.OUT_OF_ORDER), (500, Trouble.OUT_OF_ORDER), (204, Trouble.OUT_OF_ORDER),
    ],
)  # fmt: skip
def test_a_server_that_says_no_is_believed(calendars: CalendarServer, status: int, trouble: Trouble) -> None:
    calendars.gives("", status=status)
    assert refused(calendars.web(), calendars.url()) is trouble


def test_a_host_that_nobody_knows_and_one_that_does_not_listen(calendars: CalendarServer) -> None:
    assert refused(calendars.web(), "https://nobody.example/x.ics") is Trouble.UNKNOWN_HOST
    assert refused(calendars.web(), f"https://{HOST}:9/x.ics") is Trouble.NO_ANSWER


def test_a_server_with_a_certificate_of_its_own_making_is_not_believed(calendars: CalendarServer) -> None:
    calendars.gives(TEXT)
    web = calendars.web()
    asked = Web(resolve=web.resolve, is_allowed=web.is_allowed)
    assert refused(asked, calendars.url()) is Trouble.NO_ANSWER


def test_what_is_huge_is_left(calendars: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "MOST_BYTES", 100_000)
    calendars.gives(b"x" * 100_001)
    assert refused(calendars.web(), calendars.url()) is Trouble.TOO_BIG


def test_what_never_ends_is_left(calendars: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "MOST_BYTES", 1_000_000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    calendars.answers["/busy.ics"] = endless
    assert refused(calendars.web(), calendars.url()) is Trouble.TOO_BIG


def test_a_bomb_is_left_before_it_goes_off(calendars: CalendarServer) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 250_000
    calendars.gives(bomb, Content_Encoding="gzip")
    assert refused(calendars.web(), calendars.url()) is Trouble.TOO_BIG


def test_what_is_packed_is_unpacked(calendars: CalendarServer) -> None:
    calendars.gives(gzip.compress(TEXT.encode() * 20_000), Content_Encoding="gzip")
    found = calendars.web().fetch(calendars.url())
    assert found is not None
    assert found.body == TEXT.encode() * 20_000


@pytest.mark.parametrize("body", [gzip.compress(TEXT.encode())[:-9], b"no gzip at all", b""])
def test_what_is_packed_wrongly_is_left(calendars: CalendarServer, body: bytes) -> None:
    calendars.gives(body, Content_Encoding="gzip")
    assert refused(calendars.web(), calendars.url()) is Trouble.MALFORMED


def test_a_packing_that_nobody_asked_for_is_left(calendars: CalendarServer) -> None:
    calendars.gives(TEXT, Content_Encoding="br")
    assert refused(calendars.web(), calendars.url()) is Trouble.NO_CALENDAR


def test_an_answer_that_breaks_off_is_no_calendar(calendars: CalendarServer) -> None:
    def broken_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(TEXT.encode())

    calendars.answers["/busy.ics"] = broken_off
    assert refused(calendars.web(), calendars.url()) is Trouble.NO_ANSWER


@pytest.mark.parametrize("part", ["nothing", "headers", "body"])
def test_a_server_that_drips_does_not_hold_us_up(calendars: CalendarServer, part: str) -> None:
    def dripping(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        drip = b"X-Drip: yes\r\n" if part == "headers" else b"BEGIN:VCALENDAR\r\n"
        if part == "headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(40):
            time.sleep(0.1)
            if part != "nothing":
                handler.wfile.write(drip)

    calendars.answers["/busy.ics"] = dripping
    began = time.monotonic()
    assert refused(calendars.web(seconds=0.8), calendars.url()) is Trouble.TOO_SLOW
    assert time.monotonic() - began < 3
