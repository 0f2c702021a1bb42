"""The list of mentors and its filters."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money, from_major
from thoughtcloud.core.policy import Reach
from thoughtcloud.core.when import When, between, spans
from thoughtcloud.store.views import mentor_list
from thoughtcloud.store.views.mentor_list import MentorCard
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, display, present, routes
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import query, reader_of
from thoughtcloud.ui.states.wishes import instant, text, wall_time, whole_number

ANY_TOPIC = display.Choice("", "Any topic")
BETWEEN = "between"
WHENS = {*When, BETWEEN}
# So many pages are asked for one click, when nobody on them is free.
MOST_PAGES = 10
ANY_CURRENCY = display.Choice("", "Any currency")


class MentorsState(rx.State):
    """What is looked for, and the mentors found so far."""

    loaded: bool = False
    busy: bool = False
    problem: str = ""
    summary: str = ""
    words: str = ""
    topic: str = ""
    currency: str = ""
    price: str = ""
    when: str = ""
    since: str = ""
    until: str = ""
    when_problem: str = ""
    filter_key: str = "0"
    topics: rx.Field[list[display.Choice]] = rx.field(default_factory=lambda: [ANY_TOPIC])
    currencies: rx.Field[list[display.Choice]] = rx.field(default_factory=lambda: [ANY_CURRENCY])
    mentors: rx.Field[list[display.MentorCard]] = rx.field(default_factory=list)
    has_more: bool = False
    _after: str | None = None
    _strange: str = ""
    _free: tuple[Reach, ...] = ()
    _typed: tuple[datetime, ...] = ()

    @handler
    async def load(self) -> None:
        """Read the filters' entries and the first mentors; what is looked for may come with the address."""
        drawn = self.words, self.price, self.since, self.until
        self.words, self.topic = text(query(self, "q"), 80), text(query(self, "topic"), 60)
        self.currency = text(query(self, "currency"), 3)
        self.price = text(query(self, "price"), 9) if self.currency else ""
        await self._read_when()
        topics = await backstage.ask(mentor_list.topics)
        currencies = await backstage.ask(mentor_list.currencies)
        self.topics = [ANY_TOPIC, *(display.Choice(topic, topic) for topic in topics)]
        self.currencies = [ANY_CURRENCY, *(display.Choice(code, code.upper()) for code in currencies)]
        # Somebody may be typing already: fields that stand as they should are left alone.
        if drawn != (self.words, self.price, self.since, self.until):
            self._fresh_fields()
        await self._find()

    @handler
    async def search(self, words: str) -> Any:
        """Look for `words`."""
        self.words = text(words, 80)
        return await self._look()

    @handler
    async def apply(self, form: dict[str, Any]) -> Any:
        """Look for what the form says; for those who press Enter."""
        if isinstance(form, dict):
            self.words = text(form.get("q"), 80)
        return await self._look()

    @handler
    async def choose_topic(self, topic: str) -> Any:
        """Only mentors of `topic`; all when empty."""
        self.topic = text(topic, 60)
        return await self._look()

    @handler
    async def choose_currency(self, currency: str) -> Any:
        """Only prices in `currency`; all when empty."""
        self.currency = text(currency, 3)
        self.price = self.price if self.currency else ""
        return await self._look()

    @handler
    async def limit_price(self, price: str) -> Any:
        """Only sessions for at most `price` whole units of the chosen currency."""
        self.price = text(price, 9)
        return await self._look()

    @handler
    async def choose_when(self, when: str) -> Any:
        """Only mentors who are free then: one of `When`, `between` two times that are given next, or empty."""
        self.when = text(when, 20) if text(when, 20) in WHENS else ""
        if self.when != BETWEEN:
            self.since = self.until = ""
        return await self._look()

    @handler
    async def start_from(self, since: str) -> Any:
        """Only mentors who are free after this time on the reader's clock (2026-12-03T14:00)."""
        self.since = text(since, 20)
        return await self._look()

    @handler
    async def end_by(self, until: str) -> Any:
        """Only mentors who are free before this time on the reader's clock."""
        self.until = text(until, 20)
        return await self._look()

    @handler
    async def change_zone(self) -> Any:
        """Look for the same in another zone: today is another day there, and typed times mean others."""
        return await self._look()

    @handler
    async def clear(self) -> Any:
        """Look for anybody again."""
        self.words = self.topic = self.currency = self.price = self.when = self.since = self.until = ""
        self._fresh_fields()
        return await self._look()

    @handler
    async def show_more(self) -> Any:
        """Read on where the list ended."""
        if self._after is None:
            return
        self.busy = True
        yield
        try:
            await self._take(await self._ask(self._after), already=list(self.mentors))
        except Problem as problem:
            self.problem = problem.text
        self.busy = False

    async def _look(self) -> Any:
        """Find anew, and write what is looked for into the address, so that it can be shared and come back to."""
        await self._find()
        return rx.call_script(f"history.replaceState(history.state, '', {json.dumps(await self._address())})")

    async def _address(self) -> str:
        spelled = {"q": self.words, "topic": self.topic, "currency": self.currency, "price": self.price}
        spelled["when"] = self.when if self.when != BETWEEN else ""
        if self._typed:
            # Instants, so that they are the same ones for whoever opens the address in another zone.
            spelled["from"], spelled["to"] = (_spelled(at) for at in self._typed)
        said = {name: value for name, value in spelled.items() if value}
        return routes.MENTORS + (f"?{urlencode(said)}" if said else "")

    async def _read_when(self) -> None:
        """What the address says of the time; something else than we would have written is told and left out."""
        self.when_problem = ""
        when, since, until = query(self, "when"), instant(query(self, "from")), instant(query(self, "to"))
        self.when = when if when in WHENS and when != BETWEEN else ""
        self.since = self.until = self._strange = ""
        if query(self, "from") or query(self, "to"):
            self.when = BETWEEN
            if since is None or until is None:
                self._strange = "The address does not say from when to when. Please choose the times here."
            else:
                zone = (await reader_of(self)).zone
                self.since, self.until = (_on_the_wall(at, zone) for at in (since, until))
        elif when and not self.when:
            self._strange = "The address asks for a time that we do not know. Please choose one here."

    async def _spans(self) -> tuple[Reach, ...]:
        """The spans looked for, none for any time; sets why not when what is chosen makes no sense."""
        reader = await reader_of(self)
        self.when_problem, self._strange, self._typed = self._strange, "", ()
        if self.when != BETWEEN:
            return spans(When(self.when), reader.zone, reader.now) if self.when else ()
        if not self.since or not self.until:
            return ()
        found = [wall_time(typed, reader.zone) for typed in (self.since, self.until)]
        (first, why), (last, why_not) = found
        if first is None or last is None:
            self.when_problem = why or why_not
            return ()
        try:
            looked_for = between(first, last, reader.now)
        except Problem as problem:
            self.when_problem = problem.text
            return ()
        self._typed = (first, last)
        return looked_for

    async def _find(self) -> None:
        self.problem = ""
        try:
            self._free = await self._spans()
            await self._take(await self._ask(None), already=[])
        except Problem as problem:
            self.problem = problem.text
        self.loaded = True

    async def _ask(self, after: str | None) -> Page[MentorCard]:
        for _ in range(MOST_PAGES):
            page = await backstage.ask(
                mentor_list.cards,
                search=self.words,
                topic=self.topic,
                currency=self.currency,
                at_most=self._most(),
                free=self._free,
                after=after,
                limit=12,
            )
            # A page that found nobody is not shown while there are others to be asked.
            if page.rows or page.after is None:
                break
            after = page.after
        return page

    async def _take(self, page: Page[MentorCard], already: list[display.MentorCard]) -> None:
        reader = await reader_of(self)
        cards = (present.mentors.card(row, reader, is_match=bool(self._free)) for row in page.rows)
        self.mentors = [*already, *cards]
        self._after, self.has_more = page.after, page.after is not None
        shown = len(self.mentors)
        self.summary = present.mentors.found(shown, self.has_more)

    def _most(self) -> Money | None:
        most = whole_number(self.price)
        return from_major(most, self.currency) if most is not None and self.currency else None

    def _fresh_fields(self) -> None:
        # Fields that are typed into keep their own text; a new key draws them anew with ours.
        self.filter_key = str(int(self.filter_key) + 1)


def _spelled(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _on_the_wall(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
