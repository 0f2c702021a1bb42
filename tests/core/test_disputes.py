"""Disputes: which look at one is older than what is known of it."""

from itertools import pairwise

import pytest

from thoughtcloud.core.disputes import is_older

# The ways that a dispute may go (docs.stripe.com/disputes/how-disputes-work, and the appeals of 2026).
WAYS = [
    ("warning_needs_response", "warning_under_review", "warning_closed"),
    ("warning_needs_response", "needs_response", "under_review", "won"),
    ("warning_under_review", "needs_response", "lost"),
    ("needs_response", "under_review", "lost", "appeal_needs_response", "appeal_under_review", "won"),
    ("appeal_under_review", "lost"),
    ("prevented",),
]


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_every_step_of_the_proceedings_is_news_and_no_step_is_taken_back(way: tuple[str, ...]) -> None:
    for before, after in pairwise(way):
        assert not is_older(after, before)
        assert before == "lost" or is_older(before, after) or after == "lost"
    for status in way:
        assert not is_older(status, status)


def test_a_word_that_stripe_adds_later_is_believed() -> None:
    assert not is_older("appeal_withdrawn", "won")
    assert not is_older("needs_response", "appeal_withdrawn")
