"""Two who need the same rows in another order: neither is turned away by the database."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from tests.market import Market
from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments import connect
from thoughtcloud.payments.snapshots import AccountSnapshot
from thoughtcloud.services import sessions
from thoughtcloud.store.advance import advance, load
from thoughtcloud.store.tables import Mentor
from thoughtcloud.store.unit import Database

# On SQLite, where one waits for the other to end, nobody else comes.
PATIENCE = 1.0


class Meeting:
    """Two threads that wait for each other with what they have locked, as far as the database lets them."""

    def __init__(self) -> None:
        self._here = 0
        self._all_here = threading.Event()
        self._counting = threading.Lock()

    def wait(self) -> None:
        with self._counting:
            self._here += 1
            if self._here == 2:
                self._all_here.set()
        self._all_here.wait(PATIENCE)


def test_an_account_that_becomes_ready_and_a_refund_of_a_share_that_waits_for_it_both_get_through(
    either_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    market, meeting = Market(either_db), Meeting()
    booking_id = _share_that_waits(market)
    mentor_id = market.rows(booking_id)[0].mentor_id
    with either_db.unit_of_work() as session:
        session.get_one(Mentor, mentor_id).account_id = "acct_1"
    locked = connect.locked

    def locked_and_met(*arguments: object) -> object:
        mentor = locked(*arguments)  # type: ignore[arg-type]
        meeting.wait()
        return mentor

    def refund() -> None:
        with either_db.unit_of_work() as session:
            load(session, booking_id, lock=True)
            meeting.wait()
            advance(session, booking_id, _refund(market, booking_id))

    def become_ready() -> None:
        account = AccountSnapshot("acct_1", mentor_id, True, True, True, ())
        connect._record(either_db, mentor_id, account, market.now)

    monkeypatch.setattr(connect, "locked", locked_and_met)
    assert _troubles(refund, become_ready) == []
    here = market.position(booking_id)
    assert (here.payment.value, here.share.value) == ("refunded", "not_due")


def _share_that_waits(market: Market) -> str:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.pass_time(days=1)
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    assert market.tell(booking_id, Event.ACCOUNT_NOT_READY)
    return booking_id


def _refund(market: Market, booking_id: str) -> Happened:
    total = market.total(booking_id)
    facts = PaymentFacts(refunded_minor=total.minor)
    return Happened(
        Event.PAYMENT_REFUNDED, Actor.STRIPE, market.now, stripe_object="re_1", amount=total, facts=facts
    )


def _troubles(*works: Callable[[], None]) -> list[OperationalError]:
    """What the database turned away."""
    found: list[OperationalError] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except OperationalError as error:
            found.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
