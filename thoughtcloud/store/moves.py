"""The moves of bookings, made and proposed, and what each event makes of the proposal that is open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from thoughtcloud.core.facts import Happened
from thoughtcloud.core.states import Actor, BookingState, Event, MoveState
from thoughtcloud.store.tables import Booking, Move, MoveTime

# What each event makes of an open proposal; whatever else ends the wait for it has overtaken it.
ENDS = {
    Event.MOVE_DECLINED: MoveState.DECLINED,
    Event.MOVE_WITHDRAWN: MoveState.WITHDRAWN,
    Event.MOVE_EXPIRED: MoveState.EXPIRED,
}


def add(session: Session, move: Move, times: Mapping[datetime, bool]) -> None:
    """Keep a move with the starts it proposes, and whether the mentor's rules have room for each of them now.

    The caller holds the booking's lock.
    """
    session.add(move)
    session.flush()
    session.add_all(MoveTime(move_id=move.id, starts_at=start, within_rules=fits) for start, fits in times.items())
    session.flush()


@dataclass(frozen=True, slots=True)
class Told:
    """A move as both sides may read it: who wished for it, from where, to where, and the starts proposed."""

    move_id: str
    by: Actor
    state: MoveState
    from_start: datetime
    to_start: datetime | None
    times: tuple[datetime, ...]
    note: str
    created_at: datetime
    answer_by: datetime | None


def told(session: Session, move: Move) -> Told:
    """The move with its times."""
    return Told(
        move_id=move.id,
        by=Actor(move.by),
        state=MoveState(move.state),
        from_start=move.from_start,
        to_start=move.to_start,
        times=times(session, move.id),
        note=move.note,
        created_at=move.created_at,
        answer_by=move.answer_by,
    )


def all_of(session: Session, booking_id: str) -> dict[str, Told]:
    """Every move of the booking, proposed or made, by its id."""
    found = session.exec(select(Move).where(Move.booking_id == booking_id))
    return {move.id: told(session, move) for move in found}


def waiting(session: Session, booking: Booking, *, now: datetime) -> Told | None:
    """The proposal that can be answered now."""
    if booking.answer_by is None or now >= booking.answer_by:
        return None
    move = open_of(session, booking.id)
    return told(session, move) if move is not None else None


def open_of(session: Session, booking_id: str) -> Move | None:
    """The proposal that waits for an answer."""
    return session.exec(select(Move).where(Move.booking_id == booking_id, Move.state == MoveState.OPEN)).first()


def proposers(session: Session, booking_ids: Collection[str]) -> dict[str, Actor]:
    """Who has proposed to move each of these bookings; those without an open proposal are left out."""
    asked = select(Move).where(col(Move.booking_id).in_(booking_ids), Move.state == MoveState.OPEN)
    return {move.booking_id: Actor(move.by) for move in session.exec(asked)}


def times(session: Session, move_id: str) -> tuple[datetime, ...]:
    """The starts that a proposal offers (aware UTC, ascending)."""
    asked = select(MoveTime.starts_at).where(MoveTime.move_id == move_id).order_by(col(MoveTime.starts_at))
    return tuple(session.exec(asked))


def was_within_rules(session: Session, move_id: str, start: datetime) -> bool:
    """Whether the mentor's rules had room for this start of a proposal when it was made."""
    return session.get_one(MoveTime, (move_id, start)).within_rules


def made(session: Session, booking_id: str) -> int:
    """How often the booking has been moved."""
    asked = select(func.count()).select_from(Move)
    return session.exec(asked.where(Move.booking_id == booking_id, Move.state == MoveState.MADE)).one()


def proposed(session: Session, booking_id: str, by: Actor) -> int:
    """How often this side has wished to move the booking, whatever came of it."""
    asked = select(func.count()).select_from(Move)
    return session.exec(asked.where(Move.booking_id == booking_id, Move.by == by)).one()


def follow(session: Session, booking: Booking, happened: Happened) -> None:
    """Open or close the proposal of the booking as the event asks; the booking's new state is in its row."""
    if happened.event is Event.MOVE_PROPOSED:
        booking.answer_by = session.get_one(Move, happened.move_id).answer_by
        return
    over = happened.event in ENDS or happened.event is Event.MOVED or booking.state != BookingState.CONFIRMED
    move = open_of(session, booking.id) if over and booking.answer_by is not None else None
    if move is not None:
        booking.answer_by = None
        move.state, move.closed_at = _end(move, happened), happened.at
        move.to_start = happened.moved_to if move.state is MoveState.MADE else None
        session.add(move)
        session.flush()


def _end(move: Move, happened: Happened) -> MoveState:
    if happened.event is Event.MOVED and move.id == happened.move_id:
        return MoveState.MADE
    return ENDS.get(happened.event, MoveState.OVERTAKEN)
