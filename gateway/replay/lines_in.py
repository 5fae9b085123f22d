"""One JSON line of a replay file to the event it means (`interfaces.md`, Replay)."""

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from gateway.domain.events import (
    AlertAnswered,
    BadgeTapped,
    ControlPressed,
    DeviceReported,
    Event,
    InputChanged,
    InputReachable,
    LoadsKnown,
    PartChanged,
    PromptAnswered,
    SignedIn,
    TapCorrected,
)
from gateway.replay import (
    lines_duty,
    lines_forgot,
    lines_rollcall,
    lines_room,
    lines_staff,
    lines_visit,
)
from gateway.replay.said import BadLine, Line, Said, instant

__all__ = ["BadLine", "Line", "events_of", "read_line"]

SUBJECTS = (lines_room, lines_duty, lines_staff, lines_visit, lines_rollcall, lines_forgot)
BY_SUBJECT: dict[str, Callable[[str, Said], Event]] = {
    kind: module.event_of for module in SUBJECTS for kind in module.TYPES
}
"""Who reads a line of a type that is a subject's own."""

MqttIn = Callable[[str, bytes, bool, float], list[Event]]
"""(topic, payload, retained, now_s) to events: the same router that runs live."""


TYPES = (
    "tap",
    "sign_in",
    "correct",
    "mqtt",
    "report",
    "press",
    "answer",
    "input",
    "input_reachable",
    "part",
    "alert",
    "known",
    *BY_SUBJECT,
    "advance",
)


def read_line(number: int, text: str) -> Line:
    """Return a line's parts.

    Raises:
        BadLine: Not JSON, no object, `at` missing or without an offset, an unknown type.
    """
    said = _object(number, text)
    at = instant(number, said.get("at"))
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
    said = Said(line)
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


def _tap(line: Line, said: Said, hash_uid: Callable[[bytes], str]) -> Event:
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


def _other(line: Line, said: Said) -> Event:
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
            return InputChanged(
                input=said.text("input"),
                value=said.flag("value"),
                stale=said.flag("stale", default=False),
            )
        case "input_reachable":
            return InputReachable(input=said.text("input"), ok=said.flag("ok"))
        case "part":
            return PartChanged(
                part=said.text("part"), ok=said.flag("ok"), detail=said.text("detail", "")
            )
        case "known":
            return LoadsKnown(
                scope=said.text("scope"),
                until=said.text_or_none("until"),
                by=said.text("by", "facilities"),
                reason=said.text("reason", ""),
            )
        case kind if kind in BY_SUBJECT:
            return BY_SUBJECT[kind](kind, said)
        case _:
            return AlertAnswered(
                key=said.text("key"),
                choice=said.text("choice", "acknowledge"),
                by=said.text("by", "facilities"),
                until=said.text_or_none("until"),
                link=said.text_or_none("link"),
            )
