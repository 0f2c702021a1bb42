"""Mentors' accounts at Stripe: created once, and read again whenever something may have changed.

Whoever waits for an account (a share that is due) is released in the same transaction that records it as ready.
"""

import logging
from datetime import datetime

from sqlmodel import Session, col, select

from thoughtcloud.core.errors import conflict, not_found, unavailable
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.payouts import Schedule
from thoughtcloud.core.states import Actor, Event, ShareState
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.payments.orders import AccountOrder
from thoughtcloud.payments.snapshots import AccountSnapshot
from thoughtcloud.store.advance import advance
from thoughtcloud.store.tables import Booking, Mentor, Payment, Person
from thoughtcloud.store.unit import Database

log = logging.getLogger(__name__)

# Stripe's codes for an account that was deleted or has withdrawn our access.
CLOSED_TO_US = ("account_invalid", "resource_missing")
# So many refusals of one mentor's account within the day for which Stripe keeps them are enough.
MOST_KEYS = 50
TROUBLE = "Stripe cannot be reached just now. Nothing has changed; please try again in a moment."
REFUSED = (
    "Stripe does not open an account with what your profile says. Please check the country there; if it is right, "
    "tell the people who run this site."
)


def onboarding_url(
    db: Database, gateway: Gateway, public_url: str, mentor_id: str, person_id: str, now: datetime
) -> str:
    """A fresh address of Stripe's onboarding pages for the mentor that `person_id` is; creates the account first.

    Raises `Problem` not_found for somebody else's mentor page, unavailable when Stripe does not answer, conflict
    when it does not open an account for this mentor.
    """
    mentor, person = _own(db, mentor_id, person_id)
    try:
        account_id = mentor.account_id or _create(db, gateway, public_url, mentor, person.email, now)
        return gateway.onboarding_link(
            account_id,
            refresh_url=f"{public_url}/mentor/payouts/refresh",
            return_url=f"{public_url}/mentor/payouts/return",
        )
    except (StripeUnavailable, StripeRefused) as failure:
        log.warning("onboarding_unavailable mentor=%s: %s", mentor_id, failure)
        raise unavailable("stripe_unavailable", TROUBLE) from failure


def dashboard_url(db: Database, gateway: Gateway, mentor_id: str, person_id: str) -> str:
    """A fresh address of the mentor's own dashboard at Stripe. Raises `Problem` like `onboarding_url`."""
    mentor, _ = _own(db, mentor_id, person_id)
    if mentor.account_id is None:
        raise not_found("Stripe account")
    try:
        return gateway.login_link(mentor.account_id)
    except (StripeUnavailable, StripeRefused) as failure:
        log.warning("dashboard_unavailable mentor=%s: %s", mentor_id, failure)
        raise unavailable("stripe_unavailable", TROUBLE) from failure


def sync_account(db: Database, gateway: Gateway, mentor_id: str, now: datetime) -> tuple[str, ...]:
    """Read the mentor's account at Stripe and record it; the bookings whose share can go out now.

    Raises StripeUnavailable and StripeRefused; does nothing for a mentor without an account. An account that is
    closed to us (its owner cut the tie) is recorded as not ready.
    """
    with db.reading() as session:
        mentor = session.get(Mentor, mentor_id)
    if mentor is None or mentor.account_id is None:
        return ()
    try:
        account = gateway.account(mentor.account_id)
    except StripeRefused as refusal:
        if refusal.code not in CLOSED_TO_US:
            raise
        log.warning("account_closed_to_us mentor=%s code=%s", mentor_id, refusal.code)
        account = AccountSnapshot(mentor.account_id, mentor_id, False, False, False, ())
    return _record(db, mentor_id, account, now)


def _own(db: Database, mentor_id: str, person_id: str) -> tuple[Mentor, Person]:
    with db.reading() as session:
        mentor, person = session.get(Mentor, mentor_id), session.get(Person, person_id)
    if mentor is None or person is None or mentor.person_id != person_id:
        raise not_found("mentor page")
    return mentor, person


def _create(db: Database, gateway: Gateway, public_url: str, mentor: Mentor, email: str, now: datetime) -> str:
    order = AccountOrder(mentor.id, email, mentor.country, f"{public_url}/mentors/{mentor.slug}")
    try:
        account = _created(gateway, order)
    except StripeRefused as refusal:
        log.error("account_refused mentor=%s code=%s: %s", mentor.id, refusal.code, refusal.text)
        raise conflict("account_refused", REFUSED) from refusal
    return _keep_first(db, gateway, mentor.id, account, now)


def _keep_first(db: Database, gateway: Gateway, mentor_id: str, account: AccountSnapshot, now: datetime) -> str:
    """The mentor's account from now on: `account`, unless a rival has opened one while we were away for days."""
    with db.unit_of_work() as session:
        mentor = locked(session, mentor_id)
        if mentor.account_id is None:
            mentor.account_id = account.id
        known = mentor.account_id
    if known == account.id:
        _record(db, mentor_id, account, now)
    else:
        log.warning("second_account_unused mentor=%s account=%s", mentor_id, account.id)
    return known


def _created(gateway: Gateway, order: AccountOrder) -> AccountSnapshot:
    """The new account. A key whose refusal Stripe remembers is numbered on (docs/decisions/0007): the country on
    the profile, or the platform's own registration, may have been put right since."""
    key = f"{order.mentor_id}-account"
    for number in range(2, MOST_KEYS):
        try:
            return gateway.create_account(order, key)
        except StripeRefused as refusal:
            if not refusal.remembered:
                raise
            key = f"{order.mentor_id}-account-{number}"
    return gateway.create_account(order, key)


def _record(db: Database, mentor_id: str, account: AccountSnapshot, now: datetime) -> tuple[str, ...]:
    with db.unit_of_work() as session:
        mentor = locked(session, mentor_id)
        mentor.account_id = account.id
        mentor.account_ready = account.ready
        mentor.details_submitted = account.details_submitted
        mentor.payouts_enabled = account.payouts_enabled
        mentor.requirements_due = ", ".join(account.requirements)
        if account.schedule is not None:
            _note_schedule(mentor, account.schedule)
        session.add(mentor)
        waiting = _waiting(session, mentor_id) if account.ready else ()
        for booking_id in waiting:
            ready = Happened(Event.ACCOUNT_READY, Actor.STRIPE, now, stripe_object=account.id)
            advance(session, booking_id, ready)
    return waiting


def _note_schedule(mentor: Mentor, schedule: Schedule) -> None:
    mentor.payout_interval, mentor.payout_delay_days = schedule.interval, schedule.delay_days
    mentor.payout_days, mentor.debits_bank = ",".join(schedule.days), schedule.debits_bank


def locked(session: Session, mentor_id: str) -> Mentor:
    """The mentor's row, locked: the lock that orders 'account ready' against 'this share must wait'.

    It leaves the row's key free: entries of the book refer to it, and who writes one holds a booking that we may
    want next.
    """
    asked = select(Mentor).where(Mentor.id == mentor_id).with_for_update(key_share=True)
    return session.exec(asked).one()


def _waiting(session: Session, mentor_id: str) -> tuple[str, ...]:
    asked = (
        select(Booking.id)
        .join(Payment, col(Payment.booking_id) == Booking.id)
        .where(Booking.mentor_id == mentor_id, Payment.share_state == ShareState.WAITING_FOR_ACCOUNT)
    )
    return tuple(session.exec(asked.order_by(Booking.id)))
