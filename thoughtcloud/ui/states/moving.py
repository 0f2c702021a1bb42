"""Moving a session on the screens of both sides: choosing times, proposing them, and answering a proposal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from typing import Any

import reflex as rx

from thoughtcloud.core import policy
from thoughtcloud.core.errors import Problem, SlotTaken
from thoughtcloud.core.slots import nearest
from thoughtcloud.services import move_choice, moves
from thoughtcloud.services.move_choice import Choice
from thoughtcloud.ui import backstage, display, present
from thoughtcloud.ui.display import MoveSheet, MoveTime, ProposalSheet
from thoughtcloud.ui.states.booking import BookingState
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.session import SessionState
from thoughtcloud.ui.states.viewer import caller_of, path_part, reader_of
from thoughtcloud.ui.states.watched import Watched
from thoughtcloud.ui.states.wishes import instant, text, wall_time
from thoughtcloud.ui.wording import Reader


class MovingState(Watched, rx.State):
    """A session that may be moved, the times that were chosen, and the proposal that waits, if one does."""

    problem: str = ""
    busy: bool = False
    sheet: MoveSheet = MoveSheet()
    proposal: ProposalSheet = ProposalSheet()
    next_free: str = ""
    month: display.Month = display.Month()
    day: str = ""
    day_text: str = ""
    times: rx.Field[list[display.SlotGroup]] = rx.field(default_factory=list)
    drawn_days: int = 0
    drawn_times: int = 0
    chosen: MoveTime = MoveTime()
    wished: rx.Field[list[MoveTime]] = rx.field(default_factory=list)
    note: str = ""
    refusal: str = ""
    others: rx.Field[list[display.SlotDay]] = rx.field(default_factory=list)
    wall_problem: str = ""
    _seen: int = -1

    @handler
    async def load(self) -> Any:
        """Read the session that the address names; nothing is chosen yet."""
        self.loaded, self.busy, self.problem, self.refusal, self.wall_problem = False, False, "", "", ""
        self.chosen, self.wished, self.others, self.note, self.day = MoveTime(), [], [], "", ""
        choice = await self._choice()
        # Only where times are chosen; beside a proposal it is enough to ask now and then.
        await self._begin_watch(choice.mentor_id if choice and self._is_choosing() else "")
        await self._look_again()
        return MovingState.watch if self._watched else None

    @handler
    async def choose_day(self, day: str) -> None:
        """Show the free times of another day."""
        if any(one.key == day and one.free for one in self.month.days):
            self.day, self.chosen, self.refusal = day, MoveTime(), ""
            self.drawn_times += 1
            await self._look_again()

    @handler
    async def turn_month(self, by: int) -> None:
        """Show the month before (-1) or after (1); what is chosen stays chosen."""
        choice, reader = await self._choice(), await reader_of(self)
        if choice is None:
            return
        free = present.moves.free(choice.starts, reader)
        month = present.month.turn(free, self.month.key, by, reader)
        if month != self.month.key:
            self.drawn_days += 1
            self.month = present.month.sheet(free, month, (reader.zone, present.moves.other_zone(choice)), reader)

    @handler
    async def choose_start(self, start: str) -> None:
        """Look closer at a time: what it is on both clocks, and what cancelling costs then."""
        await self._choose(instant(start))

    @handler
    async def take_other(self, start: str) -> None:
        """Take one of the nearest free times instead of the one that was refused."""
        self.drawn_times += 1
        await self._choose(instant(start))

    @handler
    async def choose_next_free(self) -> None:
        """Take the first free time of all."""
        choice = await self._choice()
        self.drawn_times += 1
        await self._choose(choice.starts[0] if choice and choice.starts else None)

    @handler
    async def add(self) -> None:
        """Put the chosen time on the list of those to be proposed."""
        await self._add(instant(self.chosen.start))
        self.chosen = MoveTime()
        self.drawn_times += 1

    @handler
    async def add_wall_time(self, form: dict[str, Any]) -> None:
        """Put a time of the mentor's own on the list, as it was typed on the reader's clock."""
        typed = form.get("when") if isinstance(form, dict) else None
        start, self.wall_problem = wall_time(typed, (await reader_of(self)).zone)
        if start is not None:
            await self._add(start)

    @handler
    def drop(self, start: str) -> None:
        """Take a time off the list."""
        self.wished = [one for one in self.wished if one.start != start]

    @handler
    def write_note(self, note: str) -> None:
        """Keep the word that goes with the proposal."""
        self.note = text(note, 300)

    @handler
    async def move(self) -> AsyncIterator[Any]:
        """Move the session to the chosen time."""
        async for event in self._do(moves.move, instant(self.chosen.start), seen=self._seen):
            yield event

    @handler
    async def propose(self) -> AsyncIterator[Any]:
        """Propose the listed times."""
        times = [at for at in (instant(one.start) for one in self.wished) if at is not None]
        async for event in self._do(moves.propose, None, times=times, note=self.note, seen=self._seen):
            yield event

    @handler
    async def accept(self, start: str) -> AsyncIterator[Any]:
        """Take one of the proposed times."""
        async for event in self._do(moves.accept, instant(start), move_id=self.proposal.id):
            yield event

    @handler
    async def decline(self) -> AsyncIterator[Any]:
        """Keep the agreed time."""
        async for event in self._do(moves.decline, None, move_id=self.proposal.id):
            yield event

    @handler
    async def withdraw(self) -> AsyncIterator[Any]:
        """Take one's own proposal back."""
        async for event in self._do(moves.withdraw, None, move_id=self.proposal.id):
            yield event

    async def _do(self, usecase: Callable[..., Any], to: datetime | None, **named: Any) -> AsyncIterator[Any]:
        if self.busy:
            return
        self.busy, self.refusal, self.others = True, "", []
        yield
        caller, reader = await caller_of(self), await reader_of(self)
        wish = {**named, "to": to} if usecase in (moves.move, moves.accept) else named
        try:
            choice = await backstage.ask(move_choice.of, caller, self._reference())
            await backstage.act(usecase, caller, self._reference(), **wish)
            told = _told(usecase, choice, to, reader)
        except SlotTaken as gone:
            self.refusal, self.others = gone.text, present.times.nearest_days(gone.nearest, reader)
        except Problem as problem:
            self.refusal = problem.text
        else:
            self.wished, self.note, self.chosen = [], "", MoveTime()
            yield say(told)
            if self._is_choosing():
                yield rx.redirect(present.moves.back(choice))
            else:
                yield [BookingState.refresh, SessionState.refresh]
        finally:
            self.busy = False
            await self._look_again()

    async def _choose(self, start: datetime | None) -> None:
        choice = await self._choice()
        self.refusal, self.others, self.chosen = "", [], MoveTime()
        if choice is not None and start is not None and start in choice.starts:
            self.chosen = present.moves.wish(choice, start, await reader_of(self))
            await self._show(choice)

    async def _add(self, start: datetime | None) -> None:
        choice = await self._choice()
        if choice is None or start is None or any(one.start == start.isoformat() for one in self.wished):
            return
        if len(self.wished) >= policy.MOST_TIMES:
            self.refusal = f"You can propose {policy.MOST_TIMES} times. Take one off the list first."
            return
        shown = present.moves.wish(choice, start, await reader_of(self))
        self.wished = sorted([*self.wished, shown], key=lambda one: one.start)

    async def _look_again(self) -> None:
        """What is free and what was answered; a time that was chosen stays if it is still there."""
        choice = await self._choice()
        if choice is None:
            return
        self._let_go(choice, await reader_of(self))
        await self._show(choice)
        self.loaded = True

    def _let_go(self, choice: Choice, reader: Reader) -> None:
        """Take back what was chosen, or was to be asked for, and has been taken by others meanwhile."""
        chosen, lost = instant(self.chosen.start), present.moves.lost(choice, self.wished)
        if chosen is not None and chosen not in choice.starts:
            self.chosen, lost = MoveTime(), [*lost, chosen]
        self.wished = [one for one in self.wished if instant(one.start) not in lost]
        if lost and not self.refusal:
            self.refusal = present.times.gone(lost[-1], reader)
            self.others = present.times.nearest_days(nearest(choice.starts, lost[-1]), reader)

    def _is_choosing(self) -> bool:
        """Whether this is the page of the times, and not the session's own with the proposal on it."""
        return path_part(self, 2) == "move"

    async def _show(self, choice: Choice) -> None:
        reader = await reader_of(self)
        self._seen = choice.seen
        self.sheet, self.proposal = present.moves.sheet(choice, reader), present.moves.proposal(choice, reader)
        free = present.moves.free(choice.starts, reader)
        self._turn_to(present.times.day_to_show(free, self.day, instant(self.chosen.start), reader))
        starts = free[date.fromisoformat(self.day)] if self.day else ()
        self.next_free = present.times.next_free(free, reader)
        month = present.month.month_to_show(free, self.month.key, self.day, reader)
        self.month = present.month.sheet(free, month, (reader.zone, present.moves.other_zone(choice)), reader)
        self.day_text = present.times.day_line(date.fromisoformat(self.day), len(starts), reader) if starts else ""
        self.times = present.times.groups(starts, reader, present.moves.other_zone(choice))

    def _turn_to(self, day: str) -> None:
        """Show this day, and its month, if another one was shown."""
        if self.day != day:
            self.day, self.month = day, display.Month()
            self.drawn_days += 1
            self.drawn_times += 1

    async def _choice(self) -> Choice | None:
        caller = await caller_of(self)
        if caller is None:
            return None
        try:
            return await backstage.ask(move_choice.of, caller, self._reference())
        except Problem as problem:
            self.problem = problem.text
            return None

    def _reference(self) -> str:
        return path_part(self, 2 if path_part(self, 0) == "mentor" else 1)


def _told(usecase: Callable[..., Any], choice: Choice, to: datetime | None, reader: Reader) -> str:
    """What is said after a click that did what it should."""
    if to is not None and usecase in (moves.move, moves.accept):
        return present.moves.moved(choice, to, reader)
    return {
        moves.propose: present.moves.asked(choice),
        moves.decline: f"The session stays where it is. {choice.other_name} has been told.",
    }.get(usecase, "Taken back. The session stays where it is.")
