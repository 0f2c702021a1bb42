"""Reads request parameters by Stripe's contract: names, types and enumerations come from data, not from code.

The data (`contract/requests.json`, derived by `tests/contract/derive_requests.py`) writes a type as
"s" text, "i" integer, "n" decimal, "b" boolean, "*" anything, "@Name" a named type, "#3" the enumeration 3,
{"a": T} a list, {"u": [T, ...]} one of several, {"o": {...}, "r": [...], "x": T} an object with its
required names and the type of names not listed.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.errors import StripeError

Params = dict[str, Any]
Raw = dict[str, Any] | str
Type = Any

DATA = json.loads((Path(__file__).parent / "contract/requests.json").read_text())
VERSION: str = DATA["version"]
EVENT_TYPES = frozenset(DATA["event_types"])
# The version from which `payment_method_types` is no longer a parameter (Stripe's changelog).
WITHOUT_METHOD_TYPES = "2026-09-30"
_METHOD_TYPES_TAKERS = ("/v1/payment_intents", "/v1/setup_intents", "/v1/checkout/sessions")


@dataclass
class _Findings:
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: list[StripeError] = field(default_factory=list)

    def first(self) -> StripeError | None:
        """The finding that Stripe would report: unknown names first, then missing ones, then bad values."""
        if self.unknown:
            return errors.unknown(self.unknown)
        if self.missing:
            return errors.missing(self.missing[0])
        return self.wrong[0] if self.wrong else None

    def __len__(self) -> int:
        return len(self.unknown) + len(self.missing) + len(self.wrong)


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0][c]=v` and `a[]=v` as nested dictionaries of text; lists keep their indices as keys."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        head, *rest = name.split("[")
        keys = [head, *(part.rstrip("]") for part in rest)]
        at = root
        for key in keys[:-1]:
            child = at.setdefault(key or str(len(at)), {})
            at = child if isinstance(child, dict) else at
        at[keys[-1] or str(len(at))] = value
    return root


def operation_type(method: str, template: str) -> Type | None:
    """The parameter type of an operation, by its path with `{}` for each id."""
    return DATA["operations"].get(f"{method} {template}")


def read(kind: Type, raw: dict[str, Any], *, template: str = "", version: str = VERSION) -> Params:
    """The parameters, typed; raises the StripeError that Stripe would answer."""
    if version[:10] < WITHOUT_METHOD_TYPES and template.startswith(_METHOD_TYPES_TAKERS):
        kind = kind | {"o": kind["o"] | {"payment_method_types": {"a": "s"}}}
    findings = _Findings()
    params = _object(kind, raw, "", findings)
    error = findings.first()
    if error is not None:
        raise error
    return params


def _object(kind: Type, raw: dict[str, Any], where: str, findings: _Findings) -> Params:
    names, other = kind["o"], kind.get("x")
    findings.missing += [_join(where, name) for name in kind.get("r", []) if name not in raw]
    read: Params = {}
    for name, value in raw.items():
        path = _join(where, name)
        if name in names:
            read[name] = _value(names[name], value, path, findings)
        elif other is not None:  # an open map such as metadata: an empty value removes its key
            read[name] = value if value == "" else _value(other, value, path, findings)
        else:
            findings.unknown.append(path)
    return read


def _value(kind: Type, raw: Raw, where: str, findings: _Findings) -> Any:
    if kind == "*":
        return raw
    if isinstance(kind, str) and kind[0] == "@":
        return _value(DATA["types"][kind[1:]], raw, where, findings)
    if isinstance(kind, dict):
        return _composite(kind, raw, where, findings)
    if isinstance(raw, dict):
        findings.wrong.append(StripeError(f"Invalid {_WORDS.get(kind, 'string')}: {where}", param=where))
        return None
    if kind[0] == "#":
        return _enum(DATA["enums"][int(kind[1:])], raw, where, findings)
    return _scalar(kind, raw, where, findings)


def _composite(kind: Type, raw: Raw, where: str, findings: _Findings) -> Any:
    if "u" in kind:
        return _one_of(kind["u"], raw, where, findings)
    if not isinstance(raw, dict):
        if raw == "" and "a" in kind:
            return []
        word = "array" if "a" in kind else "object"
        findings.wrong.append(StripeError(f"Invalid {word}", param=where))
        return None
    if "o" in kind:
        return _object(kind, raw, where, findings)
    if not all(key.isdigit() for key in raw):
        findings.wrong.append(StripeError("Invalid array", param=where))
        return None
    return [_value(kind["a"], raw[key], f"{where}[{key}]", findings) for key in sorted(raw, key=int)]


def _one_of(kinds: list[Type], raw: Raw, where: str, findings: _Findings) -> Any:
    tries: list[tuple[_Findings, Any]] = []
    for kind in kinds:
        found = _Findings()
        value = _value(kind, raw, where, found)
        if not len(found):
            return value
        tries.append((found, value))
    fits = [
        found for (found, _), kind in zip(tries, kinds, strict=True) if _is_nested(kind) == isinstance(raw, dict)
    ]
    best = min(fits or [found for found, _ in tries], key=len)
    findings.unknown += best.unknown
    findings.missing += best.missing
    findings.wrong += best.wrong
    return None


def _is_nested(kind: Type) -> bool:
    if isinstance(kind, str) and kind[0] == "@":
        return _is_nested(DATA["types"][kind[1:]])
    return isinstance(kind, dict)


_WORDS = {"i": "integer", "n": "decimal", "b": "boolean", "s": "string"}
_SHAPES = {"i": r"[+-]?\d+", "n": r"[+-]?\d+(\.\d+)?", "b": r"true|false"}


def _scalar(kind: str, raw: str, where: str, findings: _Findings) -> Any:
    if kind == "s":
        if raw == "":
            findings.wrong.append(errors.empty(where))
        return raw
    if not re.fullmatch(_SHAPES[kind], raw):
        code = None if kind == "b" else f"parameter_invalid_{_WORDS[kind]}"
        findings.wrong.append(StripeError(f"Invalid {_WORDS[kind]}: {raw}", code=code, param=where))
        return None
    return raw == "true" if kind == "b" else int(raw) if kind == "i" else raw


def _enum(values: list[str], raw: str, where: str, findings: _Findings) -> str:
    named = [value for value in values if value]
    if raw not in values and not named:  # only emptiness is allowed as a text: the other choice is nested
        findings.wrong.append(StripeError("Invalid object", param=where))
    elif raw not in values:
        findings.wrong.append(StripeError(f"Invalid {where}: must be {_choices(named)}", param=where))
    return raw


def _choices(named: list[str]) -> str:
    if len(named) < 3:
        return ("one of " if named[1:] else "") + " or ".join(named)
    return f"one of {', '.join(named[:-1])}, or {named[-1]}"


def _join(where: str, name: str) -> str:
    return f"{where}[{name}]" if where else name
