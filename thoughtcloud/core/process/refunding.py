"""The chapter of money that goes back to the card, and refunds that fail."""

from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import (
    ANY_BOOKING,
    CANCELLED,
    COMPLETED,
    CONFIRMED,
    GIVEN_BACK,
    LET_GO,
    NOT_SENT,
    OFF,
    OPERATOR,
    SENT,
    STRIPE,
    TAKEN,
    P,
    S,
)
from thoughtcloud.core.states import Effect, Event, Notice

TELL_REDUCED = (Notice.MENTEE_REFUNDED, Notice.MENTOR_SHARE_REDUCED)
_GRANTED = "Thoughtcloud gives money back to the card"

REFUNDING: tuple[Edge, ...] = (
    # A share that was not sent yet goes out after the refund, and so without the part that goes back.
    Edge(
        Event.REFUND_GRANTED, OPERATOR, _GRANTED,
        booking=CONFIRMED | COMPLETED, payment=TAKEN, share=frozenset({S.DUE}),
        effects=(Effect.RETURN_MONEY, Effect.TRANSFER), withdraws=(Effect.TRANSFER,),
    ),
    Edge(
        Event.REFUND_GRANTED, OPERATOR, _GRANTED,
        booking=CONFIRMED | COMPLETED, payment=TAKEN, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.REFUND_GRANTED, OPERATOR, _GRANTED,
        booking=OFF, payment=TAKEN, share=frozenset({S.DUE}), when=When.FEE_DUE,
        effects=(Effect.RETURN_MONEY, Effect.TRANSFER), withdraws=(Effect.TRANSFER,),
    ),
    Edge(
        Event.REFUND_GRANTED, OPERATOR, _GRANTED,
        booking=OFF, payment=TAKEN, when=When.FEE_DUE, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "The whole price was refunded; the mentor's share is taken back",
        booking=ANY_BOOKING, payment=TAKEN, share=SENT, to_payment=P.REFUNDED,
        effects=(Effect.REVERSE_TRANSFER,), withdraws=(Effect.RETURN_MONEY,), tells=TELL_REDUCED,
    ),
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "The whole price was refunded; the mentor gets no share of it",
        booking=COMPLETED, payment=TAKEN, share=NOT_SENT, to_payment=P.REFUNDED, to_share=S.NOT_DUE,
        withdraws=(Effect.RETURN_MONEY, Effect.TRANSFER), tells=TELL_REDUCED,
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
        effects=(Effect.REVERSE_TRANSFER,), tells=TELL_REDUCED,
    ),
    Edge(
        Event.PAYMENT_PARTLY_REFUNDED, STRIPE, "A part was refunded; the share is smaller by its part of it",
        booking=COMPLETED, payment=TAKEN, share=NOT_SENT, to_payment=P.PARTIALLY_REFUNDED, tells=TELL_REDUCED,
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
)  # fmt: skip
