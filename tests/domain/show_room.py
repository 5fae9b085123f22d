"""A room with sources, players and volumes, and devices that behave: inputs, levels, keys."""

from dataclasses import dataclass, field, replace

import pytest

from gateway.domain.decide import next_due_s
from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.options import (
    PlayerOptions,
    ProjectorOptions,
    SentKey,
    Source,
    VolumeOptions,
)
from gateway.domain.rules import ChannelKind, Device, Rules
from gateway.domain.text import Text
from tests.domain.av_room import RACK, Boards, channel, with_channels
from tests.domain.scene import FakeClock, Scene, sample_rules

LAMP, DVD, VCR = "room-a.lamp", "room-a.dvd", "room-a.vcr"
SOUND, PHONES, HUM = "room-a.sound", "room-a.phones", "room-a.hum"
RACK_HELD = {"held_s": 2.1}
OFF_HELD = {"held_s": 1.6}

CHANNELS = (
    channel("lamp", ChannelKind.PROJECTOR, "lamp", 1, ProjectorOptions(warm_s=40, cool_s=120)),
    channel(
        "dvd",
        ChannelKind.PLAYER,
        "ir",
        2,
        PlayerOptions(
            keys=(
                ("play", "dvd_play"),
                ("pause", "dvd_pause"),
                ("stop", "dvd_stop"),
                ("power", "dvd_power"),
            ),
            wake="power",
        ),
    ),
    channel("vcr", ChannelKind.PLAYER, "ir", 3, PlayerOptions(keys=(("play", "vcr_play"),))),
    channel("sound", ChannelKind.VOLUME, "dsp", 1, VolumeOptions(high=80.0, default=40)),
    channel("phones", ChannelKind.VOLUME, "dsp", 2, VolumeOptions(feedback=False, default=20)),
    channel(
        "hum",
        ChannelKind.VOLUME,
        "ir",
        4,
        VolumeOptions(feedback=False, up_key="up", down_key="down", mute_key="mute", default=40),
    ),
)

SOURCES = (
    Source(
        id="dvd",
        name=Text("影碟机", "DVD"),
        projector=LAMP,
        input="21",
        switches=(SentKey(device="mixer", key="in_1"),),
        player=DVD,
        volume=SOUND,
    ),
    Source(id="pc-1", name=Text("电脑一", "PC 1"), projector=LAMP, input="31", volume=SOUND),
    Source(id="pc-2", name=Text("电脑二", "PC 2"), projector=LAMP, input="32", volume=SOUND),
    Source(
        id="radio",
        name=Text("广播", "Radio"),
        switches=(SentKey(device="mixer", key="in_4"),),
    ),
)


def show_rules(*, rack: bool = True, feedback: bool = True) -> Rules:
    """Return the sample office with a room to show things in.

    `feedback=False`: the projector is reached by infrared, its inputs are codes.
    """
    rules = with_channels(sample_rules(), (*CHANNELS, *(RACK if rack else ())))
    sources = SOURCES
    if not feedback:
        lamp = replace(
            rules.channels[LAMP],
            options=ProjectorOptions(feedback=False, on_key="on", off_key="off"),
        )
        rules = replace(rules, channels={**rules.channels, LAMP: lamp})
        sources = tuple(
            replace(one, key=f"in_{one.input}", input=None) if one.input else one for one in SOURCES
        )
    room = replace(rules.rooms["room-a"], sources=sources)
    mixer = Device(id="mixer", kind="generic", name=Text("mixer", "mixer"))
    own_line = replace(rules.devices["lamp"], kind="pjlink", on_broker=False)
    return replace(
        rules,
        rooms={**rules.rooms, "room-a": room},
        devices={**rules.devices, "mixer": mixer, "lamp": own_line},
    )


@dataclass
class Show(Boards):
    """The devices as they really are: a projector's input, levels, and the keys that were sent.

    `deaf` devices do nothing and say nothing.
    """

    input: str = "11"
    levels: dict[tuple[str, int | None], float] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    changes: list[tuple[float, str]] = field(default_factory=list)

    def advance(self, seconds: float) -> list[Effect]:
        """Move time on from deadline to deadline, the devices answering at once."""
        effects: list[Effect] = []
        end_s = self.scene.clock.mono_s + seconds
        while (now_s := self.scene.clock.mono_s) < end_s:
            due_s = next_due_s(self.scene.office)
            step_s = end_s - now_s if due_s is None else min(end_s, max(due_s, now_s)) - now_s
            effects += self.carry_out(self.scene.advance(step_s))
        return effects

    def _do(self, command: Command) -> list[Effect]:
        if command.device in self.dead:
            return []
        if command.verb is Verb.QUERY:
            return [*super()._do(command), *self.tell_input(command.device)]
        if command.verb is Verb.SEND:
            self.keys.append(str(command.value))
            return []
        if command.verb not in (Verb.INPUT, Verb.LEVEL):
            return super()._do(command)
        if command.verb is Verb.INPUT:
            self.changes.append((self.scene.clock.mono_s, str(command.value)))
        if self.lost:
            self.lost -= 1
            return []
        if command.verb is Verb.INPUT:
            self.input = str(command.value)
        else:
            self.levels[command.device, command.channel] = float(command.value)  # type: ignore[arg-type]
        if self.muted:
            self.muted -= 1
            return []
        if command.verb is Verb.INPUT:
            return self.tell_input(command.device)
        return self.tell_level(command.device, command.channel)

    def tell_input(self, device: str) -> list[Effect]:
        """Let the projector say what it shows, if it is on."""
        if device != "lamp" or not self.on.get(("lamp", 1)):
            return []
        return self._said(device, 1, Reading(source=self.input))

    def tell_level(self, device: str, number: int | None) -> list[Effect]:
        """Let a volume say how loud it is; the second one of the board never does."""
        if number == 2:
            return []
        return self._said(device, number, Reading(level_pct=self.levels[device, number]))

    def _said(self, device: str, number: int | None, reading: Reading) -> list[Effect]:
        return self.scene.feed(DeviceReported(device=device, channel=number, reading=reading))

    def turn_knob(self, level_pct: float) -> list[Effect]:
        """Turn the knob of the sound by hand."""
        self.levels["dsp", 1] = level_pct
        return self.carry_out(self.tell_level("dsp", 1))

    def choose_by_hand(self, code: str) -> list[Effect]:
        """Choose an input at the projector itself."""
        self.input = code
        return self.carry_out(self.tell_input("lamp"))


def settled(show: Show) -> None:
    """Let everything be off and heard."""
    show.on = {("lamp", 1): False, **{("rack", n): False for n in (1, 2, 3)}}
    for device, number in list(show.on):
        show.carry_out(show.say(device, number, power=False))
    show.levels["dsp", 1] = 80.0
    show.carry_out(show.tell_level("dsp", 1))
    show.advance(125)


@pytest.fixture
def show() -> Show:
    """Return a dark room whose devices all were heard."""
    made = Show(Scene(show_rules(), FakeClock()))
    settled(made)
    return made
