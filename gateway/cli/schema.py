"""`schema`: the shapes that files, events and effects have, as JSON Schema 2020-12."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, Literal, Union, get_args

from pydantic import BaseModel, Field, JsonValue, TypeAdapter, create_model
from pydantic.json_schema import GenerateJsonSchema

from gateway.domain.effects import Effect
from gateway.domain.events import Event
from gateway.domain.text import Json


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    schema = commands.add_parser(
        "schema", parents=[common], help="JSON Schema of the site file, registry, events, effects"
    )
    schema.add_argument("what", choices=sorted(SCHEMAS))
    schema.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one schema on stdout."""
    json.dump(schema_of(args.what), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0


def schema_of(what: str) -> dict[str, Any]:
    """Return the JSON Schema of `config`, `registry`, `events` or `effects`."""
    title, made = SCHEMAS[what]
    return {"$schema": GenerateJsonSchema.schema_dialect, **made(), "title": title}


def _config() -> dict[str, Any]:
    from gateway.config import Site

    return Site.model_json_schema()


def _registry() -> dict[str, Any]:
    from gateway.registry import document_schema

    return document_schema()


def _union(tag: str, union: object) -> dict[str, Any]:
    """Return the schema of a union of dataclasses; `tag` holds the class's name."""
    models: Any = Union[tuple(_model(tag, word) for word in get_args(union))]  # noqa: UP007
    return TypeAdapter[object](models).json_schema()


def _model(tag: str, word: type) -> type[BaseModel]:
    """Return a dataclass as a model; pydantic has its own word for any JSON."""
    described: dict[str, Any] = {tag: (Literal[word.__name__], ...)}
    for field in fields(word):
        kind: Any = {Json: JsonValue, Mapping[str, Json]: dict[str, JsonValue]}.get(
            field.type, field.type
        )
        if field.default is not MISSING:
            described[field.name] = (kind, field.default)
        elif field.default_factory is not MISSING:
            described[field.name] = (kind, Field(default_factory=field.default_factory))
        else:
            described[field.name] = (kind, ...)
    doc = (word.__doc__ or "").strip()
    return create_model(word.__name__, __doc__=doc, **described)


SCHEMAS: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "config": ("Site file of office-gateway", _config),
    "registry": ("Registry document of office-gateway", _registry),
    "events": ("One event of office-gateway", lambda: _union("event", Event)),
    "effects": ("One effect of office-gateway", lambda: _union("effect", Effect)),
}
