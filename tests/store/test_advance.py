"""The one door, on both databases: what it writes, what it refuses, and who waits for whom."""

import threading
import time
from datetime import timedelta

import pytest
from sqlmodel import col, select

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.facts import Happened, PaymentFacts
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.services import sessions
from thoughtcloud.store import claims, effects
from thoughtcloud.store.advance import advance, load, note, position
from thoughtcloud.store.tables import Booking, EffectRow, History, LedgerEntry, SlotClaim
from thoughtcloud.store.unit import Database


@pytest.fixture
def market(either_db: Database) -> Market:
    return Market(either_db)


def completed(market: Market, release_after_hours: int = 0) -> str:
    """A session that took place and was marked completed; its mentor's share is on the way."""
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.hold(mentee, offer, start, release_after_hours=release_after_hours)
    market.authorized(booking_id)
    market.now = start + timedelta(hours=1)
    with market.db.unit_of_work() as session:
        sessions.complete(session, mentor, booking_id, now=market.now)
    market.captured(booking_id)
    return booking_id


def waiting(market: Market, booking_id: str) -> dict[str, EffectRow]:
    with market.db.reading() as session:
        asked = select(EffectRow).where(EffectRow.booking_id == booking_id, EffectRow.state == "waiting")
        return {row.kind: row for row in session.exec(asked)}


def test_the_main_job_from_hold_to_transfer_leaves_a_whole_record(market: Market) -> None:
    booking_id = completed(market)
    market.transferred(booking_id)
    here = market.position(booking_id)
    assert (here.booking, here.payment, here.share) == (
        BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.TRANSFERRED,
    )  # fmt: skip
    with market.db.reading() as session:
        told = session.exec(select(History.event).order_by(col(History.id))).all()
        booked = session.exec(select(LedgerEntry)).all()
    assert told == ["slot_held", "card_authorized", "completed", "payment_captured", "share_transferred"]
    assert sum(entry.amount_minor for entry in booked) == 0
    assert {entry.mentor_id for entry in booked} == {market.rows(booking_id)[0].mentor_id}
    assert {entry.booking_id for entry in booked} == {booking_id}


def test_the_share_waits_for_the_release_that_was_agreed(market: Market) -> None:
    booking_id = completed(market, release_after_hours=48)
    done_at = market.rows(booking_id)[0].completed_at
    assert done_at is not None
    assert waiting(market, booking_id)["transfer"].not_before == done_at + timedelta(hours=48)


def test_a_fact_told_twice_is_booked_once(market: Market) -> None:
    booking_id = completed(market)
    assert not market.captured(booking_id)
    assert not market.authorized(booking_id)
    with market.db.reading() as session:
        assert len(session.exec(select(LedgerEntry).where(LedgerEntry.kind == "captured")).all()) == 3


def test_a_deadline_that_was_overtaken_changes_nothing(market: Market) -> None:
    booking_id = completed(market)
    assert not market.tell(booking_id, Event.HOLD_RAN_OUT, Actor.CLOCK)
    assert not market.tell(booking_id, Event.COMPLETED, Actor.CLOCK)


def test_a_person_whose_click_comes_too_late_is_told_so(market: Market) -> None:
    booking_id = completed(market)
    with pytest.raises(Problem, match="not_now"):
        market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)


def test_an_unknown_booking_is_not_found(market: Market) -> None:
    with pytest.raises(Problem, match="not_found"):
        market.tell("bk_none", Event.COMPLETED, Actor.MENTOR)


def test_what_a_failed_unit_of_work_wrote_is_gone(market: Market) -> None:
    booking_id = completed(market)
    with pytest.raises(RuntimeError), market.db.unit_of_work() as session:
        advance(session, booking_id, Happened(Event.CANCELLED, Actor.MENTOR, market.now))
        raise RuntimeError
    assert market.position(booking_id).booking is BookingState.COMPLETED
    assert "return_money" not in waiting(market, booking_id)


