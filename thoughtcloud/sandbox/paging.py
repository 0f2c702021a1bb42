"""Lists: the newest first, by cursor, narrowed by every filter that the operation knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.store import Object, Record

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
_OF_THE_PAGE = ("limit", "starting_after", "ending_before", "created")
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    call: Call,
    kind: str,
    fields: Mapping[str, Any] | None = None,
    extra: Sequence[tuple[str, Any]] = (),
    apart: Sequence[str] = (),
) -> Object:
    """One page of the acting account's objects of a kind, as the parameters ask for it.

    `fields` compares members; `extra` are further SQL conditions with their value (or a tuple of values). Every
    parameter that was sent narrows the list by the member of its name, but for those `apart`.
    """
    limit = _limit(call)
    backwards = "ending_before" in call.params
    sent = {name: call.params[name] for name in call.params if name not in (*_OF_THE_PAGE, *apart)}
    same, more = _filters(sent)
    created = _range("created", call.params.get("created"))
    conditions = [*extra, *more, *created, *_cursor(call, kind)]
    same = {**(fields or {}), **same}
    records = call.store.select(
        kind, call.account, same, conditions=conditions, limit=limit + 1, oldest_first=backwards
    )
    data = [record.data for record in _ordered(records[:limit], backwards)]
    return listing(data, call.path, len(records) > limit)


def page_of(call: Call, items: list[Object]) -> Object:
    """One page of things that are no objects of their own, in the order they have."""
    limit, places = _limit(call), {item["id"]: place for place, item in enumerate(items)}
    start, end = 0, len(items)
    for name in ("starting_after", "ending_before"):
        if name in call.params and call.params[name] not in places:
            raise errors.no_such(items[0]["object"] if items else "object", call.params[name], name)
    if "starting_after" in call.params:
        start = places[call.params["starting_after"]] + 1
    if "ending_before" in call.params:
        end = places[call.params["ending_before"]]
        start = max(start, end - limit)
        return listing(items[start:end], call.path, start > 0)
    return listing(items[start : start + limit], call.path, start + limit < end)


def _filters(sent: Mapping[str, Any], within: str = "") -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Members and the value each must have, and conditions for the filters that are lists or ranges."""
    same: dict[str, Any] = {}
    conditions: list[tuple[str, Any]] = []
    for name, value in sent.items():
        member = f"json_extract(data,'$.{within}{name}')"
        if isinstance(value, list):
            marks = ",".join("?" * len(value))
            conditions.append((f"{member} IN ({marks})", tuple(value)))
        elif isinstance(value, dict) and not value.keys() <= _COMPARISONS.keys():
            inner, more = _filters(value, f"{within}{name}.")
            same |= inner
            conditions += more
        elif isinstance(value, dict):
            conditions += _range(member, value)
        else:
            same[within + name] = value
    return same, conditions


def listing(data: list[Object], url: str, has_more: bool = False) -> Object:
    """A list object at some address."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _ordered(records: list[Record], backwards: bool) -> list[Record]:
    return records[::-1] if backwards else records


def _limit(call: Call) -> int:
    limit: int = call.params.get("limit", DEFAULT_LIMIT)
    if limit < 1:
        raise errors.too_small_integer("limit", 1)
    if limit > MAX_LIMIT:
        raise StripeError(
            f"This value must be less than or equal to {MAX_LIMIT}.",
            code="parameter_invalid_integer",
            param="limit",
        )
    return limit


def _cursor(call: Call, kind: str) -> list[tuple[str, Any]]:
    conditions: list[tuple[str, Any]] = []
    for name, condition in (("starting_after", "seq < ?"), ("ending_before", "seq > ?")):
        if name in call.params:
            conditions.append((condition, call.record(kind, call.params[name], name).seq))
    return conditions


def _range(column: str, sent: Any) -> list[tuple[str, Any]]:
    if sent is None:
        return []
    if isinstance(sent, int):
        return [(f"{column} = ?", sent)]
    return [(f"{column} {_COMPARISONS[name]} ?", value) for name, value in sent.items() if name in _COMPARISONS]
