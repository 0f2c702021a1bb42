"""What tests of services share: a session that is about to be moved."""

import pytest

from tests.services.moving import Stage
from thoughtcloud.store.unit import Database


@pytest.fixture
def stage(db: Database) -> Stage:
    return Stage(db)