def test_paid_late_while_the_slot_is_free_confirms_after_all(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    booking_id = market.hold(mentee, offer, market.slots(offer)[0])
    market.tell(booking_id, Event.CHECKOUT_EXPIRED)
    assert market.authorized(booking_id)
    assert market.position(booking_id).booking is BookingState.CONFIRMED
    with market.db.reading() as session:
        assert len(session.exec(select(SlotClaim)).all()) == 4


def test_paid_late_when_somebody_else_has_the_slot_gives_the_money_back(market: Market) -> None:
    offer = market.offer(market.mentor())
    start = market.slots(offer)[0]
    late = market.hold(market.person(), offer, start)
    market.tell(late, Event.CHECKOUT_EXPIRED)
    market.hold(market.person("Noa"), offer, start)
    assert market.authorized(late)
    here = market.position(late)
    assert (here.booking, here.payment) == (BookingState.EXPIRED, PaymentState.AUTHORIZED)
    assert set(waiting(market, late)) == {"return_money"}


def test_a_booking_that_is_loaded_for_a_change_is_read_anew(market: Market) -> None:
    booking_id = completed(market)
    with market.db.unit_of_work() as session:
        session.connection().exec_driver_sql("select 1")
        booking, _ = load(session, booking_id)
        session.connection().exec_driver_sql(f"update booking set title = 'New' where id = '{booking_id}'")
        assert load(session, booking_id, lock=True)[0].title == "New"
        assert booking.title == "New"


def test_of_two_changes_at_once_the_second_sees_the_first(market: Market) -> None:
    mentee, offer = market.person(), market.offer(market.mentor())
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    inside, seen = threading.Event(), []

    def first() -> None:
        with market.db.unit_of_work() as session:
            load(session, booking_id, lock=True)
            inside.set()
            time.sleep(0.3)
            advance(session, booking_id, Happened(Event.CANCELLED, Actor.MENTEE, market.now))

    def second() -> None:
        inside.wait()
        with market.db.unit_of_work() as session:
            seen.append(position(*load(session, booking_id, lock=True)).booking)

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert seen == [BookingState.CANCELLED]


def test_a_note_keeps_what_stripe_told_without_moving_anything(market: Market) -> None:
    booking_id = completed(market)
    before = market.position(booking_id)
    with market.db.unit_of_work() as session:
        _, payment = load(session, booking_id, lock=True)
        note(session, payment, PaymentFacts(share_available_at=market.now), read_at=market.now)
    _, payment = market.rows(booking_id)
    assert (payment.share_available_at, payment.read_at) == (market.now, market.now)
    assert market.position(booking_id) == before


# -- claims --------------------------------------------------------------------------------------------------


def test_a_span_claims_every_quarter_it_touches(market: Market) -> None:
    offer = market.offer(market.mentor(), 45)
    start = market.slots(offer)[0]
    end = start + timedelta(minutes=45)
    quarters = claims.quarters(start, end)
    assert len(quarters) == 3
    assert quarters.start * 900 == start.timestamp()
    assert len(claims.quarters(start + timedelta(minutes=1), end + timedelta(minutes=1))) == 4


def test_the_database_itself_refuses_a_second_claim_of_one_quarter(market: Market) -> None:
    offer = market.offer(market.mentor())
    start = market.slots(offer)[0]
    first = market.hold(market.person(), offer, start)
    booking, _ = market.rows(first)
    rival = Booking(**{name: getattr(booking, name) for name in Booking.model_fields} | {"id": "bk_rival"})
    with pytest.raises(Problem, match="slot_taken"), market.db.unit_of_work() as session:
        session.add(rival)
        claims.take(session, rival)
    with market.db.reading() as session:
        assert {claim.booking_id for claim in session.exec(select(SlotClaim))} == {first}


# -- effects -------------------------------------------------------------------------------------------------


def leased(market: Market, booking_id: str | None = None) -> effects.Lease | None:
    with market.db.unit_of_work() as session:
        return effects.lease(session, now=market.now, booking_id=booking_id)


def test_effects_of_one_booking_are_leased_one_after_the_other(market: Market) -> None:
    booking_id = completed(market)
    first = leased(market)
    assert first is not None
    assert (first.kind, first.booking_id, first.attempt) == ("capture", booking_id, 1)
    assert leased(market) is None, "the transfer waits for the capture"
    with market.db.unit_of_work() as session:
        assert effects.acknowledge(session, first, now=market.now)
    second = leased(market)
    assert second is not None
    assert second.kind == "transfer"


def test_an_abandoned_lease_is_taken_over_and_the_first_runner_can_no_longer_finish(market: Market) -> None:
    completed(market)
    first = leased(market)
    market.now += effects.LEASE
    second = leased(market)
    assert first is not None
    assert second is not None
    assert (second.effect_id, second.attempt) == (first.effect_id, 2)
    with market.db.unit_of_work() as session:
        assert not effects.acknowledge(session, first, now=market.now)
        assert effects.acknowledge(session, second, now=market.now)


def test_a_failed_effect_waits_and_a_buried_one_is_revived_by_hand(market: Market) -> None:
    completed(market)
    first = leased(market)
    assert first is not None
    later = market.now + timedelta(minutes=3)
    with market.db.unit_of_work() as session:
        assert effects.retry_later(session, first, not_before=later, problem="Stripe was away")
    assert leased(market) is None
    market.now = later
    again = leased(market)
    assert again is not None
    with market.db.unit_of_work() as session:
        assert effects.bury(session, again, now=market.now, problem="Stripe says no")
        assert effects.revive(session, again.effect_id, now=market.now)
        assert not effects.revive(session, again.effect_id, now=market.now)
    anew = leased(market)
    assert anew is not None
    assert (anew.effect_id, anew.attempt) == (first.effect_id, 1)


def test_workers_share_the_effects_of_different_bookings(market: Market) -> None:
    ids = {completed(Market(market.db, numbers=market.numbers)) for _ in range(3)}
    market.now += timedelta(days=2)
    found: list[str] = []

    def work() -> None:
        lease = leased(market)
        if lease is not None:
            found.append(lease.booking_id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(found) <= ids
    assert len(set(found)) == len(found), "no effect is given to two workers"


def test_looking_at_a_share_keeps_nothing_else_waiting(market: Market) -> None:
    booking_id = completed(market)
    for _ in range(2):
        lease = leased(market, booking_id)
        assert lease is not None
        with market.db.unit_of_work() as session:
            effects.acknowledge(session, lease, now=market.now)
    market.transferred(booking_id)
    market.tell(booking_id, Event.CANCELLED, Actor.OPERATOR)
    lease = leased(market, booking_id)
    assert lease is not None
    assert lease.kind == "return_money"
