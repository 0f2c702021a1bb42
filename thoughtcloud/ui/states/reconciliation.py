"""How Stripe and our book compare, for the people who run the marketplace."""

from __future__ import annotations

from typing import Any

import reflex as rx

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import reconciling
from thoughtcloud.store.views import reconciliation
from thoughtcloud.store.views.paging import Page
from thoughtcloud.store.views.reconciliation import FindingSeen
from thoughtcloud.ui import backstage, present
from thoughtcloud.ui.display import FindingLine, RunLine, SumsLine
from thoughtcloud.ui.pen import Pen, pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_only import OperatorList
from thoughtcloud.ui.states.viewer import caller_of

TABS = ("open", "explained", "healed")


class ReconciliationState(OperatorList, rx.State):
    """The last comparison, its sums and its findings."""

    headline: str = ""
    tone: str = "info"
    running: bool = False
    sums: list[SumsLine] = []
    runs: list[RunLine] = []
    tab: str = "open"
    findings: list[FindingLine] = []
    explaining: int = 0
    note_problem: str = ""

    @handler
    async def load(self) -> None:
        """The report, and what is open."""
        self.tab, self.explaining, self.note_problem = "open", 0, ""
        await self._look()

    @handler
    async def choose(self, tab: str) -> None:
        """Findings in another state."""
        if isinstance(tab, str) and tab in TABS:
            self.tab = tab
            await self._look()

    @handler
    async def compare(self) -> Any:
        """Compare now what is not final and what moved."""
        return await self._ask(whole=False)

    @handler
    async def compare_everything(self) -> Any:
        """Compare now everything from the beginning."""
        return await self._ask(whole=True)

    @handler
    async def ask_explain(self, finding_id: int) -> None:
        """Open the field in which a finding is explained."""
        self.explaining = finding_id if type(finding_id) is int else 0
        self.note_problem = ""

    @handler
    async def close_explain(self) -> None:
        """Leave it open."""
        self.explaining, self.note_problem = 0, ""

    @handler
    async def explain(self, typed: dict[str, Any]) -> Any:
        """Say what the finding was."""
        note = typed.get("note") if isinstance(typed, dict) else None
        try:
            await backstage.act(reconciling.explain, await caller_of(self), self.explaining, note)
        except Problem as problem:
            if problem.field == "note":
                self.note_problem = problem.text
                return None
            return say(problem.text, "bad")
        self.explaining, self.note_problem = 0, ""
        await self._look()
        return say("Noted. It counts as explained as long as the sum stays the same.")

    async def _ask(self, *, whole: bool) -> Any:
        try:
            await backstage.act(reconciling.ask_for_run, await caller_of(self), whole=whole)
        except Problem as problem:
            return say(problem.text, "bad")
        await self._look()
        return say("The comparison begins in a moment; this page shows it when it is done.", "info")

    async def _read_beside(self) -> None:
        report = await backstage.ask(reconciliation.report, await caller_of(self))
        still_open = await backstage.ask(reconciliation.findings, await caller_of(self), "open", limit=1)
        pen = await pen_of(self)
        self.headline, self.tone = present.reconciliation.headline(report, bool(still_open.rows), pen)
        self.sums = [present.reconciliation.sums(each, pen) for each in report.sums]
        self.runs = [present.reconciliation.run(each, pen) for each in report.runs]
        self.running = report.is_running

    async def _page(self, after: str | None) -> Page[FindingSeen]:
        return await backstage.ask(reconciliation.findings, await caller_of(self), self.tab, after=after)

    def _clear(self) -> None:
        self.findings = []

    def _add(self, rows: tuple[FindingSeen, ...], pen: Pen) -> None:
        self.findings = [*self.findings, *(present.reconciliation.finding(row, pen) for row in rows)]
