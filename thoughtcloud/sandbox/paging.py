"""Lists: the newest first, by cursor, with a filter on when things were made."""

from collections.abc import Mapping, Sequence
from typing import Any

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.store import Object, Record

DEFAULT_LIMIT = 10
MAX_LIMIT = 100
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    call: Call, kind: str, fields: Mapping[str, Any] | None = None, extra: Sequence[tuple[str, Any]] = ()
) -> Object:
    """One page of the acting account's objects of a kind, as the parameters ask for it.

    `fields` compares members; `extra` are further SQL conditions with their value (or a tuple of values).
    """
    limit = _limit(call)
    backwards = "ending_before" in call.params
    conditions = [*extra, *_created(call.params.get("created")), *_cursor(call, kind)]
    records = call.store.select(
        kind, call.account, fields, conditions=conditions, limit=limit + 1, oldest_first=backwards
    )
    return shape(call, [record.data for record in _ordered(records[:limit], backwards)], len(records) > limit)


def filtered(call: Call, *names: str) -> dict[str, Any]:
    """The list filters that were sent, of those that are members of the object."""
    return {name: call.params[name] for name in names if name in call.params}


def shape(call: Call, data: list[Object], has_more: bool = False) -> Object:
    """A list object at the request's own address."""
    return listing(data, call.path, has_more)


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


def _created(sent: Any) -> list[tuple[str, Any]]:
    if sent is None:
        return []
    if isinstance(sent, int):
        return [("created = ?", sent)]
    return [(f"created {_COMPARISONS[name]} ?", value) for name, value in sent.items() if name in _COMPARISONS]
