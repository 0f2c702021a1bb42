"""The page of one booking: every fact that its reader may see, and what they may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from thoughtcloud.core import process, story
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process.edge import SILENCE
from thoughtcloud.core.process.groups import CLOSING, UNDECIDED
from thoughtcloud.core.reserving import action_until
from thoughtcloud.core.room import Door, door
from thoughtcloud.core.states import Actor, BookingState, Event, PaymentState, ShareState
from thoughtcloud.core.story import UNTOLD, Story
from thoughtcloud.core.terms import Agreed
from thoughtcloud.store import effects, moves
from thoughtcloud.store.advance import agreed, cancellation, circumstances, load, position, price_of
from thoughtcloud.store.moves import Told
from thoughtcloud.store.tables import Booking, EffectRow, History, LedgerEntry, Mentor, Payment, Person
from thoughtcloud.store.views import attendance, case_view, refunds
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.attendance import Attended
from thoughtcloud.store.views.case_view import CaseView
from thoughtcloud.store.views.refunds import RefundSeen
from thoughtcloud.store.views.viewer import Viewer

# What a mentor earns is between the mentor and the platform.
SHARE_EVENTS = frozenset({
    Event.SHARE_TRANSFERRED, Event.SHARE_AVAILABLE, Event.SHARE_PARTLY_REVERSED, Event.SHARE_REVERSED,
    Event.ACCOUNT_NOT_READY, Event.ACCOUNT_READY, Event.SHARE_RELEASED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, oldest first; `stripe_object` is for the operator only.

    `move` is there when the line tells of one.

    What became of the share is told to mentor and operator, Stripe's own fee to the operator.
    """

    at: datetime
    event: str
    actor: str
    says: str
    amount: Money | None
    stripe_object: str | None
    move: Told | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the book about this booking."""

    entry_id: int
    at: datetime
    kind: Kind
    account: Account
    amount: Money
    stripe_object: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call to Stripe that has not succeeded yet, for the operator."""

    effect_id: int
    kind: str
    state: str
    attempts: int
    not_before: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class BookingPage:
    """One booking as its reader may see it.

    `fee`, `share`, `transferred`, `reversed` and `ledger` are for mentor and operator (None or empty for the
    mentee), `card` for mentee and operator, `stripe_fee` and `troubles` for the operator. `charged_by` is when the
    card is charged at the latest (the end plus the mentor's silence). `checkout_url` is for the mentee while the
    booking is held and its payment page is not being closed. `attended` says who went into the room.
    `agreed` are the terms of cancelling; `late_fee` is what is due for having cancelled late, nothing otherwise.
    `absent` is who is said not to have come (decided, when the booking is a no-show), `answer_by` until when they
    may object or answer. `hearing` is how far that of a problem has come, `settled` what was decided that the
    mentee pays. `case` is the last one of the booking, open or closed.
    `cancellation` says what a cancel click would do to the money; None when the reader cannot cancel.
    `act_by` is until when a refused reservation can be put right, `refusal` the bank's word for it,
    `retry_at` when the bank is asked again by itself, if it is.
    `release_at` is when the share goes out at the earliest. `story` is that of every cent, as the reader sees it.
    """

    booking_id: str
    role: Actor
    title: str
    minutes: int
    brief: str
    starts_at: datetime
    ends_at: datetime
    mentee_zone: str
    mentor_zone: str
    mentor_name: str
    mentor_slug: str
    mentee_name: str
    offer_id: str
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    fee: Money | None
    share: Money | None
    captured: Money
    refunded: Money
    stripe_fee: Money | None
    transferred: Money | None
    reversed: Money | None
    card: str
    created_at: datetime
    held_until: datetime | None
    checkout_url: str | None
    charged_by: datetime
    capture_before: datetime | None
    act_by: datetime | None
    refusal: str
    retry_at: datetime | None
    completed_at: datetime | None
    cancelled_by: str | None
    agreed: Agreed
    late_fee: Money
    absent: Actor | None
    answer_by: datetime | None
    case: CaseView | None
    release_at: datetime | None
    share_available_at: datetime | None
    share_available: bool
    door: Door
    attended: tuple[Attended, ...]
    actions: frozenset[Event]
    cancellation: Cancellation | None
    history: tuple[HistoryLine, ...]
    ledger: tuple[LedgerLine, ...]
    troubles: tuple[Trouble, ...]
    story: Story = UNTOLD
    hearing: Hearing | None = None
    settled: Money | None = None
    disputed: Money | None = None
    refunds: tuple[RefundSeen, ...] = ()
    returning: Money | None = None


