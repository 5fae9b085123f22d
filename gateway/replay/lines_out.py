"""An effect to the JSON line that says it (`interfaces.md`, Replay)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Protocol

from gateway.domain.effects import (
    AlertChanged,
    Answer,
    Command,
    Effect,
    Feedback,
    Notify,
    Prompt,
    Record,
    ReportState,
)
from gateway.domain.text import Json


class Published(Protocol):
    """One MQTT message a driver would send."""

    @property
    def topic(self) -> str:
        """Where."""

    @property
    def payload(self) -> bytes:
        """What."""

    @property
    def expires_s(self) -> float:
        """After how many seconds it must not be delivered any more."""


Encode = Callable[[Command], Iterable[Published]]


def lines_of(
    effect: Effect, at: datetime, encode: Encode, direct: Collection[str] = ()
) -> Iterator[dict[str, Json]]:
    """Yield the lines of one effect, in the order they would leave.

    A command becomes the messages its driver would publish, or `command` for a
    device of `direct`, which is not reached over the broker; an answer to a
    press or a prompt is printed too, so that a refusal can be seen.
    """
    stamp = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    if isinstance(effect, Command) and effect.device in direct:
        yield {"at": stamp, "effect": "command", **_command(effect)}
        return
    for name, said in _said(effect, encode):
        yield {"at": stamp, "effect": name, **said}


def _said(effect: Effect, encode: Encode) -> Iterator[tuple[str, Mapping[str, Json]]]:
    match effect:
        case Record(kind=kind, subject=subject, body=body):
            yield "record", {"kind": kind, "subject": subject, "body": dict(body)}
        case Feedback():
            yield "feedback", _feedback(effect)
        case Command():
            for message in encode(effect):
                yield "publish", _publish(message)
        case ReportState():
            yield "state", _state(effect)
        case Prompt(prompt=prompt, zone=zone, items=items):
            yield "prompt", {"prompt": prompt, "zone": zone, "items": [asdict(i) for i in items]}
        case AlertChanged(key=key, state=state, severity=severity):
            # Programs know four states; one that came back is raised, again.
            again = {"again": True} if state == "reopened" else {}
            state = "raised" if again else state
            yield "alert", {"key": key, "state": state, "severity": severity, **again}
        case Notify():
            yield "notify", _notify(effect)
        case Answer(ok=ok, code=code, text=text, data=data):
            yield "answer", {"ok": ok, "code": code, "text": text.as_json(), "data": dict(data)}


def _feedback(f: Feedback) -> dict[str, Json]:
    return {
        "reader": f.reader,
        "result": f.result.value,
        "person": f.person,
        "direction": f.direction,
        "message": f.message.as_json(),
        "light": f.light.value,
        "beeps": f.beeps,
    }


def _command(command: Command) -> dict[str, Json]:
    value = command.value
    return {
        "device": command.device,
        "channel": command.channel,
        "verb": command.verb.value,
        "value": value if value is None or isinstance(value, bool | int | float | str) else None,
        "expires_s": _tidy(command.expires_s),
    }


def _publish(message: Published) -> dict[str, Json]:
    payload = message.payload.decode(errors="replace")
    expires_s = message.expires_s
    return {
        "topic": message.topic,
        "payload": payload,
        "expires_s": int(expires_s) if expires_s == int(expires_s) else expires_s,
    }


def _state(state: ReportState) -> dict[str, Json]:
    reported = {name: value for name, value in asdict(state.reported).items() if value is not None}
    return {
        "device": state.device,
        "channel": state.channel,
        "reported": {name: _tidy(value) for name, value in reported.items()},
        "known": state.known,
    }


def _tidy(value: Json) -> Json:
    """Print 50.0 as 50: figures on the wire are what people typed."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def _notify(n: Notify) -> dict[str, Json]:
    return {
        "to": n.to,
        "alert": n.alert,
        "notification": n.notification,
        "title": n.title.as_json(),
        "body": n.body.as_json(),
    }
