"""How a state lets an operator try a call to Stripe again that was given up."""

from __future__ import annotations

from typing import Any

from thoughtcloud.core.errors import Problem
from thoughtcloud.services import operations
from thoughtcloud.ui import backstage, paying
from thoughtcloud.ui.states.events import handler
from thoughtcloud.ui.states.notice import say
from thoughtcloud.ui.states.operator_only import OperatorOnly
from thoughtcloud.ui.states.viewer import caller_of


class RetriesCalls(OperatorOnly, mixin=True):
    """What shows calls to Stripe that were given up."""

    @handler
    async def retry(self, effect_id: int) -> Any:
        """Let a call to Stripe that was given up try again, at once."""
        try:
            booking_id = await backstage.act(operations.retry_effect, await caller_of(self), effect_id)
        except Problem as problem:
            return say(problem.text, "bad")
        await paying.finish(booking_id)
        await self._look()
        return say("Tried again. What still fails is listed with its cause.", "info")
