"""The lives that a booking can have, as steps which go on from wherever the record says that they are.

A step looks before it acts, as the person would who finds the page again after a crash: so a life that was cut off
at any instant is finished by living it once more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from tests.payments.world import World
from thoughtcloud.core.evidence import Field
from thoughtcloud.core.facts import Happened
from thoughtcloud.core.money import Money
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import actions
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.store import disputes, evidence
from thoughtcloud.store.advance import advance, circumstances
from thoughtcloud.store.tables import Booking, Mentor

Step = Callable[[World, Booking], None]
States = tuple[str, str, str]


@dataclass(frozen=True)
class Life:
    """What is booked, what people do then, and where it must end: booking, payment and share."""

    name: str
    ends: States
    steps: tuple[Step, ...]
    booking: dict[str, Any] = field(default_factory=dict)
    mentor: dict[str, Any] = field(default_factory=dict)

    def live(self, world: World, mentor: Mentor) -> Booking:
        """Go on from wherever it is, to the end of what people do."""
        booking = found(world, mentor) or world.hold(mentor, **self.booking)
        for step in self.steps:
            step(world, booking)
        return booking


def found(world: World, mentor: Mentor) -> Booking | None:
    """The booking of this mentor, if it was made."""
    with world.platform.db.reading() as session:
        asked = select(Booking).where(Booking.mentor_id == mentor.id).order_by(col(Booking.created_at))
        return session.exec(asked).first()


# Where a booking stands when somebody has pressed that button.
DONE = {
    Event.COMPLETED: ("completed", "cancelled", "in_review"),
    Event.CANCELLED: ("cancelled",),
    Event.CHECKOUT_LEFT: ("expired",),
    Event.NO_SHOW_REPORTED: ("no_show_reported", "no_show"),
    Event.NO_SHOW_ADMITTED: ("no_show",),
}
MOST_LOOKS = 60


def pay(world: World, booking: Booking, card: str = "pm_card_visa") -> None:
    """The mentee goes to the payment page and fills in a card, unless that was done."""
    if world.states(booking)[:2] != ("held", "checkout_open"):
        return
    world.open(booking)
    page = world.sandbox.get(f"checkout/sessions/{world.payment(booking).checkout_id}")
    if page["status"] == "open" and page["mode"] == "setup":
        confirmed = world.sandbox.http.post(
            f"/v1/payment_pages/{page['id']}/confirm", data={"payment_method": card}
        )
        assert confirmed.status_code == 200, confirmed.text
    elif page["status"] == "open":
        world.pay(booking, card)


def pay_by_a_card_that_disputes(world: World, booking: Booking) -> None:
    """The same with a card whose bank disputes the charge as soon as it is captured."""
    pay(world, booking, "pm_card_createDispute")


def arrive(world: World, booking: Booking) -> None:
    """The mentee comes back from the payment page."""
    world.sync(booking)


def act(event: Event, actor: Actor) -> Step:
    """Somebody presses a button as soon as it is there, unless they have done so; the effects run at once."""

    def press(world: World, booking: Booking) -> None:
        for _ in range(MOST_LOOKS):
            if world.states(booking)[0] in DONE[event]:
                break
            around = circumstances(world.booking(booking), world.payment(booking), world.now())
            if event in actions(actor, world.position(booking), around):
                world.tell(booking, event, actor)
                break
            world.pass_time(minutes=2)
            world.patrol()
        world.finish(booking)

    return press


def wait(**span: float) -> Step:
    """Nothing happens until so long after the booking was made."""

    def pass_on(world: World, booking: Booking) -> None:
        left = booking.created_at + timedelta(**span) - world.now()
        if left > timedelta(0):
            world.pass_time(seconds=left.total_seconds() + 1)

    return pass_on


def near(before_start: timedelta) -> Step:
    """Until so long before the session, with what is due then."""

    def pass_on(world: World, booking: Booking) -> None:
        left = world.booking(booking).starts_at - before_start - world.now()
        if left > timedelta(0):
            world.pass_time(seconds=left.total_seconds() + 1)
        world.patrol()

    return pass_on


def until_transferred(world: World, booking: Booking) -> None:
    """People wait until the money has gone through; nothing to wait for once a later step was done."""
    for _ in range(MOST_LOOKS):
        if world.states(booking)[2] not in ("not_due", "due") or world.states(booking)[0] != "completed":
            return
        world.pass_time(minutes=2)
        world.patrol()
    raise AssertionError("the share was never transferred")


def leave(world: World, booking: Booking) -> None:
    """The mentee opens the payment page and turns back."""
    if world.states(booking)[0] == "held":
        world.open(booking)
    turn_back(world, booking)


def onboard(world: World, booking: Booking) -> None:
    """The mentor sets up payouts, late."""
    mentor = world.fresh(Mentor, booking.mentor_id)
    if not mentor.account_ready:
        world.onboard(mentor)
    world.finish(booking)


def refund_a_part(world: World, booking: Booking) -> None:
    """An operator refunds 20.00 in Stripe's own dashboard, once."""
    intent = world.payment(booking).intent_id
    if not world.sandbox.get("refunds", payment_intent=intent)["data"]:
        world.sandbox.post("refunds", payment_intent=intent, amount=2000)
    world.sync(booking)
    world.finish(booking)


