"""One JSON line of a replay file to the event it means (`interfaces.md`, Replay)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gateway.domain.events import (
    AlertAnswered,
    BadgeTapped,
    ControlPressed,
    Correction,
    DeviceReported,
    Event,
    InputChanged,
    PartChanged,
    PromptAnswered,
    Reading,
    SignedIn,
    TapCorrected,
)
from gateway.errors import GatewayError

_READING = TypeAdapter(Reading)
_KEYS = frozenset(field.name for field in fields(Reading))

MqttIn = Callable[[str, bytes, bool, float], list[Event]]
"""(topic, payload, retained, now_s) to events: the same router that runs live."""


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

TYPES = (
    "tap",
    "sign_in",
    "correct",
    "mqtt",
    "report",
    "press",
    "answer",
    "input",
    "part",
    "alert",
    "advance",
)


def read_line(number: int, text: str) -> Line:
    """Return a line's parts.

    Raises:
        BadLine: Not JSON, no object, `at` missing or without an offset, an unknown type.
    """
    said = _object(number, text)
    at = _instant(number, said)
    kind = said.get("type")
    if kind is None:
        raise BadLine(f"line {number}: type is missing; one of {', '.join(TYPES)}")
    if kind not in TYPES:
        near = get_close_matches(str(kind), TYPES, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadLine(f"line {number}: type must be one of {', '.join(TYPES)}, not {kind!r}{hint}")
    return Line(number, at, kind, said)


def _object(number: int, text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise BadLine(f"line {number}: not JSON ({error.msg} at column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise BadLine(f"line {number}: not JSON ({error})") from error
    if not isinstance(said, dict):
        raise BadLine(f"line {number}: must be an object, not a {type(said).__name__}")
    return said


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _instant(number: int, said: Mapping[str, Any]) -> datetime:
    given = said.get("at")
    if given is None:
        raise BadLine(f"line {number}: at is missing; ISO 8601 with an offset")
    try:
        at = datetime.fromisoformat(given)
    except (ValueError, TypeError) as error:
        raise BadLine(
            f"line {number}: at must be ISO 8601 with an offset, not {given!r}"
        ) from error
    if at.tzinfo is None:
        raise BadLine(f"line {number}: at needs an offset such as +08:00: {given!r}")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadLine(f"line {number}: at must be {FIRST_YEAR} to {LAST_YEAR}, not {at.year}")
    return at


class _Said:
    """The fields of one line, asked for by name and type."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def text(self, name: str, default: str | None = None) -> str:
        value = self._line.said.get(name, default)
        if not isinstance(value, str):
            raise BadLine(f"line {self._line.number}: {name} must be text, not {value!r}")
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self._line.said.get(name) is None else self.text(name)

    def any(self, name: str) -> Any:
        return self._line.said.get(name)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        value = self._line.said.get(name, default)
        if not isinstance(value, bool):
            raise BadLine(f"line {self._line.number}: {name} must be true or false, not {value!r}")
        return value

    def items(self, name: str) -> tuple[str, ...]:
        value = self._line.said.get(name) or []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise BadLine(f"line {self._line.number}: {name} must be a list of texts")
        return tuple(value)

    def number(self, name: str) -> int | None:
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

    def correction(self) -> Correction:
        value = self.text("correction")
        try:
            return Correction(value)
        except ValueError:
            words = ", ".join(c.value for c in Correction)
            raise BadLine(
                f"line {self._line.number}: correction must be one of {words}, not {value!r}"
            ) from None


def _payload(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode(errors="surrogatepass")
    return b"" if value is None else json.dumps(value, ensure_ascii=False).encode()


def events_of(
    line: Line, *, mqtt: MqttIn, hash_uid: Callable[[bytes], str], now_s: float
) -> list[Event]:
    """Return the events of one line; none for `advance` or a message that says nothing.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    said = _Said(line)
    match line.type:
        case "tap":
            return [_tap(line, said, hash_uid)]
        case "mqtt":
            retained = said.flag("retain", default=False)
            return mqtt(said.text("topic"), _payload(said.any("payload")), retained, now_s)
        case "advance":
            return []
        case _:
            return [_other(line, said)]


def _tap(line: Line, said: _Said, hash_uid: Callable[[bytes], str]) -> Event:
    text = said.text("uid", "")
    reader = said.text("reader")
    tap_id = said.text("tap_id", f"{reader}:replay:{line.number}")
    try:
        uid = bytes.fromhex(text.replace(":", "").replace("-", ""))
    except ValueError:
        raise BadLine(f"line {line.number}: uid must be hexadecimal, not {text!r}") from None
    return BadgeTapped(
        tap_id=tap_id,
        reader=reader,
        badge=hash_uid(uid) if uid else "",
        uid_tail=uid[-2:].hex().upper(),
    )


def _other(line: Line, said: _Said) -> Event:
    match line.type:
        case "sign_in":
            reader = said.text("reader")
            tap_id = said.text("tap_id", f"{reader}:replay:{line.number}")
            return SignedIn(tap_id=tap_id, reader=reader, person=said.text("person"))
        case "correct":
            return TapCorrected(
                tap_id=said.text("tap_id"),
                correction=said.correction(),
                reason=said.text("reason", ""),
            )
        case "report":
            return DeviceReported(
                device=said.text("device"), channel=said.number("channel"), reading=said.reading()
            )
        case "press":
            return ControlPressed(
                room=said.text("room"),
                control=said.text("control"),
                value=said.any("value"),
                by=said.text("by", "panel"),
            )
        case "answer":
            return PromptAnswered(
                prompt=said.text("prompt"),
                zone=said.text("zone"),
                choice=said.text("choice"),
                items=said.items("items"),
                reason=said.text("reason", ""),
                until=said.text_or_none("until"),
                by=said.text("by", "kiosk"),
            )
        case "input":
            return InputChanged(input=said.text("input"), value=said.flag("value"))
        case "part":
            return PartChanged(
                part=said.text("part"), ok=said.flag("ok"), detail=said.text("detail", "")
            )
        case _:
            return AlertAnswered(
                key=said.text("key"),
                choice=said.text("choice", "acknowledge"),
                by=said.text("by", "facilities"),
                until=said.text_or_none("until"),
            )
