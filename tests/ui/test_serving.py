"""Headers and health of what we serve."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from thoughtcloud.store.unit import Database
from thoughtcloud.ui.serving import health_route, with_headers


async def page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def client(*routes: Route, https: bool = False) -> TestClient:
    return TestClient(with_headers(Starlette(routes=list(routes)), https=https))


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/assets/app-1a2b.js", "public, max-age=31536000, immutable"),
        ("/fonts/text.woff2", "public, max-age=86400"),
        ("/mentors", "no-cache"),
    ],
)
def test_built_files_are_kept_for_ever_and_pages_are_asked_for_again(path: str, caching: str) -> None:
    assert client(Route(path, page)).get(path).headers["cache-control"] == caching


def test_an_error_is_not_cached() -> None:
    assert "cache-control" not in client().get("/assets/gone.js").headers


def test_nobody_may_frame_a_page_or_load_code_into_it() -> None:
    policy = client(Route("/", page)).get("/").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy


def test_built_files_carry_no_more_than_they_need() -> None:
    answer = client(Route("/assets/app-1a2b.js", page)).get("/assets/app-1a2b.js")
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_only_a_site_behind_tls_asks_for_tls() -> None:
    assert "strict-transport-security" in client(Route("/", page), https=True).get("/").headers
    assert "strict-transport-security" not in client(Route("/", page)).get("/").headers


def test_the_health_page_tells_whether_the_database_answers(tmp_path: Path) -> None:
    up = Database(f"sqlite:///{tmp_path / 'here.db'}")
    down = Database(f"sqlite:///{tmp_path / 'nowhere' / 'gone.db'}")
    assert client(health_route(up)).get("/healthz").status_code == 200
    assert client(health_route(down)).get("/healthz").status_code == 503
    up.dispose()
    down.dispose()
