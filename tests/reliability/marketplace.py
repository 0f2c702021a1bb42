"""A marketplace with its whole cast, on a day of its own: what everybody sees, what they pay, how time passes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, func, select

from tests.market import Market
from tests.payments.world import World
from tests.reliability.conftest import Ground
from tests.reliability.judge import listed
from tests.reliability.still import still_world
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs import reconciler, runner
from thoughtcloud.services import move_choice
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.move_choice import Choice
from thoughtcloud.store import disputes as dispute_rows
from thoughtcloud.store.tables import Booking, EffectRow, Mentor
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page, room_page
from thoughtcloud.store.views import disputes as dispute_pages
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.disputes import DisputePage
from thoughtcloud.store.views.room_page import RoomPage

WAITING = ("waiting", "leased")
UNKNOWN_DISPUTE = "du_unknown"
# Banks that are told to decide whatever they look at need no more rounds than an inquiry that is escalated.
MOST_ROUNDS = 5
UNDECIDED = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
# So many due instants in one stretch of time are no life any more, but something that asks again for ever.
MOST_HOPS = 20_000

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Look:
    """What the screens show to one caller of one booking at an instant; None where they show nothing at all."""

    caller: Caller | None
    booking_id: str
    now: datetime
    page: BookingPage | None
    choice: Choice | None
    room: RoomPage | None
    # Whoever looks, the latest dispute's name; the page of it is for operators.
    dispute_id: str = UNKNOWN_DISPUTE
    dispute: DisputePage | None = None


@dataclass
class Marketplace:
    """The cast over one world: `mentees`, `mentors`, an operator, and what is on offer."""

    world: World
    market: Market = field(init=False)
    mentees: list[Caller] = field(default_factory=list)
    mentors: list[Caller] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    operator: Caller = field(init=False)

    def __post_init__(self) -> None:
        self.market = Market(self.world.platform.db, self.now)
        self.operator = self.market.person("Olu", operator=True)

    @property
    def now(self) -> datetime:
        """What time it is for everybody."""
        return self.world.now()

    @property
    def everybody(self) -> tuple[Caller | None, ...]:
        """Whoever may ask for something, and somebody who is not signed in."""
        return (*self.mentees, *self.mentors, self.operator, None)

    # -- the cast ----------------------------------------------------------------------------------------------

    def mentee(self, name: str = "Maya") -> Caller:
        """One more mentee."""
        self.mentees.append(self._market().person(name))
        return self.mentees[-1]

    def mentor(self, name: str, zone: str, *, ready: bool = True, **profile: Any) -> Caller:
        """One more mentor, open every day from 8 to 20 where they live."""
        self.mentors.append(self._market().mentor(name, zone=zone, **profile))
        if ready:
            self.onboard(self.mentors[-1])
        return self.mentors[-1]

    def onboard(self, mentor: Caller) -> None:
        """The mentor fills in Stripe's pages."""
        self.world.onboard(self.world.fresh(Mentor, mentor.mentor_id))

    def offer(
        self, mentor: Caller, minutes: int, price: str, currency: str, terms: str = ReadyMade.FLEXIBLE
    ) -> str:
        """One more thing on offer."""
        self.offers.append(self._market().offer(mentor, minutes, price, currency, terms))
        return self.offers[-1]

    def slots(self, offer_id: str) -> tuple[datetime, ...]:
        """What can be booked now."""
        return self._market().slots(offer_id)

    def hold(self, mentee: Caller | None, offer_id: str, start: datetime, **changes: Any) -> str:
        """Somebody clicks a slot."""
        return self._market().hold(mentee, offer_id, start, **changes)

    def _market(self) -> Market:
        self.market.now = self.now
        return self.market

    # -- screens -----------------------------------------------------------------------------------------------

    def look(self, caller: Caller | None, booking_id: str) -> Look:
        """Everything that the screens show this caller of a booking."""
        with self.world.platform.db.reading() as session:
            known = dispute_rows.of_booking(session, booking_id)
            dispute_id = known[-1].id if known else UNKNOWN_DISPUTE
            return Look(
                caller, booking_id, self.now,
                _shown(lambda: booking_page.of(session, caller, booking_id, now=self.now)),
                _shown(lambda: move_choice.of(session, caller, booking_id, now=self.now)),
                _shown(lambda: room_page.of(session, caller, booking_id, now=self.now)),
                dispute_id, _shown(lambda: dispute_pages.one(session, caller, dispute_id, now=self.now)),
            )  # fmt: skip

    def press(self, deed: Callable[[Session], object], booking_id: str | None = None) -> None:
        """Somebody does something; the effects of it run at once where a booking is named."""
        with self.world.platform.db.unit_of_work() as session:
            deed(session)
        if booking_id is not None:
            runner.finish(self.world.platform, booking_id)

    # -- Stripe's own pages ------------------------------------------------------------------------------------

    def fill_in(self, checkout_id: str, card: str, *, confirms: bool = True) -> bool:
        """The mentee gives a card at Stripe's page, and does what the bank asks; whether the page is done with."""
        http, sandbox = self.world.sandbox.http, self.world.sandbox
        answer = http.post(f"/v1/payment_pages/{checkout_id}/confirm", data={"payment_method": card})
        if answer.status_code != 200:
            return False
        intent = answer.json()["payment_intent"] or answer.json()["setup_intent"]
        if intent["status"] == "requires_action":
            url = intent["next_action"]["redirect_to_url"]["url"]
            http.post(url, data={"outcome": "complete" if confirms else "fail"})
        return bool(sandbox.get(f"checkout/sessions/{checkout_id}")["status"] == "complete")

    def put_right(self, address: str, booking_id: str, card: str, *, confirms: bool = True) -> None:
        """The mentee follows the link to a refused reservation: to their bank, which only asks, or to a page."""
        if "/3d_secure/" in address:
            self.world.sandbox.http.post(address, data={"outcome": "complete" if confirms else "fail"})
            return
        page = self.world.payment(self.world.fresh(Booking, booking_id)).checkout_id
        if page is not None:
            self.fill_in(page, card, confirms=confirms)

    # -- the cardholder's bank ---------------------------------------------------------------------------------

    def object_to(self, booking_id: str, kind: str, percent: int = 100) -> bool:
        """The cardholder objects to so much of what is left of their charge; whether their bank takes that up."""
        charge_id = self.world.payment(self.world.fresh(Booking, booking_id)).charge_id
        if charge_id is None:
            return False
        charge = self.world.sandbox.get(f"charges/{charge_id}")
        wanted = {"kind": kind, "amount": (charge["amount"] - charge["amount_refunded"]) * percent // 100}
        return self._at_the_bank(f"charges/{charge_id}/dispute", wanted)

    def rule(self, dispute_id: str, verdict: str) -> bool:
        """The bank decides a dispute; whether it is one that it looks at, and can be decided so."""
        return self._at_the_bank(f"disputes/{dispute_id}/rule", {"verdict": verdict})

    def _at_the_bank(self, path: str, body: dict[str, Any]) -> bool:
        answer = self.world.sandbox.http.post(f"/_console/api/{path}", json=body)
        assert answer.status_code in (200, 400), answer.text
        return answer.status_code == 200

    def disputes(self) -> list[dict[str, Any]]:
        """All of them as Stripe tells, the newest first."""
        return list(listed(self.world, "disputes"))

    def end_disputes(self) -> None:
        """Until every bank has decided: whoever has an answer decides, every other time for the mentor."""
        for _ in range(MOST_ROUNDS):
            waiting = [each["id"] for each in self.disputes() if each["status"] in UNDECIDED]
            if not waiting:
                return
            for number, dispute_id in enumerate(waiting):
                self.rule(dispute_id, ("won", "lost")[number % 2])
            # By then answers that nobody sent have gone out by themselves; and then what is sent again clears.
            for _ in range(2):
                self.world.patrol()
                self.live_on(self.now + timedelta(days=9), timedelta(hours=6))
        raise AssertionError("a dispute does not come to its end")

    # -- time --------------------------------------------------------------------------------------------------

    def pass_until(self, instant: datetime) -> None:
        """Nothing happens until then."""
        left = (instant - self.now).total_seconds()
        if left > 0:
            self.world.pass_time(seconds=int(left) + 1)

    def live_on(self, until: datetime, rest: timedelta = timedelta(0)) -> None:
        """Nobody clicks until then; the workers do everything when it is due, and the patrol walks at the end.

        `rest` is how long the workers are away after each look.
        """
        for _ in range(MOST_HOPS):
            self.world.work()
            due = self.next_due()
            if due is None or due >= until:
                break
            self.pass_until(max(due, self.now + rest))
        else:
            raise AssertionError(f"something asks again for ever: {self.next_due()}")
        self.pass_until(until)
        self.world.patrol()

    def come_to_an_end(self) -> None:
        """Until every session is over, every deadline has struck, every bank has decided and all has cleared."""
        with self.world.platform.db.reading() as session:
            last = session.exec(select(func.max(Booking.ends_at)).where(col(Booking.due_at).is_not(None))).one()
        # Well within the six hours for which a hold is secured before it ends.
        self.live_on(max(self.now, last or self.now) + timedelta(days=2), timedelta(hours=3))
        self.compare()
        self.live_on(self.now + timedelta(days=8), timedelta(hours=6))
        self.end_disputes()

    def compare(self) -> None:
        """Stripe is compared with the book, as it is every hour: it shows what no webhook told of old bookings."""
        while reconciler.run_due(self.world.platform):
            pass

    def next_due(self) -> datetime | None:
        """When the workers have something to do next."""
        with self.world.platform.db.reading() as session:
            deadline = session.exec(select(func.min(Booking.due_at))).one()
            waiting = select(func.min(EffectRow.not_before)).where(col(EffectRow.state).in_(WAITING))
            effect = session.exec(waiting).one()
        return min((each for each in (deadline, effect) if each is not None), default=None)


def _shown(screen: Callable[[], Seen]) -> Seen | None:
    try:
        return screen()
    except Problem:
        return None


def small(ground: Ground, db: Database) -> Marketplace:
    """Two mentees, two mentors on either side of an ocean (one without an account yet), all kinds of terms."""
    there = Marketplace(still_world(ground, db))
    there.mentee("Maya")
    there.mentee("Noah")
    amara = there.mentor("Amara", "Europe/Berlin")
    bea = there.mentor("Bea", "America/New_York", ready=False, country="US")
    there.offer(amara, 60, "80", "eur", ReadyMade.FLEXIBLE)
    there.offer(amara, 30, "45.99", "eur", ReadyMade.STRICT)
    there.offer(bea, 45, "120", "usd", ReadyMade.MODERATE)
    return there


