"""What must hold of a booking after every step of its life, whatever happened."""

from collections import Counter
from dataclasses import replace
from functools import cache

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlmodel import SQLModel, delete, func, select

from tests.market import Market
from thoughtcloud.core.cases import CaseState
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, Position, ShareState
from thoughtcloud.core.story import Where
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.advance import deadline, load, position, price_of
from thoughtcloud.store.tables import Case, EffectRow, History, LedgerEntry, SlotClaim
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page


@cache
def _database() -> Database:
    """One for all lives, in memory: to make its tables takes longer than to live."""
    database = Database("sqlite://")
    SQLModel.metadata.create_all(database.engine)
    return database


class Laws(RuleBasedStateMachine):
    """One booking in a database of its own, and what its rows and its book must say of it at any time."""

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
    def what_is_owed_for_a_session_is_not_let_go(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        if self.here.booking is BookingState.COMPLETED and self.here.payment is PaymentState.VOIDED:
            assert booking.settled_minor == 0

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
