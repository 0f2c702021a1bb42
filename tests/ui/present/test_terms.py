"""Cancellation terms in words: rules in one line, dates and sums in a table."""

from datetime import UTC, datetime, timedelta

import pytest

from thoughtcloud.core.money import Money
from thoughtcloud.core.terms import Agreed, ReadyMade, Step, Terms
from thoughtcloud.store.terms import Choice
from thoughtcloud.store.views.terms import SetFound
from thoughtcloud.ui import present
from thoughtcloud.ui.wording import Reader

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
START = datetime(2026, 11, 27, 9, tzinfo=UTC)
READER = Reader("Asia/Kolkata", "en_GB", NOW)
EUR_80 = Money(8000, "eur")


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(), "Free to cancel until it begins"),
        (ReadyMade.MODERATE.terms, "Free to cancel until 24 hours before, then half the price"),
        (ReadyMade.STRICT.terms, "Free to cancel until 3 days before, then the whole price"),
        (
            Terms((Step(50, 25), Step(1, 80))),
            "Free to cancel until 50 hours before, then 25% of the price, from 1 hour before 80% of the price",
        ),
    ],
)
def test_rules_fit_in_one_line(terms: Terms, said: str) -> None:
    assert present.terms.sentence(terms) == said


def rows(terms: Terms, now: datetime = NOW, booked: datetime = NOW - timedelta(days=9)) -> list[tuple[str, ...]]:
    reader = Reader(READER.zone, READER.locale, now)
    shown = present.terms.table(Agreed(terms, EUR_80, booked, START), START, reader)
    return [(row.until.replace("\u00a0", " "), row.fee, row.back) for row in shown]


def test_the_table_has_dates_in_the_readers_zone_and_sums_of_this_booking() -> None:
    assert rows(Terms((Step(72, 25), Step(24, 100)))) == [
        ("until Tue 24 Nov, 14:30", "nothing", "€80.00"),
        ("until Thu 26 Nov, 14:30", "€20.00", "€60.00"),
        ("until it begins, Fri 27 Nov, 14:30", "€80.00", "nothing"),
    ]
    assert rows(Terms()) == [("until it begins, Fri 27 Nov, 14:30", "nothing", "€80.00")]


def test_the_table_begins_now_and_shows_the_hour_to_think_it_over() -> None:
    late = START - timedelta(hours=5)
    assert rows(ReadyMade.MODERATE.terms, late) == [("until it begins, Fri 27 Nov, 14:30", "€40.00", "€40.00")]
    assert rows(ReadyMade.MODERATE.terms, late, booked=late)[0] == (
        "until Fri 27 Nov, 10:30", "nothing", "€80.00",
    )  # fmt: skip
    assert rows(ReadyMade.MODERATE.terms, START) == []


def test_a_moved_booking_that_kept_its_terms_costs_the_fee_until_the_new_start() -> None:
    kept = Agreed(ReadyMade.MODERATE.terms, EUR_80, NOW - timedelta(days=9), START)
    new_start = START + timedelta(days=3)
    for now in (START - timedelta(hours=1), START + timedelta(hours=1)):
        (row,) = present.terms.table(kept, new_start, Reader(READER.zone, READER.locale, now))
        assert (row.until, row.fee) == (
            "until it begins, Mon\u00a030\u00a0Nov,\u00a014:30", "€40.00",
        )  # fmt: skip


def test_the_operator_reads_how_many_offers_have_a_set() -> None:
    def used(offers: int) -> str:
        return present.terms.line(SetFound(Choice("te_1", "Gentle", Terms()), True, offers)).used

    assert [used(count) for count in (0, 1, 7)] == [
        "No offer has these terms", "1 offer has these terms", "7 offers have these terms",
    ]  # fmt: skip
