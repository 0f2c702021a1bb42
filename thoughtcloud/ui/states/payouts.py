"""A mentor's way to being paid: their account at Stripe, begun, continued, and always read from Stripe itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx
from sqlmodel import Session

from thoughtcloud.core.errors import Problem, forbidden
from thoughtcloud.payments import connect
from thoughtcloud.services import balances
from thoughtcloud.services.accounts import Caller, signed_in
from thoughtcloud.store.views import desk
from thoughtcloud.store.views.desk import PayoutSetup
from thoughtcloud.store.views.payouts import PayoutRow
from thoughtcloud.ui import backstage, paying, present
from thoughtcloud.ui.display import PayoutLine, Stop
from thoughtcloud.ui.pen import pen_of
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.viewer import caller_of

TROUBLE = "Stripe cannot be reached just now. What you see is what it told us last; please try again in a moment."


class PayoutsState(rx.State):
    """How far the account is, and what Stripe still wants."""

    ready: bool = False
    problem: str = ""
    trouble: str = ""
    asking: bool = False
    begun: bool = False
    done: bool = False
    headline: str = ""
    says: str = ""
    steps: list[Stop] = []
    requirements: list[str] = []
    failed: list[PayoutLine] = []

    @handler
    async def load(self) -> None:
        """What we know, then what Stripe says now."""
        await self._look()
        if self.begun:
            await self._ask_stripe()

    @handler
    async def refresh(self) -> None:
        """What Stripe says now."""
        await self._ask_stripe()

    @handler
    async def return_from_stripe(self) -> Any:
        """Back from Stripe's pages: that alone proves nothing, so Stripe is asked."""
        await self._ask_stripe()
        return say("Your payouts are set up.") if self.done else None

    @handler
    async def begin(self) -> Any:
        """Go to Stripe's own pages, to begin or to go on."""
        stage = backstage.platform()
        try:
            caller, mentor_id = await self._mentor()
            url = await backstage.run(
                connect.onboarding_url,
                stage.db,
                stage.gateway,
                stage.settings.public_url,
                mentor_id,
                caller.person_id,
                stage.now(),
            )
        except Problem as problem:
            return say(problem.text, "bad")
        return rx.redirect(url)

    @handler
    async def open_dashboard(self) -> Any:
        """Go to the mentor's own dashboard at Stripe."""
        stage = backstage.platform()
        try:
            caller, mentor_id = await self._mentor()
            url = await backstage.run(connect.dashboard_url, stage.db, stage.gateway, mentor_id, caller.person_id)
        except Problem as problem:
            return say(problem.text, "bad")
        return rx.redirect(url)

    async def _ask_stripe(self) -> None:
        """Read the account and the payouts at Stripe; shares that waited go out at once."""
        stage = backstage.platform()
        self.trouble = ""
        try:
            _, mentor_id = await self._mentor()
            with paying.stripe_may_be_away(TROUBLE):
                released = await backstage.run(
                    connect.sync_account, stage.db, stage.gateway, mentor_id, stage.now()
                )
            for booking_id in released:
                await paying.finish(booking_id)
        except Problem as problem:
            self.trouble = problem.text
        await self._look()

    async def _look(self) -> None:
        try:
            setup, failed = await backstage.ask(_look, await caller_of(self))
        except Problem as problem:
            self.problem = problem.text
            return
        self._show(setup)
        pen = await pen_of(self)
        self.failed = [present.payouts.payout(payout, pen) for payout in failed]
        if self.failed:
            self.headline, self.says = present.payouts.ON_HOLD

    def _show(self, setup: PayoutSetup) -> None:
        self.begun, self.done = setup.begun, setup.ready and setup.payouts_enabled
        self.headline, self.says = present.desk.setup(setup)
        self.steps = present.desk.setup_steps(setup)
        self.requirements = present.desk.requirements(setup.requirements)
        self.ready, self.problem = True, ""

    async def _mentor(self) -> tuple[Caller, str]:
        caller = signed_in(await caller_of(self))
        if caller.mentor_id is None:
            raise forbidden("Create your mentor page first.")
        return caller, caller.mentor_id


def _look(
    session: Session, caller: Caller | None, *, now: datetime
) -> tuple[PayoutSetup, tuple[PayoutRow, ...]]:
    """How far the account is, and the payouts that failed, in one reading."""
    return desk.setup(session, caller, now=now), balances.failed_payouts(session, caller, now=now)
