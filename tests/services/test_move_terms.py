"""What cancelling costs after a move, and what becomes of the money that is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.services.moving import Stage, refused
from thoughtcloud.core.states import Event
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import bookings
from thoughtcloud.store.advance import agreed
from thoughtcloud.store.unit import Database


def fee(stage: Stage) -> int:
    return agreed(stage.booking).fee_at(stage.market.now).minor


def test_a_mentee_who_is_late_asks_and_what_the_mentor_grants_is_no_way_out_of_the_fee(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    stage.market.now = stage.first - timedelta(hours=10)
    to = stage.slot(hours=60)
    refused("ask_first", stage.move, to)
    move_id = stage.propose(stage.mentee, [to])
    stage.accept(stage.mentor, move_id, to)
    assert stage.booking.terms_start == stage.first
    assert fee(stage) == 40_00
    # Long after the old start, too, until the new one.
    stage.market.now = stage.first + timedelta(hours=3)
    assert fee(stage) == 40_00
    refused("ask_first", stage.move, stage.slot(hours=30))
    with db.unit_of_work() as session:
        told = bookings.preview(session, stage.mentee, stage.booking_id, "mentee", now=stage.market.now)
    assert told.fee.minor == 40_00


def test_a_mentors_own_proposal_lets_the_terms_count_from_the_new_start(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    stage.market.now = stage.first - timedelta(hours=10)
    to = stage.slot(hours=60)
    stage.accept(stage.mentee, stage.propose(stage.mentor, [to]), to)
    assert (stage.booking.terms_start, fee(stage)) == (None, 0)
    stage.move(stage.slot(hours=62))


def test_a_wish_in_time_that_is_granted_late_is_as_free_as_it_was(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    to = stage.slot(hours=70)
    move_id = stage.propose(stage.mentee, [to])
    stage.market.now = stage.first - timedelta(hours=10)
    stage.accept(stage.mentor, move_id, to)
    assert (stage.booking.terms_start, fee(stage)) == (None, 0)


def test_moving_closer_in_time_makes_cancelling_cost_what_it_costs_there(db: Database) -> None:
    stage = Stage(db, terms=ReadyMade.MODERATE)
    assert fee(stage) == 0
    stage.move(stage.slot(hours=10))
    assert fee(stage) == 40_00
    refused("ask_first", stage.move, stage.slot(hours=70))


def test_money_that_was_taken_already_moves_along(stage: Stage) -> None:
    stage.market.captured(stage.booking_id)
    to: Sequence[datetime] = [stage.slot(hours=70)]
    stage.move(to[0])
    assert stage.booking.starts_at == to[0]


def test_what_is_not_secured_any_more_is_not_moved(stage: Stage) -> None:
    stage.market.tell(stage.booking_id, Event.HOLD_LAPSED, stripe_object=f"pi_{stage.booking_id}")
    refused("not_now", stage.move, stage.slot(hours=70))
