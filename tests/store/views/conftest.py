"""What tests of views share: a market over either database."""

import pytest

from tests.market import Market
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)
