"""What happened: one event per change, in order, with a snapshot, addressed to the endpoints that want it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from thoughtcloud.sandbox.call import Call, platform_id
from thoughtcloud.sandbox.store import Object, Record, Store
from thoughtcloud.sandbox.validation import EVENT_TYPES, VERSION

FORWARD = "forward"
FORWARD_CONNECT = "forward_connect"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Where events go without a registered endpoint, as with `stripe listen --forward-to`."""

    url: str = ""
    secret: str = ""
    connect_url: str = ""
    connect_secret: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver: its address and the secrets that sign for it (several while one is being rolled)."""

    id: str
    url: str
    secrets: tuple[str, ...]


def emit(call: Call, type: str, data: Object, previous: Object | None = None, *, of: str | None = None) -> Object:
    """Records an event about `data`. `of` is the account it happened on, if not the acting one.

    `previous` (the former values of what changed) is kept for `*.updated` events only, as Stripe does.
    """
    assert type in EVENT_TYPES, type
    account = of or call.account
    connected = account != call.platform
    content: dict[str, Any] = {"object": data}
    if previous and type.endswith(".updated"):
        content["previous_attributes"] = _former(previous, data)
    wanting = list(_wanting(call.store, type, connected))
    event = call.new(
        "evt",
        "event",
        {
            "api_version": VERSION,
            "data": content,
            "pending_webhooks": len(wanting),
            "request": {"id": call.request_id, "idempotency_key": call.idempotency_key},
            "type": type,
            **({"account": account} if connected else {}),
        },
    )
    call.store.insert(account, event)
    for endpoint in wanting:
        deliver(call.store, event["id"], endpoint.id)
    return event


def _former(previous: Object, now: Object) -> Object:
    """Of members that are objects themselves only what differs; what was not there before was null."""
    former: Object = {}
    for name, value in previous.items():
        current = now.get(name)
        if isinstance(value, dict) and isinstance(current, dict):
            differing = {key: value.get(key) for key in {**value, **current} if value.get(key) != current.get(key)}
            former[name] = _former(differing, current)
        else:
            former[name] = value
    return former


def deliver(store: Store, event_id: str, endpoint_id: str) -> None:
    """Puts one event on its way to one endpoint."""
    store.execute(
        "INSERT INTO deliveries(event, endpoint, state, next_at) VALUES (?,?,'waiting',?)",
        (event_id, endpoint_id, time.time()),
    )


def endpoint(store: Store, id: str, forwarding: Forwarding) -> Endpoint | None:
    """The receiver with this id as it is now; None if it was deleted or disabled."""
    if id == FORWARD:
        return Endpoint(id, forwarding.url, (forwarding.secret,)) if forwarding.url else None
    if id == FORWARD_CONNECT:
        return (
            Endpoint(id, forwarding.connect_url, (forwarding.connect_secret,)) if forwarding.connect_url else None
        )
    found = store.find(id)
    if found is None or found.data.get("deleted") or found.data["status"] != "enabled":
        return None
    return Endpoint(id, found.data["url"], _secrets(found, store.clock.now()))


def _secrets(endpoint: Record, now: int) -> tuple[str, ...]:
    """The secrets that sign at this simulated instant: the endpoint's own, and older ones while it is rolled."""
    ending = [secret for secret, until in endpoint.inner.get("ending", []) if now < until]
    return (*endpoint.inner["secrets"], *ending)


def remember(store: Store, forwarding: Forwarding) -> None:
    """Notes which forwarding is on, so that events are addressed to it."""
    store.set_value(FORWARD, "1" if forwarding.url else "")
    store.set_value(FORWARD_CONNECT, "1" if forwarding.connect_url else "")


def addressees(store: Store, event: Object) -> list[Endpoint]:
    """The endpoints that want an event."""
    return list(_wanting(store, event["type"], "account" in event))


def _wanting(store: Store, type: str, connected: bool) -> Iterator[Endpoint]:
    forward = FORWARD_CONNECT if connected else FORWARD
    if store.value(forward):
        yield Endpoint(forward, "", ())
    for record in store.select("webhook_endpoint", platform_id(store), oldest_first=True):
        wanted = record.data["enabled_events"]
        if record.data["status"] != "enabled" or bool(record.inner["connect"]) != connected:
            continue
        if "*" in wanted or type in wanted:
            yield Endpoint(record.data["id"], record.data["url"], _secrets(record, store.clock.now()))
