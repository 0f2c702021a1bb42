"""A small marketplace behind the screens: real use cases over a database, and a Stripe that does not answer."""

import hashlib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from tests.market import NOW, Market
from tests.services.moving import Stage
from thoughtcloud import settings
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import SignIn
from thoughtcloud.store.unit import Database
from thoughtcloud.ui import backstage

State = TypeVar("State", bound=rx.State)
OpenState = Callable[..., State]
# Nobody listens there.
NOWHERE = "http://127.0.0.1:9"
KEYS = {
    "STRIPE_PUBLIC_KEY": "pk_test_screens",
    "STRIPE_SECRET_KEY": "sk_test_screens",
    "STRIPE_WEBHOOK_SECRET": "whsec_screens",
    "STRIPE_API_BASE": NOWHERE,
}


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def stage(db: Database, market: Market) -> Stage:
    """A session that can be moved, in the market that the screens show."""
    made = Stage(db, terms=ReadyMade.MODERATE)
    market.now = made.market.now
    made.market = market
    return made


@pytest.fixture
def platform(
    db: Database, sqlite_url: str, market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Platform:
    """The platform of this process for one test; its clock is the market's."""
    chosen = settings.load({**KEYS, "DATABASE_URL": sqlite_url}, tmp_path / "no.env")
    gateway = Gateway(chosen.stripe_secret_key, NOWHERE, timeout=(0.2, 0.2), retries=0)
    platform = Platform(chosen, db, gateway, lambda: market.now)
    monkeypatch.setattr(backstage, "_platform", platform)
    return platform


@pytest.fixture
def token(db: Database) -> Callable[[Caller], str]:
    """The cookie of somebody who is signed in, without the cost of a password."""

    numbers = count()

    def made(caller: Caller) -> str:
        token = f"token-{next(numbers)}-of-{caller.person_id}"
        with db.unit_of_work() as session:
            session.add(
                SignIn(
                    token_hash=hashlib.sha256(token.encode()).hexdigest(),
                    person_id=caller.person_id,
                    created_at=NOW,
                    expires_at=NOW.replace(year=NOW.year + 1),
                )
            )
        return token

    return made


@pytest.fixture
def opened(platform: Platform, token: Callable[[Caller], str]) -> OpenState[rx.State]:
    """Open a state as a browser would: at an address, in a zone and region, signed in as somebody or nobody."""

    def open_state(
        kind: type[rx.State],
        path: str = "/",
        caller: Caller | None = None,
        zone: str = "Europe/Berlin",
        region: str = "en-GB",
    ) -> rx.State:
        cookies = [f"zone={zone.replace('/', '%2F')}"] + ([f"sid={token(caller)}"] if caller else [])
        headers = {"cookie": "; ".join(cookies), "accept-language": region, "origin": "http://localhost:3000"}
        root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        root.router = RouterData.from_router_data({"headers": headers, "asPath": path, "pathname": path})
        state = root.get_substate(kind.get_full_name().split("."))
        assert isinstance(state, kind)
        return state

    return open_state
