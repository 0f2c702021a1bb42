"""Many clicks at one moment: the database decides, and everybody gets an answer."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from sqlmodel import col, select

from tests.market import Market
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.plans import Rules
from thoughtcloud.core.states import BookingState
from thoughtcloud.services import availability, bookings, sessions
from thoughtcloud.store.tables import Booking, EffectRow, SlotClaim
from thoughtcloud.store.unit import Database

CLICKS = 8
CLIENTS = 200


def at_once(*clicks: Callable[[], object]) -> list[object]:
    """What each click answers or raises, all of them begun at one moment."""
    answers: list[object] = [None] * len(clicks)
    gate = threading.Barrier(len(clicks))

    def run(place: int, click: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[place] = click()
        except Problem as problem:
            answers[place] = problem

    threads = [threading.Thread(target=run, args=(place, click)) for place, click in enumerate(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_of_many_mentees_on_one_slot_one_wins_and_the_others_get_the_nearest(either_db: Database) -> None:
    market = Market(either_db)
    offer = market.offer(market.mentor())
    slots = market.slots(offer)
    start = slots[6]
    mentees = [market.person(f"Mentee{number}") for number in range(CLICKS)]
    answers = at_once(*(lambda mentee=mentee: market.hold(mentee, offer, start) for mentee in mentees))
    winners = [answer for answer in answers if isinstance(answer, str)]
    losers = [answer for answer in answers if isinstance(answer, SlotTaken)]
    assert (len(winners), len(losers)) == (1, CLICKS - 1)
    free = market.slots(offer)
    for loser in losers:
        assert len(loser.nearest) == 3
        assert set(loser.nearest) <= set(free)
        assert max(abs(one - start) for one in loser.nearest) <= timedelta(hours=2)
    with either_db.reading() as session:
        assert session.exec(select(Booking.id)).all() == winners
        assert set(session.exec(select(SlotClaim.booking_id))) == set(winners)


def test_of_two_hundred_clients_on_one_day_nobody_is_lost_and_nothing_is_booked_twice(either_db: Database) -> None:
    """The mentor takes five sessions a day, half an hour apart; everybody chose some start of that day."""
    market = Market(either_db)
    mentor = market.mentor()
    offer = market.offer(mentor)
    with either_db.unit_of_work() as session:
        kept = availability.plan(session, mentor, now=market.now)
        rules = Rules(most_a_day=5, minutes_after=30, step_minutes=15)
        plan = replace(kept.plan, rules=rules)
        availability.replace_plan(session, mentor, plan=plan, seen=kept.version, now=market.now)
    tuesday = [start for start in market.slots(offer) if start.date() == date(2026, 11, 24)]
    mentees = [market.person(f"Mentee{number}") for number in range(CLIENTS)]
    answers = at_once(
        *(
            lambda mentee=mentee, place=place: market.hold(mentee, offer, tuesday[place % len(tuesday)])
            for place, mentee in enumerate(mentees)
        )
    )
    winners = {answer for answer in answers if isinstance(answer, str)}
    losers = [answer for answer in answers if isinstance(answer, SlotTaken)]
    assert len(winners) + len(losers) == CLIENTS, "everybody is told"
    with either_db.reading() as session:
        rows = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
        claimed = set(session.exec(select(SlotClaim.booking_id)))
    assert {row.id for row in rows} == winners == claimed
    assert 1 <= len(rows) <= 5
    apart = timedelta(minutes=30)
    assert all(other.starts_at - one.ends_at >= apart for one, other in pairwise(rows))
    # Nothing is lost either: the day is full, or no start is left between what was booked.
    assert not {start for start in market.slots(offer) if start.date() == date(2026, 11, 24)}
    assert all(loser.code == "slot_taken" and len(loser.nearest) == 3 for loser in losers)


def test_overlapping_slots_of_different_offers_exclude_each_other(either_db: Database) -> None:
    market = Market(either_db)
    mentor = market.mentor()
    long, short = market.offer(mentor, 90), market.offer(mentor, 30)
    start = market.slots(long)[4]
    clicks = [(long, start), (short, start + timedelta(minutes=60)), (short, start)] * 2
    mentees = [market.person(f"Mentee{number}") for number in range(len(clicks))]
    answers = at_once(
        *(
            lambda mentee=mentee, click=click: market.hold(mentee, *click)
            for mentee, click in zip(mentees, clicks, strict=True)
        )
    )
    assert all(isinstance(answer, str | SlotTaken) for answer in answers)
    with either_db.reading() as session:
        rows = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
    assert len(rows) in (1, 2)
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(rows))


def test_a_person_who_clicks_in_many_tabs_gets_one_booking(either_db: Database) -> None:
    market = Market(either_db)
    mentee, offer = market.person(), market.offer(market.mentor())
    start = market.slots(offer)[2]
    answers = at_once(*(lambda: market.hold(mentee, offer, start) for _ in range(CLICKS)))
    assert len({str(answer) for answer in answers}) == 1
    with either_db.reading() as session:
        assert len(session.exec(select(Booking)).all()) == 1


def test_many_tabs_do_not_get_around_the_limit_of_open_payments(either_db: Database) -> None:
    market = Market(either_db)
    mentee = market.person()
    offers = [market.offer(market.mentor(f"Mentor{number}")) for number in range(6)]
    slots = market.slots(offers[0])
    answers = at_once(
        *(
            lambda offer=offer, place=place: market.hold(mentee, offer, slots[4 * place])
            for place, offer in enumerate(offers)
        )
    )
    assert sum(isinstance(answer, str) for answer in answers) == 3
    assert {answer.code for answer in answers if isinstance(answer, Problem)} == {"too_many_holds"}


def test_a_late_fee_is_owed_once_however_often_one_clicks_and_is_waived_once(either_db: Database) -> None:
    market = Market(either_db)
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor, terms="moderate")
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    market.pass_time(hours=1)

    def cancel() -> None:
        with either_db.unit_of_work() as session:
            bookings.cancel(session, mentee, booking_id, "mentee", seen_fee_minor=4000, now=market.now)

    def waive() -> None:
        with either_db.unit_of_work() as session:
            bookings.waive_fee(session, mentor, booking_id, now=market.now)

    for click in (cancel, waive):
        answers = at_once(*[click] * 4)
        assert [answer.code for answer in answers if isinstance(answer, Problem)] == ["not_now"] * 3
        assert market.rows(booking_id)[0].late_fee_minor == (4000 if click is cancel else 0)
    with either_db.reading() as session:
        left = session.exec(select(EffectRow.kind, EffectRow.state).order_by(col(EffectRow.id))).all()
    assert left == [("capture", "withdrawn"), ("return_money", "waiting")]


def test_completing_and_cancelling_at_one_moment_never_both_take_the_same_step(either_db: Database) -> None:
    market = Market(either_db)
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    start = market.slots(offer)[0]
    booking_id = market.confirmed(mentee, offer, start)
    market.now = start

    def complete() -> None:
        with either_db.unit_of_work() as session:
            sessions.complete(session, mentor, booking_id, now=market.now)

    def cancel() -> None:
        with either_db.unit_of_work() as session:
            bookings.cancel(session, mentor, booking_id, "mentor", now=market.now)

    answers = at_once(complete, cancel, complete, cancel)
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert {problem.code for problem in refused} == {"not_now"}
    # A cancellation may follow a completion, never the other way round; each happens once.
    assert len(refused) in (2, 3)
    assert market.position(booking_id).booking is BookingState.CANCELLED
