"""The chapter of a charge that its cardholder's bank disputes, and of a session whose price is disputed.

While a dispute is open the bank has the disputed money: nothing can be refunded, an unsent share is frozen, and of
a sent one the disputed part is taken back. Facts about the dispute itself (`DISPUTE_OPENED` to `DISPUTE_LOST`) and
about its money (`FUNDS_WITHDRAWN`, `FUNDS_REINSTATED`) move no state: several disputes may run at once.
`PAYMENT_DISPUTED` and its three opposites say what they come to together.
"""

from thoughtcloud.core.process.edge import Claims, Edge, When
from thoughtcloud.core.process.groups import (
    ANY_BOOKING,
    CLOCK,
    COMPLETED,
    CONFIRMED,
    FINISHED,
    FROZEN,
    HOSTS,
    IN_REVIEW,
    LET_GO,
    MENTEE,
    MENTOR,
    NOT_SENT,
    OFF,
    OPERATOR,
    REPORTED,
    SENT,
    STRIPE,
    TAKEN,
    TELL_DECIDED,
    TELL_OFF,
    TELL_REPORTED,
    B,
    P,
    S,
)
from thoughtcloud.core.states import Actor, BookingState, Effect, Event, Notice, PaymentState

DISPUTED = frozenset({P.DISPUTED})
TELL_ENDED = (Notice.OPERATOR_DISPUTE_ENDED, Notice.MENTOR_DISPUTE_ENDED)
# Nothing of the share is with the mentor.
WITHOUT = NOT_SENT | {S.REVERSED}

_ABOUT_THE_DISPUTE: tuple[Edge, ...] = (
    Edge(
        Event.INQUIRY_OPENED, STRIPE, "The cardholder's bank asks what this charge is; no money has moved",
        booking=ANY_BOOKING, effects=(Effect.SUBMIT_EVIDENCE,), tells=(Notice.OPERATOR_DISPUTE_OPENED,),
    ),
    Edge(
        Event.DISPUTE_OPENED, STRIPE, "The cardholder's bank disputes the charge",
        booking=ANY_BOOKING, effects=(Effect.SUBMIT_EVIDENCE,),
        tells=(Notice.OPERATOR_DISPUTE_OPENED, Notice.MENTOR_DISPUTE_OPENED),
    ),
    Edge(Event.DISPUTE_ANSWERED, STRIPE, "The evidence is with the bank, which decides now", booking=ANY_BOOKING),
    Edge(Event.DISPUTE_CHANGED, STRIPE, "The bank's proceedings went on", booking=ANY_BOOKING),
    Edge(
        Event.INQUIRY_CLOSED, STRIPE, "The bank closed its inquiry; no money has moved", booking=ANY_BOOKING,
        tells=(Notice.OPERATOR_DISPUTE_ENDED,),
    ),
    Edge(
        Event.DISPUTE_WON, STRIPE, "The bank decided the dispute for the mentor", booking=ANY_BOOKING,
        tells=TELL_ENDED,
    ),
    Edge(
        Event.DISPUTE_LOST, STRIPE, "The bank decided the dispute for the mentee", booking=ANY_BOOKING,
        tells=TELL_ENDED,
    ),
    Edge(
        Event.EVIDENCE_WANTED, OPERATOR, "Thoughtcloud answers the bank with its evidence",
        booking=ANY_BOOKING, effects=(Effect.SUBMIT_EVIDENCE,),
    ),
    Edge(
        Event.DISPUTE_GIVEN_UP, OPERATOR, "Thoughtcloud accepts the dispute: the money stays with the mentee",
        booking=ANY_BOOKING, effects=(Effect.ACCEPT_DISPUTE,),
    ),
    Edge(
        Event.FUNDS_WITHDRAWN, STRIPE, "The disputed money was taken from the platform; so is its share of it",
        booking=ANY_BOOKING, share=SENT, effects=(Effect.REVERSE_TRANSFER,),
    ),
    Edge(Event.FUNDS_WITHDRAWN, STRIPE, "The disputed money was taken from the platform", booking=ANY_BOOKING),
    Edge(Event.FUNDS_REINSTATED, STRIPE, "The disputed money is back with the platform", booking=ANY_BOOKING),
)  # fmt: skip

