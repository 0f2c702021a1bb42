"""The people of a season: who book, pay, come or do not, complain, object, and those who decide about it."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from tests.payments.world import World
from tests.reliability.deeds import DEEDS
from tests.reliability.marketplace import Marketplace
from tests.reliability.still import StillWorld
from tests.reliability.storm import StormyWorld
from thoughtcloud.core.disputes import ANSWERABLE
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.states import PaymentState
from thoughtcloud.jobs import runner
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.failures import StripeUnavailable
from thoughtcloud.payments.renewal import open_renewal
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking, Dispute, Payment

DEED = {deed.name: deed for deed in DEEDS}
SITE = "http://localhost:3000"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AHEAD = (3 * HOUR, 9 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 8 * DAY, 15 * DAY, 40 * DAY)
# Every kind of card that pays in the end, the odd ones more often than in life.
WILLING = (
    *("pm_card_visa",) * 4, "pm_card_mastercard", "pm_card_amex", "pm_card_visa_debit", "pm_card_bypassPending",
    "pm_card_threeDSecure2Required", "pm_card_authenticationRequiredOnSetup", "pm_card_authenticationRequired",
    "pm_card_chargeCustomerFail", "pm_card_pendingRefund",
)  # fmt: skip
DECLINED = ("pm_card_chargeDeclined", "pm_card_chargeDeclinedExpiredCard", "pm_card_chargeDeclinedProcessingError")
# What becomes of a session that was paid for, by how often it does.
FATES = {
    "completed": 40, "silence": 14, "cancelled": 12, "cancelled by mentor": 5, "called off after it": 5,
    "mentor absent": 5, "mentee absent": 5, "moved alone": 6, "moved by consent": 5, "refunded at Stripe": 3,
    "refunded by us": 4, "problem": 12, "disputed later": 6,
}  # fmt: skip
ANSWERS = ("admit it", "object", "", "report an absence", "take the report back")
HEARINGS = ("answer the problem", "answer the problem", "", "take the problem back")
SETTLEMENTS = ("settle: nothing", "settle: a part", "settle: all")
# Cards whose holders object as soon as they are charged: one of so many who pay.
ONE_IN = 20
OBJECTING = (
    "pm_card_createDispute", "pm_card_createDisputeProductNotReceived", "pm_card_createDisputeInquiry",
)  # fmt: skip
OBJECTIONS = ("fraudulent", "product_not_received", "product_not_received", "inquiry")
VERDICTS = ("won", "lost", "escalated")
DECISIONS = ("decide: it took place", "decide: the mentee", "decide: the mentor")


@dataclass
class SeasonWorld(StormyWorld, StillWorld):
    """A stormy world whose clock stands where it was put."""

    def work(self) -> None:
        self.in_the_weather(lambda: World.work(self))


@dataclass
class Crowd:
    """Everybody who comes in a season, and the diary of what they mean to do; each says by chance what that is."""

    there: Marketplace
    world: SeasonWorld
    chance: random.Random
    diary: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    # Who was asked to put a refused reservation right, and who of them does not.
    minded: set[str] = field(default_factory=set)
    unwilling: set[str] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)
    _numbers: Any = field(default_factory=itertools.count)

    def read_mail(self) -> None:
        """People read that their reservation was refused, and most of them put it right."""
        with self.world.platform.db.reading() as session:
            asked = select(Booking).join(Payment, col(Payment.booking_id) == Booking.id)
            refused = session.exec(asked.where(Payment.state == PaymentState.ACTION_REQUIRED)).all()
        for booking in refused:
            self._put_right(booking)

    def come(self) -> None:
        """A mentee comes, books and pays, or does not."""
        mentee, offer = self.chance.choice(self.there.mentees), self.chance.choice(self.there.offers)
        ahead = self.chance.choice(AHEAD)
        free = [start for start in self.there.slots(offer) if start >= self.world.now() + ahead]
        if not free:
            self.counted["found no time"] += 1
            return
        try:
            booking = self.there.hold(mentee, offer, free[self.chance.randrange(min(30, len(free)))])
        except Problem as problem:
            assert problem.code in ("own_overlap", "too_many_holds", "still_closing"), problem
            self.counted[problem.code] += 1
            return
        self.counted["bookings"] += 1
        self._pay(booking, mentee)

    def _pay(self, booking: str, mentee: Caller) -> None:
        how = self.chance.random()
        if how < 0.05:
            self._soon(lambda: self._do(booking, mentee, "leave"))
            return
        if self._page(open_checkout, booking, mentee) is None or how < 0.1:
            return
        if how < 0.2:
            self._fill_in(booking, self.chance.choice(DECLINED))
        self._soon(lambda: self._pay_at_last(booking, mentee))

    def _pay_at_last(self, booking: str, mentee: Caller) -> None:
        objects = self.chance.randrange(ONE_IN) == 0
        if not self._fill_in(booking, self.chance.choice(OBJECTING if objects else WILLING)):
            return
        if self.chance.random() < 0.8:
            self.world.sync(self._row(booking))
        fate = self.chance.choices(list(FATES), list(FATES.values()))[0]
        self.counted[f"meant to be {fate}"] += 1
        self._intend(booking, mentee, fate)

    def _intend(self, booking: str, mentee: Caller, fate: str) -> None:
        row, now = self._row(booking), self.world.now()
        mentor = next(each for each in self.there.mentors if each.mentor_id == row.mentor_id)
        before = now + self.chance.random() * (row.starts_at - now)
        after = row.ends_at + self.chance.uniform(0.1, 5) * HOUR
        match fate:
            case "completed":
                self.at(row.starts_at + MINUTE, lambda: self._meet(booking, mentee, mentor))
                self.at(after, lambda: self._do(booking, mentor, "complete"))
            case "cancelled":
                self.at(before, lambda: self._do(booking, mentee, "cancel"))
                self.at(before + 5 * HOUR, lambda: self._waive(booking, mentor))
            case "cancelled by mentor":
                self.at(before, lambda: self._do(booking, mentor, "cancel"))
            case "called off after it":
                self.at(after, lambda: self._do(booking, mentor, "complete"))
                self.at(after + self.chance.uniform(0, 9) * DAY, lambda: self._do(booking, mentor, "cancel"))
            case "mentor absent":
                self.at(after, lambda: self._report(booking, mentee, mentor))
            case "mentee absent":
                self.at(after, lambda: self._report(booking, mentor, mentee))
            case "moved alone":
                self.at(before, lambda: self._move(booking, mentee, mentor, "move alone"))
            case "moved by consent":
                self.at(before, lambda: self._move(booking, mentee, mentor, "propose"))
            case "refunded by us":
                self.at(after, lambda: self._do(booking, mentor, "complete"))
                goodwill = after + self.chance.uniform(0.1, 6) * DAY
                self.at(goodwill, lambda: self._do(booking, self.there.operator, "give back"))
            case "problem":
                self.at(after, lambda: self._complain(booking, mentee, mentor))
            case "disputed later":
                self.at(after, lambda: self._do(booking, mentor, "complete"))
                self.at(after + self.chance.uniform(0.1, 25) * DAY, lambda: self._object(booking))
            case "refunded at Stripe":
                self.at(after, lambda: self._do(booking, mentor, "complete"))
                self.at(after + self.chance.uniform(0.1, 6) * DAY, lambda: self._refund_at_stripe(booking))

    def _meet(self, booking: str, *sides: Caller) -> None:
        for side in sides:
            self._do(booking, side, "enter the room")
            self._do(booking, side, "write a note")

    def _waive(self, booking: str, mentor: Caller) -> None:
        if self.chance.random() < 0.3:
            self._do(booking, mentor, "waive the fee")

    def _move(self, booking: str, mentee: Caller, mentor: Caller, how: str) -> None:
        first, other = (mentee, mentor) if how == "move alone" or self.chance.random() < 0.5 else (mentor, mentee)
        if self._do(booking, first, how) and how == "propose":
            answer = self.chance.choice(("accept", "accept", "decline", ""))
            who = self.chance.choice((first, other)) if not answer else other
            self._soon(lambda: self._do(booking, who, answer or "take the proposal back"))
        self._soon(lambda: self._attend(booking, mentor), 9 * HOUR)

    def _attend(self, booking: str, mentor: Caller) -> None:
        """Whenever it is by then, the mentor marks it completed at its end."""
        ends = self._row(booking).ends_at + 20 * MINUTE
        self.at(ends, lambda: self._do(booking, mentor, "complete"))

    def _report(self, booking: str, reporter: Caller, absent: Caller) -> None:
        if self._do(booking, reporter, "report an absence"):
            answer = self.chance.choice(ANSWERS)
            if answer:
                who = reporter if answer == "take the report back" else absent
                self._soon(lambda: self._do(booking, who, answer), 5 * HOUR)
            decision = self.chance.choice(DECISIONS)
            self._soon(lambda: self._do(booking, self.there.operator, decision), self.chance.uniform(1, 9) * DAY)

    def _complain(self, booking: str, mentee: Caller, mentor: Caller) -> None:
        """Now and then after it was completed; an operator decides once the mentor was heard, or was not."""
        if self.chance.random() < 0.5:
            self._do(booking, mentor, "complete")
        if self._do(booking, mentee, "report a problem"):
            answer = self.chance.choice(HEARINGS)
            if answer:
                who = mentee if answer == "take the problem back" else mentor
                self._soon(lambda: self._do(booking, who, answer), self.chance.uniform(0.1, 60) * HOUR)
            decision = self.chance.choice(SETTLEMENTS)
            self._soon(lambda: self._do(booking, self.there.operator, decision), self.chance.uniform(4, 9) * DAY)

    def _object(self, booking: str) -> None:
        """The cardholder objects to the charge, or to a part of it, at their bank."""
        kind, percent = self.chance.choice(OBJECTIONS), self.chance.choice((100, 100, 35))
        self.counted["disputed later"] += self.there.object_to(booking, kind, percent)

    def see_to_disputes(self) -> None:
        """Operators write, send, accept, or leave a dispute to its draft; banks decide what they look at."""
        with self.world.platform.db.reading() as session:
            asked = select(Dispute).where(col(Dispute.is_open)).order_by(col(Dispute.opened_at))
            known = session.exec(asked).all()
        for each in known:
            if each.status not in ANSWERABLE:
                if self.chance.random() < 0.15:
                    self.counted["decided by a bank"] += self.there.rule(each.id, self.chance.choice(VERDICTS))
                continue
            chosen = self.chance.choices(("", "write the evidence", "send the evidence", "accept the dispute"),
                                         (60, 15, 20, 5))[0]  # fmt: skip
            if chosen:
                self._do(each.booking_id, self.there.operator, chosen)

    def _refund_at_stripe(self, booking: str) -> None:
        """Somebody refunds a part in Stripe's own dashboard."""
        payment = self.world.payment(self._row(booking))
        kept = payment.captured_minor - payment.refunded_minor
        if kept > 0:
            amount = max(1, int(kept * self.chance.uniform(0.05, 0.9)))
            body = {"payment_intent": payment.intent_id, "amount": amount}
            # Stripe refuses it for a charge that is disputed.
            self.world.sandbox.http.post("/v1/refunds", data=body)

    def _put_right(self, booking: Booking) -> None:
        """A reservation was refused: most mentees give another card on the page that the mail leads to."""
        if booking.id not in self.minded:
            self.minded.add(booking.id)
            if self.chance.random() < 0.2:
                self.unwilling.add(booking.id)
        mentee = next(each for each in self.there.mentees if each.person_id == booking.mentee_id)
        address = None if booking.id in self.unwilling else self._page(open_renewal, booking.id, mentee)
        if address is not None:
            self.there.put_right(address, booking.id, WILLING[0])
            self.world.sync(booking)

    # -- one deed in the weather -------------------------------------------------------------------------------

    def _do(self, booking: str, who: Caller, name: str) -> bool:
        """Press a button if it is there, with its effects at once; whether it was done."""
        deed, look = DEED[name], self.there.look(who, booking)
        if not deed.offered(look):
            self.counted["found no button"] += 1
            return False
        pick = self.chance.randrange(10_000)
        self.counted[name] += 1
        try:
            self.there.press(lambda session: deed.do(session, look, pick))
        except Problem as problem:
            assert problem.code in deed.unless, f"{name} was offered, and refused: {problem.code}"
            return False
        self.world.in_the_weather(lambda: runner.finish(self.world.platform, booking))
        return True

    def _page(self, page: Callable[..., str], booking: str, mentee: Caller) -> str | None:
        """The address of a payment page, at one of a few tries; None when Stripe or the time did not allow it."""
        platform = self.world.platform
        for _ in range(6):
            try:
                opened = self.world.in_the_weather(
                    lambda: page(platform.db, platform.gateway, SITE, booking, mentee.person_id, platform.now())
                )
                return str(opened)
            except StripeUnavailable:
                self.world.pass_time(minutes=1)
            except Problem as problem:
                if problem.kind is not Kind.UNAVAILABLE:
                    return None
                self.world.pass_time(minutes=1)
        return None

    def _fill_in(self, booking: str, card: str) -> bool:
        page = self.world.payment(self._row(booking)).checkout_id
        return page is not None and self.there.fill_in(page, card)

    def _row(self, booking: str) -> Booking:
        return self.world.fresh(Booking, booking)

    def at(self, instant: datetime, act: Callable[[], object]) -> None:
        """Note it down; what lies past is done next."""
        heapq.heappush(self.diary, (max(instant, self.world.now()), next(self._numbers), act))

    def _soon(self, act: Callable[[], object], after: timedelta = 4 * MINUTE) -> None:
        self.at(self.world.now() + after, act)
