"""Notices in the database: put down with their event or not at all, once, and leased to one post at a time."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.market import Market
from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.reminders import LEADS
from thoughtcloud.core.states import Actor, Event, Notice
from thoughtcloud.store import leasing, notices
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import NoticeRow
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def rows(market: Market) -> list[NoticeRow]:
    """What is told at once; the reminders of later have tests of their own."""
    with market.db.reading() as session:
        found = session.exec(select(NoticeRow).order_by(col(NoticeRow.id)))
        return [row for row in found if row.kind not in LEADS]


def confirmed(market: Market) -> str:
    mentor = market.mentor()
    offer = market.offer(mentor)
    return market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])


def lease(market: Market) -> notices.Lease | None:
    with market.db.unit_of_work() as session:
        return notices.lease(session, now=market.now)


def test_an_event_puts_down_who_is_to_be_told(market: Market) -> None:
    booking_id = confirmed(market)
    booking, _ = market.rows(booking_id)
    to_mentee, to_mentor = rows(market)
    assert (to_mentee.kind, to_mentee.person_id) == (Notice.MENTEE_RESERVED, booking.mentee_id)
    assert to_mentor.kind == Notice.MENTOR_BOOKED
    assert to_mentor.person_id != booking.mentee_id
    assert to_mentee.key == f"{booking_id}:mentee_reserved:pi_{booking_id}"
    assert {row.state for row in (to_mentee, to_mentor)} == {"waiting"}
    assert {row.created_at for row in (to_mentee, to_mentor)} == {market.now}


def test_an_event_that_is_undone_tells_nobody(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    booking_id = market.hold(market.person("Noor"), offer, market.slots(offer)[0])
    facts = PaymentFacts(intent_id="pi_1")
    happened = Happened(Event.CARD_AUTHORIZED, Actor.STRIPE, market.now, stripe_object="pi_1", facts=facts)
    with pytest.raises(RuntimeError), market.db.unit_of_work() as session:
        assert advance(session, booking_id, happened).moved
        raise RuntimeError("the power went out")
    assert rows(market) == []


def test_a_fact_that_changes_nothing_tells_nobody(market: Market) -> None:
    booking_id = confirmed(market)
    before = len(rows(market))
    assert not market.authorized(booking_id)
    assert len(rows(market)) == before


def test_one_post_leases_a_mail_and_the_others_take_the_next(market: Market) -> None:
    confirmed(market)
    first, second = lease(market), lease(market)
    assert first is not None
    assert second is not None
    assert first.notice_id != second.notice_id
    assert lease(market) is None


def test_a_post_that_was_too_slow_changes_nothing(market: Market) -> None:
    confirmed(market)
    frozen = lease(market)
    assert frozen is not None
    market.now += leasing.LEASE
    taken = [lease(market), lease(market)]
    heir = next(one for one in taken if one is not None and one.notice_id == frozen.notice_id)
    assert heir.attempt == 2
    with market.db.unit_of_work() as session:
        assert not notices.acknowledge(session, frozen, now=market.now)
        assert not notices.bury(session, frozen, now=market.now, problem="late")
        assert notices.acknowledge(session, heir, now=market.now)


def test_waiting_counts_no_attempt_and_failing_does(market: Market) -> None:
    confirmed(market)
    first, second = lease(market), lease(market)
    assert first is not None
    assert second is not None
    later = market.now + timedelta(minutes=1)
    with market.db.unit_of_work() as session:
        assert notices.wait_until(session, first, not_before=later)
        assert notices.retry_later(session, second, not_before=later, problem="busy")
    assert lease(market) is None
    assert {row.kind: row.attempts for row in rows(market)} == {"mentee_reserved": 0, "mentor_booked": 1}
    market.now = later
    assert lease(market) is not None


def test_the_longest_words_fit(market: Market) -> None:
    booking_id = confirmed(market)
    booking, _ = market.rows(booking_id)
    with market.db.unit_of_work() as session:
        for notice in Notice:
            notices.put_down(session, booking, notice, occasion="o" * 100, now=market.now)
    leased = lease(market)
    assert leased is not None
    with market.db.unit_of_work() as session:
        written = {"subject": "s" * 200, "text": "t" * 20_000, "html": "<p>" * 20_000}
        assert notices.keep(session, leased, to="a" * 254, **written, now=market.now)
