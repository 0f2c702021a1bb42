"""The chapter of calling a session off, and what becomes of its hold or its fee."""

from thoughtcloud.core.process.edge import Claims, Edge, When
from thoughtcloud.core.process.groups import (
    ANY_BOOKING,
    COMPLETED,
    CONFIRMED,
    HOLDING,
    HOSTS,
    LET_GO,
    OFF,
    STRIPE,
    TAKEN,
    TELL_OFF,
    UNDECIDED,
    UNSECURED,
    A,
    B,
    P,
    S,
)
from thoughtcloud.core.states import Effect, Event, Notice

CALLING_OFF: tuple[Edge, ...] = (
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
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT, Effect.CHARGE_FEE),
        withdraws=(Effect.RETRY_HOLD,), claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, frozenset({A.MENTEE}), "The mentee cancelled; nothing was reserved",
        booking=CONFIRMED, payment=UNSECURED | {P.REFUNDED}, when=When.BEFORE_START,
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT,), withdraws=(Effect.RETRY_HOLD,),
        claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off; nothing was reserved",
        booking=CONFIRMED | COMPLETED, payment=UNSECURED,
        to_booking=B.CANCELLED, effects=(Effect.CLOSE_CHECKOUT,), withdraws=(Effect.RETRY_HOLD,),
        claims=Claims.FREE, tells=TELL_OFF,
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
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released; nothing is charged",
        booking=COMPLETED, payment=HOLDING, when=When.NOTHING_DUE,
        to_payment=P.VOIDED, withdraws=(Effect.CAPTURE,),
    ),
    # Released by hand at Stripe, or too late to let it be: what is owed is owed all the same.
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released at Stripe; a new one is placed on the card",
        booking=COMPLETED, payment=HOLDING, to_payment=P.LAPSED,
        effects=(Effect.PLACE_HOLD,), withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released before the fee was taken: the card is asked",
        booking=OFF, payment=HOLDING, when=When.FEE_DUE, to_payment=P.LAPSED,
        effects=(Effect.CHARGE_FEE,), withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.PAYMENT_VOIDED, STRIPE, "The reservation was released; nothing was charged",
        booking=LET_GO, payment=HOLDING, to_payment=P.VOIDED, withdraws=(Effect.CAPTURE,),
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation lapsed before the fee was taken: the saved card is asked",
        booking=OFF, payment=HOLDING, when=When.FEE_DUE, to_payment=P.LAPSED,
        effects=(Effect.CHARGE_FEE,), withdraws=(Effect.CAPTURE,),
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
)  # fmt: skip