_FREEZING: tuple[Edge, ...] = (
    Edge(
        Event.PAYMENT_DISPUTED, STRIPE, "The payment is disputed; the share is not sent before that is decided",
        booking=ANY_BOOKING, payment=TAKEN, share=NOT_SENT, to_payment=P.DISPUTED, to_share=S.NOT_DUE,
        withdraws=(Effect.RETURN_MONEY, Effect.TRANSFER),
    ),
    Edge(
        Event.PAYMENT_DISPUTED, STRIPE, "The payment is disputed",
        booking=ANY_BOOKING, payment=TAKEN, share=SENT | {S.REVERSED}, to_payment=P.DISPUTED,
        withdraws=(Effect.RETURN_MONEY, Effect.TRANSFER),
    ),
    Edge(
        Event.PAYMENT_CHARGED_BACK, STRIPE, "The mentee has the money back through the bank, for good",
        booking=ANY_BOOKING, payment=DISPUTED, share=SENT, to_payment=P.CHARGED_BACK,
        effects=(Effect.REVERSE_TRANSFER,),
    ),
    Edge(
        Event.PAYMENT_CHARGED_BACK, STRIPE, "The mentee has the money back through the bank, for good",
        booking=ANY_BOOKING, payment=DISPUTED, to_payment=P.CHARGED_BACK,
    ),
)  # fmt: skip


def _clearing(event: Event, to: PaymentState) -> tuple[Edge, ...]:
    """No dispute is open any more and something is kept: it goes where it belongs.

    Giving money back comes first: a refund that was granted before the dispute has still to be made.
    """
    off = (Effect.RETURN_MONEY, Effect.REVERSE_TRANSFER, Effect.TRANSFER)
    return (
        Edge(
            event, STRIPE, "The dispute is over; the mentor's share of what stays can go out",
            booking=COMPLETED, payment=FROZEN, share=WITHOUT, to_payment=to, to_share=S.DUE,
            effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        ),
        Edge(
            event, STRIPE, "The dispute is over; the mentor's share is made what stays for them",
            booking=COMPLETED, payment=FROZEN, share=SENT, to_payment=to,
            effects=off,
        ),
        Edge(
            event, STRIPE, "The dispute is over; all but the fee goes back",
            booking=OFF, payment=FROZEN, share=WITHOUT, when=When.FEE_DUE, to_payment=to, to_share=S.DUE,
            effects=off,
        ),
        Edge(
            event, STRIPE, "The dispute is over; all but the fee goes back",
            booking=OFF, payment=FROZEN, share=SENT, when=When.FEE_DUE, to_payment=to, effects=off,
        ),
        Edge(
            event, STRIPE, "The dispute is over; the session is off, so everything goes back",
            booking=LET_GO, payment=FROZEN, to_payment=to, effects=(Effect.RETURN_MONEY,),
        ),
        Edge(
            event, STRIPE, "The dispute is over; the price is secured again",
            booking=CONFIRMED, payment=FROZEN, to_payment=to, effects=(Effect.RETURN_MONEY,),
        ),
        Edge(
            event, STRIPE, "The dispute is over; the price is secured again",
            booking=ANY_BOOKING, payment=FROZEN, to_payment=to,
        ),
    )  # fmt: skip


_REFUNDS_MEANWHILE: tuple[Edge, ...] = (
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "A refund arrived during the dispute: everything went back",
        booking=ANY_BOOKING, payment=DISPUTED, to_payment=P.REFUNDED, effects=(Effect.REVERSE_TRANSFER,),
        tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_REFUNDED, STRIPE, "A refund arrived after the dispute was lost",
        booking=ANY_BOOKING, payment=frozenset({P.CHARGED_BACK}), to_payment=P.REFUNDED,
        tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.PAYMENT_PARTLY_REFUNDED, STRIPE, "A refund of a part arrived during the dispute",
        booking=ANY_BOOKING, payment=FROZEN, effects=(Effect.REVERSE_TRANSFER,),
        tells=(Notice.MENTEE_REFUNDED,),
    ),
    Edge(
        Event.REFUND_FAILED, STRIPE, "A refund did not reach the card, whose charge is disputed",
        booking=ANY_BOOKING, payment=FROZEN,
    ),
    Edge(
        Event.REFUND_PARTLY_FAILED, STRIPE, "One of several refunds did not reach the card of a disputed charge",
        booking=ANY_BOOKING, payment=FROZEN,
    ),
)  # fmt: skip

_SHARE_MEANWHILE: tuple[Edge, ...] = (
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share reached the mentor of a disputed session; it is taken back",
        booking=FINISHED | IN_REVIEW, payment=FROZEN, to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "What the mentor lacked of the share was transferred",
        booking=FINISHED | IN_REVIEW, payment=TAKEN, share=SENT | {S.REVERSED}, to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER, Effect.READ_SHARE), tells=(Notice.MENTOR_SHARE_SENT,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "A part of the share reached the mentor after a refund; it is taken back",
        booking=FINISHED | IN_REVIEW, payment=frozenset({P.REFUNDED}), share=SENT | {S.REVERSED},
        to_share=S.TRANSFERRED, effects=(Effect.REVERSE_TRANSFER,),
    ),
)  # fmt: skip


