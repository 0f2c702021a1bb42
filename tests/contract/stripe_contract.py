"""Checks requests, answers and events against Stripe's own description of its API (`stripe-subset.json`)."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

DOCUMENT = Path(__file__).with_name("stripe-subset.json")
FORM = "application/x-www-form-urlencoded"
Json = Any
Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: `kind` is route, missing, unknown, null, type, enum or extra; `where` a path in the data."""

    kind: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}: {self.message}"


def decode_form(text: str) -> dict[str, Json]:
    """`a[b][0]=v` and `a[]=v` as nested dictionaries of text."""
    root: dict[str, Json] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = name.split("[")
        at = root
        keys = [head, *(part.rstrip("]") for part in rest)]
        for key in keys[:-1]:
            at = at.setdefault(key or str(len(at)), {})
        at[keys[-1] or str(len(at))] = value
    return root


@dataclass
class Contract:
    """The description, ready to check against. Every method returns what it found; nothing is fine."""

    document: Schema
    routes: list[tuple[re.Pattern[str], Schema]] = field(default_factory=list)

    def __post_init__(self) -> None:
        paths = sorted(self.document["paths"].items(), key=lambda each: each[0].count("{"))
        self.routes = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), operations) for path, operations in paths]
        self.schemas: dict[str, Schema] = self.document["components"]["schemas"]

    def operation(self, method: str, path: str) -> Schema | None:
        """The description of an operation, if there is one."""
        for pattern, operations in self.routes:
            if pattern.fullmatch(path) and method.lower() in operations:
                found: Schema = operations[method.lower()]
                return found
        return None

    # ---- requests

    def check_request(self, method: str, path: str, form: str) -> list[Finding]:
        """The parameters of a request: the body of a POST, the query of anything else."""
        operation = self.operation(method, path)
        if operation is None:
            return [Finding("route", path, f"{method} is not in the contract")]
        out: list[Finding] = []
        if method == "POST":
            schema = operation["requestBody"]["content"][FORM]["schema"]
        else:
            query = [each for each in operation["parameters"] if each["in"] == "query"]
            schema = {"properties": {each["name"]: each["schema"] for each in query}}
            schema["required"] = [each["name"] for each in query if each.get("required")]
        self._sent_object(schema, decode_form(form), "", out)
        return out

    def _sent_object(self, schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        if not isinstance(data, dict):
            out.append(Finding("type", where, "an object was expected"))
            return
        properties, other = schema.get("properties", {}), schema.get("additionalProperties", False)
        for name in schema.get("required", []):
            if name not in data:
                out.append(Finding("missing", f"{where}.{name}", "required parameter"))
        for name, value in data.items():
            at = f"{where}.{name}"
            if name in properties:
                self._sent(properties[name], value, at, out)
            elif isinstance(other, dict):
                self._sent(other, value, at, out)
            elif other is not True:
                out.append(Finding("unknown", at, "no such parameter"))

    def _sent(self, schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        schema = self._resolved(schema)
        if not schema or schema.get("x-trimmed") or schema == {"type": "object"}:
            return
        if "anyOf" in schema:
            self._any_of(schema["anyOf"], data, where, out, self._sent)
        elif schema.get("type") == "object":
            self._sent_object(schema, data, where, out)
        elif schema.get("type") == "array":
            if data == "":
                return
            if not isinstance(data, dict) or not all(key.isdigit() for key in data):
                out.append(Finding("type", where, "a list was expected"))
                return
            for key, value in data.items():
                self._sent(schema.get("items", {}), value, f"{where}[{key}]", out)
        else:
            self._sent_scalar(schema, data, where, out)

    @staticmethod
    def _sent_scalar(schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        shapes = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "true|false"}
        shape = shapes.get(schema.get("type", ""))
        if isinstance(data, dict) or (shape and not re.fullmatch(shape, data)):
            out.append(Finding("type", where, f"{data!r} is no {schema.get('type')}"))
        elif "enum" in schema and data not in schema["enum"]:
            out.append(Finding("enum", where, f"{data!r} is none of {schema['enum'][:8]}"))

    # ---- answers

    def check_response(self, method: str, path: str, status: int, data: Json) -> list[Finding]:
        """The body of an answer, errors included."""
        operation = self.operation(method, path)
        if operation is None:
            return [Finding("route", path, f"{method} is not in the contract")]
        answer = operation["responses"]["200" if 200 <= status < 300 else "default"]
        out: list[Finding] = []
        self._given(answer["content"]["application/json"]["schema"], data, "$", out)
        return out

    def check_object(self, data: Json, where: str = "$") -> list[Finding]:
        """One Stripe object, by its own name."""
        name = ("deleted_" if data.get("deleted") else "") + str(data.get("object"))
        if name not in self.schemas:
            return [Finding("route", where, f"there is no object {name}")]
        out: list[Finding] = []
        self._given(self.schemas[name], data, where, out)
        return out

    def check_event(self, event: Json) -> list[Finding]:
        """An event and the object in it."""
        out: list[Finding] = []
        self._given(self.schemas["event"], event, "$", out)
        inner = (event.get("data") or {}).get("object")
        if isinstance(inner, dict) and inner.get("object") in self.schemas:
            out += self.check_object(inner, "$.data.object")
        return out

    def _given(self, schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        nullable = schema.get("nullable")
        schema = self._resolved(schema)
        if data is None:
            if schema and not (nullable or schema.get("nullable") or schema.get("x-trimmed")):
                out.append(Finding("null", where, "must not be null"))
        elif not schema or schema.get("x-trimmed"):
            return
        elif "anyOf" in schema:
            self._any_of(self._candidates(schema["anyOf"], data), data, where, out, self._given)
        elif schema.get("type") == "object" or "properties" in schema:
            self._given_object(schema, data, where, out)
        elif schema.get("type") == "array":
            self._given_list(schema, data, where, out)
        else:
            self._given_scalar(schema, data, where, out)

    def _candidates(self, schemas: list[Schema], data: Json) -> list[Schema]:
        resolved = [self._resolved(each) for each in schemas]
        if isinstance(data, dict):
            kind = data.get("object")
            named = [
                each for each in resolved if each.get("properties", {}).get("object", {}).get("enum") == [kind]
            ]
            return named or resolved
        return resolved

    def _given_object(self, schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        if not isinstance(data, dict):
            out.append(Finding("type", where, f"an object was expected, not {type(data).__name__}"))
            return
        properties, other = schema.get("properties", {}), schema.get("additionalProperties")
        for name in schema.get("required", []):
            if name not in data:
                out.append(Finding("missing", f"{where}.{name}", "required member"))
        for name, value in data.items():
            if name in properties:
                self._given(properties[name], value, f"{where}.{name}", out)
            elif isinstance(other, dict):
                self._given(other, value, f"{where}.{name}", out)
            elif properties:
                out.append(Finding("extra", f"{where}.{name}", "no such member"))

    def _given_list(self, schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        if not isinstance(data, list):
            out.append(Finding("type", where, f"a list was expected, not {type(data).__name__}"))
            return
        for place, value in enumerate(data):
            self._given(schema.get("items", {}), value, f"{where}[{place}]", out)

    @staticmethod
    def _given_scalar(schema: Schema, data: Json, where: str, out: list[Finding]) -> None:
        kinds: dict[str, tuple[type, ...]] = {
            "string": (str,),
            "integer": (int,),
            "number": (int, float),
            "boolean": (bool,),
        }
        kind = schema.get("type", "")
        if kind in kinds and (not isinstance(data, kinds[kind]) or (isinstance(data, bool) and kind != "boolean")):
            out.append(Finding("type", where, f"a {kind} was expected, not {type(data).__name__}"))
        elif "enum" in schema and data not in schema["enum"]:
            out.append(Finding("enum", where, f"{data!r} is none of {schema['enum'][:8]}"))

    # ---- both

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    @staticmethod
    def _any_of(schemas: list[Schema], data: Json, where: str, out: list[Finding], check: Any) -> None:
        best: list[Finding] | None = None
        for schema in schemas:
            found: list[Finding] = []
            check(schema, data, where, found)
            if not found:
                return
            if best is None or len(found) < len(best):
                best = found
        out.extend(best or [])


@cache
def stripe_contract() -> Contract:
    """The contract of the pinned API version."""
    return Contract(json.loads(DOCUMENT.read_text()))