def of(session: Session, viewer: Viewer | None, booking_id: str, *, now: datetime) -> BookingPage:
    """The booking for mentee, mentor or operator. Raises `Problem` signed_out, or not_found for everybody else."""
    viewers.known(viewer)
    booking, payment = load(session, viewers.booking_reference(booking_id))
    role = viewers.role(viewer, booking)
    people = (session.get_one(Mentor, booking.mentor_id), session.get_one(Person, booking.mentee_id))
    return _Reading(session, booking, payment, role, now).page(*people)


class _Reading:
    """One booking on its way to one reader."""

    def __init__(self, session: Session, booking: Booking, payment: Payment, role: Actor, now: datetime) -> None:
        self.session, self.booking, self.payment, self.role, self.now = session, booking, payment, role, now
        self.here, self.price = position(booking, payment), price_of(booking)
        self.for_host = role is not Actor.MENTEE
        self.moves = moves.all_of(session, booking.id)
        self.for_operator = role is Actor.OPERATOR

    def page(self, mentor: Mentor, mentee: Person) -> BookingPage:
        booking, payment, here = self.booking, self.payment, self.here
        held = here.booking is BookingState.HELD
        actions, history, ledger = self._actions(), self._history(), self._ledger()
        return BookingPage(
            booking_id=booking.id,
            role=self.role,
            title=booking.title,
            minutes=booking.minutes,
            brief=booking.brief,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            mentee_zone=booking.mentee_zone,
            mentor_zone=booking.mentor_zone,
            mentor_name=mentor.name,
            mentor_slug=mentor.slug,
            mentee_name=mentee.name,
            offer_id=booking.offer_id,
            state=here.booking,
            payment=here.payment,
            share_state=here.share,
            price=self.price.total,
            fee=self.price.fee if self.for_host else None,
            share=self.price.share if self.for_host else None,
            captured=self._money(payment.captured_minor),
            refunded=self._money(payment.refunded_minor),
            disputed=self._money(payment.disputed_minor) if payment.disputed_minor else None,
            returning=self._money(payment.returning_minor) if payment.returning_minor else None,
            stripe_fee=self._stripe_fee(),
            transferred=self._money(payment.transferred_minor) if self.for_host else None,
            reversed=self._money(payment.reversed_minor) if self.for_host else None,
            card=payment.card if self.role is not Actor.MENTOR else "",
            created_at=booking.created_at,
            held_until=booking.held_until if held else None,
            checkout_url=self._checkout_url(history),
            charged_by=booking.ends_at + SILENCE,
            capture_before=payment.capture_before,
            act_by=self._act_by(),
            refusal=payment.refusal,
            retry_at=payment.retry_at if here.payment is PaymentState.ACTION_REQUIRED else None,
            completed_at=booking.completed_at,
            cancelled_by=booking.cancelled_by,
            agreed=agreed(booking),
            late_fee=self._money(booking.late_fee_minor),
            absent=Actor(booking.absent) if booking.absent else None,
            answer_by=booking.answer_by if here.booking in UNDECIDED else None,
            hearing=Hearing(booking.hearing) if booking.hearing else None,
            settled=None if booking.settled_minor is None else self._money(booking.settled_minor),
            case=case_view.latest(self.session, booking),
            release_at=self._release_at(),
            share_available_at=payment.share_available_at if self.for_host else None,
            share_available=payment.share_available and self.for_host,
            door=door(here.booking, booking.starts_at, booking.ends_at, self.now),
            attended=attendance.of(self.session, booking),
            actions=actions,
            cancellation=self._cancellation() if Event.CANCELLED in actions else None,
            history=history,
            ledger=ledger if self.for_host else (),
            troubles=self._troubles() if self.for_operator else (),
            refunds=refunds.of_booking(self.session, booking.id),
            story=self._story(ledger),
        )

    def _actions(self) -> frozenset[Event]:
        return process.actions(self.role, self.here, circumstances(self.booking, self.payment, self.now))

    def _cancellation(self) -> Cancellation:
        return cancellation(self.booking, self.payment, self.role, now=self.now)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.booking.currency)

    def _stripe_fee(self) -> Money | None:
        # Stripe may settle in another currency than the booking's; the book has the currency it was told in.
        fees = [line.amount for line in self._ledger() if line.account is Account.STRIPE_FEE]
        return fees[0] if fees and self.for_operator else None

    def _act_by(self) -> datetime | None:
        refused_at, starts_at = self.payment.refused_at, self.booking.starts_at
        if refused_at is None or refused_at >= starts_at:
            return None
        return action_until(starts_at, refused_at)

    def _checkout_url(self, history: tuple[HistoryLine, ...]) -> str | None:
        """The way back to the payment page, unless that is being closed."""
        closing = any(line.event in CLOSING for line in history)
        open_to_reader = self.here.booking is BookingState.HELD and self.role is Actor.MENTEE
        return self.payment.checkout_url if open_to_reader and not closing else None

    def _release_at(self) -> datetime | None:
        if self.booking.completed_at is None or not self.for_host:
            return None
        return self.booking.completed_at + timedelta(hours=self.booking.release_after_hours)

    def _history(self) -> tuple[HistoryLine, ...]:
        asked = select(History).where(History.booking_id == self.booking.id)
        if self.role is Actor.MENTEE:
            asked = asked.where(col(History.event).not_in(SHARE_EVENTS))
        if not self.for_operator:
            asked = asked.where(History.event != Event.STRIPE_FEE_KNOWN)
        return tuple(self._history_line(line) for line in self.session.exec(asked.order_by(col(History.id))))

    def _history_line(self, line: History) -> HistoryLine:
        amount = None if line.amount_minor is None else self._money(line.amount_minor)
        stripe_object = line.stripe_object if self.for_operator else None
        move = self.moves.get(line.move_id) if line.move_id else None
        return HistoryLine(line.at, line.event, line.actor, line.says, amount, stripe_object, move)

    def _ledger(self) -> tuple[LedgerLine, ...]:
        asked = select(LedgerEntry).where(LedgerEntry.booking_id == self.booking.id)
        return tuple(_ledger_line(entry) for entry in self.session.exec(asked.order_by(col(LedgerEntry.id))))

    def _story(self, ledger: tuple[LedgerLine, ...]) -> Story:
        asked = select(History).where(History.booking_id == self.booking.id).order_by(col(History.id))
        told = [
            story.Told(line.at, line.event, line.actor, line.says, line.stripe_object or "")
            for line in self.session.exec(asked)
        ]
        booked = [
            story.Entry(line.entry_id, line.at, line.kind, line.account, line.amount, line.stripe_object)
            for line in ledger
        ]
        return story.tell(told, booked, self.role)

    def _troubles(self) -> tuple[Trouble, ...]:
        unfinished = (effects.WAITING, effects.LEASED, effects.BURIED)
        asked = select(EffectRow).where(
            EffectRow.booking_id == self.booking.id, col(EffectRow.state).in_(unfinished)
        )
        return tuple(_trouble(row) for row in self.session.exec(asked.order_by(col(EffectRow.id))))


def _ledger_line(entry: LedgerEntry) -> LedgerLine:
    return LedgerLine(
        entry_id=entry.id or 0,
        at=entry.at,
        kind=Kind(entry.kind),
        account=Account(entry.account),
        amount=Money(entry.amount_minor, entry.currency),
        stripe_object=entry.stripe_object,
    )


def _trouble(row: EffectRow) -> Trouble:
    return Trouble(row.id or 0, row.kind, row.state, row.attempts, row.not_before, row.problem)
