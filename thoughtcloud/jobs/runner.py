"""Carries out the effects that events put down: at once after a click, and by any worker after a crash.

An effect is leased, carried out and acknowledged under the lease's token. Trouble is no exception here: what fails
waits for longer and longer and is buried, with its cause, when it has failed too often.
"""

import logging
import time
import traceback
from datetime import timedelta

from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments import settle
from thoughtcloud.payments.failures import LeaseLost, StripeRefused, StripeUnavailable
from thoughtcloud.payments.patience import wait_before
from thoughtcloud.payments.work import NotYet
from thoughtcloud.store import effects
from thoughtcloud.store.effects import MOST_ATTEMPTS, Lease

log = logging.getLogger(__name__)

# How long a click waits for a rival, and how often it looks, in seconds; Stripe mostly answers within two.
RIVAL_PATIENCE = 5.0
RIVAL_LOOK = 0.05


def finish(platform: Platform, booking_id: str) -> None:
    """Carry out what is due for one booking, now; never raises for trouble at Stripe, a worker goes on later.

    What another runner has taken a moment earlier is waited for, so that whoever clicked sees how it ended.
    """
    patience_ends = time.monotonic() + RIVAL_PATIENCE
    while True:
        lease = _next(platform, booking_id)
        if lease is not None:
            _carry_out(platform, lease)
        elif _is_active(platform, booking_id) and time.monotonic() < patience_ends:
            time.sleep(RIVAL_LOOK)
        else:
            return


def run_due(platform: Platform, limit: int = 50) -> int:
    """Carry out at most `limit` due effects of any booking; how many there were."""
    for done in range(limit):
        lease = _next(platform, None)
        if lease is None:
            return done
        _carry_out(platform, lease)
    return limit


def _next(platform: Platform, booking_id: str | None) -> Lease | None:
    with platform.db.unit_of_work() as session:
        return effects.lease(session, now=platform.now(), booking_id=booking_id)


def _is_active(platform: Platform, booking_id: str) -> bool:
    # A rival may put the next effect down between our look at the clock and our look at the rows.
    now = platform.now() + timedelta(seconds=1)
    with platform.db.reading() as session:
        return effects.is_active(session, booking_id, now=now)


def _carry_out(platform: Platform, lease: Lease) -> None:
    if lease.attempt > MOST_ATTEMPTS:
        # The last lease ended without an answer: this effect takes its runner down, or something always does.
        _failed(platform, lease, "the runner did not come back from the last attempt")
        return
    try:
        settle.carry_out(platform.db, platform.gateway, lease, platform.now)
    except LeaseLost as late:
        log.warning("effect_overtaken %s", late)
    except NotYet as wait:
        at, because = wait.at, wait.because
        platform.db.insist(lambda session: effects.wait_until(session, lease, not_before=at, because=because))
    except (StripeUnavailable, StripeRefused) as failure:
        _failed(platform, lease, f"{type(failure).__name__}: {failure}")
    except Exception:
        log.exception("effect_broken booking=%s kind=%s", lease.booking_id, lease.kind)
        _failed(platform, lease, traceback.format_exc())
    else:
        platform.db.insist(lambda session: effects.acknowledge(session, lease, now=platform.now()))


def _failed(platform: Platform, lease: Lease, problem: str) -> None:
    now = platform.now()
    bury = lease.attempt >= MOST_ATTEMPTS
    log.warning(
        "effect_%s booking=%s kind=%s attempt=%d: %s",
        "buried" if bury else "failed", lease.booking_id, lease.kind, lease.attempt, problem.splitlines()[-1],
    )  # fmt: skip
    if bury:
        platform.db.insist(lambda session: effects.bury(session, lease, now=now, problem=problem))
    else:
        later = now + wait_before(lease.attempt)
        platform.db.insist(lambda session: effects.retry_later(session, lease, not_before=later, problem=problem))
