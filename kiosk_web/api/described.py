"""The OpenAPI description as a page shows it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: who may use it, what it takes, with an example, and gives, how it refuses."""

    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[str, ...]
    body: str | None
    example: str | None
    gives: str | None
    refusals: tuple[tuple[str, str], ...]


def operations_in(described: Mapping[str, Any]) -> list[Operation]:
    """Return the operations of a description, in its order."""
    return [
        _operation(path, method, said)
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    ]


def schemas_in(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the named shapes with their JSON Schema as text."""
    schemas = described["components"]["schemas"]
    return [
        (name, json.dumps(schema, ensure_ascii=False, indent=2))
        for name, schema in sorted(schemas.items())
    ]


def _operation(path: str, method: str, said: Mapping[str, Any]) -> Operation:
    answers: Mapping[str, Any] = said["responses"]
    return Operation(
        method.upper(),
        path,
        said.get("summary", ""),
        said.get("description", ""),
        "".join(scope for one in said["security"] for scope in one["token"]),
        tuple(f"{p['name']} ({p['in']})" for p in said.get("parameters", ())),
        _shape(said.get("requestBody", {})),
        _example(said.get("requestBody", {})),
        _shape(answers["200"]),
        tuple((n, a["description"]) for n, a in sorted(answers.items()) if n != "200"),
    )


def _example(said: Mapping[str, Any]) -> str | None:
    """Return a body as it may be sent, or None."""
    for content in said.get("content", {}).values():
        if "example" in content:
            return json.dumps(content["example"], ensure_ascii=False)
    return None


def _shape(said: Mapping[str, Any]) -> str | None:
    """Return the name of the shape that a body has."""
    for content in said.get("content", {}).values():
        return str(content["schema"].get("$ref", "")).rsplit("/", 1)[-1] or None
    return None
