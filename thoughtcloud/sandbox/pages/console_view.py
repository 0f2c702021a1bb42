"""Knows how the sandbox's memory reads in the console: objects, events with their deliveries, and the time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from thoughtcloud.sandbox.pages.render import moment, money, pretty_json
from thoughtcloud.sandbox.store import Record, Store

PAGE_LENGTH = 25
# What may be an id in escaped JSON text: a short prefix, an underscore, and letters or digits.
QUOTED_ID = re.compile(r"&#34;([a-z]{2,8}_[A-Za-z0-9_]{4,80})&#34;")
DELIVERY_STATES = {
    "waiting": ("Waiting", "wait"),
    "delivered": ("Delivered", "good"),
    "failed": ("Given up", "bad"),
    "dropped": ("Dropped", "bad"),
}
# The members that tell one object of a list from the next, in the order of showing.
TELLING = ("status", "name", "email", "type", "description", "url")


@dataclass(frozen=True, slots=True)
class ObjectLine:
    """One object in a list; `facts` is what tells it from its neighbours."""

    id: str
    kind: str
    account: str
    created: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One event's way to one endpoint; `outcome` is the receiver's last answer or what went wrong."""

    endpoint: str
    state: str
    tone: str
    attempts: int
    outcome: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event with its deliveries."""

    id: str
    type: str
    created: str
    about: str
    account: str
    deliveries: tuple[DeliveryLine, ...]


@dataclass(frozen=True, slots=True)
class ObjectsPage:
    """A stretch of objects, the newest first; `older` is the key of the next stretch, 0 at the end."""

    lines: tuple[ObjectLine, ...]
    older: int


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A stretch of events, the newest first; `older` is the key of the next stretch, 0 at the end."""

    lines: tuple[EventLine, ...]
    older: int


def kinds(store: Store) -> dict[str, int]:
    """How many objects of each kind there are, by name of the kind; events have a page of their own."""
    rows = store.rows("SELECT kind, count(*) FROM objects WHERE kind <> 'event' GROUP BY kind ORDER BY kind")
    return dict(rows)


def objects_page(store: Store, kind: str, before: int = 0) -> ObjectsPage:
    """The objects of one kind, of all accounts, older than the key `before`."""
    records, older = _stretch(store, kind, {}, before)
    return ObjectsPage(tuple(object_line(record) for record in records), older)


def events_page(store: Store, event_type: str = "", before: int = 0, length: int = PAGE_LENGTH) -> EventsPage:
    """The events of one type, or of all types, older than the key `before`."""
    fields = {"type": event_type} if event_type else {}
    records, older = _stretch(store, "event", fields, before, length)
    deliveries = deliveries_of(store, [record.data["id"] for record in records])
    lines = (event_line(record.data, deliveries.get(record.data["id"], ())) for record in records)
    return EventsPage(tuple(lines), older)


def _stretch(
    store: Store, kind: str, fields: Mapping[str, Any], before: int, length: int = PAGE_LENGTH
) -> tuple[list[Record], int]:
    conditions = [("seq < ?", before)] if before else []
    records = store.select(kind, None, fields, conditions=conditions, limit=length + 1)
    return records[:length], records[length - 1].seq if len(records) > length else 0


def object_line(record: Record) -> ObjectLine:
    """What a list says about an object."""
    data = record.data
    created = moment(data["created"]) if data.get("created") else ""
    return ObjectLine(data["id"], data["object"], record.account, created, tuple(_facts(data)))


def _facts(data: Mapping[str, Any]) -> list[str]:
    amount = data.get("amount", data.get("amount_total"))
    money_fact = [money(amount, data["currency"])] if isinstance(amount, int) and data.get("currency") else []
    return money_fact + [str(data[name])[:80] for name in TELLING if data.get(name)][:2]


def event_line(event: Mapping[str, Any], deliveries: Sequence[DeliveryLine]) -> EventLine:
    """What a list says about an event; `about` is the id of the object that it happened to,
    `account` the connected account that it happened on, or empty."""
    about = str(event["data"]["object"].get("id", ""))
    return EventLine(
        event["id"], event["type"], moment(event["created"]), about, event.get("account", ""), tuple(deliveries)
    )


def one_event(store: Store, event: Mapping[str, Any]) -> EventLine:
    """An event with its deliveries."""
    return event_line(event, deliveries_of(store, [event["id"]]).get(event["id"], ()))


def deliveries_of(store: Store, event_ids: Sequence[str]) -> dict[str, list[DeliveryLine]]:
    """The deliveries of some events, in the order they were put on their way."""
    marks = ",".join("?" * len(event_ids))
    rows = store.rows(
        "SELECT event, endpoint, state, attempts, last_status, last_error FROM deliveries"
        f" WHERE event IN ({marks}) ORDER BY seq",
        event_ids,
    )
    found: dict[str, list[DeliveryLine]] = {}
    for event, *row in rows:
        found.setdefault(event, []).append(_delivery_line(*row))
    return found


def _delivery_line(
    endpoint: str, state: str, attempts: int, status: int | None, error: str | None
) -> DeliveryLine:
    name, tone = DELIVERY_STATES.get(state, (state, ""))
    return DeliveryLine(endpoint, name, tone, attempts, f"HTTP {status}" if status else error or "")


def linked_json(store: Store, shown: Mapping[str, Any]) -> Markup:
    """JSON in which the id of every other stored object leads to it; everything is escaped."""
    text = str(escape(pretty_json(shown)))
    known = _stored(store, set(QUOTED_ID.findall(text)) - {shown.get("id")})

    def link(match: re.Match[str]) -> str:
        id = match[1]
        return f'&#34;<a href="/_console/objects/{id}">{id}</a>&#34;' if id in known else match[0]

    return Markup(QUOTED_ID.sub(link, text))


def _stored(store: Store, ids: set[str]) -> set[str]:
    marks = ",".join("?" * len(ids))
    return {id for (id,) in store.rows(f"SELECT id FROM objects WHERE id IN ({marks})", sorted(ids))}
