"""Random lives of a booking whose charge is disputed, several times if need be: the book and the rows agree."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import col, select

from tests.store.life import Life
from thoughtcloud.core import disputes
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, Effect, Event, PaymentState, Position
from thoughtcloud.core.states import BookingState as B
from thoughtcloud.core.states import PaymentState as P
from thoughtcloud.core.states import ShareState as S
from thoughtcloud.payments import sync
from thoughtcloud.payments.derive import Told, derive
from thoughtcloud.payments.snapshots import DisputedFunds, DisputeSnapshot, PaymentSnapshot
from thoughtcloud.store.advance import advance, load, price_of
from thoughtcloud.store.tables import Dispute, EffectRow

MOST = 3
FEE = 1500


class DisputedLife(Life):
    """The same life with a bank in it: what it says is read and taken over as everything of Stripe's is."""

    def __init__(self) -> None:
        super().__init__()
        self.disputes: list[DisputeSnapshot] = []

    def tell(self, event: Event, prefix: str = "x", amount: int | None = None, **facts: object) -> None:
        super().tell(event, prefix, amount, **facts)
        self.read()

    def read(self) -> None:
        """What `sync_booking` does once Stripe has answered."""
        booking, payment = self.market.rows(self.booking_id)
        total = price_of(booking).total
        paid = PaymentSnapshot(
            "pi", booking.id, "succeeded", total, self.money(payment.captured_minor), "", None, None,
            disputes=tuple(self.disputes),
        )  # fmt: skip
        with self.db.unit_of_work() as session:
            rows = load(session, booking.id, lock=True)
            for happened in derive(sync._known(session, *rows), Told(payment=paid), self.market.now):
                self.moves += advance(session, booking.id, happened).moved

    def answer(self, number: int, status: str, *funds: int) -> None:
        """The bank says something new about a dispute, and takes (negative) or gives back money."""
        before = self.disputes[number]
        moved = tuple(
            DisputedFunds(f"txn_{before.id}_{minor}", self.money(minor), self.money(FEE if minor < 0 else 0))
            for minor in funds
        )
        self.disputes[number] = DisputeSnapshot(
            before.id, before.money, status, before.reason, before.created_at, before.due_by, "",
            before.funds + moved,
        )  # fmt: skip
        self.read()

    def is_open(self, each: DisputeSnapshot) -> bool:
        return disputes.is_open(each.status)

    @precondition(lambda self: self.market.rows(self.booking_id)[1].captured_minor and len(self.disputes) < MOST)
    @rule(part=st.sampled_from([1, 2500, 7999]), inquiry=st.booleans())
    def a_bank_asks(self, part: int, inquiry: bool) -> None:
        _, payment = self.market.rows(self.booking_id)
        now = self.market.now
        amount = min(part, payment.captured_minor)
        status = "warning_needs_response" if inquiry else "needs_response"
        name = f"du_{len(self.disputes)}"
        asked = DisputeSnapshot(name, self.money(amount), status, "general", now, now + timedelta(days=8))
        self.disputes.append(asked)
        self.answer(-1, status, *(() if inquiry else (-amount,)))

    @precondition(lambda self: any(self.is_open(each) for each in self.disputes))
    @rule(won=st.booleans(), escalates=st.booleans())
    def a_bank_decides(self, won: bool, escalates: bool) -> None:
        number = next(n for n, each in enumerate(self.disputes) if self.is_open(each))
        each = self.disputes[number]
        if not disputes.is_inquiry(each.status):
            self.answer(number, "won" if won else "lost", *((each.money.minor,) if won else ()))
        elif escalates:
            self.answer(number, "needs_response", -each.money.minor)
        else:
            self.answer(number, "warning_closed")

    @precondition(lambda self: any(self.is_open(each) for each in self.disputes))
    @rule()
    def the_evidence_is_with_the_bank(self) -> None:
        number = next(n for n, each in enumerate(self.disputes) if self.is_open(each))
        inquiry = disputes.is_inquiry(self.disputes[number].status)
        self.answer(number, "warning_under_review" if inquiry else "under_review")

    def the_rest_may_go_out(self) -> bool:
        completed = self.here.booking is B.COMPLETED and self.here.payment in groups.TAKEN
        return completed and self.here.share in (S.DUE, S.PARTIALLY_REVERSED)

    @precondition(the_rest_may_go_out)
    @rule()
    def what_is_missing_of_the_share_is_sent(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        there = payment.transferred_minor - payment.reversed_minor
        missing = share_of(price_of(booking), self.kept()).minor - there
        if missing > 0:
            sent = payment.transferred_minor + missing
            self.tell(Event.SHARE_TRANSFERRED, "tr", missing, transferred_minor=sent, share_available=False)

    # -- what must hold after every step ---------------------------------------------------------------------

    @invariant()
    def it_is_disputed_exactly_while_a_bank_has_money_and_decides(self) -> None:
        moved = [sum(funds.money.minor for funds in each.funds) for each in self.disputes if self.is_open(each)]
        taken = [minor for minor in moved if minor < 0]
        if self.here.payment is not PaymentState.REFUNDED:
            assert (self.here.payment is PaymentState.DISPUTED) == bool(taken)

    @invariant()
    def no_money_of_a_disputed_charge_goes_anywhere_but_back_to_us(self) -> None:
        if self.here.payment not in groups.FROZEN:
            return
        waiting = self.waiting()
        assert not waiting & {Effect.TRANSFER, Effect.RETURN_MONEY, Effect.CAPTURE}
        assert self.here.share not in groups.UNSENT
        booking, payment = self.market.rows(self.booking_id)
        there = payment.transferred_minor - payment.reversed_minor
        if self.here.share in groups.SENT and there > share_of(price_of(booking), self.kept()).minor:
            assert Effect.REVERSE_TRANSFER in waiting

    @invariant()
    def every_dispute_has_one_row_that_says_what_the_bank_says(self) -> None:
        with self.db.reading() as session:
            rows = session.exec(select(Dispute).order_by(col(Dispute.id))).all()
        assert [(row.id, row.status, row.is_open) for row in rows] == [
            (each.id, each.status, self.is_open(each)) for each in self.disputes
        ]
        if any(row.status in disputes.ANSWERABLE for row in rows):
            assert Effect.SUBMIT_EVIDENCE in self.waiting()

    def waiting(self) -> set[str]:
        with self.db.reading() as session:
            return set(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))


def test_no_dispute_breaks_the_book_of_any_life() -> None:
    run_state_machine_as_test(
        DisputedLife,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_a_share_follows_a_dispute_of_a_part_there_and_back() -> None:
    life = DisputedLife()
    life.the_card_is_authorized()
    booking, _ = life.market.rows(life.booking_id)
    life.market.now = booking.ends_at
    life.somebody_clicks(Event.COMPLETED, Actor.MENTOR)
    life.the_money_is_captured()
    life.the_share_is_sent()
    life.a_bank_asks(2500, inquiry=False)
    assert life.here == Position(B.COMPLETED, P.DISPUTED, S.TRANSFERRED)
    _, payment = life.market.rows(life.booking_id)
    excess = payment.transferred_minor - share_of(price_of(booking), life.kept()).minor
    life.the_share_is_taken_back(excess)
    life.a_bank_decides(won=True, escalates=False)
    assert life.here == Position(B.COMPLETED, P.CAPTURED, S.PARTIALLY_REVERSED)
    assert Effect.TRANSFER in life.waiting()
    life.what_is_missing_of_the_share_is_sent()
    life.the_book_says_what_the_payment_says()
    assert life.here == Position(B.COMPLETED, P.CAPTURED, S.TRANSFERRED)
