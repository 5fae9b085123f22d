"""Strict reading of hostile payloads: a value is what it claims to be, or nothing."""

import json
import re
from collections.abc import Mapping
from math import isfinite

from gateway.domain.text import Json

NOTHING: Mapping[str, Json] = {}

MOST_W = 1_000_000
MOST_WH = 1e12
MOST_DIGITS = 40
_FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def text(payload: bytes) -> str | None:
    """Return the payload as text without blanks around it, or None if it is not UTF-8."""
    try:
        return payload.decode().strip()
    except UnicodeDecodeError:
        return None


def json_value(payload: bytes) -> Json:
    """Return the JSON in the payload, or None for anything that is not JSON.

    NaN and Infinity, which Python's parser lets through, are caught by `number`.
    """
    try:
        value: Json = json.loads(payload.decode())
    except (ValueError, RecursionError):  # not UTF-8, not JSON, 5,000 digits, 100,000 brackets
        return None
    return value


def json_object(payload: bytes) -> Mapping[str, Json]:
    """Return the JSON object in the payload, or an empty one."""
    return as_object(json_value(payload))


def as_object(value: object) -> Mapping[str, Json]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else NOTHING


def number(value: object, low: float, high: float) -> float | None:
    """Return the value if it is a number in the closed range, else None.

    `true` is no number, nor is "50", NaN or 1e999.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if low <= value <= high else None


def percent(value: object) -> float | None:
    """Return the value if it is a number from 0 to 100, else None."""
    return number(value, 0, 100)


def watts(value: object) -> float | None:
    """Return power drawn, 0 W to 1 MW, else None.

    A negative reading (feed-in, a clamp the wrong way round) is refused: it
    must never make a zone look as if it were off.
    """
    return number(value, 0, MOST_W)


def watt_hours(value: object, *, per_unit: float) -> float | None:
    """Return an energy counter in watt-hours; `per_unit` is 1000 for a device that says kWh."""
    units = number(value, 0, MOST_WH / per_unit)
    return None if units is None else round(units * per_unit, 3)


def figure(payload: bytes) -> float | None:
    """Return the number a plain payload is, or None: `12.5`, not `nan`, not `on`."""
    word = text(payload)
    if word is None or len(word) > MOST_DIGITS or not _FIGURE.fullmatch(word):
        return None
    value = float(word)
    return value if isfinite(value) else None


def at_path(payload: bytes, path: str | None) -> Json:
    """Return the plain text of a payload or, with a path (`a.b.0`), what JSON has there.

    None for what is not there.
    """
    if path is None:
        return text(payload)
    value = json_value(payload)
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal() and len(step) < 4:
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = as_object(value).get(step)
    return value


def as_word(value: Json) -> str | None:
    """Return a text, `true`/`false` or a whole number as a word to compare, else None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().casefold() if isinstance(value, str | int) else None


def as_number(value: Json, low: float, high: float) -> float | None:
    """Return a number, or a text that is one, if it is in the closed range."""
    if isinstance(value, str):
        value = figure(value.encode(errors="replace"))
    return number(value, low, high)
