"""Whatever anybody does in any order, with any card, clock and webhooks: every truth holds after each step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from tests.reliability import marketplace, truths
from tests.reliability.conftest import Ground
from tests.reliability.deeds import DEEDS, Deed
from tests.reliability.judge import judge
from tests.reliability.marketplace import Look, Marketplace
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.plans import Range
from thoughtcloud.core.process.groups import CLOSING
from thoughtcloud.core.states import Actor, BookingState, PaymentState
from thoughtcloud.payments import inbox
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.renewal import OPEN_STATES, open_renewal
from thoughtcloud.services import availability, operations, reconciling
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking
from thoughtcloud.store.unit import Database

# How many lives and how many steps in each: of CI on SQLite (True) and PostgreSQL, and of the long version.
CI = {True: (10, 40), False: (5, 40)}
LONG = (150, 60)
SITE = "http://localhost:3000"
# Cards that pay, that ask the bank first, that refuse at once, or only when their holder is not there; and whose
# holders object to every charge.
CARDS = (
    "pm_card_visa", "pm_card_mastercard", "pm_card_bypassPending", "pm_card_threeDSecure2Required",
    "pm_card_authenticationRequiredOnSetup", "pm_card_authenticationRequired", "pm_card_chargeDeclined",
    "pm_card_chargeCustomerFail", "pm_card_pendingRefund", "pm_card_createDispute", "pm_card_createDisputeInquiry",
)  # fmt: skip
SPANS = (
    timedelta(minutes=2), timedelta(minutes=33), timedelta(hours=3), timedelta(hours=25), timedelta(days=4),
    timedelta(days=16),
)  # fmt: skip
# The instants of a session at which something begins or ends to be possible.
MOMENTS: tuple[Callable[[Booking], datetime], ...] = (
    lambda booking: booking.starts_at - timedelta(hours=72),
    lambda booking: booking.starts_at - timedelta(hours=23),
    lambda booking: booking.starts_at - timedelta(minutes=9),
    lambda booking: booking.starts_at + timedelta(minutes=20),
    lambda booking: booking.ends_at + timedelta(hours=1),
    lambda booking: booking.ends_at + timedelta(hours=25),
)
OBJECTIONS = ("fraudulent", "product_not_received", "inquiry")
# What may stand in the way of a slot that is on offer: other bookings of the one who clicks.
OWN_BOOKINGS = frozenset({"own_overlap", "too_many_holds", "still_closing"})
# How far ahead people book: a saved card from six days on.
AHEAD = st.sampled_from(tuple(timedelta(hours=each) for each in (0, 3, 20, 30, 50, 76, 24 * 9, 24 * 30)))
OFFER = st.integers(min_value=0, max_value=2)
ANY = st.integers(min_value=0, max_value=9999)
SOMEBODY = st.integers(min_value=0, max_value=5)
NONSENSE: tuple[Any, ...] = (None, 7, "", "bk_unknown", "x" * 300, b"bk", {"id": 1}, "bk\x00")


class Lives(RuleBasedStateMachine):
    """One run of a small marketplace. A use case joins by a line in `DEEDS`, a fact of Stripe's by a rule."""

    start: ClassVar[Callable[[], Marketplace]]
    bookings: Bundle[str] = Bundle("bookings")

    def __init__(self) -> None:
        super().__init__()
        self.there = type(self).start()
        self.world = self.there.world

    # -- booking and paying ------------------------------------------------------------------------------------

    @initialize(target=bookings, ahead=AHEAD)
    def begin(self, ahead: timedelta) -> Any:
        return self.book(who=0, offer=0, ahead=ahead, card=CARDS[0])

    @rule(target=bookings, who=st.integers(0, 1), offer=OFFER, ahead=AHEAD, card=st.sampled_from(CARDS))
    def book(self, who: int, offer: int, ahead: timedelta, card: str) -> Any:
        """A mentee books, pays and comes back."""
        booking = self.hold(who, offer, ahead)
        if isinstance(booking, str):
            self.open_payment_page(booking, who)
            self.pay(booking, card, confirms=True, comes_back=True)
        return booking

    @rule(target=bookings, who=SOMEBODY, offer=OFFER, ahead=AHEAD)
    def hold(self, who: int, offer: int, ahead: timedelta) -> Any:
        there, caller, offer_id = self.there, self.there.everybody[who], self.there.offers[offer]
        free = there.slots(offer_id)
        late = [start for start in free if start >= there.now + ahead] or list(free[-1:])
        start = late[0] if late else there.now
        own = caller is not None and caller.mentor_id == self._mentor_of(offer)
        made: list[str] = []
        self._try(
            lambda: made.append(there.hold(caller, offer_id, start)),
            legal=caller is not None and bool(free) and not own,
            unless=OWN_BOOKINGS,
        )
        return made[0] if made else multiple()

    @rule(booking=bookings, who=SOMEBODY)
    def open_payment_page(self, booking: str, who: int) -> None:
        caller, look = self._looks(who, booking)
        row = self.world.fresh(Booking, booking)
        waits = look.page is not None and look.page.state is BookingState.HELD and self.there.now < row.held_until
        closing = look.page is not None and any(line.event in CLOSING for line in look.page.history)
        if closing:
            return
        self._try(lambda: self._open(open_checkout, booking, caller), legal=waits and self._is_mentee(look))

    @rule(booking=bookings, card=st.sampled_from(CARDS), confirms=st.booleans(), comes_back=st.booleans())
    def pay(self, booking: str, card: str, confirms: bool, comes_back: bool) -> None:
        """The mentee is at Stripe's page, whichever is open, and comes back or closes the window."""
        row = self.world.fresh(Booking, booking)
        page = self.world.payment(row).checkout_id
        if page is not None:
            self.there.fill_in(page, card, confirms=confirms)
            if comes_back:
                self.world.sync(row)

    @rule(booking=bookings, who=SOMEBODY)
    def open_renewal_page(self, booking: str, who: int) -> None:
        caller, look = self._looks(who, booking)
        page = look.page
        asked = page is not None and page.state in OPEN_STATES and page.payment is PaymentState.ACTION_REQUIRED
        # What was paid on the last page may be found out at this very click.
        unless = frozenset({"nothing_to_confirm"})
        self._try(
            lambda: self._open(open_renewal, booking, caller), legal=asked and self._is_mentee(look), unless=unless
        )

    # -- what people do with a booking -------------------------------------------------------------------------

    @rule(booking=bookings, who=SOMEBODY, deed=st.sampled_from(DEEDS), pick=ANY, at_once=st.booleans())
    def do(self, booking: str, who: int, deed: Deed, pick: int, at_once: bool) -> None:
        """Anybody tries anything."""
        _, look = self._looks(who, booking)
        self._do(deed, look, pick, at_once)

    @rule(booking=bookings, pick=ANY, at_once=st.booleans())
    def press(self, booking: str, pick: int, at_once: bool) -> None:
        """Somebody presses one of the buttons that are there."""
        looks = [self.there.look(caller, booking) for caller in self.there.everybody]
        buttons = {deed: [look for look in looks if deed.offered(look)] for deed in DEEDS}
        pressable = [deed for deed in DEEDS if buttons[deed]]
        if pressable:
            deed = pressable[pick % len(pressable)]
            self._do(deed, buttons[deed][pick % len(buttons[deed])], pick, at_once)

    # Once more, so that it is tried more often.
    @rule(booking=bookings, pick=ANY, at_once=st.booleans())
    def press_another(self, booking: str, pick: int, at_once: bool) -> None:
        self.press(booking, pick, at_once)

    @rule(who=SOMEBODY, deed=st.sampled_from(DEEDS), nonsense=st.sampled_from(NONSENSE), pick=ANY)
    def send_nonsense(self, who: int, deed: Deed, nonsense: Any, pick: int) -> None:
        look = Look(self.there.everybody[who], nonsense, self.there.now, None, None, None, nonsense)
        self._do(deed, look, pick, at_once=False)

    # -- mentors and operators ---------------------------------------------------------------------------------

    @rule(mentor=st.integers(0, 1), opens=st.integers(0, 12), hours=st.integers(1, 12), stale=st.booleans())
    def plan(self, mentor: int, opens: int, hours: int, stale: bool) -> None:
        caller = self.there.mentors[mentor]

        def keep(session: Session) -> None:
            kept = availability.plan(session, caller, now=self.there.now)
            ranges = tuple(Range(day, opens * 60, (opens + hours) * 60) for day in range(7))
            changed = replace(kept.plan, hours=ranges)
            seen = kept.version - int(stale)
            availability.replace_plan(session, caller, plan=changed, seen=seen, now=self.there.now)

        self._try(lambda: self.there.press(keep), legal=not stale)

    @rule(mentor=st.integers(0, 1))
    def set_up_payouts(self, mentor: int) -> None:
        self.there.onboard(self.there.mentors[mentor])

    @rule(who=SOMEBODY, pick=ANY, whole=st.booleans())
    def watch_over_it(self, who: int, pick: int, whole: bool) -> None:
        """An operator, or somebody who would like to be one, replays an event or asks for a comparison."""
        inbox_ = self.world.inbox()
        # In the order in which they happened: by their names it would be another one in every run.
        kept = [each["id"] for each in self.world.sandbox.events() if each["id"] in inbox_]
        caller, now = self.there.everybody[who], self.there.now
        if kept and pick % 2:
            event_id = kept[pick % len(kept)]
            self._try(
                lambda: self.there.press(
                    lambda s: operations.replay_event(s, caller, event_id, replay=inbox.replay, now=now)
                ),
                legal=caller == self.there.operator,
            )
        else:
            self._try(
                lambda: self.there.press(lambda s: reconciling.ask_for_run(s, caller, whole=whole, now=now)),
                legal=caller == self.there.operator,
            )

    # -- what happens at Stripe --------------------------------------------------------------------------------

    @rule(booking=bookings, percent=st.sampled_from((10, 50, 100)))
    def act_in_the_dashboard(self, booking: str, percent: int) -> None:
        """Somebody refunds a part or all of a charge, or releases a hold, at Stripe itself."""
        payment, http = self.world.payment(self.world.fresh(Booking, booking)), self.world.sandbox.http
        kept = payment.captured_minor - payment.refunded_minor
        if kept > 0:
            body = {"payment_intent": payment.intent_id, "amount": max(1, kept * percent // 100)}
            http.post("/v1/refunds", data=body)
        elif payment.state == PaymentState.AUTHORIZED and percent == 10:
            http.post(f"/v1/payment_intents/{payment.intent_id}/cancel")

    @rule(booking=bookings, kind=st.sampled_from(OBJECTIONS), percent=st.sampled_from((40, 100)))
    def object_at_the_bank(self, booking: str, kind: str, percent: int) -> None:
        """The cardholder objects to a charge, or to a part of it, at any time after it."""
        self.there.object_to(booking, kind, percent)

    @rule(verdict=st.sampled_from(("won", "lost", "escalated")), pick=ANY)
    def decide_at_the_bank(self, verdict: str, pick: int) -> None:
        """A bank has read the evidence."""
        known = self.there.disputes()
        if known:
            self.there.rule(known[pick % len(known)]["id"], verdict)

    @rule(order=st.sampled_from(("forward", "reverse")), copies=st.integers(0, 2))
    def bring_events(self, order: str, copies: int) -> None:
        """The events since the last time come in order or not, once or twice, or are lost."""
        self.world.deliver(order, copies)
        self.world.work()

    # -- time --------------------------------------------------------------------------------------------------

    @rule(span=st.sampled_from(SPANS), works=st.booleans())
    def wait(self, span: timedelta, works: bool) -> None:
        """Time passes; the worker was there or was away."""
        if works:
            self.there.live_on(self.there.now + span)
        else:
            self.there.pass_until(self.there.now + span)

    @rule(booking=bookings, moment=st.sampled_from(MOMENTS))
    def wait_for(self, booking: str, moment: Callable[[Booking], datetime]) -> None:
        """Until an instant at which something changes for a booking, with everything that is due on the way."""
        self.there.live_on(max(self.there.now, moment(self.world.fresh(Booking, booking))))

    @rule()
    def patrol(self) -> None:
        self.world.patrol()
        truths.check_holds(self.world)

    # -- truths ------------------------------------------------------------------------------------------------

    @invariant()
    def every_truth_holds(self) -> None:
        truths.check(self.world)

    def teardown(self) -> None:
        """Operators decide what waits for them, everything comes to its end, and the judge looks at all of it."""
        self._decide_everything()
        self.there.come_to_an_end()
        truths.check(self.world)
        truths.check_holds(self.world)
        judge(self.world)

    def _decide_everything(self) -> None:
        with self.world.platform.db.reading() as session:
            asked = session.exec(select(Booking.id).where(Booking.state == BookingState.IN_REVIEW)).all()
        decide = next(deed for deed in DEEDS if deed.name == "decide: it took place")
        for booking in asked:
            self._do(decide, self.there.look(self.there.operator, booking), 0, at_once=True)

    # -- how a step is judged ----------------------------------------------------------------------------------

    def _do(self, deed: Deed, look: Look, pick: int, at_once: bool) -> None:
        booking = look.booking_id if at_once else None
        self._try(
            lambda: self.there.press(lambda session: deed.do(session, look, pick), booking),
            legal=deed.offered(look),
            unless=deed.unless,
            name=f"{deed.name} by {look.caller.name if look.caller else 'nobody'}",
        )

    def _try(
        self, step: Callable[[], object], *, legal: bool, unless: frozenset[str] = frozenset(), name: str = ""
    ) -> None:
        """What is legal does not raise; what is not raises a `Problem` and changes nothing at all."""
        before = None if legal and not unless else truths.dump(self.world)
        try:
            step()
        except Problem as problem:
            assert not legal or problem.code in unless, f"{name} was offered, and refused: {problem.code}"
            assert truths.dump(self.world) == before, f"{name} was refused, and changed something"
        else:
            assert legal, f"{name} is not offered to them, and went through"

    def _looks(self, who: int, booking: str) -> tuple[Caller | None, Look]:
        caller = self.there.everybody[who]
        return caller, self.there.look(caller, booking)

    def _open(self, page: Callable[..., str], booking: str, caller: Caller | None) -> None:
        platform, person = self.world.platform, caller.person_id if caller else "nobody"
        page(platform.db, platform.gateway, SITE, booking, person, self.there.now)

    @staticmethod
    def _is_mentee(look: Look) -> bool:
        return look.page is not None and look.page.role is Actor.MENTEE

    def _mentor_of(self, offer: int) -> str | None:
        return self.there.mentors[0 if offer < 2 else 1].mentor_id


def test_every_truth_holds_after_any_step_of_anybody(
    start_again: Callable[[], Ground], hurried_db: Database, is_long: bool
) -> None:
    class Run(Lives):
        start = staticmethod(lambda: marketplace.small(start_again(), hurried_db))

    lives, steps = LONG if is_long else CI[hurried_db.is_sqlite]
    run_state_machine_as_test(
        Run,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            derandomize=not is_long,
            deadline=None,
            database=None,
            # A life takes a second or two: to look for a shorter one takes minutes, so only the long run does.
            phases=(Phase.generate, Phase.shrink) if is_long else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
