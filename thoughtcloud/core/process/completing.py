"""The chapter of completing the session and charging its price."""

from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import (
    ANY_BOOKING,
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    GIVEN_BACK,
    HOLDING,
    HOSTS,
    LET_GO,
    NO_SHOW,
    OFF,
    PLACEABLE,
    STRIPE,
    TAKEN,
    UNDECIDED,
    UNSECURED,
    A,
    B,
    P,
    S,
)
from thoughtcloud.core.states import Effect, Event, Notice

COMPLETING: tuple[Edge, ...] = (
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
        withdraws=(Effect.RETRY_HOLD,),
    ),
    Edge(
        Event.COMPLETED, frozenset({A.CLOCK}), "It counts as completed; the mentee has still to bring a card",
        booking=CONFIRMED, payment=frozenset({P.ACTION_REQUIRED}), when=When.AFTER_SILENCE,
        to_booking=B.COMPLETED, withdraws=(Effect.RETRY_HOLD,),
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
)  # fmt: skip
