"""The life cycles as data: per event, who may cause it, from where, where it leads and what it sets off.

Three facts are kept of one booking, because they really are separate: the booking itself, its payment (what
Stripe holds or has taken) and the mentor's share (what was sent on). An `Edge` is one row of the table; the
legal buttons, the deadlines, the tests and the diagrams in docs/money.md are all derived from `EDGES`.
"""

from functools import cache

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
    found = (e for e in _OF_EVENT[event] if actor in e.actors and fits(e, position, around))
    return next(found, None)


# Screens ask for many buttons of many bookings at once; most edges are of another event.
_OF_EVENT = {event: tuple(edge for edge in EDGES if edge.event is event) for event in Event}


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


@cache
def reachable(start: Position = START) -> frozenset[Position]:
    """Every position that some chain of edges leads to, whatever the time."""
    seen, todo = {start}, [start]
    while todo:
        further = _next_to(todo.pop()) - seen
        seen |= further
        todo += further
    return frozenset(seen)


@cache
def _next_to(position: Position) -> frozenset[Position]:
    """Where one edge leads from here."""
    return frozenset(
        e.leads_to(position)
        for e in EDGES
        if position.booking in e.booking and position.payment in e.payment and position.share in e.share
    )
