"""The chapter of a session that went wrong: the report, the mentor's answer and what is decided of the money."""

from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import (
    CLOCK,
    COMPLETED,
    CONFIRMED,
    FROZEN,
    GONE,
    HOLDING,
    IN_REVIEW,
    MENTEE,
    MENTOR,
    NOT_SENT,
    OPERATOR,
    PLACEABLE,
    SENT,
    STRIPE,
    TAKEN,
    TELL_ANSWERED,
    TELL_NO_PROBLEM,
    TELL_PROBLEM,
    TELL_SETTLED,
    TELL_UNANSWERED,
    UNSECURED,
    WAS_SENT,
    B,
    P,
    S,
)
from thoughtcloud.core.states import Actor, Effect, Event, Notice


def _goes_on(
    event: Event, actors: frozenset[Actor], says: str, when: When, tells: tuple[Notice, ...]
) -> tuple[Edge, ...]:
    """The problem ends with it that everything is paid as for a session that went well."""
    return (
        Edge(
            event, actors, f"{says}; the price is charged", booking=IN_REVIEW, payment=HOLDING, when=when,
            to_booking=B.COMPLETED, effects=(Effect.CAPTURE,), withdraws=(Effect.SECURE,), tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the share goes out", booking=IN_REVIEW, payment=TAKEN,
            share=NOT_SENT | {S.REVERSED}, when=when, to_booking=B.COMPLETED, to_share=S.DUE,
            effects=(Effect.TRANSFER,), withdraws=(Effect.SECURE,), tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the mentor keeps the share", booking=IN_REVIEW, payment=TAKEN, share=SENT,
            when=when, to_booking=B.COMPLETED, effects=(Effect.TRANSFER,), withdraws=(Effect.SECURE,), tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the saved card is charged", booking=IN_REVIEW, payment=PLACEABLE, when=when,
            to_booking=B.COMPLETED, effects=(Effect.PLACE_HOLD,), withdraws=(Effect.SECURE,), tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the mentee has still to bring a card", booking=IN_REVIEW,
            payment=frozenset({P.ACTION_REQUIRED}), when=when, to_booking=B.COMPLETED, withdraws=(Effect.SECURE,),
            tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the money waits for the dispute", booking=IN_REVIEW, payment=FROZEN,
            when=when, to_booking=B.COMPLETED, withdraws=(Effect.SECURE,), tells=tells,
        ),
        Edge(
            event, actors, f"{says}; the price had been refunded", booking=IN_REVIEW,
            payment=frozenset({P.REFUNDED}), when=when, to_booking=B.COMPLETED, withdraws=(Effect.SECURE,),
            tells=tells,
        ),
    )  # fmt: skip


