"""Strict reading of hostile payloads: a value is what it claims to be, or nothing."""

import json
from collections.abc import Mapping

from gateway.domain.text import Json

NOTHING: Mapping[str, Json] = {}

MOST_W = 1_000_000
MOST_WH = 1e12


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


def as_object(value: Json) -> Mapping[str, Json]:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else NOTHING


def number(value: Json, low: float, high: float) -> float | None:
    """Return the value if it is a number in the closed range, else None.

    `true` is no number, nor is "50", NaN or 1e999.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if low <= value <= high else None


def percent(value: Json) -> float | None:
    """Return the value if it is a number from 0 to 100, else None."""
    return number(value, 0, 100)


def watts(value: Json) -> float | None:
    """Return power drawn, 0 W to 1 MW, else None.

    A negative reading (feed-in, a clamp the wrong way round) is refused: it
    must never make a zone look as if it were off.
    """
    return number(value, 0, MOST_W)


def watt_hours(value: Json, *, per_unit: float) -> float | None:
    """Return an energy counter in watt-hours; `per_unit` is 1000 for a device that says kWh."""
    units = number(value, 0, MOST_WH / per_unit)
    return None if units is None else round(units * per_unit, 3)
