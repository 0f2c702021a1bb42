"""Carries out the calls that events set off: close a page, capture, give back, transfer, reverse, look at a share.

Every executor looks at our rows first and does nothing when they no longer ask for the call. A late or repeated
try reads Stripe before it writes, because Stripe keeps idempotency keys for 24 hours only. What a call answers is
never recorded from the answer: `sync_booking` reads Stripe anew, and so "already done" is no error.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from thoughtcloud.core.states import Effect
from thoughtcloud.payments import answering, retries, saved_cards
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.settle.capturing import capture, secure
from thoughtcloud.payments.settle.closing import close_checkout
from thoughtcloud.payments.settle.returning import return_money
from thoughtcloud.payments.settle.sharing import read_share, reverse_transfer, transfer
from thoughtcloud.payments.work import Work
from thoughtcloud.store.effects import Lease
from thoughtcloud.store.unit import Database

# An effect older than this is read at Stripe before it is carried out, even at its first try.
FRESH = timedelta(hours=1)


def carry_out(db: Database, gateway: Gateway, lease: Lease, clock: Callable[[], datetime]) -> None:
    """Do what the leased effect asks for, if our record still does, and record what Stripe then says.

    Raises StripeUnavailable, StripeRefused and NotYet; then the effect is to be tried again later. LeaseLost:
    somebody else does it.
    """
    work = Work.leased(db, gateway, lease, clock)
    if lease.attempt > 1 or work.now - lease.put_down_at > FRESH:
        work.sync()
    _EXECUTORS[lease.kind](work)


_EXECUTORS: dict[Effect, Callable[[Work], None]] = {
    Effect.CLOSE_CHECKOUT: close_checkout,
    Effect.PLACE_HOLD: saved_cards.place_hold,
    Effect.RETRY_HOLD: retries.retry_hold,
    Effect.RELEASE_HOLD: saved_cards.release_hold,
    Effect.GIVE_UP: saved_cards.give_up,
    Effect.CHARGE_FEE: saved_cards.charge_fee,
    Effect.CAPTURE: capture,
    Effect.SECURE: secure,
    Effect.RETURN_MONEY: return_money,
    Effect.TRANSFER: transfer,
    Effect.REVERSE_TRANSFER: reverse_transfer,
    Effect.READ_SHARE: read_share,
    Effect.SUBMIT_EVIDENCE: answering.submit_evidence,
    Effect.ACCEPT_DISPUTE: answering.accept,
}
