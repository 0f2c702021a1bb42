"""Replaces ids by the objects they name, where the contract allows it."""

from collections.abc import Callable
from typing import Any

from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.store import Object, Store
from thoughtcloud.sandbox.validation import DATA

Inclusion = Callable[[Store, Object], Any]
MAX_DEPTH = 4

_INCLUDED: dict[tuple[str, str], Inclusion] = {}


def included(kind: str, field: str) -> Callable[[Inclusion], Inclusion]:
    """Registers a member that an object shows only when it is asked for."""

    def register(inclusion: Inclusion) -> Inclusion:
        _INCLUDED[kind, field] = inclusion
        return inclusion

    return register


def expand(store: Store, data: Object, paths: list[str]) -> Object:
    """The answer with every path expanded; raises for a path that cannot be."""
    for path in paths:
        parts = path.split(".")
        if len([part for part in parts if part != "data"]) > MAX_DEPTH:
            raise StripeError(
                f"You cannot expand more than {MAX_DEPTH} levels of a property. Property: {path}"
            )
        if data.get("object") == "list" and parts[0] != "data":
            raise StripeError(
                f"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead."
            )
        _expand(store, data, parts, path, str(data.get("object")), "")
    return data


def _expand(store: Store, at: Object, parts: list[str], path: str, kind: str, within: str) -> None:
    name, rest = parts[0], parts[1:]
    if (kind, within + name) in _INCLUDED:
        at.setdefault(name, _INCLUDED[kind, within + name](store, at))
    elif within + name in DATA["expandable"].get(kind, []):
        if isinstance(at.get(name), str):
            found = store.find(at[name])
            at[name] = found.data if found else at[name]
    elif name not in at or not (rest or isinstance(at[name], dict | list)):
        raise StripeError(f"This property cannot be expanded ({path}).")
    if rest:
        for child in _children(at.get(name)):
            inner = child.get("object")
            prefix = "" if inner else f"{within}{name}."
            _expand(store, child, rest, path, str(inner or kind), prefix)


def _children(value: Any) -> list[Object]:
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
