"""Places in lists: how they are written into an address, and what is refused."""

import pytest

from tests.market import NOW
from tests.store.views.asking import STRANGE
from thoughtcloud.core.errors import Problem
from thoughtcloud.store.views import paging


def test_a_place_in_a_list_survives_the_way_through_an_address() -> None:
    key = (3, "me_ü", NOW)
    assert paging.read(paging.write(*key), int, str, type(NOW)) == key


def test_a_place_that_nobody_wrote_is_refused() -> None:
    for strange in (*STRANGE, None, paging.write("a"), paging.write(1, 2), paging.write(2**70), "é" * 5):
        with pytest.raises(Problem, match="bad_page"):
            paging.read(strange, int)
    for strange in ("10", None, 1.5, True):
        with pytest.raises(Problem, match="bad_page"):
            paging.size(strange)
    assert (paging.size(-3), paging.size(10**9)) == (1, paging.LONGEST)
