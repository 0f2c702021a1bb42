"""The chapter of moving a session to another time."""

from thoughtcloud.core.process.edge import Claims, Edge, When
from thoughtcloud.core.process.groups import CONFIRMED, MOVABLE, SIDES, TELL_MOVED, A
from thoughtcloud.core.states import Event, Notice

MOVING: tuple[Edge, ...] = (
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
)  # fmt: skip
