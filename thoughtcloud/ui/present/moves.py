"""How moving a session is told: the times on both clocks, what cancelling costs then, and what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from thoughtcloud.core import policy, reserving
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import Agreed
from thoughtcloud.services.move_choice import Choice
from thoughtcloud.services.moves import QUARTER_SECONDS
from thoughtcloud.store.moves import Told
from thoughtcloud.store.views.booking_page import BookingPage, HistoryLine
from thoughtcloud.ui import display, routes, wording
from thoughtcloud.ui.display import MoveSheet, MoveTime, ProposalSheet
from thoughtcloud.ui.present.mentors import there, time_span
from thoughtcloud.ui.wording import Reader


def sheet(choice: Choice, reader: Reader) -> MoveSheet:
    """The session before it is moved."""
    return MoveSheet(
        path=routes.move(choice.booking_id),
        back=back(choice),
        title=choice.title,
        duration=wording.minutes(choice.minutes),
        other=choice.other_name,
        initials=wording.initials(choice.other_name),
        tint=wording.tint(choice.other_name),
        day=wording.day(choice.starts_at, reader.zone, reader.locale),
        time=time_span(choice.starts_at, choice.minutes, reader.zone, reader),
        there=_there(choice, choice.starts_at, reader),
        intro=_intro(choice, reader),
        money=_money(choice, reader),
        refusal=choice.refusal,
        earliest=_wall(reader.now, reader),
        latest=_wall(choice.latest_start, reader),
        alone=choice.alone,
        mentor=choice.role is Actor.MENTOR,
        most=policy.MOST_TIMES,
    )


def back(choice: Choice) -> str:
    """The page of the booking for the reader's side."""
    path = routes.booking if choice.role is Actor.MENTEE else routes.desk_session
    return path(choice.booking_id)


def free(starts: Iterable[datetime], reader: Reader) -> dict[date, list[datetime]]:
    """The starts by the days of the reader's calendar."""
    clock, days = ZoneInfo(reader.zone), defaultdict(list)
    for start in starts:
        days[start.astimezone(clock).date()].append(start)
    return days


def wish(choice: Choice, start: datetime, reader: Reader) -> MoveTime:
    """A time that the reader may move to, or propose, now."""
    return _time(choice, start, choice.agreed_at(start, choice.role, reader.now), reader)


def lost(choice: Choice, wished: Iterable[MoveTime]) -> list[datetime]:
    """Which of the times that a mentee was going to propose are not on offer any more; a mentor may name any."""
    if choice.role is Actor.MENTOR:
        return []
    return [at for at in map(datetime.fromisoformat, (one.start for one in wished)) if at not in choice.starts]


def _time(choice: Choice, start: datetime, then: Agreed, reader: Reader) -> MoveTime:
    end = start + timedelta(minutes=choice.minutes)
    times = wording.span(start, end, reader.zone, reader.locale)
    text = f"{wording.short_day(start, reader.zone, reader.locale)}, {times}"
    costs = costs_then(then, start, reader) + _reserved_anew(choice, start, reader)
    costs = costs if choice.role is Actor.MENTEE else ""
    return MoveTime(start.isoformat(), text, _there(choice, start, reader), costs)


def _reserved_anew(choice: Choice, start: datetime, reader: Reader) -> str:
    """That the reservation does not reach to the new time, and when there will be another one."""
    if not reserving.is_outgrown(choice.hold_until, start):
        return ""
    return f" The reservation is released now and made anew on {_moment(reserving.placed_at(start), reader)}."


def costs_then(agreed: Agreed, start: datetime, reader: Reader) -> str:
    """What cancelling a session at `start` costs from now on under these terms, in one sentence."""
    parts = [
        f"{wording.money(period.fee, reader.locale) if period.fee else 'free'} until "
        + ("it begins" if period.until == start else _moment(period.until, reader))
        for period in agreed.periods(reader.now, until=start)
    ]
    kept = " The terms keep counting from the old time." if agreed.starts_at != start else ""
    return f"Cancelling then: {', after that '.join(parts)}.{kept}" if parts else ""


