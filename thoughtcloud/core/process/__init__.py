"""The life cycles as data: per event, who may cause it, from where, where it leads and what it sets off.

Three facts are kept of one booking, because they really are separate: the booking itself, its payment (what
Stripe holds or has taken) and the mentor's share (what was sent on). An `Edge` is one row of the table; the
legal buttons, the deadlines, the tests and the diagrams in docs/money.md are all derived from `EDGES`.
"""

from collections.abc import Iterable

from thoughtcloud.core.process.calling_off import CALLING_OFF
from thoughtcloud.core.process.complaining import COMPLAINING
from thoughtcloud.core.process.completing import COMPLETING
from thoughtcloud.core.process.disputing import DISPUTING
from thoughtcloud.core.process.edge import Circumstances, Edge, fits
from thoughtcloud.core.process.groups import START
from thoughtcloud.core.process.moving import MOVING
from thoughtcloud.core.process.not_coming import NOT_COMING
from thoughtcloud.core.process.paying import PAYING
from thoughtcloud.core.process.refunding import REFUNDING
from thoughtcloud.core.process.securing import SECURING
from thoughtcloud.core.process.share import SHARING
from thoughtcloud.core.states import Actor, Event, Position

# Read from top to bottom: the first edge that fits is taken.
EDGES: tuple[Edge, ...] = (
    *COMPLAINING, *PAYING, *SECURING, *COMPLETING, *CALLING_OFF, *NOT_COMING, *MOVING, *REFUNDING, *DISPUTING,
    *SHARING,
)  # fmt: skip


def find(event: Event, actor: Actor, position: Position, around: Circumstances) -> Edge | None:
    """The edge that this event takes from here, or None if it is not this actor's to cause here and now."""
    found = (e for e in EDGES if e.event is event and actor in e.actors and fits(e, position, around))
    return next(found, None)


# What people ask for by a button.
ASKED = (
    Event.CHECKOUT_LEFT, Event.COMPLETED, Event.CANCELLED, Event.LATE_FEE_WAIVED, Event.NO_SHOW_REPORTED,
    Event.NO_SHOW_OBJECTED, Event.NO_SHOW_ADMITTED, Event.NO_SHOW_WITHDRAWN, Event.DECIDED_COMPLETED,
    Event.DECIDED_MENTEE_ABSENT, Event.DECIDED_MENTOR_ABSENT, Event.MOVE_PROPOSED, Event.REFUND_GRANTED,
    Event.SHARE_RELEASED, Event.PROBLEM_REPORTED, Event.PROBLEM_ANSWERED, Event.PROBLEM_WITHDRAWN,
    Event.DECIDED_NO_REFUND, Event.DECIDED_PART_REFUND, Event.DECIDED_FULL_REFUND,
)  # fmt: skip


def actions(actor: Actor, position: Position, around: Circumstances) -> frozenset[Event]:
    """What this person may do here and now: the legal buttons of a screen."""
    return frozenset(event for event in ASKED if find(event, actor, position, around))


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
