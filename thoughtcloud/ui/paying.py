"""The clicks that reach as far as Stripe: each does its use case, then what the use case set off, at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from thoughtcloud.core.errors import unavailable
from thoughtcloud.core.policy import Cancellation
from thoughtcloud.core.states import Actor
from thoughtcloud.jobs import runner
from thoughtcloud.payments import checkout, renewal, sync
from thoughtcloud.payments.failures import Mismatch, StripeRefused, StripeUnavailable
from thoughtcloud.services import accounts, bookings
from thoughtcloud.services.accounts import Caller
from thoughtcloud.ui import backstage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a mentee wants to book; `zone` is the one in which they read times, `seen` what the review showed."""

    offer_id: str
    starts_at: datetime
    zone: str
    brief: str
    seen: bookings.Seen


async def reserve(caller: Caller | None, wish: Wish) -> str:
    """Hold the slot, open its payment page and return that page's address. Raises `SlotTaken` or a `Problem`."""
    stage = backstage.platform()
    left = await backstage.act(bookings.let_go, caller, offer_id=wish.offer_id, starts_at=wish.starts_at)
    for booking_id in left:
        await finish(booking_id)
    booking_id = await backstage.act(
        bookings.hold,
        caller,
        offer_id=wish.offer_id,
        starts_at=wish.starts_at,
        mentee_zone=wish.zone,
        brief=wish.brief,
        fee_percent=stage.settings.platform_fee_percent,
        release_after_hours=stage.settings.release_after_hours,
        sold_in=stage.settings.currencies,
        seen=wish.seen,
    )
    return await open_page(caller, booking_id)


async def open_page(caller: Caller | None, booking_id: str) -> str:
    """The address of the payment page of a held booking. Raises `Problem`."""
    stage = backstage.platform()
    address, person_id = stage.settings.public_url, accounts.signed_in(caller).person_id
    return await backstage.run(
        checkout.open_checkout, stage.db, stage.gateway, address, booking_id, person_id, stage.now()
    )


async def confirm(caller: Caller | None, booking_id: str, *, another_card: bool = False) -> str:
    """The address of the page on which the mentee puts a refused reservation right. Raises `Problem`."""
    stage = backstage.platform()
    address, person_id = stage.settings.public_url, accounts.signed_in(caller).person_id
    renew = partial(renewal.open_renewal, another_card=another_card)
    return await backstage.run(renew, stage.db, stage.gateway, address, booking_id, person_id, stage.now())


async def arrive(booking_id: str) -> None:
    """Ask Stripe where the payment stands, as the redirect itself proves nothing."""
    stage = backstage.platform()
    with stripe_may_be_away("We could not reach Stripe just now. Nothing is lost: this page will catch up."):
        await backstage.run(sync.sync_booking, stage.db, stage.gateway, booking_id, stage.now())


async def leave(caller: Caller | None, booking_id: str) -> None:
    """Give a held slot up: the payment page is closed first, then the slot is free."""
    await backstage.act(bookings.leave, caller, booking_id)
    await finish(booking_id)


async def cancel(
    caller: Caller | None, booking_id: str, role: Actor, *, seen_fee_minor: int = 0, reason: str = ""
) -> Cancellation:
    """Call a session off and let the money go back at once. Says what happens to it."""
    told = await backstage.act(
        bookings.cancel, caller, booking_id, role, seen_fee_minor=seen_fee_minor, reason=reason
    )
    await finish(booking_id)
    return told


async def waive_fee(caller: Caller | None, booking_id: str) -> Cancellation:
    """Let a mentee off the fee for having cancelled late, and give it back at once. Says what goes back."""
    told = await backstage.act(bookings.waive_fee, caller, booking_id)
    await finish(booking_id)
    return told


@contextmanager
def stripe_may_be_away(text: str) -> Iterator[None]:
    """Turn Stripe's silence, refusal or strange answer into a `Problem` that says `text`; the worker goes on."""
    try:
        yield
    except (StripeUnavailable, StripeRefused, Mismatch) as error:
        log.warning("stripe_did_not_help", extra={"problem": str(error)})
        raise unavailable("stripe_away", text) from error


async def finish(booking_id: str) -> None:
    """Carry out now what the booking's last change set off; what fails is left to the worker."""
    await backstage.run(runner.finish, backstage.platform(), booking_id)