def proposal(choice: Choice, reader: Reader) -> ProposalSheet:
    """The proposal that waits, as the reader's side sees it; an empty one when there is none."""
    waiting = choice.proposal
    if waiting is None or waiting.answer_by is None:
        return ProposalSheet()
    mine, other = waiting.by == choice.role, choice.other_name
    by, old = _moment(waiting.answer_by, reader), _moment(choice.starts_at, reader)
    mine_text = f"{other} can answer until {by}. Until then the session stays on {old}."
    other_text = f"Please answer until {by}. Unless you accept, the session stays on {old}."
    return ProposalSheet(
        id=waiting.move_id,
        mine=mine,
        title="Waiting for an answer" if mine else f"{other} would like another time",
        text=f"{mine_text if mine else other_text} The times below are not kept free meanwhile.",
        note=waiting.note,
        times=[
            _time(choice, start, choice.agreed_at(start, waiting.by, waiting.created_at), reader)
            for start in waiting.times
        ],
    )


def moved(choice: Choice, start: datetime, reader: Reader) -> str:
    """What a move has done, in one sentence."""
    return f"Moved to {wording.moment(start, reader.zone, reader.locale)}. {choice.other_name} has been told."


def asked(choice: Choice) -> str:
    """What a proposal has done, in one sentence."""
    return f"Proposed. {choice.other_name} can now accept or decline; the session stays where it is until then."


def in_list(proposed_by: Actor | None, role: Actor, other: str) -> display.Pill:
    """What a list says of a proposal that waits."""
    if proposed_by is None:
        return display.Pill()
    return display.Pill("Your proposal waits", "info") if proposed_by is role else display.Pill(
        f"{other} asks for another time", "glow"
    )


def title(line: HistoryLine, page: BookingPage) -> str:
    """A line of history about a move, said to one of its sides; empty for other lines."""
    if line.move is None:
        return ""
    mine = line.actor == page.role
    who = "You" if mine else page.mentor_name if line.actor == Actor.MENTOR else page.mentee_name
    match line.event:
        case Event.MOVED if line.move.by == line.actor:
            return f"{who} moved the session"
        case Event.MOVED:
            return f"{who} accepted another time"
        case Event.MOVE_PROPOSED:
            return f"{who} proposed another time"
        case Event.MOVE_DECLINED:
            return f"{who} kept the agreed time"
        case Event.MOVE_WITHDRAWN:
            return f"{who} withdrew the proposal"
        case _:
            return ""


def detail(line: HistoryLine, reader: Reader) -> str:
    """From when to when the session was moved, or was to be; empty for lines that are about something else."""
    move = line.move
    if move is None:
        return ""
    if line.event == Event.MOVED and move.to_start is not None:
        return f"{_moment(move.from_start, reader)} → {_moment(move.to_start, reader)}"
    if line.event == Event.MOVE_PROPOSED:
        return f"{_moment(move.from_start, reader)} → {_either(move, reader)}"
    return f"It stayed on {_moment(move.from_start, reader)}"


def _either(move: Told, reader: Reader) -> str:
    return " or ".join(_moment(start, reader) for start in move.times)


def _moment(at: datetime, reader: Reader) -> str:
    return wording.moment(at, reader.zone, reader.locale)


def _there(choice: Choice, start: datetime, reader: Reader) -> str:
    zone = other_zone(choice)
    if wording.zone_offset(zone, start) == wording.zone_offset(reader.zone, start):
        return ""
    return there(start, choice.minutes, choice.other_name, zone, reader)


def _intro(choice: Choice, reader: Reader) -> str:
    if choice.alone:
        until = choice.agreed.periods(reader.now, until=choice.starts_at)[0].until
        limit = "it begins" if until == choice.starts_at else _moment(until, reader)
        return f"Until {limit} you can move it yourself. {choice.other_name} is told at once."
    most, other = policy.MOST_TIMES, choice.other_name
    if choice.role is Actor.MENTEE:
        return f"It is too late to move it yourself, but you can ask: propose up to {most} times to {other}."
    return f"Propose up to {most} times. {other} accepts one of them or keeps the agreed time."


def _money(choice: Choice, reader: Reader) -> str:
    price = wording.money(choice.agreed.total, reader.locale)
    return f"The price stays {price}. Nothing is charged for moving."


def _wall(at: datetime, reader: Reader) -> str:
    """The next quarter of an hour on the reader's wall, as a date and time control has it."""
    quarter = datetime.fromtimestamp(-(-at.timestamp() // QUARTER_SECONDS) * QUARTER_SECONDS, UTC)
    return quarter.astimezone(ZoneInfo(reader.zone)).strftime("%Y-%m-%dT%H:%M")


def other_zone(choice: Choice) -> str:
    """The zone (IANA) of the side that is not asking."""
    return choice.mentor_zone if choice.role is Actor.MENTEE else choice.mentee_zone
