"""Mentors' accounts at Stripe: one each, for their own mentor only; readiness and payouts as Stripe tells them."""

from datetime import UTC, datetime

import pytest

from tests.payments.world import World
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.payments import connect
from thoughtcloud.payments.connect import payout_postings
from thoughtcloud.payments.snapshots import PayoutSnapshot
from thoughtcloud.store.tables import Mentor, Payout

SITE = "http://localhost:3000"
AT = datetime(2027, 3, 1, tzinfo=UTC)


def onboarding(world: World, mentor: Mentor, person_id: str | None = None) -> str:
    platform = world.platform
    return connect.onboarding_url(
        platform.db, platform.gateway, SITE, mentor.id, person_id or mentor.person_id, world.now()
    )


def test_a_mentor_gets_one_account_and_a_fresh_link_each_time(world: World) -> None:
    mentor = world.mentor(ready=False)
    first, second = onboarding(world, mentor), onboarding(world, mentor)
    assert first != second
    (account,) = world.sandbox.get("accounts")["data"]
    assert account["metadata"] == {"mentor": mentor.id}
    assert (account["country"], account["controller"]["stripe_dashboard"]["type"]) == ("DE", "express")
    assert world.fresh(Mentor, mentor.id).account_id == account["id"]


def test_an_account_whose_answer_got_lost_is_the_same_one_at_the_next_click(world: World) -> None:
    mentor = world.mentor(ready=False)
    world.sandbox.console("faults", kind="lost_answer", method="POST", path="/v1/accounts")
    with pytest.raises(Problem) as failed:
        onboarding(world, mentor)
    assert failed.value.kind is Kind.UNAVAILABLE
    onboarding(world, mentor)
    assert len(world.sandbox.get("accounts")["data"]) == 1


def test_a_refused_account_can_be_opened_at_once_when_the_cause_is_gone(world: World) -> None:
    mentor = world.mentor(ready=False, country="AQ")
    for _ in range(2):
        with pytest.raises(Problem) as refused:
            onboarding(world, mentor)
        assert refused.value.code == "account_refused"
    with world.platform.db.unit_of_work() as session:
        row = session.get_one(Mentor, mentor.id)
        row.country = "DE"
        session.add(row)
    onboarding(world, mentor)
    (account,) = world.sandbox.get("accounts")["data"]
    assert account["country"] == "DE"


def test_nobody_else_may_onboard_a_mentor_or_see_their_dashboard(world: World) -> None:
    mentor, other = world.mentor(), world.mentor(ready=False)
    for person_id in (other.person_id, world.person().id, "pe_none"):
        with pytest.raises(Problem) as refused:
            onboarding(world, mentor, person_id)
        assert refused.value.kind is Kind.NOT_FOUND
        with pytest.raises(Problem) as refused:
            connect.dashboard_url(world.platform.db, world.platform.gateway, mentor.id, person_id)
        assert refused.value.kind is Kind.NOT_FOUND


def test_a_ready_mentor_has_a_dashboard_and_an_unready_one_gets_a_kind_answer(world: World) -> None:
    platform = world.platform
    ready, new = world.mentor(), world.mentor(ready=False)
    assert connect.dashboard_url(platform.db, platform.gateway, ready.id, ready.person_id).startswith("http")
    with pytest.raises(Problem) as refused:
        connect.dashboard_url(platform.db, platform.gateway, new.id, new.person_id)
    assert refused.value.kind is Kind.NOT_FOUND
    onboarding(world, new)
    with pytest.raises(Problem) as refused:
        connect.dashboard_url(platform.db, platform.gateway, new.id, new.person_id)
    assert refused.value.kind is Kind.UNAVAILABLE


def test_what_is_missing_is_recorded_until_nothing_is(world: World) -> None:
    mentor = world.mentor(ready=False)
    onboarding(world, mentor)
    before = world.fresh(Mentor, mentor.id)
    assert (before.account_ready, before.details_submitted, before.payouts_enabled) == (False, False, False)
    assert "external_account" in before.requirements_due
    world.onboard(mentor)
    after = world.fresh(Mentor, mentor.id)
    assert (after.account_ready, after.details_submitted, after.payouts_enabled) == (True, True, True)
    assert after.requirements_due == ""


def test_becoming_ready_releases_every_waiting_share_and_tells_which(world: World) -> None:
    mentor = world.mentor(ready=False)
    bookings = [world.transferred(mentor) for _ in range(1)]
    assert [world.states(each)[2] for each in bookings] == ["waiting_for_account"]
    world.onboard(mentor)
    assert [world.states(each)[2] for each in bookings] == ["due"]
    platform = world.platform
    assert connect.sync_account(platform.db, platform.gateway, mentor.id, world.now()) == ()


def test_an_unknown_mentor_and_one_without_an_account_have_nothing_to_read(world: World) -> None:
    platform, mentor = world.platform, world.mentor(ready=False)
    for mentor_id in (mentor.id, "me_none"):
        assert connect.sync_account(platform.db, platform.gateway, mentor_id, world.now()) == ()
        connect.sync_payouts(platform.db, platform.gateway, mentor_id, world.now())


def test_a_payout_that_the_bank_sends_back_is_available_again(world: World) -> None:
    mentor = world.mentor(ready=False)
    account_id = _account_with_failing_bank(world, mentor)
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


def _account_with_failing_bank(world: World, mentor: Mentor) -> str:
    onboarding(world, mentor)
    account_id = world.fresh(Mentor, mentor.id).account_id
    assert account_id is not None
    # Stripe's documented test account whose payouts fail (docs.stripe.com/connect/testing).
    world.sandbox.console(f"accounts/{account_id}/onboard", country="DE", iban_or_account="DE62370400440532013001")
    connect.sync_account(world.platform.db, world.platform.gateway, mentor.id, world.now())
    return account_id


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
    onboarding(world, mentor)
    gateway = world.platform.gateway
    for status in ("in_transit", "paid", "pending", "in_transit"):
        monkeypatch.setattr(gateway, "payouts", lambda _account, status=status: (payout(status),))
        connect.sync_payouts(world.platform.db, gateway, mentor.id, world.now())
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
