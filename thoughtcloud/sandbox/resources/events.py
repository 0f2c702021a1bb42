"""Events as the API lists them, for 30 days."""

from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import no_such
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.store import Object

KEPT_SECONDS = 30 * 86_400


@operation("GET", "/v1/events")
def list_(call: Call) -> Object:
    params = call.params
    conditions: list[tuple[str, object]] = [("created > ?", call.now - KEPT_SECONDS)]
    if "delivery_success" in params:
        taken = "NOT EXISTS" if params["delivery_success"] else "EXISTS"
        untaken = "SELECT 1 FROM deliveries WHERE event=objects.id AND state IN ('waiting','failed')"
        conditions.append((f"{taken} ({untaken})", ()))
    types = params.get("types") or ([params["type"]] if "type" in params else [])
    fields = {"type": types[0]} if len(types) == 1 and "*" not in types[0] else {}
    if types and not fields:
        matching = " OR ".join("json_extract(data,'$.type') GLOB ?" for _ in types)
        conditions.append((f"({matching})", tuple(types)))
    answer = page(call, "event", fields, conditions, apart=("type", "types", "delivery_success"))
    answer["data"] = [_current(call, each) for each in answer["data"]]
    return answer


@operation("GET", "/v1/events/{}")
def retrieve(call: Call) -> Object:
    event = call.load("event", call.id)
    if event["created"] <= call.now - KEPT_SECONDS:
        raise no_such("event", call.id)
    return _current(call, event)


def _current(call: Call, event: Object) -> Object:
    """The event with the number of endpoints that have not taken it yet."""
    waiting = call.store.rows("SELECT count(*) FROM deliveries WHERE event=? AND state='waiting'", (event["id"],))
    return {**event, "pending_webhooks": waiting[0][0]}
