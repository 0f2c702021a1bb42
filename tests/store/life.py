"""The life of a booking, played at random: people, the clock, and Stripe."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.store.laws import Laws
from thoughtcloud.core import process
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.store.advance import at_stake, circumstances, deadline, price_of

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


class Life(Laws):
    """One booking; Stripe's side is played here, and tells only what could be true at Stripe."""

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
