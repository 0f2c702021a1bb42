"""Random lives of a booking whose card is saved: asked for a hold, refused, lapsed, brought anew, or for a fee."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import col, select, update

from tests.store.life import Life
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, PaymentState, Position, ShareState
from thoughtcloud.store.advance import deadline
from thoughtcloud.store.tables import EffectRow

ALIVE = (BookingState.CONFIRMED, BookingState.COMPLETED)


class SavedCardLife(Life):
    """A booking that begins with a card that is saved; holds may be shorter than the way to the session."""

    @initialize()
    def the_card_is_saved(self) -> None:
        self.tell(Event.CARD_SAVED, "pm", method_id="pm_1", card="Visa •••• 4242")

    def waiting(self) -> set[str]:
        """The calls that wait to be made."""
        with self.db.reading() as session:
            return set(session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting")))

    def made(self, kind: Effect) -> None:
        """The call was made; what it came to is told next."""
        with self.db.unit_of_work() as session:
            same = (col(EffectRow.kind) == kind, col(EffectRow.state) == "waiting")
            session.exec(update(EffectRow).where(*same).values(state="done"))

    # -- Stripe ----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.here.payment in groups.UNPAID | groups.UNSECURED)
    @rule(days=st.sampled_from([None, 0, 1, 5]))
    def the_card_is_authorized(self, days: int | None = None) -> None:
        """By the call for it, or by the mentee at a page; the bank says until when, or nothing."""
        until = None if days is None else self.market.now + timedelta(days=days, hours=1)
        self.made(Effect.PLACE_HOLD)
        self.made(Effect.CHARGE_FEE)
        self.tell(Event.CARD_AUTHORIZED, "pi", intent_id=f"pi_{self.objects + 1}", capture_before=until)

    @precondition(lambda self: Effect.PLACE_HOLD in self.waiting())
    @rule(word=st.sampled_from(["authentication_required", "generic_decline", "no_saved_card"]))
    def the_card_is_refused(self, word: str = "generic_decline") -> None:
        self.made(Effect.PLACE_HOLD)
        self.tell(Event.HOLD_REFUSED, "pi", refusal=word)

    @precondition(lambda self: Effect.GIVE_UP in self.waiting())
    @rule()
    def nobody_has_put_it_right(self) -> None:
        self.made(Effect.GIVE_UP)
        self.tell(Event.GIVEN_UP)

    @precondition(lambda self: Effect.CHARGE_FEE in self.waiting() and self.here.payment in groups.UNSECURED)
    @rule(agrees=st.booleans())
    def the_card_is_asked_for_the_fee(self, agrees: bool = True) -> None:
        booking, _ = self.market.rows(self.booking_id)
        self.made(Effect.CHARGE_FEE)
        if agrees and booking.late_fee_minor:
            fee = booking.late_fee_minor
            self.tell(Event.PAYMENT_CAPTURED, "ch", fee, captured_minor=fee, intent_id=f"pi_{self.objects + 1}")
        else:
            self.tell(Event.LATE_FEE_REFUSED, "pi", refusal="generic_decline")

    # -- what must hold after every step ---------------------------------------------------------------------

    @invariant()
    def nothing_but_securing_waits_for_a_session_that_is_not_decided(self) -> None:
        """The same as in every life, but that a hold about to end is secured before anybody says anything."""
        if Effect.SECURE in self.waiting() and self.here.booking is BookingState.CONFIRMED:
            assert self.here.payment in groups.HOLDING | groups.TAKEN | groups.PLACEABLE
            return
        super().nothing_but_securing_waits_for_a_session_that_is_not_decided()

    @invariant()
    def whoever_is_to_pay_is_asked_by_a_call_by_the_clock_or_by_a_mail(self) -> None:
        booking, payment = self.market.rows(self.booking_id)
        here, due = self.here, deadline(booking, payment)
        if here.booking is BookingState.CONFIRMED and here.payment is PaymentState.CARD_SAVED:
            assert due is not None and due.event in (Event.HOLD_DUE, Event.COMPLETED, Event.MOVE_EXPIRED)
        if here.booking is BookingState.COMPLETED and here.payment in groups.PLACEABLE:
            assert Effect.PLACE_HOLD in self.waiting()
        if here.booking in ALIVE and here.payment is PaymentState.ACTION_REQUIRED:
            assert payment.page_key and payment.refused_at is not None
            assert not payment.checkout_url, "the page that was paid at before is no way to pay any more"

    @invariant()
    def a_key_to_confirm_is_good_for_one_refusal_only(self) -> None:
        _, payment = self.market.rows(self.booking_id)
        if self.here.payment is PaymentState.AUTHORIZED:
            assert (payment.page_key, payment.refused_at, payment.refusal) == ("", None, "")

    @invariant()
    def what_is_owed_for_a_session_that_is_off_is_taken_asked_for_or_waived(self) -> None:
        booking, _ = self.market.rows(self.booking_id)
        if self.here.booking in groups.OFF and booking.late_fee_minor and self.here.payment in groups.UNSECURED:
            assert Effect.CHARGE_FEE in self.waiting()


def test_no_life_of_a_saved_card_breaks_the_book_or_is_forgotten() -> None:
    run_state_machine_as_test(
        SavedCardLife,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )


Step = Callable[[SavedCardLife], object]
CARD_SAVED = SavedCardLife.the_card_is_saved
PATHS: dict[Position, tuple[Step, ...]] = {
    Position(BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.TRANSFERRED): (
        CARD_SAVED,
        SavedCardLife.the_deadline_comes,
        SavedCardLife.the_card_is_refused,
        SavedCardLife.the_card_is_authorized,
        SavedCardLife.the_deadline_comes,
        SavedCardLife.the_money_is_captured,
        SavedCardLife.the_share_is_sent,
    ),
    Position(BookingState.CANCELLED, PaymentState.ACTION_REQUIRED, ShareState.NOT_DUE): (
        CARD_SAVED,
        SavedCardLife.the_deadline_comes,
        SavedCardLife.the_card_is_refused,
        SavedCardLife.the_deadline_comes,
        SavedCardLife.nobody_has_put_it_right,
    ),
    Position(BookingState.COMPLETED, PaymentState.ACTION_REQUIRED, ShareState.NOT_DUE): (
        CARD_SAVED,
        lambda life: life.time_passes(30),
        lambda life: life.somebody_clicks(Event.COMPLETED, Actor.MENTOR),
        SavedCardLife.the_card_is_refused,
    ),
    Position(BookingState.COMPLETED, PaymentState.LAPSED, ShareState.NOT_DUE): (
        CARD_SAVED,
        SavedCardLife.the_card_is_authorized,
        lambda life: life.time_passes(30),
        lambda life: life.somebody_clicks(Event.COMPLETED, Actor.MENTOR),
        lambda life: life.the_hold_ends(Event.HOLD_LAPSED),
    ),
    Position(BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.DUE): (
        CARD_SAVED,
        lambda life: life.time_passes(1),
        lambda life: life.somebody_clicks(Event.CANCELLED, Actor.MENTEE),
        SavedCardLife.the_card_is_asked_for_the_fee,
    ),
}  # fmt: skip


def test_the_walk_reaches_every_end_of_a_saved_card() -> None:
    for there, path in PATHS.items():
        life = SavedCardLife()
        for step in path:
            step(life)
            life.every_posting_sums_to_zero()
            life.the_book_says_what_the_payment_says()
            life.whoever_is_to_pay_is_asked_by_a_call_by_the_clock_or_by_a_mail()
        assert life.here == there