def complain(world: World, booking: Booking) -> None:
    """The mentee reports a problem and the mentor answers it, each once."""
    if world.booking(booking).hearing is None and world.states(booking)[0] == "completed":
        world.tell(booking, Event.PROBLEM_REPORTED, Actor.MENTEE)
    world.finish(booking)
    if world.booking(booking).hearing == Hearing.AWAITED:
        world.tell(booking, Event.PROBLEM_ANSWERED, Actor.MENTOR)


def settle_in_part(world: World, booking: Booking) -> None:
    """An operator decides, once, that 30.00 goes back."""
    if world.booking(booking).hearing == Hearing.ANSWERED:
        back = Money(3000, booking.currency)
        happened = Happened(
            Event.DECIDED_PART_REFUND, Actor.OPERATOR, world.now(), refund=back, words="Half of it was missing."
        )
        with world.platform.db.unit_of_work() as session:
            advance(session, booking.id, happened)
    world.finish(booking)


def answer(words: str) -> Step:
    """An operator answers the dispute, once, with words by which the bank of test mode decides."""

    def tell(world: World, booking: Booking) -> None:
        for _ in range(MOST_LOOKS):
            with world.platform.db.unit_of_work() as session:
                known = disputes.of_booking(session, booking.id)
                for each in filter(disputes.is_unanswered, known):
                    evidence.save(session, each.id, {Field.ANYTHING_ELSE: words})
                    wanted = Happened(Event.EVIDENCE_WANTED, Actor.OPERATOR, world.now(), dispute_id=each.id)
                    advance(session, booking.id, wanted)
            world.finish(booking)
            if known and not known[-1].is_open:
                break
            world.pass_time(minutes=2)
            world.patrol()
            world.sync(booking)

    return tell


turn_back = act(Event.CHECKOUT_LEFT, Actor.MENTEE)
complete = act(Event.COMPLETED, Actor.MENTOR)
JUST_ENDED = {"starts_in": -timedelta(hours=2)}

LIVES: tuple[Life, ...] = (
    Life("completed", ("completed", "captured", "transferred"), (pay, arrive, complete), JUST_ENDED),
    Life(
        "cancelled in time",
        ("cancelled", "voided", "not_due"),
        (pay, arrive, act(Event.CANCELLED, Actor.MENTEE)),
    ),
    Life(
        "called off after it was charged",
        ("cancelled", "refunded", "reversed"),
        (pay, arrive, complete, until_transferred, act(Event.CANCELLED, Actor.MENTOR)),
        JUST_ENDED,
    ),
    Life(
        "cancelled late for half",
        ("cancelled", "captured", "transferred"),
        (pay, arrive, wait(hours=2), act(Event.CANCELLED, Actor.MENTEE)),
        {"starts_in": timedelta(hours=20), "terms": ReadyMade.MODERATE.terms},
    ),
    Life(
        "an absent mentee",
        ("no_show", "captured", "transferred"),
        (pay, arrive, act(Event.NO_SHOW_REPORTED, Actor.MENTOR), act(Event.NO_SHOW_ADMITTED, Actor.MENTEE)),
        JUST_ENDED,
    ),
    Life(
        "an absent mentor",
        ("no_show", "voided", "not_due"),
        (pay, arrive, act(Event.NO_SHOW_REPORTED, Actor.MENTEE), act(Event.NO_SHOW_ADMITTED, Actor.MENTOR)),
        JUST_ENDED,
    ),
    Life("left unpaid", ("expired", "checkout_closed", "not_due"), (leave,)),
    Life(
        "a share that waits for its mentor",
        ("completed", "captured", "transferred"),
        (pay, arrive, complete, onboard),
        JUST_ENDED,
        {"ready": False},
    ),
    Life(
        "refunded in part at Stripe",
        ("completed", "partially_refunded", "partially_reversed"),
        (pay, arrive, complete, until_transferred, refund_a_part),
        JUST_ENDED,
    ),
    Life(
        "a problem that is settled in part",
        ("completed", "partially_refunded", "partially_reversed"),
        (pay, arrive, complete, until_transferred, complain, settle_in_part),
        JUST_ENDED,
    ),
    Life(
        "a card that was saved far ahead",
        ("completed", "captured", "transferred"),
        (pay, arrive, near(timedelta(hours=71)), near(-timedelta(hours=1)), complete),
        {"starts_in": timedelta(days=9)},
    ),
    Life(
        "a saved card, cancelled before anything was reserved",
        ("cancelled", "card_saved", "not_due"),
        (pay, arrive, act(Event.CANCELLED, Actor.MENTEE)),
        {"starts_in": timedelta(days=20)},
    ),
    Life(
        "a dispute that is lost",
        ("completed", "charged_back", "not_due"),
        (pay_by_a_card_that_disputes, arrive, complete, answer("losing_evidence")),
        JUST_ENDED,
    ),
    Life(
        "a dispute that is won",
        ("completed", "captured", "transferred"),
        (pay_by_a_card_that_disputes, arrive, complete, answer("winning_evidence")),
        JUST_ENDED,
    ),
)


def go_on(world: World) -> None:
    """Half an hour in which workers and the patrol work."""
    for _ in range(4):
        world.pass_time(minutes=6)
        world.patrol()


def recover(world: World) -> None:
    """What goes on without anybody's click: leases end, workers and the patrol work, and no webhook arrives."""
    go_on(world)
    # Rows that met the dead one's lease, and everything that waits longer for a second try.
    world.pass_time(hours=2)
    world.patrol()


def settle(world: World) -> None:
    """Until funds have cleared."""
    world.pass_time(days=3)
    world.patrol()
    world.patrol()

