"""A meeting room with machines in it, to try their rules on; a relay board that behaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.options import CurtainOptions, Options, ProjectorOptions, RackOptions
from gateway.domain.rules import Channel, ChannelKind, Device, Rules
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, sample_rules

BEAMER, SOCKET, IR_BEAMER = "room-a.beamer", "room-a.beamer-socket", "room-a.ir-beamer"
REAR, SHUTTER, SCREEN = "room-a.rear-curtain", "room-a.shutter", "room-a.screen"
UP, DOWN = 1, 2


def channel(
    name: str,
    kind: ChannelKind,
    device: str,
    number: int | None = 1,
    options: Options | None = None,
) -> Channel:
    """Return a channel of room A."""
    return Channel(
        id=f"room-a.{name}",
        owner="room-a",
        zone="office",
        name=Text(name, name),
        kind=kind,
        device=device,
        number=number,
        options=options,
    )


CURTAINS = (
    channel(
        "rear-curtain",
        ChannelKind.CURTAIN,
        "curtain-relays",
        UP,
        CurtainOptions(up=UP, down=DOWN, open_s=20.0, close_s=16.0),
    ),
    channel("shutter", ChannelKind.CURTAIN, "shutter", 1, CurtainOptions(open_s=20, close_s=20)),
    channel(
        "screen",
        ChannelKind.SCREEN,
        "screen-relays",
        UP,
        CurtainOptions(up=UP, down=DOWN, open_s=10.0, close_s=10.0),
    ),
)

PROJECTORS = (
    channel(
        "beamer",
        ChannelKind.PROJECTOR,
        "beamer",
        1,
        ProjectorOptions(mains=SOCKET, screen="room-a.screen"),
    ),
    channel("beamer-socket", ChannelKind.SOCKET, "beamer-plug", 1),
    channel(
        "ir-beamer",
        ChannelKind.PROJECTOR,
        "ir",
        1,
        ProjectorOptions(feedback=False, on_key="beamer_on", off_key="beamer_off"),
    ),
)

MIXER, MATRIX, AMP = "room-a.mixer", "room-a.matrix", "room-a.amp"
RACK = (
    channel("amp", ChannelKind.AV, "rack", 3, RackOptions(step=1, delay_s=5.0, amplifier=True)),
    channel("mixer", ChannelKind.AV, "rack", 1, RackOptions(step=2)),
    channel("matrix", ChannelKind.AV, "rack", 2, RackOptions(step=3)),
)
MAINS = channel("rack-mains", ChannelKind.AV, "rack", 4, RackOptions(step=1))
"""A first step that can feed the projector."""


def with_channels(rules: Rules, more: Iterable[Channel]) -> Rules:
    """Return rules with more channels in room A."""
    channels, wired, devices = dict(rules.channels), dict(rules.wired), dict(rules.devices)
    for one in more:
        channels[one.id] = one
        devices[one.device] = Device(
            id=one.device, kind="tasmota", name=Text(one.device, one.device)
        )
        numbers = {one.number}
        if isinstance(one.options, CurtainOptions) and one.options.up is not None:
            numbers = {one.options.up, one.options.down}
        for number in numbers:
            wired[one.device, number] = one.id
    room = rules.rooms["room-a"]
    names = tuple(c.id for c in channels.values() if c.owner == "room-a")
    rooms = {**rules.rooms, "room-a": replace(room, channels=names)}
    return replace(rules, channels=channels, wired=wired, devices=devices, rooms=rooms)


def room_rules() -> Rules:
    """Return the sample office with machines in room A."""
    return with_channels(sample_rules(), (*CURTAINS, *PROJECTORS, *RACK))


@dataclass
class Boards:
    """Every relay of the office as it really is: does what it is told, and says so.

    `lose(n)` loses the next commands, `mute(n)` the next answers.
    """

    scene: Scene
    on: dict[tuple[str, int | None], bool] = field(default_factory=dict)
    lost: int = 0
    muted: int = 0
    dead: set[str] = field(default_factory=set)

    def carry_out(self, effects: list[Effect]) -> list[Effect]:
        """Let the relays do and answer what was asked, and what their answers lead to."""
        seen = list(effects)
        at = 0
        while at < len(seen):
            effect = seen[at]
            at += 1
            if isinstance(effect, Command):
                seen += self._do(effect)
        return seen

    def _do(self, command: Command) -> list[Effect]:
        if command.device in self.dead:
            return []
        if command.verb is Verb.QUERY:
            said: list[Effect] = []
            for (device, number), on in list(self.on.items()):
                if device == command.device:
                    said += self.say(device, number, power=on)
            return said
        if command.verb is not Verb.POWER:
            return []
        if self.lost:
            self.lost -= 1
            return []
        self.on[command.device, command.channel] = bool(command.value)
        if self.muted:
            self.muted -= 1
            return []
        return self.say(command.device, command.channel, power=bool(command.value))

    def say(self, device: str, number: int | None, *, power: bool) -> list[Effect]:
        """Let a relay say something, true or not."""
        reading = Reading(power=power)
        return self.scene.feed(DeviceReported(device=device, channel=number, reading=reading))

    def wall(self, device: str, number: int, *, on: bool) -> list[Effect]:
        """Switch a relay by hand."""
        self.on[device, number] = on
        return self.carry_out(self.say(device, number, power=on))

    def advance(self, seconds: float) -> list[Effect]:
        """Move time on in small steps, the relays answering."""
        effects: list[Effect] = []
        while seconds > 0:
            step = min(0.5, seconds)
            effects += self.carry_out(self.scene.advance(step))
            seconds -= step
        return effects


def switched(effects: list[Effect]) -> list[tuple[int | None, object]]:
    """Return what relays were told, questions left out: number and value."""
    return [(c.channel, c.value) for c in every(Command, effects) if c.verb is Verb.POWER]


@pytest.fixture
def room() -> Scene:
    """Return an office in the morning with machines in room A."""
    return Scene(room_rules(), FakeClock())


@pytest.fixture
def boards(room: Scene) -> Boards:
    """Return the relays of that office, all off and heard."""
    return Boards(room)
