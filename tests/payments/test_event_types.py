"""Every type of event in the families that we act on: twice and in both orders, with one record in the end."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.payments.world import World, json_bytes
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.payments import connect, inbox
from thoughtcloud.payments.addressees import OF_ACCOUNTS, OF_BOOKINGS
from thoughtcloud.sandbox.validation import EVENT_TYPES
from thoughtcloud.store.tables import Booking, Mentor

CAUSED = frozenset({
    "account.updated", "balance.available", "capability.updated", "charge.captured", "charge.dispute.closed",
    "charge.dispute.created", "charge.dispute.funds_reinstated", "charge.dispute.funds_withdrawn",
    "charge.dispute.updated", "charge.expired", "charge.failed", "charge.refund.updated", "charge.refunded",
    "charge.succeeded", "charge.updated", "checkout.session.completed", "checkout.session.expired",
    "payment_intent.amount_capturable_updated", "payment_intent.canceled", "payment_intent.created",
    "payment_intent.payment_failed", "payment_intent.requires_action", "payment_intent.succeeded",
    "payout.canceled", "payout.created", "payout.failed", "payout.paid", "payout.reconciliation_completed",
    "payout.updated", "refund.created", "refund.failed", "refund.updated", "transfer.created",
    "transfer.reversed", "transfer.updated",
})  # fmt: skip
# What cards never do (they are not paid later, nor in parts), and what a mentor does with the tie to us outside of
# Stripe's API: these events are written here, about objects that are there. By the kind of object.
WRITTEN = {
    "charge": ("charge.pending",),
    "checkout.session": ("checkout.session.async_payment_failed", "checkout.session.async_payment_succeeded"),
    "payment_intent": ("payment_intent.partially_funded", "payment_intent.processing"),
    "account": ("account.application.authorized", "account.application.deauthorized"),
}
# Stripe's documented test account whose payouts fail (docs.stripe.com/connect/testing): it has been closed.
CLOSED = "DE62370400440532013002"
GIVEN = ("pm_card_visa", "pm_card_pendingRefund", "pm_card_refundFail", "pm_card_createDispute")

# In the order of the test: never paid; lapsed and taken again from the saved card; in part refunded, at once and
# late; a refund that came back, so that a part of the share is owed again; a dispute that was won; two whose
# payouts differ.
RECORD = [
    ("expired", "checkout_closed", "not_due"),
    ("completed", "captured", "transferred"),
    ("completed", "partially_refunded", "partially_reversed"),
    ("completed", "partially_refunded", "partially_reversed"),
    ("completed", "captured", "partially_reversed"),
    ("completed", "captured", "transferred"),
    ("completed", "captured", "transferred"),
    ("completed", "captured", "transferred"),
]
# Cents of euros. Seven sessions of 80.00 were captured with a fee of 15 %; 2 x 30.00 went back for good, and 25.50
# of a share were taken back for a refund that failed. One mentor's payout failed and another cancelled theirs.
BOOK = {
    (Account.AT_STRIPE, "eur"): 6716, (Account.OWED_TO_MENTOR, "eur"): -2550, (Account.PLATFORM_FEE, "eur"): -7500,
    (Account.STRIPE_FEE, "eur"): 3334, (Account.SENT_TO_MENTOR, "eur"): -39950,
    (Account.MENTOR_AVAILABLE, "eur"): 13600, (Account.PAID_OUT, "eur"): 26350,
}  # fmt: skip


@dataclass
class Ear:
    """Lets us hear what Stripe sent since the last time: twice, and in this order."""

    world: World
    order: str

    def hear(self, **span: float) -> None:
        """After this span, in which nobody hears anything."""
        self.world.pass_time(**span)
        self.world.deliver(self.order, 2)
        self.world.work()


def test_these_are_all_the_types_of_the_families_that_we_act_on() -> None:
    acted_on = {each for each in EVENT_TYPES if each.rpartition(".")[0] in (*OF_BOOKINGS, *OF_ACCOUNTS)}
    assert acted_on == CAUSED | {each for types in WRITTEN.values() for each in types}


@pytest.mark.parametrize("order", ["forward", "reverse"])
def test_every_type_twice_and_in_any_order_leads_to_the_same_record(world: World, order: str) -> None:
    ear = Ear(world, order)
    mentor, unlucky, saving = world.mentor(), world.mentor(ready=False), world.mentor()
    _onboard(world, unlucky, CLOSED)
    by_hand = {"settings[payouts][schedule][interval]": "manual"}
    world.sandbox.post(f"accounts/{_account(world, saving)}", **by_hand)
    expired, lapsed = _expired(world, mentor), _lapsed(world, mentor)
    given = [_given(ear, mentor, card, 2 + 2 * number) for number, card in enumerate(GIVEN)]
    others = [_given(ear, each, "pm_card_visa", 2) for each in (unlucky, saving)]
    _refund_and_dispute(ear, given)
    _note(world, given[0])
    ear.hear(days=4)
    _cancel_a_payout(world, saving)
    ear.hear(days=5)
    bookings = (expired, lapsed, *given, *others)
    _expect_record(world, bookings)
    before = [world.history(each) for each in bookings]
    _write(world, given[0], mentor, order)
    _replay_one_of_each_type(world)
    assert [world.history(each) for each in bookings] == before
    _expect_record(world, bookings)
    rows = world.inbox().values()
    assert {row.state for row in rows} == {"done", "ignored"}
    done = {row.type for row in rows if row.state == "done"}
    assert done == CAUSED | {each for types in WRITTEN.values() for each in types}


def _expect_record(world: World, bookings: tuple[Booking, ...]) -> None:
    """What each booking comes to and where every cent is, whatever the order of the events."""
    assert [world.states(each) for each in bookings] == RECORD
    assert world.book() == BOOK
    world.check_book()


def _onboard(world: World, mentor: Mentor, iban: str) -> None:
    """The mentor gives Stripe this bank account; we learn from events only that it is ready."""
    platform = world.platform
    connect.onboarding_url(
        platform.db, platform.gateway, "http://localhost:3000", mentor.id, mentor.person_id, world.now()
    )
    world.sandbox.console(f"accounts/{_account(world, mentor)}/onboard", country="DE", iban_or_account=iban)


def _account(world: World, mentor: Mentor) -> str:
    account_id = world.fresh(Mentor, mentor.id).account_id
    assert account_id is not None
    return account_id


def _expired(world: World, mentor: Mentor) -> Booking:
    """The mentee is asked for a proof by the bank, goes away, and the page expires."""
    booking = world.hold(mentor, starts_in=timedelta(hours=40))
    world.pay(booking, "pm_card_authenticationRequired")
    world.sandbox.post(f"checkout/sessions/{world.payment(booking).checkout_id}/expire")
    return booking


def _lapsed(world: World, mentor: Mentor) -> Booking:
    """The first card is declined, the second one's hold runs out while we hear nothing."""
    booking = world.hold(mentor, starts_in=timedelta(hours=44))
    world.pay(booking, "pm_card_visa_chargeDeclined")
    world.pay(booking)
    world.pass_time(days=8)
    return booking