def _decided(event: Event, actors: frozenset[Actor], says: str, booking: frozenset[BookingState], to: BookingState,
             when: When = When.ALWAYS) -> Edge:  # fmt: skip
    """What a session came to is settled, and its money by the dispute."""
    return Edge(
        event, actors, f"{says}; the money waits for the dispute", booking=booking, payment=FROZEN, when=when,
        to_booking=to, withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    )  # fmt: skip


_THE_SESSION: tuple[Edge, ...] = (
    Edge(
        Event.COMPLETED, HOSTS, "The session was marked completed while its price is disputed",
        booking=CONFIRMED, payment=FROZEN, when=When.FROM_START, to_booking=B.COMPLETED,
    ),
    Edge(
        Event.COMPLETED, CLOCK, "It counts as completed; its price is disputed",
        booking=CONFIRMED, payment=FROZEN, when=When.AFTER_SILENCE, to_booking=B.COMPLETED,
    ),
    Edge(
        Event.CANCELLED, MENTEE, "The mentee cancelled late; what becomes of the fee is for the dispute",
        booking=CONFIRMED, payment=FROZEN, when=When.LATE,
        to_booking=B.CANCELLED, claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, MENTEE, "The mentee cancelled in time; the price is disputed",
        booking=CONFIRMED, payment=FROZEN, when=When.BEFORE_START,
        to_booking=B.CANCELLED, claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.CANCELLED, HOSTS, "The session was called off; the price is disputed",
        booking=CONFIRMED, payment=FROZEN, to_booking=B.CANCELLED, claims=Claims.FREE, tells=TELL_OFF,
    ),
    Edge(
        Event.LATE_FEE_WAIVED, HOSTS, "The fee was waived; what the dispute leaves of it goes back",
        booking=OFF, payment=FROZEN, when=When.FEE_DUE,
        tells=(Notice.MENTEE_FEE_WAIVED, Notice.MENTOR_FEE_WAIVED),
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTEE, "The mentee says that the mentor did not come",
        booking=CONFIRMED, payment=FROZEN, when=When.REPORTABLE, to_booking=B.NO_SHOW_REPORTED,
        tells=TELL_REPORTED,
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTOR, "The mentor says that the mentee did not come",
        booking=CONFIRMED, payment=FROZEN, when=When.REPORTABLE, to_booking=B.NO_SHOW_REPORTED,
        tells=TELL_REPORTED,
    ),
    _decided(
        Event.NO_SHOW_ADMITTED, MENTEE, "The mentee agrees that they did not come", REPORTED, B.NO_SHOW,
        When.MENTEE_ABSENT,
    ),
    _decided(
        Event.NO_SHOW_ADMITTED, MENTOR, "The mentor agrees that they did not come", REPORTED, B.NO_SHOW,
        When.MENTOR_ABSENT,
    ),
    _decided(
        Event.NO_SHOW_STOOD, CLOCK, "The mentee did not object: they did not come", REPORTED, B.NO_SHOW,
        When.MENTEE_ABSENT,
    ),
    _decided(
        Event.NO_SHOW_STOOD, CLOCK, "The mentor did not object: they did not come", REPORTED, B.NO_SHOW,
        When.MENTOR_ABSENT,
    ),
    _decided(
        Event.DECIDED_MENTEE_ABSENT, OPERATOR, "Thoughtcloud decided that the mentee did not come", IN_REVIEW,
        B.NO_SHOW, When.ABSENCE,
    ),
    _decided(
        Event.DECIDED_MENTOR_ABSENT, OPERATOR, "Thoughtcloud decided that the mentor did not come", IN_REVIEW,
        B.NO_SHOW, When.ABSENCE,
    ),
    _decided(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place", IN_REVIEW,
        B.COMPLETED, When.ABSENCE,
    ),
    Edge(
        Event.STRIPE_FEE_KNOWN, STRIPE, "Stripe told its own fee", booking=ANY_BOOKING, payment=FROZEN,
    ),
)  # fmt: skip

DISPUTING: tuple[Edge, ...] = (
    *_ABOUT_THE_DISPUTE,
    *_FREEZING,
    *_clearing(Event.PAYMENT_CLEARED, P.CAPTURED),
    *_clearing(Event.PAYMENT_PARTLY_CLEARED, P.PARTIALLY_REFUNDED),
    *_REFUNDS_MEANWHILE,
    *_SHARE_MEANWHILE,
    *_THE_SESSION,
)
