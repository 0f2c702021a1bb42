"""Moving a booked session: by the mentee alone while cancelling is free, else proposed and accepted."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from thoughtcloud.core import policy
from thoughtcloud.core.errors import conflict, forbidden, invalid
from thoughtcloud.core.states import Actor, Event, MoveState
from thoughtcloud.services import inputs
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.move_wish import Wish, may_move_alone
from thoughtcloud.store import moves
from thoughtcloud.store.tables import Move

# What a mentor proposes beside the times on offer begins on a quarter of an hour, as claims do.
QUARTER_SECONDS = 15 * 60


def move(
    session: Session, caller: Caller | None, booking_id: str, *, to: datetime, seen: int, now: datetime
) -> str:
    """The mentee moves a session to a start on offer, alone, while cancelling it is free; returns the move's id.

    `seen` is the booking's `sequence` on the mentee's screen. Moving again to where one's own last move led is
    answered with that move (double click). Raises `SlotTaken` with the nearest free starts, or another `Problem`:
    not_found, not_now, ask_first, moved_meanwhile, same_time, too_many_moves, own_overlap.
    """
    wish = Wish(session, caller, booking_id, now)
    start = inputs.instant(to, "start")
    if wish.role is not Actor.MENTEE:
        raise forbidden("Please propose another time: your mentee then says yes or no.")
    done = wish.made_already(start)
    if done is not None:
        return done
    wish.check(seen)
    if not may_move_alone(wish.booking, now=now):
        raise conflict("ask_first", "It is too late to move this session alone. Ask your mentor for another time.")
    wish.check_start(start)
    wish.check_mentee(start)
    wish.check_on_offer(start)
    made = Move(
        booking_id=wish.booking.id, by=wish.role, state=MoveState.MADE, from_start=wish.booking.starts_at,
        to_start=start, created_at=now, closed_at=now,
    )  # fmt: skip
    moves.add(session, made, {})
    wish.make(made, start)
    return made.id


def propose(
    session: Session,
    caller: Caller | None,
    booking_id: str,
    *,
    times: Sequence[datetime],
    note: str,
    seen: int,
    now: datetime,
) -> str:
    """One side proposes one to three other starts; nothing is claimed until the other side accepts. The move's id.

    A mentee proposes starts on offer. A mentor may propose any start on a quarter of an hour that no booking
    of theirs stands in the way of, against their own rules too. The same proposal made twice is one. Raises a
    `Problem`: not_found, not_now, bad_time, already_proposed, moved_meanwhile, same_time, too_many_moves,
    too_many_proposals, too_far, past, own_overlap, or `SlotTaken` with the nearest free starts.
    """
    wish = Wish(session, caller, booking_id, now)
    starts, words = _starts(times), inputs.paragraphs(note, "note", most=300)
    standing = moves.open_of(session, wish.booking.id)
    if standing is not None:
        if standing.by == wish.role and moves.times(session, standing.id) == starts:
            return standing.id
        raise conflict("already_proposed", "There is a proposal already. Please answer or withdraw it first.")
    wish.check(seen)
    wish.check_patience()
    for start in starts:
        wish.check_start(start)
        if wish.role is Actor.MENTEE:
            wish.check_mentee(start)
            wish.check_on_offer(start)
        else:
            wish.check_unclaimed(start)
    proposed = Move(
        booking_id=wish.booking.id, by=wish.role, from_start=wish.booking.starts_at, note=words,
        created_at=now, answer_by=min(starts[0], wish.booking.starts_at),
    )  # fmt: skip
    moves.add(session, proposed, {start: wish.keeps_rules(start) for start in starts})
    wish.happen(Event.MOVE_PROPOSED, proposed)
    return proposed.id


def accept(
    session: Session, caller: Caller | None, booking_id: str, move_id: str, *, to: datetime, now: datetime
) -> None:
    """The other side takes one of the proposed starts; it is checked again, and the session is moved.

    A mentor who says yes to a wish is refused by real overlaps only. A mentee who takes what the mentor has named
    is refused also by a buffer, a limit, a calendar of elsewhere or a pause that has closed the time since.
    Accepting again what was accepted is harmless. Raises a `Problem`: not_found, not_open, bad_time, too_far,
    own_overlap, or `SlotTaken` with the nearest free starts and the code slot_taken, or paused.
    """
    wish = Wish(session, caller, booking_id, now)
    start, proposal = inputs.instant(to, "start"), wish.named(move_id)
    if proposal.by == wish.role:
        raise forbidden("This is your own proposal: the other side answers it.")
    if proposal.state == MoveState.MADE and proposal.to_start == start == wish.booking.starts_at:
        return
    wish.check_open(proposal)
    if start not in moves.times(session, proposal.id):
        raise invalid("bad_time", "Please choose one of the proposed times.", "start")
    wish.check_start(start)
    wish.check_mentee(start)
    wish.check_unclaimed(start)
    wish.check_still_suits(proposal, start)
    # A wish that comes too late for free cancelling is granted, but is no way out of the fee.
    late = proposal.by == Actor.MENTEE and not may_move_alone(wish.booking, now=proposal.created_at)
    wish.make(proposal, start, keep_terms=late)


def decline(session: Session, caller: Caller | None, booking_id: str, move_id: str, *, now: datetime) -> None:
    """The other side keeps the agreed time. Raises a `Problem`: not_found, not_open, forbidden."""
    wish = Wish(session, caller, booking_id, now)
    proposal = wish.named(move_id)
    if proposal.by == wish.role:
        raise forbidden("This is your own proposal: you can withdraw it.")
    if proposal.state != MoveState.DECLINED:
        wish.check_open(proposal)
        wish.happen(Event.MOVE_DECLINED, proposal)


def withdraw(session: Session, caller: Caller | None, booking_id: str, move_id: str, *, now: datetime) -> None:
    """The side that proposed takes it back. Raises a `Problem`: not_found, not_open, forbidden."""
    wish = Wish(session, caller, booking_id, now)
    proposal = wish.named(move_id)
    if proposal.by != wish.role:
        raise forbidden("This proposal is not yours: you can decline it.")
    if proposal.state != MoveState.WITHDRAWN:
        wish.check_open(proposal)
        wish.happen(Event.MOVE_WITHDRAWN, proposal)


def _starts(times: object) -> tuple[datetime, ...]:
    """The proposed starts, ascending and each once. Raises `Problem` bad_time."""
    listed = isinstance(times, Sequence) and not isinstance(times, str | bytes)
    if not isinstance(times, Sequence) or not listed or not 1 <= len(times) <= policy.MOST_TIMES:
        raise invalid("bad_time", f"Please propose one to {policy.MOST_TIMES} times.", "times")
    starts = tuple(sorted({inputs.instant(one, "times") for one in times}))
    if any(start.timestamp() % QUARTER_SECONDS for start in starts):
        raise invalid("bad_time", "Sessions begin on a quarter of an hour.", "times")
    return starts
