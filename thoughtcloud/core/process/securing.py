"""The chapter of securing the price on a saved card until the session."""

from thoughtcloud.core.process.edge import Claims, Edge, When
from thoughtcloud.core.process.groups import (
    COMPLETED,
    CONFIRMED,
    HOLDING,
    LET_GO,
    OFF,
    PLACEABLE,
    STRIPE,
    TELL_OFF,
    UNDECIDED,
    UNSECURED,
    A,
    B,
    P,
)
from thoughtcloud.core.states import Effect, Event, Notice

SECURING: tuple[Edge, ...] = (
    Edge(
        Event.HOLD_DUE, frozenset({A.CLOCK}), "The session is near: its price is to be reserved on the saved card",
        booking=CONFIRMED, payment=frozenset({P.CARD_SAVED}), effects=(Effect.PLACE_HOLD,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved on the card, not charged",
        booking=CONFIRMED, payment=UNSECURED, to_payment=P.AUTHORIZED, withdraws=(Effect.RETRY_HOLD,),
        tells=(Notice.MENTEE_HOLD_PLACED,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved while it is open what the session comes to",
        booking=UNDECIDED, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.SECURE,),
        withdraws=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price of the completed session was reserved; it is charged at once",
        booking=COMPLETED, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.CAPTURE,),
        withdraws=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved when the session was off; only the fee is charged",
        booking=OFF, payment=UNSECURED, when=When.FEE_DUE, to_payment=P.AUTHORIZED,
        effects=(Effect.CAPTURE,), withdraws=(Effect.RETRY_HOLD, Effect.CHARGE_FEE),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved although the session is off: it is released",
        booking=LET_GO, payment=UNSECURED, to_payment=P.AUTHORIZED, effects=(Effect.RETURN_MONEY,),
        withdraws=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.HOLD_REFUSED, STRIPE, "The card was not accepted without the mentee: they are asked to confirm",
        booking=CONFIRMED, payment=PLACEABLE, to_payment=P.ACTION_REQUIRED,
        tells=(Notice.MENTEE_ACTION_REQUIRED,),
    ),
    Edge(
        Event.HOLD_REFUSED, STRIPE, "The card was not accepted for the completed session: the mentee is asked",
        booking=COMPLETED, payment=PLACEABLE, to_payment=P.ACTION_REQUIRED,
        tells=(Notice.MENTEE_ACTION_REQUIRED, Notice.MENTOR_UNPAID),
    ),
    Edge(
        Event.RETRY_DUE, frozenset({A.CLOCK}), "The bank is asked again whether it reserves the price",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), effects=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.RETRY_PUT_OFF, STRIPE, "The mentee is at the payment page, so the bank is not asked again meanwhile",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}),
    ),
    Edge(
        Event.HOLD_REFUSED_AGAIN, STRIPE, "The card was not accepted this time either",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}),
    ),
    Edge(
        Event.ACTION_OVERDUE, frozenset({A.CLOCK}), "The time to confirm the reservation ran out",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), effects=(Effect.GIVE_UP,),
        withdraws=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.GIVEN_UP, STRIPE, "The reservation was not confirmed in time: the session is off, uncharged",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}),
        to_booking=B.CANCELLED, withdraws=(Effect.RETRY_HOLD,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.HOLD_OUTGROWN, frozenset({A.CLOCK}), "The reservation ends before the session: a new one follows",
        booking=CONFIRMED, payment=HOLDING, when=When.OUTGROWN, effects=(Effect.RELEASE_HOLD,),
    ),
    Edge(
        Event.SAFETY_DUE, frozenset({A.CLOCK}), "The reservation is about to end: the price is charged now",
        booking=CONFIRMED, payment=HOLDING, effects=(Effect.SECURE,), hastens=True,
    ),
    # The call that was put down first waits for too long, or was given up: it is made now, or a new one is.
    Edge(
        Event.SAFETY_DUE, frozenset({A.CLOCK}), "The reservation is about to end; nothing is due: it is released",
        booking=COMPLETED, payment=HOLDING, when=When.NOTHING_DUE,
        effects=(Effect.RETURN_MONEY,), hastens=True,
    ),
    Edge(
        Event.SAFETY_DUE, frozenset({A.CLOCK}), "The reservation is about to end: what is due is charged now",
        booking=COMPLETED, payment=HOLDING, effects=(Effect.CAPTURE,), hastens=True,
    ),
)  # fmt: skip
