"""The list of mentors and its filters."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.core.money import Money, from_major
from thoughtcloud.store.views import mentor_list
from thoughtcloud.store.views.mentor_list import MentorCard
from thoughtcloud.store.views.paging import Page
from thoughtcloud.ui import backstage, display, present_mentors
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.viewer import query, reader_of
from thoughtcloud.ui.states.wishes import text, whole_number

ANY_TOPIC = display.Choice("", "Any topic")
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
    filter_key: str = "0"
    topics: rx.Field[list[display.Choice]] = rx.field(default_factory=lambda: [ANY_TOPIC])
    currencies: rx.Field[list[display.Choice]] = rx.field(default_factory=lambda: [ANY_CURRENCY])
    mentors: rx.Field[list[display.MentorCard]] = rx.field(default_factory=list)
    has_more: bool = False
    _after: str | None = None

    @handler
    async def load(self) -> None:
        """Read the filters' entries and the first mentors; words and topic may come with the address."""
        drawn = self.words, self.price
        self.words, self.topic = text(query(self, "q"), 80), text(query(self, "topic"), 60)
        self.currency = self.price = ""
        topics = await backstage.ask(mentor_list.topics)
        currencies = await backstage.ask(mentor_list.currencies)
        self.topics = [ANY_TOPIC, *(display.Choice(topic, topic) for topic in topics)]
        self.currencies = [ANY_CURRENCY, *(display.Choice(code, code.upper()) for code in currencies)]
        # Somebody may be typing already: fields that stand as they should are left alone.
        if drawn != (self.words, self.price):
            self._fresh_fields()
        await self._find()

    @handler
    async def search(self, words: str) -> None:
        """Look for `words`."""
        self.words = text(words, 80)
        await self._find()

    @handler
    async def apply(self, form: dict[str, Any]) -> None:
        """Look for what the form says; for those who press Enter."""
        if isinstance(form, dict):
            self.words = text(form.get("q"), 80)
        await self._find()

    @handler
    async def choose_topic(self, topic: str) -> None:
        """Only mentors of `topic`; all when empty."""
        self.topic = text(topic, 60)
        await self._find()

    @handler
    async def choose_currency(self, currency: str) -> None:
        """Only prices in `currency`; all when empty."""
        self.currency = text(currency, 3)
        self.price = self.price if self.currency else ""
        await self._find()

    @handler
    async def limit_price(self, price: str) -> None:
        """Only sessions for at most `price` whole units of the chosen currency."""
        self.price = text(price, 9)
        await self._find()

    @handler
    async def clear(self) -> None:
        """Look for anybody again."""
        self.words = self.topic = self.currency = self.price = ""
        self._fresh_fields()
        await self._find()

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

    async def _find(self) -> None:
        self.problem = ""
        try:
            await self._take(await self._ask(None), already=[])
        except Problem as problem:
            self.problem = problem.text
        self.loaded = True

    async def _ask(self, after: str | None) -> Page[MentorCard]:
        return await backstage.ask(
            mentor_list.cards,
            search=self.words,
            topic=self.topic,
            currency=self.currency,
            at_most=self._most(),
            after=after,
            limit=12,
        )

    async def _take(self, page: Page[MentorCard], already: list[display.MentorCard]) -> None:
        reader = await reader_of(self)
        self.mentors = [*already, *(present_mentors.card(row, reader) for row in page.rows)]
        self._after, self.has_more = page.after, page.after is not None
        shown = len(self.mentors)
        self.summary = present_mentors.found(shown, self.has_more)

    def _most(self) -> Money | None:
        most = whole_number(self.price)
        return from_major(most, self.currency) if most is not None and self.currency else None

    def _fresh_fields(self) -> None:
        # Fields that are typed into keep their own text; a new key draws them anew with ours.
        self.filter_key = str(int(self.filter_key) + 1)
