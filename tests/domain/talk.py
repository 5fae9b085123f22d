"""Short words for the tests of rooms: press a control, let a channel report, see what was sent."""

from collections.abc import Sequence

import pytest

from gateway.codec import dump_durable, load_durable
from gateway.domain import decide
from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import (
    ControlPressed,
    DeviceReported,
    Event,
    InputChanged,
    PromptAnswered,
    Reading,
)
from gateway.domain.office import Office
from gateway.domain.text import Json
from tests.domain.scene import Scene, every


def press(
    scene: Scene, control: str, value: Json = None, room: str = "room-a", by: str = "panel"
) -> list[Effect]:
    """Press a control."""
    return scene.feed(ControlPressed(room=room, control=control, value=value, by=by))


def said(device: str, channel: int | None, *, stale: bool = False, **reading: object) -> Event:
    """Return a device's report."""
    values = Reading(**reading)  # type: ignore[arg-type]
    return DeviceReported(device=device, channel=channel, reading=values, stale=stale)


def report(scene: Scene, channel: str, *, stale: bool = False, **reading: object) -> list[Effect]:
    """Let a channel report."""
    wired = scene.rules.channels[channel]
    return scene.feed(said(wired.device, wired.number, stale=stale, **reading))


def commands(effects: Sequence[Effect]) -> list[tuple[str, Verb, object]]:
    """Return what was switched: device, verb and value; questions are left out."""
    return [
        (e.device, e.verb, e.value)
        for e in every(Command, list(effects))
        if e.verb is not Verb.QUERY
    ]


def listen(monkeypatch: pytest.MonkeyPatch, kind: type[Event]) -> list:
    """Return a list to which every event of a kind is added when subjects are told it."""
    told: list = []
    rules = (*decide._ON.get(kind, ()), lambda _turn, event: told.append(event))
    monkeypatch.setitem(decide._ON, kind, rules)
    return told


def read_back(scene: Scene) -> Office:
    """Return the office as the checkpoint has it, written and read back; nothing is missing."""
    now = scene.clock.now()
    office, missing = load_durable(dump_durable(scene.office, now), now)
    assert missing == ()
    return office


def answer(scene: Scene, choice: str, **more: object) -> list[Effect]:
    """Answer the office's last-out question."""
    return scene.feed(
        PromptAnswered(prompt="last-out", zone="office", choice=choice, **more)  # type: ignore[arg-type]
    )


def meter(scene: Scene, power_w: float, device: str = "office-meter") -> list[Effect]:
    """Let a meter report."""
    return scene.feed(said(device, None, power_w=power_w))


LOADS = ("room-a.spot-1", "room-a.door-light", "room-b.ac", "office.hall-light")
"""What may be left on in the sample office, the exception list aside."""


def closed(scene: Scene) -> None:
    """Let every window and door contact say that it is closed."""
    for contact in scene.rules.inputs.values():
        if contact.kind in {"window", "door"}:
            scene.feed(InputChanged(input=contact.id, value=False))


def last_one_in(scene: Scene, *on: str) -> None:
    """Make it 21:00, Li Wei alone in the office since 20:00; `on` is on, the rest off."""
    scene.until("20:00")
    scene.tap("p001")
    scene.until("21:00")
    for channel in LOADS:
        report(scene, channel, power=channel in on)
    report(scene, "office.server", power=True)
    closed(scene)
