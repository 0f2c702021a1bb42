"""A season of a marketplace: people do what people do at random; faults strike, events get lost, clocks change."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select

from tests.payments.world import World, gateway
from tests.reliability.conftest import Ground
from tests.reliability.deeds import DEEDS
from tests.reliability.marketplace import Marketplace
from tests.reliability.still import BEGAN, StillWorld
from tests.reliability.storm import Climate, StormyWorld
from tests.sandbox_process import SandboxProcess
from thoughtcloud.core.disputes import ANSWERABLE
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.core.states import PaymentState
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs import post, reconciler, runner
from thoughtcloud.jobs.patrol import Patrol
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.checkout import open_checkout
from thoughtcloud.payments.failures import StripeUnavailable
from thoughtcloud.payments.renewal import open_renewal
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import Booking, Dispute, Drift, Payment, Reconciliation
from thoughtcloud.store.unit import Database

DAYS = 60
DEED = {deed.name: deed for deed in DEEDS}
SITE = "http://localhost:3000"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Mentors live where clocks change on three different days of the season, and where they never do.
MENTORS = (
    ("Amara", "Europe/Berlin", "DE", "eur", "80"),
    ("Bea", "America/New_York", "US", "usd", "120"),
    ("Chloe", "Australia/Sydney", "AU", "aud", "95.50"),
    ("Dev", "Asia/Kolkata", "DE", "eur", "33.33"),
    ("Ed", "Europe/London", "GB", "gbp", "61"),
)
AHEAD = (3 * HOUR, 9 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 8 * DAY, 15 * DAY, 40 * DAY)
TERMS = (ReadyMade.FLEXIBLE, ReadyMade.MODERATE, ReadyMade.STRICT)
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
class Season:
    """So many bookings within sixty days, all from one seed."""

    there: Marketplace
    world: SeasonWorld
    chance: random.Random
    diary: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    # Who was asked to put a refused reservation right, and who of them does not.
    minded: set[str] = field(default_factory=set)
    unwilling: set[str] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)
    drifts: set[int] = field(default_factory=set)
    _numbers: Any = field(default_factory=itertools.count)

    @classmethod
    def of(cls, ground: Ground, db: Database, *, bookings: int, patrols: timedelta, climate: Climate) -> "Season":
        """A season that is about to begin; the patrol walks so often, and people read their mail as often."""
        world = _season_world(ground, db, climate)
        season = cls(Marketplace(world), world, random.Random(climate.seed))
        season._cast(bookings)
        season._plan(bookings, patrols)
        return season

    def _cast(self, bookings: int) -> None:
        for name, zone, country, currency, price in MENTORS:
            mentor = self.there.mentor(name, zone, ready=name != "Ed", country=country)
            for terms in TERMS:
                self.there.offer(mentor, self.chance.choice((30, 45, 60)), price, currency, terms)
        for number in range(max(8, bookings // 12)):
            self.there.mentee(f"Mentee{number}")

    def _plan(self, bookings: int, patrols: timedelta) -> None:
        for _ in range(bookings):
            self._at(BEGAN + self.chance.random() * DAYS * DAY, self.come)
        for day in range(DAYS):
            self._at(BEGAN + (day + 1) * DAY, self.end_a_day)
        for number in range(int(DAYS * DAY / patrols)):
            self._at(BEGAN + number * patrols + 17 * MINUTE, self.patrol)
        # A mentor who sets up payouts only after weeks of earning.
        self._at(BEGAN + 25 * DAY, lambda: self.there.onboard(self.there.mentors[-1]))

    def live(self) -> None:
        """From the first day to the last, and on until everything has come to its end."""
        while self.diary:
            instant, _, act = heapq.heappop(self.diary)
            self._work_until(instant)
            act()
        self.world.climate = Climate(0, 0.0, 0.0)
        # Nobody books any more, and yet people read their mail until their last session is over.
        while self.world.now() < self._last_session():
            self._work_until(self.world.now() + 20 * HOUR)
            self.patrol()
        self.there.come_to_an_end()
        self.end_a_day()

    # -- the machinery -----------------------------------------------------------------------------------------

    def _work_until(self, instant: datetime) -> None:
        """Workers do everything when it is due; at some times of a day they are slow, or away for hours."""
        rest = self.chance.choice((MINUTE, MINUTE, 20 * MINUTE, 2 * HOUR))
        while True:
            due = self.there.next_due()
            if due is None or max(due, self.world.now() + rest) >= instant:
                break
            self.there.pass_until(max(due, self.world.now() + rest))
            self.world.work()
        self.there.pass_until(instant)

    def _last_session(self) -> datetime:
        with self.world.platform.db.reading() as session:
            asked = select(func.max(Booking.ends_at)).where(col(Booking.due_at).is_not(None))
            return session.exec(asked).one() or BEGAN

    def patrol(self) -> None:
        """The patrol walks, some of the events that were sent arrive, and people read their mail."""
        patrol = Patrol(self.world.platform)
        self.world.in_the_weather(patrol.walk)
        self.world.bring_events()
        with self.world.platform.db.reading() as session:
            asked = select(Booking).join(Payment, col(Payment.booking_id) == Booking.id)
            refused = session.exec(asked.where(Payment.state == PaymentState.ACTION_REQUIRED)).all()
        for booking in refused:
            self._put_right(booking)

    def end_a_day(self) -> None:
        """Disputes are seen to, mails leave, and Stripe and the book are compared until that came to its end."""
        self._see_to_disputes()
        while done := post.run_due(self.world.platform):
            self.counted["mails"] += done
        self.world.in_the_weather(lambda: reconciler.run_due(self.world.platform))
        for _ in range(20):
            if not self._is_compared():
                self.world.pass_time(minutes=6)
                reconciler.run_due(self.world.platform)

    def _is_compared(self) -> bool:
        with self.world.platform.db.reading() as session:
            run = session.exec(select(Reconciliation).order_by(col(Reconciliation.id).desc())).first()
            assert run is not None
            sums = session.exec(select(Drift).where(Drift.reconciliation_id == run.id)).all()
        self.drifts |= {each.stripe_minor - each.book_minor - each.foreign_minor for each in sums}
        return run.state == "done"

    # -- people ------------------------------------------------------------------------------------------------

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
                self._at(row.starts_at + MINUTE, lambda: self._meet(booking, mentee, mentor))
                self._at(after, lambda: self._do(booking, mentor, "complete"))
            case "cancelled":
                self._at(before, lambda: self._do(booking, mentee, "cancel"))
                self._at(before + 5 * HOUR, lambda: self._waive(booking, mentor))
            case "cancelled by mentor":
                self._at(before, lambda: self._do(booking, mentor, "cancel"))
            case "called off after it":
                self._at(after, lambda: self._do(booking, mentor, "complete"))
                self._at(after + self.chance.uniform(0, 9) * DAY, lambda: self._do(booking, mentor, "cancel"))
            case "mentor absent":
                self._at(after, lambda: self._report(booking, mentee, mentor))
            case "mentee absent":
                self._at(after, lambda: self._report(booking, mentor, mentee))
            case "moved alone":
                self._at(before, lambda: self._move(booking, mentee, mentor, "move alone"))
            case "moved by consent":
                self._at(before, lambda: self._move(booking, mentee, mentor, "propose"))
            case "refunded by us":
                self._at(after, lambda: self._do(booking, mentor, "complete"))
                goodwill = after + self.chance.uniform(0.1, 6) * DAY
                self._at(goodwill, lambda: self._do(booking, self.there.operator, "give back"))
            case "problem":
                self._at(after, lambda: self._complain(booking, mentee, mentor))
            case "disputed later":
                self._at(after, lambda: self._do(booking, mentor, "complete"))
                self._at(after + self.chance.uniform(0.1, 25) * DAY, lambda: self._object(booking))
            case "refunded at Stripe":
                self._at(after, lambda: self._do(booking, mentor, "complete"))
                self._at(after + self.chance.uniform(0.1, 6) * DAY, lambda: self._refund_at_stripe(booking))

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
        self._at(ends, lambda: self._do(booking, mentor, "complete"))

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

    def _see_to_disputes(self) -> None:
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
        if booking.id not in self.unwilling and self._page(open_renewal, booking.id, mentee) is not None:
            self._fill_in(booking.id, WILLING[0])
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

    def _at(self, instant: datetime, act: Callable[[], object]) -> None:
        """Note it down; what lies past is done next."""
        heapq.heappush(self.diary, (max(instant, self.world.now()), next(self._numbers), act))

    def _soon(self, act: Callable[[], object], after: timedelta = 4 * MINUTE) -> None:
        self._at(self.world.now() + after, act)


def _season_world(ground: Ground, db: Database, climate: Climate) -> SeasonWorld:
    sandbox = SandboxProcess(ground.sandbox_url)
    platform = Platform(ground.chosen, db, gateway(sandbox), lambda: world.moment)
    world = SeasonWorld(sandbox, platform, climate=climate)
    world.pass_time()
    return world
