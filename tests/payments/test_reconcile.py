"""Reconciliation over a real sandbox: no drift whatever was missed; every difference that is put in is found."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, text
from sqlmodel import col, select

from tests.payments.test_saved_cards import renewal, saved
from tests.payments.world import World
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.reconciliation import Trouble
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs import reconciler
from thoughtcloud.payments.reconcile import Inspector
from thoughtcloud.store import findings, reconciliations
from thoughtcloud.store.tables import (
    Booking,
    Drift,
    EffectRow,
    FindingRow,
    LedgerEntry,
    MovementRow,
    Payment,
    Reconciliation,
)


@pytest.fixture(autouse=True)
def early_in_the_hour(world: World) -> None:
    """Runs are planned by the hour: whenever the tests are run, none reaches over a full one by chance."""
    world.pass_time(minutes=60 - world.now().minute)


def reconcile(world: World, *, whole: bool = False) -> Reconciliation:
    """An operator asks, and a worker does it; the run as it ended."""
    someone = world.person("Ines")
    before = len(runs(world))
    with world.platform.db.unit_of_work() as session:
        reconciliations.ask_for(session, someone.id, whole=whole, now=world.now())
    while reconciler.run_due(world.platform):
        pass
    return runs(world)[before]


def runs(world: World) -> list[Reconciliation]:
    """Every run so far, in order."""
    with world.platform.db.reading() as session:
        return list(session.exec(select(Reconciliation).order_by(col(Reconciliation.id))))


def drifts(world: World) -> dict[tuple[str, str], int]:
    """What the last run could not explain, by place and currency."""
    run = runs(world)[-1]
    with world.platform.db.reading() as session:
        rows = session.exec(select(Drift).where(Drift.reconciliation_id == run.id)).all()
    return {(row.place, row.currency): row.stripe_minor - row.book_minor - row.foreign_minor for row in rows}


def open_findings(world: World) -> list[FindingRow]:
    with world.platform.db.reading() as session:
        return list(session.exec(select(FindingRow).where(FindingRow.state == findings.OPEN)))


def troubles(world: World) -> set[str]:
    return {row.trouble for row in open_findings(world)}


def test_a_life_without_any_webhook_ends_without_drift(world: World) -> None:
    mentor = world.mentor()
    booking = world.hold(mentor, starts_in=-timedelta(hours=2))
    world.pay(booking)
    reconcile(world)
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.work()
    run = reconcile(world)
    assert (run.state, run.found) == ("done", 0)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert set(drifts(world).values()) == {0}
    world.pass_time(days=4)
    reconcile(world)
    assert set(drifts(world).values()) == {0}
    assert troubles(world) == set()
    world.check_book()


def test_a_refund_made_in_the_dashboard_is_booked_though_the_booking_was_final(world: World) -> None:
    booking = world.transferred(world.mentor())
    world.pass_time(days=4)
    reconcile(world)
    intent = world.payment(booking).intent_id
    world.sandbox.post("refunds", payment_intent=intent, amount=3000)
    run = reconcile(world)
    assert run.healed > 0
    assert world.payment(booking).refunded_minor == 3000
    world.work()
    # The share is at the mentor's bank by now: it is asked back until the account has funds again.
    assert (world.effects(booking)[-1].kind, world.effects(booking)[-1].state) == ("reverse_transfer", "waiting")
    reconcile(world)
    assert set(drifts(world).values()) == {0}
    assert troubles(world) == set()


def test_money_that_no_booking_explains_is_foreign_and_still_no_drift(world: World) -> None:
    world.transferred(world.mentor())
    made = world.sandbox.post(
        "payment_intents", amount=5000, currency="eur", confirm="true", payment_method="pm_card_visa",
        **{"automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"},
    )  # fmt: skip
    assert made["status"] == "succeeded"
    reconcile(world)
    assert [row.trouble for row in open_findings(world)] == [Trouble.FOREIGN]
    assert set(drifts(world).values()) == {0}


def test_an_explained_finding_stays_explained_and_is_not_found_again(world: World) -> None:
    test_money_that_no_booking_explains_is_foreign_and_still_no_drift(world)
    found = open_findings(world)[0]
    someone = world.person("Ines")
    with world.platform.db.unit_of_work() as session:
        assert findings.explain(session, found.id or 0, someone.id, "A workshop, paid by card.", now=world.now())
    assert reconcile(world).found == 0
    assert troubles(world) == set()


def _row_says_more(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        session.get_one(Payment, booking.id).refunded_minor += 100


def _book_lost_a_posting(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        rows = session.exec(select(LedgerEntry).where(LedgerEntry.kind == "captured")).all()
        assert rows
        for row in rows:
            session.delete(row)


def _book_has_one_too_many(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        for account, minor in ((Account.AT_STRIPE, 700), (Account.PLATFORM_FEE, -700)):
            session.add(
                LedgerEntry(
                    posting_key="captured:ch_invented", kind="captured", at=world.now() - timedelta(days=1),
                    account=account, currency="eur", amount_minor=minor, mentor_id=booking.mentor_id,
                    booking_id=booking.id, stripe_object="ch_invented",
                )
            )  # fmt: skip


def _a_line_was_changed(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        sent = select(LedgerEntry).where(LedgerEntry.kind == "transferred")
        session.exec(sent.where(LedgerEntry.account == Account.AT_STRIPE)).one().amount_minor -= 1


def _a_movement_was_lost(world: World, booking: Booking) -> None:
    with world.platform.db.unit_of_work() as session:
        for row in session.exec(select(MovementRow).where(MovementRow.type == "transfer")):
            session.delete(row)


def test_a_fee_that_is_kept_to_the_cent_agrees_and_another_one_is_found(world: World) -> None:
    booking = world.reserved(world.mentor(), terms=ReadyMade.MODERATE.terms, starts_in=timedelta(hours=20))
    world.pass_time(hours=2)
    world.tell(booking, Event.CANCELLED, Actor.MENTEE)
    world.finish(booking)
    world.pass_time(hours=1)
    world.work()
    reconcile(world, whole=True)
    assert troubles(world) == set()
    with world.platform.db.unit_of_work() as session:
        session.get_one(Booking, booking.id).late_fee_minor += 1
    reconcile(world, whole=True)
    (found,) = open_findings(world)
    assert (found.trouble, found.booking_id, found.amount_minor) == (Trouble.RECORD_DIFFERS, booking.id, -1)
    assert "40.00 EUR" in found.says and "40.01 EUR" in found.says


def test_a_session_that_took_place_unpaid_is_told_to_the_operator_until_it_is_paid(world: World) -> None:
    booking = saved(world, "pm_card_chargeCustomerFail")
    world.pass_time(seconds=(booking.starts_at - world.now()).total_seconds() + 60)
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("completed", "action_required", "not_due")
    reconcile(world)
    (found,) = open_findings(world)
    assert (found.trouble, found.booking_id, found.amount_minor) == (Trouble.NOT_SECURED, booking.id, 8000)
    assert "80.00 EUR is not secured" in found.says and "generic_decline" in found.says
    reconcile(world)
    assert len(open_findings(world)) == 1, "found again is no second finding"
    renewal(world, booking)
    world.pay(booking)
    world.pass_time(minutes=5)
    reconcile(world)
    world.work()
    assert world.states(booking) == ("completed", "captured", "transferred")
    reconcile(world)
    assert open_findings(world) == []


def test_a_completed_session_whose_hold_lapsed_and_was_not_placed_anew_is_told(world: World) -> None:
    booking = world.reserved(world.mentor(), starts_in=timedelta(days=5))
    world.pass_time(days=7, hours=1)
    with world.platform.db.unit_of_work() as session:
        session.get_one(Payment, booking.id).method_id = None
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.sync(booking)
    with world.platform.db.unit_of_work() as session:
        session.exec(delete(EffectRow).where(col(EffectRow.booking_id) == booking.id))
    assert world.states(booking) == ("completed", "lapsed", "not_due")
    reconcile(world)
    assert troubles(world) == {Trouble.NOT_SECURED}
    world.tell(booking, Event.CANCELLED, Actor.OPERATOR)
    reconcile(world)
    assert troubles(world) == set(), "an operator let it go: nobody waits for that money any more"


TAMPERED: list[tuple[Callable[[World, Booking], None], set[str]]] = [
    (_row_says_more, {Trouble.RECORD_DIFFERS}),
    (_book_lost_a_posting, {Trouble.NOT_BOOKED, Trouble.RECORD_DIFFERS}),
    (_book_has_one_too_many, {Trouble.NOT_AT_STRIPE, Trouble.RECORD_DIFFERS, Trouble.BALANCE_DIFFERS}),
    (_a_line_was_changed, {Trouble.OTHER_SUM, Trouble.RECORD_DIFFERS, Trouble.BALANCE_DIFFERS}),
]


@pytest.mark.parametrize(("tamper", "found"), TAMPERED, ids=[each.__name__.strip("_") for each, _ in TAMPERED])
def test_what_was_changed_behind_our_back_is_found_and_stays_found(
    world: World, tamper: Callable[[World, Booking], None], found: set[str]
) -> None:
    booking = world.transferred(world.mentor())
    reconcile(world)
    world.pass_time(hours=1)
    tamper(world, booking)
    reconcile(world, whole=True)
    assert troubles(world) >= found
    first = {row.key for row in open_findings(world)}
    reconcile(world)
    assert {row.key for row in open_findings(world)} == first


def test_a_movement_that_we_lost_is_read_again_by_a_whole_run(world: World) -> None:
    booking = world.transferred(world.mentor())
    for _ in range(2):
        world.pass_time(hours=2)
        reconcile(world)
    _a_movement_was_lost(world, booking)
    reconcile(world)
    assert troubles(world) == {Trouble.NOT_AT_STRIPE}
    reconcile(world, whole=True)
    assert troubles(world) == set()


def test_a_second_hold_of_a_booking_and_a_hold_of_nobody_are_found(world: World) -> None:
    booking = world.reserved(world.mentor())
    for mark in (booking.id, "bk_nobody"):
        world.sandbox.post(
            "payment_intents", amount=8000, currency="eur", confirm="true", payment_method="pm_card_visa",
            capture_method="manual",
            **{
                "metadata[booking]": mark,
                "automatic_payment_methods[enabled]": "true",
                "automatic_payment_methods[allow_redirects]": "never",
            },
        )  # fmt: skip
    reconcile(world)
    assert troubles(world) == set()
    world.pass_time(hours=1)
    reconcile(world)
    assert {(row.trouble, row.booking_id) for row in open_findings(world)} == {
        (Trouble.HOLD_ASTRAY, None),
        (Trouble.HOLD_ASTRAY, booking.id),
    }


def test_a_payment_of_another_sum_is_told_and_nothing_is_taken_over(world: World) -> None:
    booking = world.reserved(world.mentor())
    with world.platform.db.unit_of_work() as session:
        session.get_one(Booking, booking.id).price_minor += 100
    reconcile(world)
    assert Trouble.UNREADABLE in troubles(world)


def test_a_row_that_makes_no_sense_is_a_finding_and_holds_up_no_other(world: World) -> None:
    mentor = world.mentor()
    broken, sound = world.transferred(mentor), world.reserved(mentor)
    with world.platform.db.unit_of_work() as session:
        session.connection().execute(
            text("update payment set state = 'nonsense' where booking_id = :id"), {"id": broken.id}
        )
    world.sandbox.post(f"payment_intents/{world.payment(sound).intent_id}/cancel")
    run = reconcile(world, whole=True)
    assert run.state == "done"
    assert world.states(sound)[1] == "voided"
    assert (Trouble.UNREADABLE, broken.id) in {(row.trouble, row.booking_id) for row in open_findings(world)}


def test_a_run_that_always_takes_its_worker_down_is_given_up_and_the_next_hour_tries_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    with monkeypatch.context() as patched:
        patched.setattr(Inspector, "given_up", broken)
        for _ in range(reconciler.MOST_ATTEMPTS):
            with pytest.raises(RuntimeError):
                reconciler.run_due(world.platform)
            world.pass_time(minutes=3)
        assert reconciler.run_due(world.platform) == 1
    assert [row.state for row in runs(world)] == ["failed"]
    world.pass_time(hours=1)
    reconciler.run_due(world.platform)
    assert runs(world)[-1].state == "done"


def test_a_finding_that_is_gone_is_healed(world: World) -> None:
    booking = world.transferred(world.mentor())
    _row_says_more(world, booking)
    reconcile(world)
    assert troubles(world) == {Trouble.RECORD_DIFFERS}
    with world.platform.db.unit_of_work() as session:
        session.get_one(Payment, booking.id).refunded_minor -= 100
    run = reconcile(world)
    assert troubles(world) == set()
    assert run.healed >= 1


def test_a_run_is_made_every_hour_once_by_however_many_workers(world: World) -> None:
    assert reconciler.run_due(world.platform) == 1
    assert reconciler.run_due(world.platform) == 0
    world.pass_time(hours=1)
    assert reconciler.run_due(world.platform) == 1
    with world.platform.db.reading() as session:
        assert {row.state for row in session.exec(select(Reconciliation))} == {"done"}


def test_a_run_that_stripe_does_not_answer_begins_again_later(world: World) -> None:
    world.transferred(world.mentor())
    with world.one_call_fails("500", "GET", "/v1/balance_transactions"):
        reconciler.run_due(world.platform)
    run = runs(world)[-1]
    assert (run.state, run.attempts) == ("waiting", 1)
    assert run.problem
    assert reconciler.run_due(world.platform) == 0
    world.pass_time(minutes=6)
    assert reconciler.run_due(world.platform) >= 1
    assert set(drifts(world).values()) == {0}


def test_a_run_whose_worker_died_is_taken_over(world: World) -> None:
    with world.platform.db.unit_of_work() as session:
        reconciliations.plan(session, now=world.now())
    with world.platform.db.unit_of_work() as session:
        assert reconciliations.lease(session, now=world.now()) is not None
        assert reconciliations.lease(session, now=world.now()) is None
    assert reconciler.run_due(world.platform) == 0
    world.pass_time(minutes=3)
    assert reconciler.run_due(world.platform) == 1
    assert runs(world)[-1].state == "done"


def test_one_whose_lease_was_lost_changes_nothing_more(world: World) -> None:
    with world.platform.db.unit_of_work() as session:
        reconciliations.plan(session, now=world.now())
    with world.platform.db.unit_of_work() as session:
        late = reconciliations.lease(session, now=world.now())
    assert late is not None
    world.pass_time(minutes=3)
    reconciler.run_due(world.platform)
    with world.platform.db.unit_of_work() as session:
        assert not reconciliations.go_on(session, late, now=world.now(), bookings_read=1)
    assert runs(world)[-1].bookings_read == 0
