"""One line of a replay file, its fields asked for by name and type."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gateway.domain.events import Correction, Reading
from gateway.errors import GatewayError

_READING = TypeAdapter(Reading)
_KEYS = frozenset(field.name for field in fields(Reading))


class BadLine(GatewayError):
    """A line that means nothing; the message says which, what and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when, and what it says. `number` counts from 1."""

    number: int
    at: datetime
    type: str
    said: Mapping[str, Any]


FIRST_YEAR, LAST_YEAR = 1970, 2200


def instant(number: int, given: Any, name: str = "at") -> datetime:
    """Return a time with an offset; `name` is the field it stands in."""
    if given is None:
        raise BadLine(f"line {number}: {name} is missing; ISO 8601 with an offset")
    try:
        at = datetime.fromisoformat(given)
    except (ValueError, TypeError) as error:
        raise BadLine(
            f"line {number}: {name} must be ISO 8601 with an offset, not {given!r}"
        ) from error
    if at.tzinfo is None:
        raise BadLine(f"line {number}: {name} needs an offset such as +08:00: {given!r}")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadLine(f"line {number}: {name} must be {FIRST_YEAR} to {LAST_YEAR}, not {at.year}")
    return at


class Said:
    """The fields of one line, asked for by name and type."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def number_of_line(self) -> int:
        """The line's number, from 1."""
        return self._line.number

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text."""
        value = self._line.said.get(name, default)
        if value is None and name not in self._line.said:
            raise BadLine(f"line {self._line.number}: {name} must be text; it is missing")
        if not isinstance(value, str):
            raise BadLine(f"line {self._line.number}: {name} must be text, not {value!r}")
        return value

    def text_or_none(self, name: str) -> str | None:
        """Return a text, or None."""
        return None if self._line.said.get(name) is None else self.text(name)

    def any(self, name: str) -> Any:
        """Return whatever stands there."""
        return self._line.said.get(name)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._line.said.get(name, default)
        if value is None and name not in self._line.said:
            raise BadLine(f"line {self._line.number}: {name} must be true or false; it is missing")
        if not isinstance(value, bool):
            raise BadLine(f"line {self._line.number}: {name} must be true or false, not {value!r}")
        return value

    def items(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; empty when left out."""
        value = self._line.said.get(name) or []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise BadLine(f"line {self._line.number}: {name} must be a list of texts")
        return tuple(value)

    def number(self, name: str) -> int | None:
        """Return a whole number, or None."""
        value = self._line.said.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise BadLine(f"line {self._line.number}: {name} must be a whole number or null")
        return value

    def reading(self) -> Reading:
        """Return `reading`, its fields those of a `state` line's `reported`."""
        value = self._line.said.get("reading")
        if not isinstance(value, dict) or (unknown := value.keys() - _KEYS):
            keys = ", ".join(sorted(unknown)) if isinstance(value, dict) else repr(value)
            raise BadLine(f"line {self._line.number}: reading must be of a device's words: {keys}")
        try:
            return _READING.validate_json(json.dumps(value), strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(("reading", *map(str, first["loc"])))
            raise BadLine(f"line {self._line.number}: {where}: {first['msg']}") from None

    def instant_or_none(self, name: str) -> datetime | None:
        """Return a time with an offset, or None."""
        given = self._line.said.get(name)
        return None if given is None else instant(self._line.number, given, name)

    def correction(self) -> Correction:
        """Return a correction."""
        value = self.text("correction")
        try:
            return Correction(value)
        except ValueError:
            words = ", ".join(c.value for c in Correction)
            raise BadLine(
                f"line {self._line.number}: correction must be one of {words}, not {value!r}"
            ) from None
