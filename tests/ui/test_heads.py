"""What a search engine, a preview and a tab read of pages that are about one of many."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.market import Market
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.store.tables import Mentor
from thoughtcloud.ui import pages
from thoughtcloud.ui.heads import SHELL, head_routes

SITE = "https://thoughtcloud.example"
BUILT = '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/></head><body>the app</body></html>'


class Told(HTMLParser):
    """The title, the canonical address and the meta elements of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.title = self.canonical = ""
        self.meta: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = {name: value or "" for name, value in attrs}
        if tag == "link" and named["rel"] == "canonical":
            self.canonical = named["href"]
        if tag == "meta" and "content" in named:
            self.meta[named.get("name") or named["property"]] = named["content"]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["title"] and not self.title:
            self.title = data


@pytest.fixture
def client(platform: Platform, tmp_path: Path) -> TestClient:
    (tmp_path / SHELL).write_text(BUILT, encoding="utf-8")
    return TestClient(Starlette(routes=head_routes(tmp_path, SITE)))


@pytest.mark.parametrize("ending", ["", "/"])
def test_a_mentors_page_is_named_described_and_has_one_address(
    client: TestClient, market: Market, ending: str
) -> None:
    mentor = market.mentor()
    market.offer(mentor)
    answer = client.get(f"/mentors/{mentor.mentor_slug}{ending}")
    told = Told(answer.text)
    assert answer.status_code == 200
    assert answer.text.endswith("<body>the app</body></html>")
    assert told.title == "Amara Okafor · Thoughtcloud"
    assert told.canonical == told.meta["og:url"] == f"{SITE}/mentors/{mentor.mentor_slug}"
    assert told.meta["description"].startswith("Staff engineer who grows teams. From €80.")
    assert told.meta["og:description"] == told.meta["description"]
    assert told.meta["og:title"] == told.title
    assert told.meta["og:image"] == f"{SITE}/share.png"
    assert "robots" not in told.meta


def test_what_a_mentor_writes_stays_text(client: TestClient, market: Market) -> None:
    mentor = market.mentor('</title><script>alert("1")</script>', headline='" onload="alert(2)"><img src=x>')
    told = Told(client.get(f"/mentors/{mentor.mentor_slug}").text)
    assert told.title == '</title><script>alert("1")</script> · Thoughtcloud'
    assert told.meta["description"].startswith('" onload="alert(2)"><img src=x>.')
    assert {"script", "img"}.isdisjoint(told.tags)


@pytest.mark.parametrize("slug", ["nobody", "%00", "x" * 500, "%F0%9F%92%A9"])
def test_a_mentor_who_does_not_exist_is_not_found(client: TestClient, slug: str) -> None:
    answer = client.get(f"/mentors/{slug}")
    told = Told(answer.text)
    assert answer.status_code == 404
    assert told.title == "Not found · Thoughtcloud"
    assert told.meta["robots"] == "noindex"
    assert "the app" in answer.text


def test_a_mentor_whose_page_is_hidden_is_not_found(client: TestClient, market: Market) -> None:
    mentor = market.mentor()
    with market.db.unit_of_work() as session:
        row = session.get_one(Mentor, mentor.mentor_id)
        row.published = False
        session.add(row)
    assert client.get(f"/mentors/{mentor.mentor_slug}").status_code == 404


@pytest.mark.parametrize(
    "path", [page.path for page in pages.PAGES if page.is_one_of_many and "mentors" not in page.path]
)
def test_what_belongs_to_somebody_is_named_after_its_kind_and_kept_out_of_search(
    client: TestClient, path: str
) -> None:
    answer = client.get(path.replace("[reference]", "bk_1"))
    told = Told(answer.text)
    assert answer.status_code == 200
    assert told.title.endswith(" · Thoughtcloud")
    assert told.meta["robots"] == "noindex"
    assert not told.canonical


def test_a_page_travels_compressed(client: TestClient, market: Market) -> None:
    mentor = market.mentor()
    answer = client.get(f"/mentors/{mentor.mentor_slug}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Amara Okafor" in answer.text


def test_in_development_there_is_nothing_to_complete() -> None:
    assert head_routes(None, SITE) == []
