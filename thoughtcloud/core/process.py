"""The life cycles as data: per event, who may cause it, from where, where it leads and what it sets off.

Three facts are kept of one booking, because they really are separate: the booking itself, its payment (what
Stripe holds or has taken) and the mentor's share (what was sent on). An `Edge` is one row of the table; the
legal buttons, the deadlines, the tests and the diagrams in docs/money.md are all derived from `EDGES`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thoughtcloud.core import reserving
from thoughtcloud.core.absence import reportable_from, reportable_until
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, Notice, PaymentState, Position, ShareState


class Claims(StrEnum):
    """What becomes of the mentor's quarter-hours."""

    KEEP = "keep"
    FREE = "free"
    RETAKE = "retake"
    MOVE = "move"


class When(StrEnum):
    """A condition on time or on the calendar that an edge asks for."""

    ALWAYS = "always"
    BEFORE_START = "before the start"
    FROM_START = "from the start on"
    AFTER_SILENCE = "24 h after the end"
    SLOT_FREE = "while the slot is free"
    LATE = "before the start, when the terms ask for a fee"
    LATE_ON_CARD = "before the start, when the terms ask for a fee and a card is saved"
    OUTGROWN = "when the hold ends before the session begins"
    FEE_DUE = "when a fee for cancelling late or for not coming is due"
    REPORTABLE = "from 15 minutes after the start until 24 h after the end"
    MENTEE_ABSENT = "when the mentee is said not to have come"
    MENTOR_ABSENT = "when the mentor is said not to have come"


B, P, S, A = BookingState, PaymentState, ShareState, Actor

ANY_BOOKING = frozenset(BookingState)
ANY_PAYMENT = frozenset(PaymentState)
ANY_SHARE = frozenset(ShareState)

