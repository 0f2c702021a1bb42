"""What every browser is given: the built files, and the state of a page. No secret is in either."""

import re
from pathlib import Path

from tests.browser import cast, steps
from tests.browser.conftest import Open
from tests.browser.stage import Stage

# The shapes of Stripe's secrets; a publishable key is meant to be seen.
SHAPES = re.compile(rb"\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w+")
SHORTEST_SECRET = 12


def test_no_secret_is_in_the_files_for_the_browser(stage: Stage) -> None:
    files = [path for path in (stage.web / "build" / "client").rglob("*") if path.is_file()]
    assert any(path.suffix == ".js" for path in files)
    assert [(path.name, found) for path in files for found in _secrets(stage, path)] == []


def test_no_secret_reaches_a_page(stage: Stage, open_as: Open) -> None:
    mentor, mentee = cast.mentor(stage, connected=False), cast.mentee(stage)
    page = open_as(mentee)
    heard: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    page.on("response", lambda answer: heard.append(f"{answer.url} {answer.headers}"))
    steps.choose_time(page, mentor)
    heard.append(page.content())
    steps.reserve(page)
    told = "\n".join(heard)
    assert mentor.name in told
    assert SHAPES.findall(told.encode()) == []
    assert [secret for secret in (*_values(stage), mentee.token) if secret in told] == []


def _secrets(stage: Stage, path: Path) -> list[str]:
    content = path.read_bytes()
    known = [secret for secret in _values(stage) if secret.encode() in content]
    return [*known, *(found.decode() for found in SHAPES.findall(content))]


def _values(stage: Stage) -> list[str]:
    """The secret values of the running product's settings."""
    settings = stage.platform.settings
    secrets = (settings.stripe_secret_key, *settings.webhook_secrets)
    return [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
