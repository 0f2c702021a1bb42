"""Random lives of a booking through the one door: whatever happens, the book balances and the rows agree."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import SQLModel, delete, func, select

from tests.market import Market
from thoughtcloud.core import process
from thoughtcloud.core.cases import CaseState
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, Position, ShareState
from thoughtcloud.core.story import Where
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.advance import at_stake, circumstances, deadline, load, position, price_of
from thoughtcloud.store.tables import Case, EffectRow, History, LedgerEntry, SlotClaim
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page

PEOPLE = st.sampled_from([Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR])
ASKED = st.sampled_from([Event.CHECKOUT_LEFT, Event.COMPLETED, Event.CANCELLED, Event.LATE_FEE_WAIVED])
ABOUT_ABSENCE = st.sampled_from(
    [
        Event.NO_SHOW_REPORTED, Event.NO_SHOW_OBJECTED, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_WITHDRAWN,
        Event.DECIDED_COMPLETED, Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT,
    ]
)  # fmt: skip
ABOUT_A_PROBLEM = st.sampled_from(
    [
        Event.PROBLEM_ANSWERED, Event.PROBLEM_WITHDRAWN, Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND,
        Event.DECIDED_FULL_REFUND, Event.PROBLEM_REPORTED, Event.DECIDED_COMPLETED,
    ]
)  # fmt: skip


@cache
def _database() -> Database:
    """One for all lives, in memory: to make its tables takes longer than to live."""
    database = Database("sqlite://")
    SQLModel.metadata.create_all(database.engine)
    return database


class Life(RuleBasedStateMachine):
    """One booking; Stripe's side is played here, and tells only what could be true at Stripe."""

    def __init__(self) -> None:
        super().__init__()
        self.db = _database()
        with self.db.unit_of_work() as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.exec(delete(table))
        self.market = Market(self.db)
        # The first slot is hours away: free for an hour, then half of an odd sum.
        offer = self.market.offer(self.market.mentor(), 45, "79.99", terms=ReadyMade.MODERATE)
        self.booking_id = self.market.hold(self.market.person(), offer, self.market.slots(offer)[0])
        self.moves, self.objects = 1, 0

    # -- what is true now ------------------------------------------------------------------------------------

    @property
    def here(self) -> Position:
        return self.market.position(self.booking_id)

    def money(self, minor: int) -> Money:
        return Money(minor, "eur")

    def kept(self) -> Money:
        _, payment = self.market.rows(self.booking_id)
        return self.money(payment.captured_minor - payment.refunded_minor - payment.disputed_minor)

    def tell(self, event: Event, prefix: str = "x", amount: int | None = None, **facts: object) -> None:
        self.objects += 1
        moved = self.market.tell(
            self.booking_id,
            event,
            stripe_object=f"{prefix}_{self.objects}",
            amount=None if amount is None else self.money(amount),
            facts=PaymentFacts(**facts),  # type: ignore[arg-type]
        )
        self.moves += moved

    # -- people and the clock --------------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 5, 30]))
    def time_passes(self, hours: int) -> None:
        self.market.now += timedelta(hours=hours)

    @rule(event=ASKED, actor=PEOPLE)
    def somebody_clicks(self, event: Event, actor: Actor) -> None:
        before = self.here
        booking, payment = self.market.rows(self.booking_id)
        around = circumstances(booking, payment, self.market.now)
        legal = event in process.actions(actor, before, around)
        stake = at_stake(booking, payment)
        back = self.money(max(1, stake.minor // 3)) if event is Event.DECIDED_PART_REFUND else stake
        refund = back if event in (Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND) else None
        if legal:
            assert self.market.tell(self.booking_id, event, actor, refund=refund)
            self.moves += 1
            return
        with pytest.raises(Problem, match="not_now"):
            self.market.tell(self.booking_id, event, actor, refund=refund)
        assert self.here == before

    @precondition(lambda self: self.here.booking is BookingState.CONFIRMED)
    @rule(by=st.sampled_from([Actor.MENTEE, Actor.MENTOR]))
    def somebody_waits_in_vain(self, by: Actor) -> None:
        booking, _ = self.market.rows(self.booking_id)
        self.market.now = max(self.market.now, booking.starts_at + timedelta(minutes=20))
        self.somebody_clicks(Event.NO_SHOW_REPORTED, by)

    @precondition(lambda self: self.here.booking in groups.UNDECIDED)
    @rule(event=ABOUT_ABSENCE, actor=PEOPLE)
    def somebody_speaks_of_it(self, event: Event, actor: Actor) -> None:
        self.somebody_clicks(event, actor)

    @precondition(lambda self: self.here.booking in groups.CONFIRMED | groups.COMPLETED)
    @rule()
    def something_goes_wrong(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        self.market.now = max(self.market.now, booking.starts_at + timedelta(minutes=20))
        self.somebody_clicks(Event.PROBLEM_REPORTED, Actor.MENTEE)

    @precondition(lambda self: self.market.rows(self.booking_id)[0].hearing)
    @rule(event=ABOUT_A_PROBLEM, actor=PEOPLE)
    def somebody_speaks_of_a_problem(self, event: Event, actor: Actor) -> None:
        self.somebody_clicks(event, actor)

    @rule()
    def the_deadline_comes(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        if booking.due_at is not None:
            self.market.now = max(self.market.now, booking.due_at)
            due = deadline(booking, payment)
            assert due is not None
            assert self.market.tell(self.booking_id, due.event, Actor.CLOCK)
            self.moves += 1

    # -- Stripe ----------------------------------------------------------------------------------------------

    @rule()
    def checkout_expires(self) -> None:
        self.tell(Event.CHECKOUT_EXPIRED)

    @precondition(lambda self: self.here.payment in groups.UNPAID)
    @rule()
    def the_card_is_authorized(self) -> None:
        self.tell(Event.CARD_AUTHORIZED, "pi", intent_id=f"pi_{self.objects + 1}", card="Visa •••• 4242")

    @rule(event=st.sampled_from([Event.PAYMENT_VOIDED, Event.HOLD_LAPSED]))
    def the_hold_ends(self, event: Event) -> None:
        self.tell(event, "pi")

    @precondition(lambda self: self.here.payment is PaymentState.AUTHORIZED)
    @rule(whole=st.booleans())
    def the_money_is_captured(self, whole: bool = False) -> None:
        """The late fee alone, if there is one; or somebody takes all of it at Stripe's dashboard."""
        booking, _ = self.market.rows(self.booking_id)
        settled = booking.settled_minor if self.here.booking is BookingState.COMPLETED else None
        taken = booking.price_minor if whole else settled or booking.late_fee_minor or booking.price_minor
        self.tell(Event.PAYMENT_CAPTURED, "ch", taken, captured_minor=taken)

    @precondition(lambda self: self.market.rows(self.booking_id)[1].captured_minor)
    @rule(fee=st.integers(0, 300))
    def stripes_fee_is_known(self, fee: int) -> None:
        if self.market.rows(self.booking_id)[1].stripe_fee_minor is None:
            self.tell(Event.STRIPE_FEE_KNOWN, "txn", fee, stripe_fee_minor=fee)

    @precondition(lambda self: self.here.payment in groups.TAKEN)
    @rule(part=st.integers(1, 7999))
    def a_part_is_refunded(self, part: int) -> None:
        kept = self.kept().minor
        amount, whole = min(part, kept), part >= kept
        event = Event.PAYMENT_REFUNDED if whole else Event.PAYMENT_PARTLY_REFUNDED
        _, payment = self.market.rows(self.booking_id)
        self.tell(event, "re", amount, refunded_minor=payment.refunded_minor + amount)

    @precondition(lambda self: self.here.payment in groups.GIVEN_BACK)
    @rule(part=st.integers(1, 7999))
    def a_refund_comes_back(self, part: int) -> None:
        _, payment = self.market.rows(self.booking_id)
        amount = min(part, payment.refunded_minor)
        rest = payment.refunded_minor - amount
        event = Event.REFUND_PARTLY_FAILED if rest else Event.REFUND_FAILED
        self.tell(event, "re", amount, refunded_minor=rest)

    @rule(event=st.sampled_from([Event.ACCOUNT_NOT_READY, Event.ACCOUNT_READY]))
    def the_account_changes(self, event: Event) -> None:
        self.tell(event, "acct")

    def a_share_may_go_out(self) -> bool:
        """It is due; or a problem was reported while the call for it was under way."""
        booking, _ = self.market.rows(self.booking_id)
        late = self.here.booking is BookingState.IN_REVIEW and booking.hearing and booking.completed_at
        due = self.here.share in groups.UNSENT or (late and self.here.share is ShareState.NOT_DUE)
        return bool(due) and self.here.payment in groups.TAKEN

    @precondition(a_share_may_go_out)
    @rule()
    def the_share_is_sent(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        stays = self.kept().minor
        if self.here.booking in groups.OFF:
            stays = min(booking.late_fee_minor, stays)
        kept = self.money(stays)
        share = share_of(price_of(booking), kept).minor
        self.tell(Event.SHARE_TRANSFERRED, "tr", share, transferred_minor=share)

    @precondition(lambda self: not self.market.rows(self.booking_id)[1].share_available)
    @rule()
    def the_share_clears(self) -> None:
        _, payment = self.market.rows(self.booking_id)
        left = payment.transferred_minor - payment.reversed_minor
        self.tell(Event.SHARE_AVAILABLE, "tr", left, share_available=True)

    @precondition(lambda self: self.here.share in groups.SENT)
    @rule(part=st.integers(1, 7999))
    def the_share_is_taken_back(self, part: int) -> None:
        _, payment = self.market.rows(self.booking_id)
        left = payment.transferred_minor - payment.reversed_minor
        amount, whole = min(part, left), part >= left
        event = Event.SHARE_REVERSED if whole else Event.SHARE_PARTLY_REVERSED
        self.tell(event, "trr", amount, reversed_minor=payment.reversed_minor + amount)

    # -- what must hold after every step ---------------------------------------------------------------------

    @invariant()
    def every_posting_sums_to_zero(self) -> None:
        with self.db.reading() as session:
            sums = select(LedgerEntry.posting_key, func.sum(LedgerEntry.amount_minor)).group_by(
                LedgerEntry.posting_key
            )
            assert all(total == 0 for _, total in session.exec(sums))

    @invariant()
    def the_book_says_what_the_payment_says(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        price, kept = price_of(booking), self.kept()
        booked: Counter[str] = Counter()
        with self.db.reading() as session:
            for entry in session.exec(select(LedgerEntry)):
                booked[entry.account] += entry.amount_minor
        held = self.here.payment is PaymentState.AUTHORIZED
        sent = payment.transferred_minor - payment.reversed_minor
        fee = (payment.stripe_fee_minor or 0) + payment.dispute_fee_minor
        assert booked[Account.HOLD] == (-price.total.minor if held else 0)
        assert booked[Account.RESERVED_SHARE] == (price.share.minor if held else 0)
        assert booked[Account.RESERVED_FEE] == (price.fee.minor if held else 0)
        assert booked[Account.AT_STRIPE] == kept.minor - sent - fee
        assert booked[Account.OWED_TO_MENTOR] == sent - share_of(price, kept).minor
        assert booked[Account.PLATFORM_FEE] == share_of(price, kept).minor - kept.minor
        assert booked[Account.MENTOR_PENDING] + booked[Account.MENTOR_AVAILABLE] == sent
        assert booked[Account.SENT_TO_MENTOR] == -sent
        assert booked[Account.STRIPE_FEE] == fee

    @invariant()
    def the_story_that_everybody_reads_ends_where_the_payment_is(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        nobody = Caller("pe_op", "Op", "op@example.com", "UTC", "en", None, None, is_operator=True)
        mentee = replace(nobody, person_id=booking.mentee_id, is_operator=False)
        mentor = replace(nobody, mentor_id=booking.mentor_id, is_operator=False)
        for reader in (mentee, mentor, nobody):
            with self.db.reading() as session:
                told = booking_page.of(session, reader, booking.id, now=self.market.now).story
            ends = {where: money.minor for where, money in told.ends}
            assert ends.get(Where.PAID, 0) == self.kept().minor
            if reader is not mentee:
                assert ends.get(Where.SHARE_SENT, 0) == payment.transferred_minor - payment.reversed_minor
                parts = (Where.SHARE_HERE, Where.SHARE_SENT, Where.PLATFORM_FEE)
                assert sum(ends.get(part, 0) for part in parts) == self.kept().minor

    @invariant()
    def what_a_session_that_is_off_must_not_keep_is_on_its_way_back(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        with self.db.reading() as session:
            waiting = set(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))
        if self.here.booking is BookingState.COMPLETED and booking.settled_minor is not None:
            if self.here.payment is PaymentState.AUTHORIZED:
                assert (Effect.CAPTURE if booking.settled_minor else Effect.RETURN_MONEY) in waiting
            # What was once wanted back and came back from the card is an operator's to answer.
            _, payment = self.market.rows(self.booking_id)
            if payment.returning_minor and self.here.payment in groups.TAKEN:
                assert Effect.RETURN_MONEY in waiting
        if self.here.booking not in groups.LET_GO:
            return
        if self.here.payment is PaymentState.AUTHORIZED:
            assert (Effect.CAPTURE if booking.late_fee_minor else Effect.RETURN_MONEY) in waiting
        if self.here.payment in groups.TAKEN and self.kept().minor > booking.late_fee_minor:
            assert Effect.RETURN_MONEY in waiting
        if self.here.payment in groups.TAKEN and booking.late_fee_minor and self.here.share is ShareState.DUE:
            assert Effect.TRANSFER in waiting

    @invariant()
    def only_a_mentee_who_cancelled_late_or_did_not_come_owes_a_fee(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        if booking.late_fee_minor and self.here.booking is BookingState.NO_SHOW:
            assert booking.absent == Actor.MENTEE
        elif booking.late_fee_minor:
            assert self.here.booking is BookingState.CANCELLED
            assert booking.cancelled_by == Actor.MENTEE
            assert booking.late_fee_minor <= 4000

    @invariant()
    def nothing_but_securing_waits_for_a_session_that_is_not_decided(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        undecided = self.here.booking in groups.UNDECIDED
        with self.db.reading() as session:
            waiting = set(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))
            open_cases = session.exec(select(Case).where(Case.state != CaseState.CLOSED)).all()
        assert len(open_cases) == undecided
        assert (Effect.SECURE in waiting) <= undecided
        of_problem = undecided and bool(booking.hearing)
        absence = (undecided and not of_problem) or self.here.booking is BookingState.NO_SHOW
        assert bool(booking.absent) == absence
        if undecided:
            assert not waiting & {Effect.CAPTURE, Effect.TRANSFER, Effect.RETURN_MONEY}
            assert self.here.share not in groups.UNSENT
            assert of_problem or self.here.share is ShareState.NOT_DUE
        if undecided and self.here.payment is PaymentState.AUTHORIZED:
            assert Effect.SECURE in waiting

    @invariant()
    def the_slot_belongs_to_whoever_needs_it(self) -> None:
        with self.db.reading() as session:
            claimed = len(session.exec(select(SlotClaim)).all())
        gone = self.here.booking in (BookingState.EXPIRED, BookingState.CANCELLED)
        assert claimed == (0 if gone else 3)

    @invariant()
    def the_next_deadline_is_in_the_row(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        due = deadline(booking, payment)
        if due is None:
            assert booking.due_at is None
        else:
            assert booking.due_at is not None and due.at <= booking.due_at

    @invariant()
    def every_move_left_one_line_of_history_and_nothing_waits_twice(self) -> None:
        with self.db.reading() as session:
            lines = session.exec(select(History).order_by(History.id)).all()  # type: ignore[arg-type]
            waiting = Counter(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))
            booking, payment = load(session, self.booking_id)
        assert len(lines) == self.moves
        last = lines[-1]
        here = position(booking, payment)
        assert (last.booking_state, last.payment_state, last.share_state) == (
            here.booking,
            here.payment,
            here.share,
        )
        assert all(count == 1 for count in waiting.values())


def test_no_life_of_a_booking_breaks_the_book() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


def test_the_walk_reaches_the_ends_of_all_three_life_cycles() -> None:
    """The moves of the walk are enough to get anywhere that matters."""
    reached = set()
    for path in PATHS:
        life = Life()
        for step in path:
            step(life)
        reached.add(life.here.booking)
        life.every_posting_sums_to_zero()
        life.the_book_says_what_the_payment_says()
    assert reached == {
        BookingState.EXPIRED, BookingState.CANCELLED, BookingState.COMPLETED, BookingState.NO_SHOW
    }  # fmt: skip


def test_a_late_fee_is_taken_sent_and_given_back_when_it_is_waived() -> None:
    life = Life()
    life.the_card_is_authorized()
    life.time_passes(1)
    life.somebody_clicks(Event.CANCELLED, Actor.MENTEE)
    booking, _ = life.market.rows(life.booking_id)
    assert booking.late_fee_minor == 4000, "half of 79.99, rounded half to even"
    life.the_money_is_captured()
    life.the_share_is_sent()
    life.the_book_says_what_the_payment_says()
    assert life.here == Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.TRANSFERRED)
    _, payment = life.market.rows(life.booking_id)
    assert payment.transferred_minor == 4000 * (7999 - 1200) // 7999
    life.somebody_clicks(Event.LATE_FEE_WAIVED, Actor.OPERATOR)
    life.what_a_session_that_is_off_must_not_keep_is_on_its_way_back()
    life.a_part_is_refunded(4000)
    life.the_share_is_taken_back(7999)
    life.the_book_says_what_the_payment_says()
    assert life.here == Position(BookingState.CANCELLED, PaymentState.REFUNDED, ShareState.REVERSED)


PATHS: tuple[tuple[Callable[[Life], object], ...], ...] = (
    (Life.checkout_expires,),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_clicks(Event.CANCELLED, Actor.MENTEE),
        lambda life: life.the_hold_ends(Event.PAYMENT_VOIDED),
    ),
    (
        Life.the_card_is_authorized,
        Life.the_deadline_comes,
        Life.the_money_is_captured,
        Life.the_share_is_sent,
        Life.the_share_clears,
        lambda life: life.a_part_is_refunded(1234),
        lambda life: life.the_share_is_taken_back(1000),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTEE),
        Life.the_deadline_comes,
        lambda life: life.the_hold_ends(Event.PAYMENT_VOIDED),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTOR),
        lambda life: life.somebody_speaks_of_it(Event.NO_SHOW_OBJECTED, Actor.MENTEE),
        lambda life: life.the_money_is_captured(whole=True),
        lambda life: life.somebody_speaks_of_it(Event.DECIDED_MENTEE_ABSENT, Actor.OPERATOR),
        Life.the_share_is_sent,
        lambda life: life.somebody_clicks(Event.LATE_FEE_WAIVED, Actor.MENTOR),
        lambda life: life.a_part_is_refunded(7999),
        lambda life: life.the_share_is_taken_back(7999),
    ),
    (
        Life.the_card_is_authorized,
        lambda life: life.somebody_waits_in_vain(Actor.MENTOR),
        lambda life: life.somebody_speaks_of_it(Event.NO_SHOW_REPORTED, Actor.MENTEE),
        lambda life: life.somebody_speaks_of_it(Event.DECIDED_MENTOR_ABSENT, Actor.OPERATOR),
        lambda life: life.the_hold_ends(Event.HOLD_LAPSED),
    ),
    (
        Life.the_card_is_authorized,
        Life.the_deadline_comes,
        Life.the_money_is_captured,
        Life.the_share_is_sent,
        Life.something_goes_wrong,
        lambda life: life.somebody_speaks_of_a_problem(Event.PROBLEM_ANSWERED, Actor.MENTOR),
        lambda life: life.somebody_speaks_of_a_problem(Event.DECIDED_PART_REFUND, Actor.OPERATOR),
        lambda life: life.a_part_is_refunded(7999 // 3),
        lambda life: life.the_share_is_taken_back(2266),
    ),
)
