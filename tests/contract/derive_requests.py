"""Derives the sandbox's compact request contract from Stripe's API description kept beside this file.

Run it after replacing `stripe-subset.json`: `python tests/contract/derive_requests.py`.
"""

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE / "stripe-subset.json"
TARGET = HERE.parents[1] / "thoughtcloud/sandbox/contract/requests.json"
NOTICE = "Derived from Stripe's API types (npm package stripe, MIT, see LICENSE.stripe-npm beside this file)."
SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}
FORM = "application/x-www-form-urlencoded"

Json = Any


class Derivation:
    """One pass over the document; it collects the named types and enumerations that requests use."""

    def __init__(self, document: dict[str, Json]) -> None:
        self.schemas: dict[str, Json] = document["components"]["schemas"]
        self.types: dict[str, Json] = {}
        self.enums: list[list[str]] = []

    def compact(self, schema: Json) -> Json:
        """A type in the short notation that `thoughtcloud/sandbox/validation.py` documents."""
        if "$ref" in schema:
            return self._named(schema["$ref"].rsplit("/", 1)[1])
        if schema.get("x-trimmed") or schema in ({}, {"type": "object"}):
            return "*"
        if "anyOf" in schema:
            return {"u": [self.compact(each) for each in schema["anyOf"]]}
        if schema["type"] == "array":
            return {"a": self.compact(schema.get("items", {}))}
        if schema["type"] == "object":
            return self._object(schema)
        return self._enum(schema["enum"]) if "enum" in schema else SCALARS[schema["type"]]

    def _named(self, name: str) -> str:
        if name not in self.types:
            self.types[name] = "*"
            self.types[name] = self.compact(self.schemas[name])
        return "@" + name

    def _enum(self, values: list[str]) -> str:
        if values not in self.enums:
            self.enums.append(values)
        return f"#{self.enums.index(values)}"

    def _object(self, schema: Json) -> Json:
        compact: dict[str, Json] = {"o": {k: self.compact(v) for k, v in schema.get("properties", {}).items()}}
        if schema.get("required"):
            compact["r"] = schema["required"]
        if isinstance(schema.get("additionalProperties"), dict):
            compact["x"] = self.compact(schema["additionalProperties"])
        return compact

    def operation(self, method: str, operation: Json) -> Json:
        """The parameters of one operation, wherever they travel, as one object type."""
        if method == "post":
            return self.compact(operation["requestBody"]["content"][FORM]["schema"])
        query = [each for each in operation["parameters"] if each["in"] == "query"]
        schema = {"type": "object", "properties": {each["name"]: each["schema"] for each in query}}
        required = [each["name"] for each in query if each.get("required")]
        return self.compact(schema | ({"required": required} if required else {}))

    def expandable(self, schema: Json, prefix: str = "") -> list[str]:
        """The dotted paths at which an object holds the id of another one and may hold it whole."""
        paths = [prefix + field for field in schema.get("x-expandableFields", [])]
        for field, value in schema.get("properties", {}).items():
            for each in value.get("anyOf", [value]):
                name = each.get("$ref", "").rsplit("/", 1)[-1]
                if name[:1].isupper() and prefix.count(".") < 3:
                    paths += self.expandable(self.schemas[name], f"{prefix}{field}.")
        return paths


def derive(document: dict[str, Json]) -> dict[str, Json]:
    """The whole derived document."""
    derivation = Derivation(document)
    operations = {
        f"{method.upper()} {re.sub(r'{.*?}', '{}', path)}": derivation.operation(method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    objects = {name: schema for name, schema in derivation.schemas.items() if name[:1].islower()}
    return {
        "notice": NOTICE,
        "version": document["info"]["version"],
        "operations": operations,
        "types": derivation.types,
        "enums": derivation.enums,
        "expandable": {name: derivation.expandable(schema) for name, schema in objects.items()},
        "event_types": document["x-eventTypes"],
    }


def render(document: dict[str, Json]) -> str:
    """The text of the derived file."""
    return json.dumps(derive(document), separators=(",", ":"), sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(json.loads(SOURCE.read_text())))
