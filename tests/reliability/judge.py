"""The judge: whether after all that was done no cent is lost, taken twice, held for ever or left unexplained."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import col, select

from tests.payments.world import World
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.states import Effect
from thoughtcloud.jobs import reconciler
from thoughtcloud.store import reconciliations, refunds
from thoughtcloud.store.advance import price_of
from thoughtcloud.store.tables import (
    Booking,
    Dispute,
    Drift,
    EffectRow,
    FindingRow,
    LedgerEntry,
    Mentor,
    NoticeRow,
    Payment,
    Reconciliation,
    SlotClaim,
)

ALIVE = ("held", "confirmed")


def judge(world: World) -> None:
    """Every invariant of the promise, with Stripe (the sandbox) as the witness. Raises AssertionError."""
    _nothing_waits(world)
    _nothing_twice(world)
    _shares_are_what_is_kept(world)
    _disputes_are_those_of_the_banks(world)
    _claims_are_those_of_the_living(world)
    world.check_book()
    _reconciled(world)


def ledger(world: World, names: Mapping[str, str]) -> str:
    """The whole book as text, with names for mentors and no ids: two runs that are equal give the same bytes."""
    with world.platform.db.reading() as session:
        rows = session.exec(select(LedgerEntry)).all()
    lines = (f"{names[row.mentor_id]} {row.kind} {row.account} {row.currency} {row.amount_minor}" for row in rows)
    return "\n".join(sorted(lines))


def _nothing_waits(world: World) -> None:
    with world.platform.db.reading() as session:
        asked = select(EffectRow).where(col(EffectRow.state).not_in(("done", "withdrawn")))
        open_effects = session.exec(asked).all()
        mails = select(NoticeRow).where(col(NoticeRow.state) == "buried")
        assert [(row.kind, row.problem) for row in session.exec(mails)] == []
        overdue = select(Booking).where(col(Booking.due_at) <= world.now())
        assert [(row.id, row.state) for row in session.exec(overdue)] == []
    for row in open_effects:
        assert _waits_for_earnings(world, row), (row.kind, row.state, row.problem)


def _waits_for_earnings(world: World, effect: EffectRow) -> bool:
    """Whether this is a reversal out of an account that really holds too little, and says so to the operator."""
    if (effect.kind, effect.state) != (Effect.REVERSE_TRANSFER, "waiting"):
        return False
    booking = world.fresh(Booking, effect.booking_id)
    payment = world.payment(booking)
    balance = world.sandbox.get("balance", account=world.fresh(Mentor, booking.mentor_id).account_id or "")
    holds = sum(
        each["amount"] for part in ("pending", "available") for each in balance[part]
        if each["currency"] == booking.currency
    )  # fmt: skip
    kept = Money(payment.captured_minor - payment.refunded_minor - payment.disputed_minor, booking.currency)
    too_much = payment.transferred_minor - payment.reversed_minor - share_of(price_of(booking), kept).minor
    return holds < too_much and "earned that much again" in effect.problem


def _nothing_twice(world: World) -> None:
    """One capture, one transfer and no more refunds than was taken for each booking, as Stripe itself tells."""
    with world.platform.db.reading() as session:
        payments = session.exec(select(Payment)).all()
        states = {row.id: row.state for row in session.exec(select(Booking))}
    intents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in listed(world, "payment_intents"):
        intents[one["metadata"].get("booking", "")].append(one)
    sent_for: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in listed(world, "transfers"):
        sent_for[one["transfer_group"]].append(one)
    for payment in payments:
        mine, transfers = intents[payment.booking_id], sent_for[payment.booking_id]
        taken = [one for one in mine if one["status"] == "succeeded"]
        assert len(taken) <= 1, payment.booking_id
        if states[payment.booking_id] not in ALIVE:
            assert [one["id"] for one in mine if one["status"] == "requires_capture"] == []
        # Another one only where the share came back for a dispute that was won.
        assert len(transfers) == max(payment.transfers_made, len(transfers[:1])), payment.booking_id
        for one in taken:
            refunds = world.sandbox.get("refunds", payment_intent=one["id"])["data"]
            back = sum(each["amount"] for each in refunds if each["status"] == "succeeded")
            told = (one["amount_received"], back)
            assert told == (payment.captured_minor, payment.refunded_minor), (payment.booking_id, told)
            assert back <= payment.captured_minor, payment.booking_id
        sent = sum(each["amount"] for each in transfers)
        back = sum(each["amount_reversed"] for each in transfers)
        assert (sent, back) == (payment.transferred_minor, payment.reversed_minor)


def _shares_are_what_is_kept(world: World) -> None:
    """Once all is done a mentor has exactly their share of what is kept of a session that is over.

    Unless their account cannot take it or holds too little to give it back, or a refund came back from the card
    and an operator has still to answer it.
    """
    with world.platform.db.reading() as session:
        over = col(Booking.state).in_(("completed", "cancelled", "no_show"))
        kept = col(Payment.state).in_(("captured", "partially_refunded", "refunded", "charged_back"))
        pairs = session.exec(
            select(Booking, Payment).join(Payment, col(Payment.booking_id) == Booking.id).where(over, kept)
        ).all()
        open_reversals = select(EffectRow.booking_id).where(
            EffectRow.kind == Effect.REVERSE_TRANSFER, EffectRow.state == "waiting"
        )
        waiting = set(session.exec(open_reversals))
        came_back = {booking.id: refunds.came_back_minor(session, booking.id) for booking, _ in pairs}
    for booking, payment in pairs:
        if booking.id in waiting or came_back[booking.id] or payment.share_state == "waiting_for_account":
            continue
        stays = payment.captured_minor - payment.refunded_minor - payment.disputed_minor
        has = payment.transferred_minor - payment.reversed_minor
        assert has == share_of(price_of(booking), Money(stays, booking.currency)).minor, (booking.id, stays, has)


def _disputes_are_those_of_the_banks(world: World) -> None:
    """Each is known, stands where its bank says, took and gave back just so much, and was answered only once."""
    with world.platform.db.reading() as session:
        known = {row.id: row for row in session.exec(select(Dispute))}
        payments = {row.booking_id: row for row in session.exec(select(Payment))}
    taken: dict[str, int] = defaultdict(int)
    fees: dict[str, int] = defaultdict(int)
    for one in listed(world, "disputes"):
        mine = known.pop(one["id"])
        assert (mine.status, mine.amount_minor) == (one["status"], one["amount"]), one["id"]
        # An inquiry that became a chargeback is answered again.
        answers = one["evidence_details"]["submission_count"]
        assert answers <= 1 + (one["reason"] == "fraudulent" and mine.network_code == "10"), one["id"]
        for moved in one["balance_transactions"]:
            taken[mine.booking_id] -= moved["amount"]
            fees[mine.booking_id] += moved["fee"]
    assert known == {}
    for booking_id, payment in payments.items():
        there = (taken[booking_id], fees[booking_id])
        assert (payment.disputed_minor, payment.dispute_fee_minor) == there, booking_id


def listed(world: World, what: str) -> Iterator[dict[str, Any]]:
    """Every object of a list of Stripe's, page by page."""
    page = world.sandbox.get(what, limit=100)
    while page["data"]:
        yield from page["data"]
        page = world.sandbox.get(what, limit=100, starting_after=page["data"][-1]["id"])


def _claims_are_those_of_the_living(world: World) -> None:
    with world.platform.db.reading() as session:
        claimed = Counter(session.exec(select(SlotClaim.booking_id)).all())
        bookings = session.exec(select(Booking)).all()
    for booking in bookings:
        quarters = -(-booking.minutes // 15)
        if booking.state in ALIVE:
            assert claimed[booking.id] >= quarters, booking.id
        elif booking.state in ("expired", "cancelled"):
            assert claimed[booking.id] == 0, booking.id


def _reconciled(world: World) -> None:
    with world.platform.db.unit_of_work() as session:
        reconciliations.plan(session, now=world.now())
    world.pass_time(hours=1)
    while reconciler.run_due(world.platform):
        pass
    with world.platform.db.reading() as session:
        run = session.exec(select(Reconciliation).order_by(col(Reconciliation.id).desc())).first()
        assert run is not None and run.state == "done", run
        found = session.exec(select(FindingRow).where(FindingRow.state == "open")).all()
        assert [(row.trouble, row.says) for row in found] == []
        drifts = session.exec(select(Drift).where(Drift.reconciliation_id == run.id)).all()
        assert {row.stripe_minor - row.book_minor - row.foreign_minor for row in drifts} <= {0}
