"""The table of API operations: method and path to the function that carries it out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import Type, operation_type

Handler = Callable[[Call], Object]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `template` has `{}` for each id; `type` is the type of its parameters."""

    method: str
    template: str
    handler: Handler
    type: Type
    documented: bool


_TABLE: dict[tuple[str, int], list[tuple[re.Pattern[str], Operation]]] = {}


def operation(method: str, template: str, undocumented: Type | None = None) -> Callable[[Handler], Handler]:
    """Registers a function for an operation. The contract knows its parameters, unless it is undocumented."""

    def register(handler: Handler) -> Handler:
        kind = undocumented or operation_type(method, template)
        assert kind is not None, template
        pattern = re.compile(re.escape(template).replace(r"\{\}", "([^/]+)"))
        entries = _TABLE.setdefault((method, template.count("/")), [])
        entries.append((pattern, Operation(method, template, handler, kind, undocumented is None)))
        entries.sort(key=lambda entry: entry[1].template.count("{}"))
        return handler

    return register


def find(method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
    """The operation for a request, and the ids in its path."""
    for pattern, found in _TABLE.get((method, path.count("/")), []):
        match = pattern.fullmatch(path)
        if match:
            return found, match.groups()
    return None


def offered() -> list[Operation]:
    """Every operation, in a fixed order."""
    entries = [each for entries in _TABLE.values() for _, each in entries]
    return sorted(entries, key=lambda each: (each.template, each.method))


def registered() -> set[str]:
    """Every operation as `METHOD /path/{}`."""
    return {f"{each.method} {each.template}" for each in offered()}