COMPLAINING: tuple[Edge, ...] = (
    Edge(
        Event.PROBLEM_REPORTED, MENTEE, "The mentee reported a problem; nothing is charged until it is decided",
        booking=CONFIRMED | COMPLETED, payment=HOLDING, share=NOT_SENT, when=When.PROBLEM_REPORTABLE,
        to_booking=B.IN_REVIEW, effects=(Effect.SECURE,), withdraws=(Effect.CAPTURE,), tells=TELL_PROBLEM,
    ),
    Edge(
        Event.PROBLEM_REPORTED, MENTEE, "The mentee reported a problem; the share waits until it is decided",
        booking=CONFIRMED | COMPLETED, payment=TAKEN, share=NOT_SENT, when=When.PROBLEM_REPORTABLE,
        to_booking=B.IN_REVIEW, to_share=S.NOT_DUE, withdraws=(Effect.CAPTURE, Effect.TRANSFER),
        tells=TELL_PROBLEM,
    ),
    Edge(
        Event.PROBLEM_REPORTED, MENTEE, "The mentee reported a problem after the share was sent",
        booking=COMPLETED, payment=TAKEN, share=WAS_SENT, when=When.PROBLEM_REPORTABLE,
        to_booking=B.IN_REVIEW, withdraws=(Effect.CAPTURE, Effect.TRANSFER), tells=TELL_PROBLEM,
    ),
    Edge(
        Event.PROBLEM_REPORTED, MENTEE, "The mentee reported a problem; no card is asked until it is decided",
        booking=CONFIRMED | COMPLETED, payment=UNSECURED, share=NOT_SENT, when=When.PROBLEM_REPORTABLE,
        to_booking=B.IN_REVIEW, withdraws=(Effect.PLACE_HOLD, Effect.RETRY_HOLD), tells=TELL_PROBLEM,
    ),
    Edge(
        Event.PROBLEM_ANSWERED, MENTOR, "The mentor answered the problem",
        booking=IN_REVIEW, when=When.UNANSWERED, tells=TELL_ANSWERED,
    ),
    Edge(
        Event.PROBLEM_UNANSWERED, CLOCK, "The mentor did not answer in time",
        booking=IN_REVIEW, when=When.ANSWER_OVERDUE, tells=TELL_UNANSWERED,
    ),
    *_goes_on(
        Event.PROBLEM_WITHDRAWN, MENTEE, "The mentee took the problem back", When.PROBLEM_AFTER_COMPLETION,
        TELL_NO_PROBLEM,
    ),
    Edge(
        Event.PROBLEM_WITHDRAWN, MENTEE, "The mentee took the problem back",
        booking=IN_REVIEW, payment=HOLDING | TAKEN | GONE | FROZEN, share=NOT_SENT, when=When.PROBLEM_OPEN,
        to_booking=B.CONFIRMED, withdraws=(Effect.SECURE,), tells=TELL_NO_PROBLEM,
    ),
    *_goes_on(
        Event.DECIDED_NO_REFUND, OPERATOR, "Thoughtcloud decided that nothing is refunded", When.HEARD,
        TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_PART_REFUND, OPERATOR, "Thoughtcloud decided that a part is released; the rest is charged",
        booking=IN_REVIEW, payment=HOLDING, when=When.HEARD,
        to_booking=B.COMPLETED, effects=(Effect.CAPTURE,), withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_PART_REFUND, OPERATOR, "Thoughtcloud decided that a part is refunded; the share goes out",
        booking=IN_REVIEW, payment=TAKEN, share=NOT_SENT | {S.REVERSED}, when=When.HEARD,
        to_booking=B.COMPLETED, to_share=S.DUE, effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_PART_REFUND, OPERATOR, "Thoughtcloud decided that a part is refunded",
        booking=IN_REVIEW, payment=TAKEN, share=SENT, when=When.HEARD,
        to_booking=B.COMPLETED, effects=(Effect.RETURN_MONEY,), withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_PART_REFUND, OPERATOR, "Thoughtcloud decided on a part; the rest is charged to the card",
        booking=IN_REVIEW, payment=PLACEABLE, when=When.HEARD,
        to_booking=B.COMPLETED, effects=(Effect.PLACE_HOLD,), withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_PART_REFUND, OPERATOR, "Thoughtcloud decided on a part; a card for the rest is missing",
        booking=IN_REVIEW, payment=frozenset({P.ACTION_REQUIRED}), when=When.HEARD,
        to_booking=B.COMPLETED, withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_FULL_REFUND, OPERATOR, "Thoughtcloud decided that everything goes back to the mentee",
        booking=IN_REVIEW, payment=HOLDING | TAKEN, when=When.HEARD,
        to_booking=B.COMPLETED, effects=(Effect.RETURN_MONEY,), withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    Edge(
        Event.DECIDED_FULL_REFUND, OPERATOR, "Thoughtcloud decided that the mentee pays nothing",
        booking=IN_REVIEW, payment=UNSECURED, when=When.HEARD,
        to_booking=B.COMPLETED, effects=(Effect.CLOSE_CHECKOUT,), withdraws=(Effect.SECURE,), tells=TELL_SETTLED,
    ),
    # What Stripe tells of a session about which it was decided what the mentee pays.
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged although nothing is due: refunded",
        booking=COMPLETED, payment=HOLDING, when=When.NOTHING_DUE,
        to_payment=P.CAPTURED, effects=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.PAYMENT_CAPTURED, STRIPE, "The card was charged; what was decided is kept",
        booking=COMPLETED, payment=HOLDING, when=When.SETTLED,
        to_payment=P.CAPTURED, to_share=S.DUE, effects=(Effect.RETURN_MONEY, Effect.TRANSFER),
        tells=(Notice.MENTEE_CHARGED,),
    ),
    Edge(
        Event.HOLD_LAPSED, STRIPE, "The reservation lapsed at the bank; nothing is charged",
        booking=COMPLETED, payment=HOLDING, when=When.NOTHING_DUE,
        to_payment=P.LAPSED, withdraws=(Effect.RETURN_MONEY,),
    ),
    Edge(
        Event.CARD_AUTHORIZED, STRIPE, "The price was reserved although nothing is due: released",
        booking=COMPLETED, payment=UNSECURED, when=When.NOTHING_DUE,
        to_payment=P.AUTHORIZED, effects=(Effect.RETURN_MONEY,), withdraws=(Effect.RETRY_HOLD,),
    ),
)  # fmt: skip