# A mentor who says nothing for this long after the end has given the session.
SILENCE = timedelta(hours=24)
# How long to wait before asking Stripe again about a checkout that should have closed.
CLOSING_RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an edge may ask about: aware UTC instants, and what is to be known of the booking.

    `slot_free`: nobody else has the slot. `late`: the terms ask the mentee for a fee for cancelling now.
    `fee_due`: it was called off late or the mentee did not come, and the fee is still to be taken or kept.
    `outgrown`: the hold ends before the session begins. `card_kept`: a card is saved that can be charged without
    the mentee. `absent`: who is said not to have come, if anybody is.
    """

    now: datetime
    starts_at: datetime
    ends_at: datetime
    slot_free: bool = False
    late: bool = False
    fee_due: bool = False
    outgrown: bool = False
    card_kept: bool = False
    absent: Actor | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of the process. `None` as a target means: stays as it is. `says` is the history's sentence."""

    event: Event
    actors: frozenset[Actor]
    says: str
    booking: frozenset[BookingState]
    payment: frozenset[PaymentState] = ANY_PAYMENT
    share: frozenset[ShareState] = ANY_SHARE
    to_booking: BookingState | None = None
    to_payment: PaymentState | None = None
    to_share: ShareState | None = None
    when: When = When.ALWAYS
    effects: tuple[Effect, ...] = ()
    withdraws: tuple[Effect, ...] = ()
    tells: tuple[Notice, ...] = ()
    claims: Claims = Claims.KEEP

    def leads_to(self, position: Position) -> Position:
        """The position after this edge was taken from `position`."""
        return Position(
            self.to_booking or position.booking,
            self.to_payment or position.payment,
            self.to_share or position.share,
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next timed edge of a booking: at `at` (aware UTC) the clock causes `event`."""

    event: Event
    at: datetime


START = Position(B.HELD, P.CHECKOUT_OPEN, S.NOT_DUE)

# After one of these the payment page of a held booking is on its way to be closed.
CLOSING = (Event.CHECKOUT_LEFT, Event.HOLD_RAN_OUT)

STRIPE = frozenset({A.STRIPE})
CONFIRMED = frozenset({B.CONFIRMED})
COMPLETED = frozenset({B.COMPLETED})
CANCELLED = frozenset({B.CANCELLED})
REPORTED = frozenset({B.NO_SHOW_REPORTED})
IN_REVIEW = frozenset({B.IN_REVIEW})
# The session was to be, and what it comes to is not known yet: no money moves but to be secured.
UNDECIDED = REPORTED | IN_REVIEW
NO_SHOW = frozenset({B.NO_SHOW})
# Off, and yet the mentee may owe something for it.
OFF = CANCELLED | NO_SHOW
FINISHED = COMPLETED | OFF
LET_GO = OFF | {B.EXPIRED}
OPEN = frozenset({P.CHECKOUT_OPEN})
UNPAID = frozenset({P.CHECKOUT_OPEN, P.CHECKOUT_CLOSED})
HOLDING = frozenset({P.AUTHORIZED})
# Nothing is held, and yet the price is expected from a card that is saved or that the mentee has to bring.
UNSECURED = frozenset({P.CARD_SAVED, P.ACTION_REQUIRED, P.LAPSED})
GONE = UNSECURED | {P.REFUNDED}
PLACEABLE = frozenset({P.CARD_SAVED, P.LAPSED})
TAKEN = frozenset({P.CAPTURED, P.PARTIALLY_REFUNDED})
GIVEN_BACK = frozenset({P.PARTIALLY_REFUNDED, P.REFUNDED})
SENT = frozenset({S.TRANSFERRED, S.PARTIALLY_REVERSED})
UNSENT = frozenset({S.DUE, S.WAITING_FOR_ACCOUNT})
NOT_SENT = UNSENT | {S.NOT_DUE}
HOSTS = frozenset({A.MENTOR, A.OPERATOR})
PEOPLE = HOSTS | {A.MENTEE}
SIDES = frozenset({A.MENTEE, A.MENTOR})
# While a price is secured, its session can be moved.
MOVABLE = HOLDING | TAKEN | {P.CARD_SAVED}
TELL_BOOKED = (Notice.MENTEE_RESERVED, Notice.MENTOR_BOOKED)
TELL_CARD_SAVED = (Notice.MENTEE_CARD_SAVED, Notice.MENTOR_BOOKED)
TELL_OFF = (Notice.MENTEE_CALLED_OFF, Notice.MENTOR_CALLED_OFF)
TELL_MOVED = (Notice.MENTEE_MOVED, Notice.MENTOR_MOVED)
MENTEE, MENTOR = frozenset({A.MENTEE}), frozenset({A.MENTOR})
OPERATOR, CLOCK = frozenset({A.OPERATOR}), frozenset({A.CLOCK})
TELL_REPORTED = (Notice.MENTEE_NO_SHOW_REPORTED, Notice.MENTOR_NO_SHOW_REPORTED)
TELL_WITHDRAWN = (Notice.MENTEE_NO_SHOW_WITHDRAWN, Notice.MENTOR_NO_SHOW_WITHDRAWN)
TELL_REVIEW = (Notice.MENTEE_IN_REVIEW, Notice.MENTOR_IN_REVIEW)
TELL_DECIDED = (Notice.MENTEE_CASE_DECIDED, Notice.MENTOR_CASE_DECIDED)


def _mentee_was_absent(
    event: Event, actors: frozenset[Actor], says: str, booking: frozenset[BookingState], when: When = When.ALWAYS
) -> tuple[Edge, ...]:
    """The case ends with it that the mentee did not come: the price is taken or kept, and the share is due."""
    return (
        Edge(
            event, actors, f"{says}; the price is charged", booking=booking, payment=HOLDING, when=when,
            to_booking=B.NO_SHOW, effects=(Effect.CAPTURE,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
        ),
        Edge(
            event, actors, f"{says}; the price stays charged", booking=booking, payment=TAKEN, when=when,
            to_booking=B.NO_SHOW, to_share=S.DUE, effects=(Effect.TRANSFER,), withdraws=(Effect.SECURE,),
            tells=TELL_DECIDED,
        ),
        Edge(
            event, actors, f"{says}; the saved card is charged", booking=booking, payment=UNSECURED, when=when,
            to_booking=B.NO_SHOW, effects=(Effect.CLOSE_CHECKOUT, Effect.CHARGE_FEE), withdraws=(Effect.SECURE,),
            tells=TELL_DECIDED,
        ),
        Edge(
            event, actors, f"{says}; nothing is left to charge", booking=booking,
            payment=frozenset({P.REFUNDED}), when=when, to_booking=B.NO_SHOW, withdraws=(Effect.SECURE,),
            tells=TELL_DECIDED,
        ),
    )  # fmt: skip


def _mentor_was_absent(
    event: Event, actors: frozenset[Actor], says: str, booking: frozenset[BookingState], when: When = When.ALWAYS
) -> tuple[Edge, ...]:
    """The case ends with it that the mentor did not come: everything goes back to the mentee."""
    return (
        Edge(
            event, actors, f"{says}; everything goes back to the mentee", booking=booking, payment=HOLDING | TAKEN,
            when=when, to_booking=B.NO_SHOW, effects=(Effect.RETURN_MONEY,), withdraws=(Effect.SECURE,),
            tells=TELL_DECIDED,
        ),
        Edge(
            event, actors, f"{says}; there is nothing to go back", booking=booking, payment=GONE, when=when,
            to_booking=B.NO_SHOW, effects=(Effect.CLOSE_CHECKOUT,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
        ),
    )  # fmt: skip


# Read from top to bottom: the first edge that fits is taken.
EDGES: tuple[Edge, ...] = (
    # -- paying -------------------------------------------------------------------------------------------
    Edge(
        Event.CHECKOUT_OPENED, frozenset({A.STRIPE, A.MENTEE}), "The payment page was opened",
        booking=frozenset({B.HELD}), payment=OPEN,
    ),
    Edge(
        Event.CHECKOUT_LEFT, frozenset({A.MENTEE}), "The mentee left the payment page",
        booking=frozenset({B.HELD}), payment=OPEN, effects=(Effect.CLOSE_CHECKOUT,),
    ),
    Edge(
        Event.HOLD_RAN_OUT, frozenset({A.CLOCK}), "The time to pay ran out",
        booking=frozenset({B.HELD}), payment=OPEN, effects=(Effect.CLOSE_CHECKOUT,),
    ),
    Edge(
        Event.CHECKOUT_EXPIRED, STRIPE, "The payment page closed unpaid; the slot is free again",
        booking=frozenset({B.HELD}), payment=OPEN,
        to_booking=B.EXPIRED, to_payment=P.CHECKOUT_CLOSED, claims=Claims.FREE,
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved on the card, not charged",
        booking=frozenset({B.HELD}), payment=UNPAID,
        to_booking=B.CONFIRMED, to_payment=P.AUTHORIZED, tells=TELL_BOOKED,
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved late; the slot was still free",
        booking=frozenset({B.EXPIRED}), payment=UNPAID, when=When.SLOT_FREE,
        to_booking=B.CONFIRMED, to_payment=P.AUTHORIZED, claims=Claims.RETAKE, tells=TELL_BOOKED,
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved too late; it is released at once",
        booking=frozenset({B.EXPIRED}), payment=UNPAID, to_payment=P.AUTHORIZED, effects=(Effect.RETURN_MONEY,),
        tells=(Notice.MENTEE_TOO_LATE,),
    ),
    Edge(
        Event.CARD_SAVED, STRIPE, "The card was saved; the price is reserved on it later",
        booking=frozenset({B.HELD}), payment=UNPAID,
        to_booking=B.CONFIRMED, to_payment=P.CARD_SAVED, tells=TELL_CARD_SAVED,
    ),
    Edge(
        Event.CARD_SAVED, STRIPE, "The card was saved late; the slot was still free",
        booking=frozenset({B.EXPIRED}), payment=UNPAID, when=When.SLOT_FREE,
        to_booking=B.CONFIRMED, to_payment=P.CARD_SAVED, claims=Claims.RETAKE, tells=TELL_CARD_SAVED,
    ),
    Edge(
        Event.CARD_SAVED, STRIPE, "The card was saved too late; nothing is reserved on it",
        booking=frozenset({B.EXPIRED}), payment=UNPAID, to_payment=P.CARD_SAVED,
        tells=(Notice.MENTEE_TOO_LATE,),
    ),
    # -- securing the price -------------------------------------------------------------------------------
    Edge(
        Event.HOLD_DUE, frozenset({A.CLOCK}), "The session is near: its price is to be reserved on the saved card",
        booking=CONFIRMED, payment=frozenset({P.CARD_SAVED}), effects=(Effect.PLACE_HOLD,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved on the card, not charged",
        booking=CONFIRMED, payment=UNSECURED, to_payment=P.AUTHORIZED, tells=(Notice.MENTEE_HOLD_PLACED,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved while it is open what the session comes to",
        booking=UNDECIDED, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.SECURE,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price of the completed session was reserved; it is charged at once",
        booking=COMPLETED, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.CAPTURE,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved when the session was off; only the fee is charged",
        booking=OFF, payment=UNSECURED, when=When.FEE_DUE, to_payment=P.AUTHORIZED,
        effects=(Effect.CAPTURE,), withdraws=(Effect.CHARGE_FEE,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved although the session is off: it is released",
        booking=LET_GO, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.HOLD_REFUSED, STRIPE, "The card was not accepted without the mentee: they are asked to confirm",
        booking=CONFIRMED | COMPLETED, payment=PLACEABLE, to_payment=P.ACTION_REQUIRED,
        tells=(Notice.MENTEE_ACTION_REQUIRED,),
    ),
    Edge(
        Event.ACTION_OVERDUE, frozenset({A.CLOCK}), "The time to confirm the reservation ran out",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), effects=(Effect.GIVE_UP,),
    ),
    Edge(
        Event.GIVEN_UP, STRIPE, "The reservation was not confirmed in time: the session is off, uncharged",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}),
        to_booking=B.CANCELLED, claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.HOLD_OUTGROWN, frozenset({A.CLOCK}), "The reservation ends before the session: a new one follows",
        booking=CONFIRMED, payment=HOLDING, when=When.OUTGROWN, effects=(Effect.RELEASE_HOLD,),
    ),
    Edge(
        Event.SAFETY_DUE, frozenset({A.CLOCK}), "The reservation is about to end: the price is charged now",
        booking=CONFIRMED, payment=HOLDING, effects=(Effect.SECURE,),
    ),
    # -- completing ---------------------------------------------------------------------------------------
    Edge(
        Event.COMPLETED, HOSTS, "The session was marked completed",
        booking=CONFIRMED, payment=HOLDING, when=When.FROM_START,
        to_booking=B.COMPLETED, effects=(Effect.CAPTURE,),
    ),
    Edge(
        Event.COMPLETED, frozenset({A.CLOCK}), "Nobody objected for 24 hours: it counts as completed",
        booking=CONFIRMED, payment=HOLDING, when=When.AFTER_SILENCE,
        to_booking=B.COMPLETED, effects=(Effect.CAPTURE,),
    ),
    Edge(
        Event.COMPLETED, HOSTS, "The session was marked completed",
        booking=CONFIRMED, payment=TAKEN, share=frozenset({S.NOT_DUE}), when=When.FROM_START,
        to_booking=B.COMPLETED, to_share=S.DUE, effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.COMPLETED, frozenset({A.CLOCK}), "Nobody objected for 24 hours: it counts as completed",
        booking=CONFIRMED, payment=TAKEN, share=frozenset({S.NOT_DUE}), when=When.AFTER_SILENCE,
        to_booking=B.COMPLETED, to_share=S.DUE, effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.COMPLETED, HOSTS, "The session was marked completed; its price is taken from the saved card",
        booking=CONFIRMED, payment=PLACEABLE, when=When.FROM_START,
        to_booking=B.COMPLETED, effects=(Effect.PLACE_HOLD,),
    ),
    Edge(
        Event.COMPLETED, frozenset({A.CLOCK}), "It counts as completed; its price is taken from the saved card",
        booking=CONFIRMED, payment=PLACEABLE, when=When.AFTER_SILENCE,
        to_booking=B.COMPLETED, effects=(Effect.PLACE_HOLD,),
    ),
    Edge(
        Event.COMPLETED, HOSTS, "The session was marked completed; the mentee has still to bring a card",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), when=When.FROM_START, to_booking=B.COMPLETED,
    ),
    Edge(
        Event.COMPLETED, frozenset({A.CLOCK}), "It counts as completed; the mentee has still to bring a card",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), when=When.AFTER_SILENCE,
        to_booking=B.COMPLETED,
    ),
    Edge(
        Event.COMPLETED, HOSTS | {A.CLOCK}, "The session is over; its price had been refunded",
        booking=CONFIRMED, payment=frozenset({P.REFUNDED}), when=When.AFTER_SILENCE, to_booking=B.COMPLETED,
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged",
        booking=COMPLETED, payment=HOLDING,
        to_payment=P.CAPTURED, to_share=S.DUE, effects=(Effect.TRANSFER,), tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged before the session was completed",
        booking=CONFIRMED, payment=HOLDING, to_payment=P.CAPTURED, tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The price was secured: charged, and sent on to nobody yet",
        booking=UNDECIDED, payment=HOLDING, to_payment=P.CAPTURED, withdraws=(Effect.SECURE,),
        tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged for the absent mentee",
        booking=NO_SHOW, payment=HOLDING, when=When.FEE_DUE,
        to_payment=P.CAPTURED, to_share=S.DUE, effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged; only the fee for cancelling late is kept",
        booking=CANCELLED, payment=HOLDING, when=When.FEE_DUE,
        to_payment=P.CAPTURED, to_share=S.DUE, effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged although the session is off; it is refunded",
        booking=LET_GO, payment=HOLDING, to_payment=P.CAPTURED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The fee was charged to the saved card",
        booking=OFF, payment=UNSECURED, when=When.FEE_DUE,
        to_payment=P.CAPTURED, to_share=S.DUE, effects=(Effect.TRANSFER,), tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "A fee was charged to the saved card after it was waived; it is refunded",
        booking=LET_GO, payment=UNSECURED, to_payment=P.CAPTURED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.STRIPE_FEE_KNOWN, STRIPE, "Stripe told its own fee",
        booking=ANY_BOOKING, payment=TAKEN | GIVEN_BACK,
    ),
    # -- calling it off -----------------------------------------------------------------------------------
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled late; the agreed fee is charged",
        booking=CONFIRMED, payment=HOLDING, when=When.LATE,
        to_booking=B.CANCELLED, effects=(Effect.CAPTURE,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled late; the agreed fee stays charged",
        booking=CONFIRMED, payment=TAKEN, share=frozenset({S.NOT_DUE}), when=When.LATE,
        to_booking=B.CANCELLED, to_share=S.DUE, effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled in time",
        booking=CONFIRMED, payment=HOLDING | TAKEN, when=When.BEFORE_START,
        to_booking=B.CANCELLED, effects=(Effect.RETURN_MONEY,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off",
        booking=CONFIRMED, payment=HOLDING | TAKEN,
        to_booking=B.CANCELLED, effects=(Effect.RETURN_MONEY,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off after it had been completed",
        booking=COMPLETED, payment=HOLDING | TAKEN,
        to_booking=B.CANCELLED, effects=(Effect.RETURN_MONEY,), withdraws=(Effect.CAPTURE, Effect.TRANSFER),
        claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled late; the saved card is charged the fee",
        booking=CONFIRMED, payment=UNSECURED, when=When.LATE_ON_CARD,
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT, Effect.CHARGE_FEE), claims=Claims.FREE,
        tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled; nothing was reserved",
        booking=CONFIRMED, payment=UNSECURED | {P.REFUNDED}, when=When.BEFORE_START,
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off; nothing was reserved",
        booking=CONFIRMED | COMPLETED, payment=UNSECURED,
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off; nothing was kept",
        booking=CONFIRMED, payment=frozenset({P.REFUNDED}),
        to_booking=B.CANCELLED, claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.LATE_FEE_WAIVED, HOSTS, "The fee was waived; nothing is charged",
        booking=OFF, payment=UNSECURED, when=When.FEE_DUE, withdraws=(Effect.CHARGE_FEE,),
        tells=(Notice.MENTEE_FEE_WAIVED, Notice.MENTOR_FEE_WAIVED),
    ),
    Edge(
        Event.LATE_FEE_REFUSED, STRIPE, "The saved card did not give the fee: it is waived",
        booking=OFF, payment=UNSECURED, when=When.FEE_DUE,
        tells=(Notice.MENTEE_FEE_WAIVED, Notice.MENTOR_FEE_WAIVED),
    ),
    Edge(
        Event.LATE_FEE_WAIVED, HOSTS, "The fee was waived; everything goes back",
        booking=OFF, payment=HOLDING | TAKEN, when=When.FEE_DUE,
        effects=(Effect.RETURN_MONEY,), withdraws=(Effect.CAPTURE, Effect.TRANSFER),
        tells=(Notice.MENTEE_FEE_WAIVED, Notice.MENTOR_FEE_WAIVED),
    ),
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released before it ended; a new one follows",
        booking=CONFIRMED, payment=HOLDING, when=When.OUTGROWN, to_payment=P.CARD_SAVED,
    ),
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released at Stripe, so the session is off",
        booking=CONFIRMED | UNDECIDED, payment=HOLDING,
        to_booking=B.CANCELLED, to_payment=P.VOIDED, withdraws=(Effect.SECURE,), claims=Claims.FREE,
        tells=TELL_OFF,
    ),
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released; nothing was charged",
        booking=LET_GO | COMPLETED, payment=HOLDING, to_payment=P.VOIDED, withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation lapsed before the fee was taken: nothing is charged",
        booking=OFF, payment=HOLDING, when=When.FEE_DUE, to_payment=P.LAPSED, withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation ended long before the session; a new one follows",
        booking=CONFIRMED, payment=HOLDING, when=When.OUTGROWN, to_payment=P.CARD_SAVED,
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation lapsed at the bank; a new one is placed on the saved card",
        booking=CONFIRMED | COMPLETED, payment=HOLDING, to_payment=P.LAPSED,
        effects=(Effect.PLACE_HOLD,), withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation lapsed at the bank; nothing is secured",
        booking=ANY_BOOKING, payment=HOLDING, to_payment=P.LAPSED, withdraws=(Effect.CAPTURE, Effect.SECURE),
    ),
    # -- not coming ---------------------------------------------------------------------------------------
    Edge(
        Event.NO_SHOW_REPORTED, MENTEE, "The mentee says that the mentor did not come",
        booking=CONFIRMED, payment=HOLDING | TAKEN | GONE, when=When.REPORTABLE,
        to_booking=B.NO_SHOW_REPORTED, effects=(Effect.SECURE,), tells=TELL_REPORTED,
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTOR, "The mentor says that the mentee did not come",
        booking=CONFIRMED, payment=HOLDING | TAKEN | GONE, when=When.REPORTABLE,
        to_booking=B.NO_SHOW_REPORTED, effects=(Effect.SECURE,), tells=TELL_REPORTED,
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTOR, "The mentor says that it was the mentee who did not come",
        booking=REPORTED, when=When.MENTOR_ABSENT, to_booking=B.IN_REVIEW, tells=TELL_REVIEW,
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTEE, "The mentee says that it was the mentor who did not come",
        booking=REPORTED, when=When.MENTEE_ABSENT, to_booking=B.IN_REVIEW, tells=TELL_REVIEW,
    ),
    Edge(
        Event.NO_SHOW_OBJECTED, MENTOR, "The mentor says that they were there",
        booking=REPORTED, when=When.MENTOR_ABSENT, to_booking=B.IN_REVIEW, tells=TELL_REVIEW,
    ),
    Edge(
        Event.NO_SHOW_OBJECTED, MENTEE, "The mentee says that they were there",
        booking=REPORTED, when=When.MENTEE_ABSENT, to_booking=B.IN_REVIEW, tells=TELL_REVIEW,
    ),
    Edge(
        Event.NO_SHOW_WITHDRAWN, MENTEE, "The mentee took back that the mentor did not come",
        booking=REPORTED, when=When.MENTOR_ABSENT,
        to_booking=B.CONFIRMED, withdraws=(Effect.SECURE,), tells=TELL_WITHDRAWN,
    ),
    Edge(
        Event.NO_SHOW_WITHDRAWN, MENTOR, "The mentor took back that the mentee did not come",
        booking=REPORTED, when=When.MENTEE_ABSENT,
        to_booking=B.CONFIRMED, withdraws=(Effect.SECURE,), tells=TELL_WITHDRAWN,
    ),
    *_mentee_was_absent(
        Event.NO_SHOW_ADMITTED, MENTEE, "The mentee agrees that they did not come", REPORTED, When.MENTEE_ABSENT
    ),
    *_mentor_was_absent(
        Event.NO_SHOW_ADMITTED, MENTOR, "The mentor agrees that they did not come", REPORTED, When.MENTOR_ABSENT
    ),
    *_mentee_was_absent(
        Event.NO_SHOW_STOOD, CLOCK, "The mentee did not object: they did not come", REPORTED, When.MENTEE_ABSENT
    ),
    *_mentor_was_absent(
        Event.NO_SHOW_STOOD, CLOCK, "The mentor did not object: they did not come", REPORTED, When.MENTOR_ABSENT
    ),
    *_mentee_was_absent(
        Event.DECIDED_MENTEE_ABSENT, OPERATOR, "Thoughtcloud decided that the mentee did not come", IN_REVIEW
    ),
    *_mentor_was_absent(
        Event.DECIDED_MENTOR_ABSENT, OPERATOR, "Thoughtcloud decided that the mentor did not come", IN_REVIEW
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place; it is charged",
        booking=IN_REVIEW, payment=HOLDING,
        to_booking=B.COMPLETED, effects=(Effect.CAPTURE,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place",
        booking=IN_REVIEW, payment=TAKEN,
        to_booking=B.COMPLETED, to_share=S.DUE, effects=(Effect.TRANSFER,), withdraws=(Effect.SECURE,),
        tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that it took place; the saved card is charged",
        booking=IN_REVIEW, payment=UNSECURED, to_booking=B.COMPLETED,
        effects=(Effect.PLACE_HOLD,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place; nothing is charged",
        booking=IN_REVIEW, payment=frozenset({P.REFUNDED}), to_booking=B.COMPLETED,
        withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    # -- moving it ----------------------------------------------------------------------------------------
    Edge(
        Event.MOVED, SIDES, "The session was moved to another time",
        booking=CONFIRMED, payment=MOVABLE, when=When.BEFORE_START, claims=Claims.MOVE, tells=TELL_MOVED,
    ),
    Edge(
        Event.MOVE_PROPOSED, frozenset({A.MENTEE}), "The mentee asked for another time",
        booking=CONFIRMED, payment=MOVABLE, when=When.BEFORE_START, tells=(Notice.MENTOR_MOVE_PROPOSED,),
    ),
    Edge(
        Event.MOVE_PROPOSED, frozenset({A.MENTOR}), "The mentor proposed another time",
        booking=CONFIRMED, payment=MOVABLE, when=When.BEFORE_START, tells=(Notice.MENTEE_MOVE_PROPOSED,),
    ),
    Edge(
        Event.MOVE_DECLINED, frozenset({A.MENTEE}), "The mentee kept the agreed time",
        booking=CONFIRMED, when=When.BEFORE_START, tells=(Notice.MENTOR_MOVE_REFUSED,),
    ),
    Edge(
        Event.MOVE_DECLINED, frozenset({A.MENTOR}), "The mentor kept the agreed time",
        booking=CONFIRMED, when=When.BEFORE_START, tells=(Notice.MENTEE_MOVE_REFUSED,),
    ),
    Edge(
        Event.MOVE_WITHDRAWN, SIDES, "The proposal to move the session was withdrawn",
        booking=CONFIRMED, when=When.BEFORE_START,
    ),
    Edge(
        Event.MOVE_EXPIRED, frozenset({A.CLOCK}), "The proposal to move the session ran out unanswered",
        booking=CONFIRMED, tells=(Notice.MENTEE_MOVE_REFUSED, Notice.MENTOR_MOVE_REFUSED),
    ),
    # -- giving money back --------------------------------------------------------------------------------
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "The whole price was refunded; the mentor's share is taken back",
        booking=ANY_BOOKING, payment=TAKEN, share=SENT, to_payment=P.REFUNDED,
        effects=(Effect.REVERSE_TRANSFER,), withdraws=(Effect.RETURN_MONEY,), tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "The whole price was refunded",
        booking=ANY_BOOKING, payment=TAKEN, share=NOT_SENT, to_payment=P.REFUNDED, to_share=S.NOT_DUE,
        withdraws=(Effect.RETURN_MONEY, Effect.TRANSFER), tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "The whole price was refunded",
        booking=ANY_BOOKING, payment=TAKEN, to_payment=P.REFUNDED,
        withdraws=(Effect.RETURN_MONEY,), tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_PARTLY_REFUNDED, STRIPE, "A part was refunded; the share is reduced in proportion",
        booking=ANY_BOOKING, payment=TAKEN, share=SENT, to_payment=P.PARTIALLY_REFUNDED,
        effects=(Effect.REVERSE_TRANSFER,), tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_PARTLY_REFUNDED, STRIPE, "A part was refunded",
        booking=ANY_BOOKING, payment=TAKEN, to_payment=P.PARTIALLY_REFUNDED, tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.REFUND_FAILED, STRIPE, "A refund came back from the card; all but the late fee is refunded again",
        booking=CANCELLED, payment=GIVEN_BACK, when=When.FEE_DUE,
        to_payment=P.CAPTURED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.REFUND_PARTLY_FAILED, STRIPE, "A refund of a part came back; all but the late fee is refunded again",
        booking=CANCELLED, payment=GIVEN_BACK, when=When.FEE_DUE,
        to_payment=P.PARTIALLY_REFUNDED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.REFUND_FAILED, STRIPE, "A refund did not reach the card and came back; it is made again",
        booking=LET_GO, payment=GIVEN_BACK, to_payment=P.CAPTURED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.REFUND_PARTLY_FAILED, STRIPE, "One of several refunds came back from the card; it is made again",
        booking=LET_GO, payment=GIVEN_BACK, to_payment=P.PARTIALLY_REFUNDED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.REFUND_FAILED, STRIPE, "A refund did not reach the card and came back",
        booking=ANY_BOOKING, payment=GIVEN_BACK, to_payment=P.CAPTURED,
    ),
    Edge(
        Event.REFUND_PARTLY_FAILED, STRIPE, "One of several refunds did not reach the card and came back",
        booking=ANY_BOOKING, payment=GIVEN_BACK, to_payment=P.PARTIALLY_REFUNDED,
    ),
    # -- the mentor's share -------------------------------------------------------------------------------
    Edge(
        Event.ACCOUNT_NOT_READY, STRIPE, "The share waits until the mentor has set up payouts",
        booking=ANY_BOOKING, payment=TAKEN, share=frozenset({S.DUE}), to_share=S.WAITING_FOR_ACCOUNT,
        tells=(Notice.MENTOR_SHARE_WAITS,),
    ),
    Edge(
        Event.ACCOUNT_READY, STRIPE, "The mentor has set up payouts; the share can go out",
        booking=ANY_BOOKING, payment=TAKEN, share=frozenset({S.WAITING_FOR_ACCOUNT}), to_share=S.DUE,
        effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share reached the mentor after a refund; it is taken back",
        booking=FINISHED, payment=frozenset({P.REFUNDED}), share=NOT_SENT, to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share was transferred to the mentor after a part was refunded",
        booking=FINISHED, payment=frozenset({P.PARTIALLY_REFUNDED}), share=NOT_SENT, to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER, Effect.READ_SHARE), tells=(Notice.MENTOR_SHARE_SENT,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share was transferred to the mentor",
        booking=FINISHED, payment=frozenset({P.CAPTURED}), share=NOT_SENT, to_share=S.TRANSFERRED,
        effects=(Effect.READ_SHARE,), tells=(Notice.MENTOR_SHARE_SENT,),
    ),
    Edge(
        Event.SHARE_AVAILABLE, STRIPE, "The share is available for payout",
        booking=ANY_BOOKING, share=SENT,
    ),
    Edge(
        Event.SHARE_REVERSED, STRIPE, "The share was taken back from the mentor",
        booking=ANY_BOOKING, share=SENT, to_share=S.REVERSED,
    ),
    Edge(
        Event.SHARE_PARTLY_REVERSED, STRIPE, "A part of the share was taken back from the mentor",
        booking=ANY_BOOKING, share=SENT, to_share=S.PARTIALLY_REVERSED,
    ),
)  # fmt: skip


def find(event: Event, actor: Actor, position: Position, around: Circumstances) -> Edge | None:
    """The edge that this event takes from here, or None if it is not this actor's to cause here and now."""
    fits = (e for e in EDGES if e.event is event and actor in e.actors and _fits(e, position, around))
    return next(fits, None)


def _fits(edge: Edge, position: Position, around: Circumstances) -> bool:
    return (
        position.booking in edge.booking
        and position.payment in edge.payment
        and position.share in edge.share
        and holds(edge.when, around)
    )


def holds(when: When, around: Circumstances) -> bool:
    """Whether the condition is true in these circumstances."""
    match when:
        case When.ALWAYS:
            return True
        case When.BEFORE_START:
            return around.now < around.starts_at
        case When.FROM_START:
            return around.now >= around.starts_at
        case When.AFTER_SILENCE:
            return around.now >= around.ends_at + SILENCE
        case When.SLOT_FREE:
            return around.slot_free
        case When.LATE:
            return around.late and around.now < around.starts_at
        case When.LATE_ON_CARD:
            return around.late and around.card_kept and around.now < around.starts_at
        case When.OUTGROWN:
            return around.outgrown
        case When.FEE_DUE:
            return around.fee_due
        case When.REPORTABLE:
            starts_at, ends_at = around.starts_at, around.ends_at
            return reportable_from(starts_at, ends_at) <= around.now < reportable_until(ends_at)
        case When.MENTEE_ABSENT:
            return around.absent is A.MENTEE
        case When.MENTOR_ABSENT:
            return around.absent is A.MENTOR


# What people ask for by a button.
ASKED = (
    Event.CHECKOUT_LEFT, Event.COMPLETED, Event.CANCELLED, Event.LATE_FEE_WAIVED, Event.NO_SHOW_REPORTED,
    Event.NO_SHOW_OBJECTED, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_WITHDRAWN, Event.DECIDED_COMPLETED,
    Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT, Event.MOVE_PROPOSED,
)  # fmt: skip


def actions(actor: Actor, position: Position, around: Circumstances) -> frozenset[Event]:
    """What this person may do here and now: the legal buttons of a screen."""
    return frozenset(event for event in ASKED if find(event, actor, position, around))


def deadline(
    position: Position, ends_at: datetime, held_until: datetime, answer_by: datetime | None = None
) -> Deadline | None:
    """The next edge that the clock will take; None when nothing waits for time.

    `answer_by` is until when the other side may answer, while something waits for that.
    """
    if position.booking is B.HELD:
        return Deadline(Event.HOLD_RAN_OUT, held_until)
    if position.booking is B.CONFIRMED:
        if answer_by is not None:
            return Deadline(Event.MOVE_EXPIRED, answer_by)
        return Deadline(Event.COMPLETED, ends_at + SILENCE)
    if position.booking is B.NO_SHOW_REPORTED and answer_by is not None:
        return Deadline(Event.NO_SHOW_STOOD, answer_by)
    return None


@dataclass(frozen=True, slots=True)
class HoldTimes:
    """What the deadlines of a reservation depend on; aware UTC instants, None where Stripe has told none."""

    starts_at: datetime
    capture_before: datetime | None = None
    refused_at: datetime | None = None


def hold_deadline(position: Position, times: HoldTimes) -> Deadline | None:
    """What the clock does next so that the price of a confirmed session is secured; None when nothing is due."""
    if position.booking is not B.CONFIRMED:
        return None
    match position.payment:
        case P.CARD_SAVED:
            return Deadline(Event.HOLD_DUE, reserving.placed_at(times.starts_at))
        case P.AUTHORIZED if times.capture_before is not None:
            outgrown = reserving.is_outgrown(times.capture_before, times.starts_at)
            event = Event.HOLD_OUTGROWN if outgrown else Event.SAFETY_DUE
            return Deadline(event, reserving.secured_at(times.capture_before))
        case P.ACTION_REQUIRED if times.refused_at is not None and times.refused_at < times.starts_at:
            return Deadline(Event.ACTION_OVERDUE, reserving.action_until(times.starts_at, times.refused_at))
        case _:
            return None


def earliest(*deadlines: Deadline | None) -> Deadline | None:
    """The one that comes first; None when nothing waits for time."""
    return min((each for each in deadlines if each is not None), key=lambda each: each.at, default=None)


def reachable(start: Position = START) -> frozenset[Position]:
    """Every position that some chain of edges leads to, whatever the time."""
    seen, todo = {start}, [start]
    while todo:
        position = todo.pop()
        for edge in _leaving(position):
            following = edge.leads_to(position)
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return frozenset(seen)


def _leaving(position: Position) -> Iterable[Edge]:
    return (
        e
        for e in EDGES
        if position.booking in e.booking and position.payment in e.payment and position.share in e.share
    )
