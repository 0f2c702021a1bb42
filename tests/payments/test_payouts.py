"""Payouts: kept and booked once, what they pay out, and that a failure is told to its mentor with what to do."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests.payments.world import World
from thoughtcloud.core.errors import Kind as ProblemKind
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import Interval
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import post
from thoughtcloud.payments import connect, payouts
from thoughtcloud.payments.payouts import payout_postings
from thoughtcloud.payments.snapshots import PayoutSnapshot
from thoughtcloud.store.tables import Booking, Mentor, NoticeRow, Payout
from thoughtcloud.store.views import balance
from thoughtcloud.store.views import payouts as view

AT = datetime(2027, 3, 1, tzinfo=UTC)
# Stripe's documented test account whose payouts fail (docs.stripe.com/connect/testing): it has been closed.
CLOSED, OPEN = "DE62370400440532013002", "DE89370400440532013000"


def test_a_payout_that_the_bank_sends_back_is_available_again(world: World) -> None:
    mentor = world.mentor(ready=False)
    account_id = _account(world, mentor, CLOSED)
    world.transferred(mentor)
    world.pass_time(days=7)
    world.deliver()
    world.work()
    statuses = {each["status"] for each in world.sandbox.get("payouts", account=account_id)["data"]}
    assert "failed" in statuses
    with world.platform.db.reading() as session:
        rows = session.connection().exec_driver_sql("select state, failure from payout").all()
    assert {row[0] for row in rows} == statuses
    assert all(failure for state, failure in rows if state == "failed")
    world.check_book()


def _account(world: World, mentor: Mentor, iban: str) -> str:
    """The mentor gives Stripe this bank account, the first time or instead of another one."""
    platform = world.platform
    connect.onboarding_url(
        platform.db, platform.gateway, "http://localhost:3000", mentor.id, mentor.person_id, world.now()
    )
    account_id = world.fresh(Mentor, mentor.id).account_id
    assert account_id is not None
    world.sandbox.console(f"accounts/{account_id}/onboard", country="DE", iban_or_account=iban)
    connect.sync_account(platform.db, platform.gateway, mentor.id, world.now())
    return account_id


def _two_given(world: World, mentor: Mentor) -> tuple[Booking, Booking]:
    """Two sessions whose shares, €68.00 and €42.50, were sent on one day of UTC, whenever the tests are run."""
    world.pass_time(hours=(32 - world.now().hour) % 24)
    first = world.transferred(mentor)
    world.pass_time(hours=2)
    return first, world.transferred(mentor, minor=5000)


def _days_pass(world: World, days: int) -> None:
    world.pass_time(days=days)
    world.deliver()
    world.work()


def _unresolved(world: World, mentor: Mentor) -> list[str]:
    with world.platform.db.reading() as session:
        return [row.payout_id for row in view.unresolved(session, mentor.id, now=world.now())]


def _newest(world: World, mentor: Mentor) -> view.PayoutRow:
    with world.platform.db.reading() as session:
        return view.payouts(session, mentor.id, now=world.now()).rows[0]


def _parts(world: World, mentor: Mentor, payout_id: str) -> list[tuple[str, int, str | None]]:
    with world.platform.db.reading() as session:
        found = view.items(session, mentor.id, payout_id, now=world.now())
    return [(item.type, item.amount.minor, item.booking_id) for item in found]


def _debts(world: World, mentor: Mentor) -> tuple[balance.Debt, ...]:
    with world.platform.db.reading() as session:
        return balance.debts(session, mentor.id, now=world.now())


def _mails(world: World) -> list[NoticeRow]:
    post.run_due(world.platform)
    with world.platform.db.reading() as session:
        return list(session.exec(select(NoticeRow).where(NoticeRow.kind == "payout_failed")))


def test_a_payout_names_the_bookings_that_it_pays_out_to_the_cent(world: World) -> None:
    mentor = world.mentor()
    bookings = _two_given(world, mentor)
    _days_pass(world, 3)
    newest = _newest(world, mentor)
    assert (newest.itemized, newest.amount) == (True, Money(11050, "eur"))
    assert newest.bank == "STRIPE TEST BANK •••• 3000"
    assert sorted(_parts(world, mentor, newest.payout_id)) == sorted(
        [("payment", 6800, bookings[0].id), ("payment", 4250, bookings[1].id)]
    )
    with world.platform.db.reading() as session:
        (paid_out,) = view.of_booking(session, bookings[0].id, now=world.now())
    assert paid_out == newest


def test_a_share_that_was_taken_back_is_part_of_the_payout_too(world: World) -> None:
    mentor = world.mentor()
    booking, other = _two_given(world, mentor)
    transfer_id = world.payment(booking).transfer_id or ""
    world.platform.gateway.reverse_transfer(transfer_id, booking.id, Money(1000, "eur"), f"{booking.id}-test")
    world.sync(booking)
    _days_pass(world, 3)
    newest = _newest(world, mentor)
    assert newest.itemized
    assert ("payment_refund", -1000, booking.id) in _parts(world, mentor, newest.payout_id)
    assert ("payment", 4250, other.id) in _parts(world, mentor, newest.payout_id)


def test_a_share_that_was_paid_out_before_its_refund_is_taken_from_the_next_earnings(world: World) -> None:
    mentor = world.mentor()
    booking = world.transferred(mentor)
    _days_pass(world, 5)
    world.tell(booking, Event.CANCELLED, Actor.MENTOR)
    _days_pass(world, 3)
    assert world.states(booking) == ("cancelled", "refunded", "transferred")
    (debt,) = _debts(world, mentor)
    assert debt.balance.below_zero == Money(6800, "eur")
    assert [(cause.amount, cause.booking_id) for cause in debt.causes] == [(Money(-6800, "eur"), booking.id)]
    world.transferred(mentor, minor=10000)
    world.pass_time(hours=7)
    world.deliver()
    world.work()
    assert world.states(booking) == ("cancelled", "refunded", "reversed")
    (debt,) = _debts(world, mentor)
    assert (debt.balance.available, debt.balance.pending) == (Money(-6800, "eur"), Money(8500, "eur"))
    assert [cause.kind for cause in debt.causes] == [Kind.REVERSED]
    world.check_book()
    _days_pass(world, 3)
    assert _debts(world, mentor) == ()
    newest = _newest(world, mentor)
    assert (newest.amount, newest.itemized) == (Money(1700, "eur"), True)
    assert sorted(amount for _, amount, _ in _parts(world, mentor, newest.payout_id)) == [-6800, 8500]
    world.check_book()


def test_nobody_reads_what_another_mentors_payout_pays_out(world: World) -> None:
    mentor = world.mentor()
    world.transferred(mentor)
    _days_pass(world, 3)
    payout_id, other = _newest(world, mentor).payout_id, world.mentor(ready=False)
    with pytest.raises(Problem) as refused:
        _parts(world, other, payout_id)
    assert refused.value.kind is ProblemKind.NOT_FOUND


def test_a_failed_payout_is_told_once_and_what_to_do_about_it(world: World) -> None:
    mentor = world.mentor(ready=False)
    _account(world, mentor, CLOSED)
    world.transferred(mentor)
    _days_pass(world, 7)
    failed = _newest(world, mentor)
    assert (failed.state, failed.failure_code) == ("failed", "account_closed")
    assert _unresolved(world, mentor) == [failed.payout_id]
    assert not world.fresh(Mentor, mentor.id).payouts_enabled
    payouts.sync_payouts(world.platform.db, world.platform.gateway, mentor.id, world.now())
    (mail,) = _mails(world)
    assert (mail.state, mail.payout_id, mail.person_id) == ("kept", failed.payout_id, mentor.person_id)
    assert "did not reach your bank" in mail.subject and "68" in mail.subject
    for words in ("The bank account has been closed.", "Give Stripe another bank account", "/mentor/payouts"):
        assert words in mail.text


def test_a_payout_after_the_bank_was_changed_settles_the_failed_one(world: World) -> None:
    mentor = world.mentor(ready=False)
    _account(world, mentor, CLOSED)
    booking = world.transferred(mentor)
    _days_pass(world, 7)
    failed = _newest(world, mentor)
    _account(world, mentor, OPEN)
    _days_pass(world, 2)
    followed = _newest(world, mentor)
    assert (followed.amount, followed.itemized) == (failed.amount, True)
    assert _parts(world, mentor, followed.payout_id) == [("payout_failure", 6800, None)]
    assert _parts(world, mentor, failed.payout_id) == [("payment", 6800, booking.id)]
    assert _unresolved(world, mentor) == []
    with world.platform.db.reading() as session:
        rows = view.payouts(session, mentor.id, now=world.now()).rows
    assert [row.followed for row in rows if row.state == "failed"] == [True]
    # The mail has waited until now: it is no news any more.
    (mail,) = _mails(world)
    assert mail.state == "dead"
    world.check_book()


def test_the_schedule_of_an_account_is_kept_with_its_days(world: World) -> None:
    mentor = world.mentor()
    row = world.fresh(Mentor, mentor.id)
    assert (row.payout_interval, row.payout_delay_days, row.debits_bank) == (Interval.DAILY, 2, True)
    with world.platform.db.unit_of_work() as session:
        changed = session.get_one(Mentor, mentor.id)
        changed.payout_interval, changed.payout_days = "weekly", "thursday,monday"
    with world.platform.db.reading() as session:
        outlook = view.outlook(session, mentor.id, now=world.now())
    assert outlook.schedule is not None and outlook.schedule.days == ("thursday", "monday")


def test_what_clears_first_and_what_goes_out_next_is_told(world: World) -> None:
    mentor = world.mentor()
    booking = world.transferred(mentor)
    with world.platform.db.reading() as session:
        (coming,) = view.outlook(session, mentor.id, now=world.now()).next
    assert (coming.amount, coming.clears_at) == (Money(0, "eur"), world.payment(booking).share_available_at)
    assert coming.day is not None and coming.day >= world.now().date()


def payout(status: str) -> PayoutSnapshot:
    return PayoutSnapshot("po_1", Money(6800, "eur"), status, AT, AT, "")


def keys(*statuses: str) -> list[str]:
    """What is booked when a payout is read in these statuses, one after the other."""
    booked: list[str] = []
    for status in statuses:
        booked += [each.key for each in payout_postings(payout(status), frozenset(booked))]
    return [key.removesuffix(":po_1") for key in booked]


@pytest.mark.parametrize(
    ("read", "booked"),
    [
        (("pending",), ["payout_sent"]),
        (("pending", "in_transit", "paid", "paid"), ["payout_sent", "payout_paid"]),
        (("paid",), ["payout_sent", "payout_paid"]),
        (("failed",), ["payout_sent", "payout_returned"]),
        (("in_transit", "canceled"), ["payout_sent", "payout_returned"]),
        (("paid", "failed", "failed"), ["payout_sent", "payout_paid", "payout_returned"]),
        # Two readers: what was read first is recorded last.
        (("failed", "paid", "in_transit"), ["payout_sent", "payout_returned"]),
    ],
)
def test_a_payout_is_booked_once_per_step_whatever_is_read(read: tuple[str, ...], booked: list[str]) -> None:
    assert keys(*read) == booked


def test_a_payout_that_failed_after_it_was_paid_comes_back_from_there() -> None:
    sent_and_paid = frozenset(each.key for each in payout_postings(payout("paid"), frozenset()))
    (back,) = payout_postings(payout("failed"), sent_and_paid)
    assert {line.account: line.money.minor for line in back.lines} == {
        Account.PAID_OUT: -6800,
        Account.MENTOR_AVAILABLE: 6800,
    }


def test_an_older_look_at_a_payout_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = world.mentor()
    world.onboard(mentor)
    gateway = world.platform.gateway
    for status in ("in_transit", "paid", "pending", "in_transit"):
        monkeypatch.setattr(gateway, "payouts", lambda _account, status=status: (payout(status),))
        payouts.sync_payouts(world.platform.db, gateway, mentor.id, world.now())
    assert world.fresh(Payout, "po_1").state == "paid"
    assert world.book(mentor)["paid_out", "eur"] == 6800


def test_a_mentors_payouts_are_kept_with_their_estimate(world: World) -> None:
    mentor = world.mentor()
    world.transferred(mentor)
    world.pass_time(days=3)
    world.deliver()
    world.work()
    with world.platform.db.reading() as session:
        (row,) = session.connection().exec_driver_sql("select id from payout").all()
    kept = world.fresh(Payout, row[0])
    there = world.sandbox.get(f"payouts/{kept.id}", account=world.fresh(Mentor, mentor.id).account_id or "")
    assert (kept.amount_minor, kept.currency, kept.state) == (6800, "eur", there["status"])
    assert kept.arrives_at == datetime.fromtimestamp(there["arrival_date"], UTC)
