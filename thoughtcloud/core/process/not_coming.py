"""The chapter of somebody who did not come, the objection and the decision."""

from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import (
    CLOCK,
    CONFIRMED,
    GONE,
    HOLDING,
    IN_REVIEW,
    MENTEE,
    MENTOR,
    OPERATOR,
    PLACEABLE,
    REPORTED,
    TAKEN,
    TELL_DECIDED,
    TELL_REPORTED,
    TELL_REVIEW,
    TELL_WITHDRAWN,
    UNSECURED,
    B,
    P,
    S,
)
from thoughtcloud.core.states import Actor, BookingState, Effect, Event


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

NOT_COMING: tuple[Edge, ...] = (
    Edge(
        Event.NO_SHOW_REPORTED, MENTEE, "The mentee says that the mentor did not come",
        booking=CONFIRMED, payment=HOLDING | TAKEN | GONE, when=When.REPORTABLE,
        to_booking=B.NO_SHOW_REPORTED, effects=(Effect.SECURE,), withdraws=(Effect.RETRY_HOLD,),
        tells=TELL_REPORTED,
    ),
    Edge(
        Event.NO_SHOW_REPORTED, MENTOR, "The mentor says that the mentee did not come",
        booking=CONFIRMED, payment=HOLDING | TAKEN | GONE, when=When.REPORTABLE,
        to_booking=B.NO_SHOW_REPORTED, effects=(Effect.SECURE,), withdraws=(Effect.RETRY_HOLD,),
        tells=TELL_REPORTED,
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
        Event.DECIDED_MENTEE_ABSENT, OPERATOR, "Thoughtcloud decided that the mentee did not come", IN_REVIEW,
        When.ABSENCE,
    ),
    *_mentor_was_absent(
        Event.DECIDED_MENTOR_ABSENT, OPERATOR, "Thoughtcloud decided that the mentor did not come", IN_REVIEW,
        When.ABSENCE,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place; it is charged",
        booking=IN_REVIEW, payment=HOLDING, when=When.ABSENCE,
        to_booking=B.COMPLETED, effects=(Effect.CAPTURE,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place",
        booking=IN_REVIEW, payment=TAKEN, when=When.ABSENCE,
        to_booking=B.COMPLETED, to_share=S.DUE, effects=(Effect.TRANSFER,), withdraws=(Effect.SECURE,),
        tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that it took place; the saved card is charged",
        booking=IN_REVIEW, payment=PLACEABLE, when=When.ABSENCE, to_booking=B.COMPLETED,
        effects=(Effect.PLACE_HOLD,), withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that it took place; a card is still missing",
        booking=IN_REVIEW, payment=frozenset({P.ACTION_REQUIRED}), when=When.ABSENCE, to_booking=B.COMPLETED,
        withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
    Edge(
        Event.DECIDED_COMPLETED, OPERATOR, "Thoughtcloud decided that the session took place; nothing is charged",
        booking=IN_REVIEW, payment=frozenset({P.REFUNDED}), when=When.ABSENCE, to_booking=B.COMPLETED,
        withdraws=(Effect.SECURE,), tells=TELL_DECIDED,
    ),
)  # fmt: skip
