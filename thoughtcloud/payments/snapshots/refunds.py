"""Refunds, as Stripe shows them, and what looks like one but moved no money."""

from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.money import Money
from thoughtcloud.core.refunds import RefundState, Seen
from thoughtcloud.payments.orders import CALLED_OFF
from thoughtcloud.payments.snapshots.answers import Answer, instant, mark


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """One refund; `status` is pending, requires_action, succeeded, failed or canceled.

    `mark` is our own: which refund it was wanted as here, or `CALLED_OFF`; empty on one that we did not make.
    """

    id: str
    money: Money
    status: str
    made_at: datetime | None = None
    mark: str = ""
    failure: str = ""

    def seen(self) -> Seen:
        """The same for our rows; a state that Stripe has added since is one in which nothing is settled yet."""
        known = self.status in set(RefundState) - {RefundState.WANTED, RefundState.DROPPED}
        return Seen(
            self.id,
            self.money,
            RefundState(self.status) if known else RefundState.PENDING,
            made_at=self.made_at,
            wanted_id="" if self.mark == CALLED_OFF else self.mark,
            ours=bool(self.mark),
            failure=self.failure,
        )


def refund(answer: Answer) -> RefundSnapshot:
    """Read a `refund`."""
    return RefundSnapshot(
        id=answer["id"],
        money=Money(answer["amount"], answer["currency"]),
        status=answer.get("status") or "succeeded",
        made_at=instant(answer.get("created")),
        mark=mark(answer, "refund"),
        failure=answer.get("failure_reason") or "",
    )


def is_release(answer: Answer) -> bool:
    """Whether it only tells that a hold, or the rest of one after a part was captured, was let go: no money moved.

    Money that moved has a balance transaction (docs.stripe.com/api/refunds/object), and what is under way may yet.
    """
    settled = answer.get("status") == "succeeded"
    return settled and "balance_transaction" in answer and answer["balance_transaction"] is None
