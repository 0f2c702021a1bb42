"""The chapter of paying for a slot on the hosted page."""

from thoughtcloud.core.process.edge import Claims, Edge, When
from thoughtcloud.core.process.groups import OPEN, STRIPE, TELL_BOOKED, TELL_CARD_SAVED, UNPAID, A, B, P
from thoughtcloud.core.states import Effect, Event, Notice

PAYING: tuple[Edge, ...] = (
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
)  # fmt: skip