def _given(ear: Ear, mentor: Mentor, card: str, hours_ago: int) -> Booking:
    booking = ear.world.hold(mentor, starts_in=-timedelta(hours=hours_ago))
    ear.world.pay(booking, card)
    ear.hear()
    ear.world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    ear.hear()
    return booking


def _refund_and_dispute(ear: Ear, given: list[Booking]) -> None:
    """A part of three payments goes back (one of them late, one in vain); a dispute of the fourth is won."""
    world = ear.world
    for booking in given[:3]:
        world.sandbox.post("refunds", payment_intent=world.payment(booking).intent_id, amount=3000)
    (dispute,) = world.sandbox.get("disputes")["data"]
    evidence = {"evidence[uncategorized_text]": "winning_evidence", "submit": "true"}
    world.sandbox.post(f"disputes/{dispute['id']}", **evidence)
    ear.hear()
    ear.hear(hours=1)


def _note(world: World, booking: Booking) -> None:
    """Somebody writes a note on the charge and on the transfer in Stripe's dashboard."""
    payment = world.payment(booking)
    world.sandbox.post(f"charges/{payment.charge_id}", description="seen")
    world.sandbox.post(f"transfers/{payment.transfer_id}", description="seen")


def _cancel_a_payout(world: World, mentor: Mentor) -> None:
    account = _account(world, mentor)
    payout = world.sandbox.post("payouts", account=account, amount=1000, currency="eur")
    world.sandbox.post(f"payouts/{payout['id']}/cancel", account=account)


def _write(world: World, booking: Booking, mentor: Mentor, order: str) -> None:
    """The events that the sandbox cannot cause, about this booking and this mentor."""
    payment = world.payment(booking)
    there = {
        "charge": world.sandbox.get(f"charges/{payment.charge_id}"),
        "checkout.session": world.sandbox.get(f"checkout/sessions/{payment.checkout_id}"),
        "payment_intent": world.sandbox.get(f"payment_intents/{payment.intent_id}"),
    }
    written: list[dict[str, Any]] = []
    for kind, types in WRITTEN.items():
        of = {"account": _account(world, mentor)} if kind == "account" else {}
        seen = there.get(kind) or {"id": "ca_thoughtcloud", "object": "application", "name": "Thoughtcloud"}
        written += [{"id": f"evt_{each}", "type": each, "data": {"object": seen}, **of} for each in types]
    for event in reversed(written) if order == "reverse" else written:
        for _ in range(2):
            inbox.keep(world.platform.db, event, json_bytes(event), world.now())
    world.work()


def _replay_one_of_each_type(world: World) -> None:
    """An operator has events processed again; what is not known as ours any more is looked for until given up."""
    one_of_each = {row.type: event_id for event_id, row in world.inbox().items()}
    for event_id in one_of_each.values():
        with world.platform.db.unit_of_work() as session:
            assert inbox.replay(session, event_id, now=world.now())
    for _ in range(inbox.LOOKS_FOR_UNKNOWN):
        world.work()
        world.pass_time(minutes=1)
