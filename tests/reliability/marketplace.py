"""A marketplace with its whole cast, on a day of its own: what everybody sees, what they pay, how time passes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, func, select

from tests.market import Market
from tests.payments.world import World, gateway
from tests.reliability.conftest import Ground
from tests.sandbox_process import SandboxProcess
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.jobs import runner
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services import move_choice
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.move_choice import Choice
from thoughtcloud.store.tables import Booking, EffectRow, Mentor
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import booking_page, room_page
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.room_page import RoomPage

# A Monday, days before America changes its clocks; Europe follows two weeks later, Australia a week after that.
BEGAN = datetime(2027, 3, 8, 6, 7, tzinfo=UTC)
WAITING = ("waiting", "leased")
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
            return Look(
                caller, booking_id, self.now,
                _shown(lambda: booking_page.of(session, caller, booking_id, now=self.now)),
                _shown(lambda: move_choice.of(session, caller, booking_id, now=self.now)),
                _shown(lambda: room_page.of(session, caller, booking_id, now=self.now)),
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
        """Until every session is over, every deadline has struck and all funds have cleared."""
        with self.world.platform.db.reading() as session:
            last = session.exec(select(func.max(Booking.ends_at)).where(col(Booking.due_at).is_not(None))).one()
        # Well within the six hours for which a hold is secured before it ends.
        self.live_on(max(self.now, last or self.now) + timedelta(days=2), timedelta(hours=3))
        self.live_on(self.now + timedelta(days=8), timedelta(hours=6))

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


def world_of(ground: Ground, db: Database) -> World:
    """A world whose first day is `BEGAN`, so that two runs meet the same calendar."""
    sandbox = SandboxProcess(ground.sandbox_url)
    sandbox.console("clock", now=int(BEGAN.timestamp()))
    ahead = sandbox.offset_seconds

    def now() -> datetime:
        return BEGAN + timedelta(seconds=sandbox.offset_seconds - ahead)

    return World(sandbox, Platform(ground.chosen, db, gateway(sandbox), now))


def small(ground: Ground, db: Database) -> Marketplace:
    """Two mentees, two mentors on either side of an ocean (one without an account yet), all kinds of terms."""
    there = Marketplace(world_of(ground, db))
    there.mentee("Maya")
    there.mentee("Noah")
    amara = there.mentor("Amara", "Europe/Berlin")
    bea = there.mentor("Bea", "America/New_York", ready=False, country="US")
    there.offer(amara, 60, "80", "eur", ReadyMade.FLEXIBLE)
    there.offer(amara, 30, "45.99", "eur", ReadyMade.STRICT)
    there.offer(bea, 45, "120", "usd", ReadyMade.MODERATE)
    return there


