"""That every question of a screen is answered from an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel, select

from tests.market import Market
from tests.store.views.asking import ask, give
from thoughtcloud.core.policy import Reach
from thoughtcloud.services import balances
from thoughtcloud.store.tables import Mentor
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import (
    booking_list,
    booking_page,
    desk,
    health,
    mails,
    mentor_list,
    mentor_page,
    operator,
    paging,
    payments,
    queues,
    refunds,
    troubles,
)


@contextmanager
def watched(db: Database) -> Iterator[list[str]]:
    """The steps of SQLite's plan for every question asked meanwhile that go through a whole table."""
    found: list[str] = []

    def look(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            scans = [step[3] for step in plan if step[3].startswith("SCAN") and " USING " not in step[3]]
            # Other scans are of a subquery's own rows or of an empty list.
            found.extend(f"{scan}: {statement}" for scan in scans if scan.split()[1] in SQLModel.metadata.tables)

    event.listen(db.engine, "before_cursor_execute", look)
    yield found
    event.remove(db.engine, "before_cursor_execute", look)


def test_every_question_of_a_screen_is_answered_from_an_index(db: Database) -> None:
    market = Market(db)
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    offer = market.offer(mentor)
    booking_id = give(market, mentor, offer, mentee)
    more = paging.write(market.now, "bk_1")
    asked: tuple[tuple[Any, tuple[Any, ...], dict[str, Any]], ...] = (
        (mentor_list.cards, (), {"search": "x", "topic": "y", "currency": "eur", "after": paging.write(1, "me")}),
        (mentor_list.cards, (), {"free": (Reach(market.now, market.now + timedelta(days=7)),)}),
        (mentor_list.cards, (), {}), (mentor_list.topics, (), {}), (mentor_list.currencies, (), {}),
        (mentor_page.by_slug, (mentor.mentor_slug,), {}), (mentor_page.by_offer, (offer,), {}),
        (booking_list.of_mentee, (mentee, "upcoming"), {"after": more}),
        (booking_list.of_mentee, (mentee, "past"), {"after": more}),
        (booking_list.of_mentor, (mentor, "upcoming"), {"after": more}),
        (booking_list.of_mentor, (mentor, "past"), {"after": more}),
        (booking_list.to_complete, (mentor,), {}), (booking_page.of, (boss, booking_id), {}),
        (desk.of, (mentor,), {}), (desk.offers, (mentor,), {}), (balances.balance, (mentor,), {}),
        (balances.entries, (mentor, "pending", "eur"), {"after": paging.write(99)}),
        (balances.payouts, (mentor,), {"after": more}),
        (operator.bookings, (boss,), {"after": more}), (operator.bookings, (boss, "a@example.com"), {}),
        (operator.bookings, (boss, "bram"), {}), (operator.bookings, (boss, "pi_1"), {}),
        (operator.unsettled, (boss,), {}), (queues.effects, (boss,), {}), (queues.inbox, (boss,), {}),
        (health.health, (boss,), {}), (troubles.causes, (boss,), {}),
        (troubles.calendars, (boss,), {"after": paging.write("bc_1")}),
        (payments.listed, (boss,), {"after": more}), (payments.listed, (boss, "captured"), {}),
        (payments.listed, (boss, "79.50"), {}), (payments.listed, (boss, "80 jpy"), {"after": more}),
        (payments.listed, (boss, "re_1"), {}), (payments.listed, (boss, "a@example.com"), {}),
        (refunds.listed, (boss,), {"after": more}), (refunds.listed, (boss, "all", "re_1"), {}),
        (refunds.listed, (boss, "all"), {"after": more}), (refunds.listed, (boss, "in_flight"), {}),
        (refunds.listed, (boss, "all", "a@example.com"), {}), (mails.listed, (boss,), {}),
        (mails.listed, (boss, "kept", booking_id), {}), (mails.listed, (boss, "kept", "a@example.com"), {}),
    )  # fmt: skip
    for view, args, named in asked:
        with watched(db) as whole:
            ask(market, view, *args, **named)
        assert whole == [], view


def test_a_question_without_an_index_would_be_noticed(db: Database) -> None:
    with watched(db) as whole, db.reading() as session:
        session.exec(select(Mentor).where(Mentor.headline == "x")).all()
    assert len(whole) == 1
