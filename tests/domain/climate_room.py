"""A room with three air conditioners: on a relay, with a thermostat, by infrared; and their motors.

Each does what it is told and says so, unless a test loses commands or answers.
"""

from dataclasses import dataclass, field

import pytest

from gateway.domain.effects import ClimateSetting, Command, Effect, Verb
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.options import AcOptions
from gateway.domain.rooms.climate.state import AcNow, climate_now
from gateway.domain.rules import ChannelKind, Rules
from tests.domain.av_room import channel, with_channels
from tests.domain.scene import FakeClock, Scene, every, sample_rules

RELAY, UNIT, INFRARED = "room-a.relay-ac", "room-a.unit", "room-a.ir-ac"
FORMS = (RELAY, UNIT, INFRARED)
MIN_OFF_S = 300.0

ACS = (
    channel("relay-ac", ChannelKind.AC, "ac-relays", 2, AcOptions()),
    channel("unit", ChannelKind.AC, "unit", 1, AcOptions(climate=True)),
    channel("ir-ac", ChannelKind.AC, "ir", 1, AcOptions(climate=True, feedback=False)),
)


def climate_rules() -> Rules:
    """Return the sample office with the three in room A, and a plain fan."""
    fan = channel("vent", ChannelKind.FAN, "vent", 1)
    return with_channels(sample_rules(), (*ACS, fan))


@dataclass
class Plant:
    """What the three really do.

    Attributes:
        on: Whether each runs, by channel.
        setting: What each was last set to, where it can be set.
        lost: So many of the next commands are lost; `muted` of the next answers.
        dead: Devices that neither hear nor speak.
    """

    scene: Scene
    on: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(FORMS, False))
    setting: dict[str, ClimateSetting] = field(default_factory=dict)
    lost: int = 0
    muted: int = 0
    dead: set[str] = field(default_factory=set)

    def carry_out(self, effects: list[Effect]) -> list[Effect]:
        """Let them do and answer what was asked, and what their answers lead to."""
        seen = list(effects)
        for effect in effects:
            if isinstance(effect, Command):
                seen += self.carry_out(self.obey(effect))
        return seen

    def obey(self, command: Command) -> list[Effect]:
        """Do one command; return what came of the answer."""
        if command.device in self.dead:
            return []
        mine = [c for c in FORMS if self.scene.rules.channels[c].device == command.device]
        if command.verb is Verb.QUERY:
            return [e for c in mine if c != INFRARED for e in self.say(c)]
        if not mine:
            return []
        if self.lost:
            self.lost -= 1
            return []
        (one,) = mine
        if isinstance(command.value, ClimateSetting):
            self.switch(one, on=command.value.power)
            self.setting[one] = command.value
        else:
            self.switch(one, on=bool(command.value))
        if one == INFRARED:
            return []
        if self.muted:
            self.muted -= 1
            return []
        return self.say(one)

    def switch(self, name: str, *, on: bool) -> None:
        """Let one run or stop."""
        self.on[name] = on

    def say(self, name: str) -> list[Effect]:
        """Let one say what it does."""
        reading = Reading(power=self.on[name])
        if name == UNIT and self.on[name] and name in self.setting:
            now = self.setting[name]
            reading = Reading(
                power=True, mode=now.mode.value, target_c=now.target_c, fan=now.fan.value
            )
        return self.report(name, reading)

    def report(self, name: str, reading: Reading) -> list[Effect]:
        """Let one say something, true or not."""
        wired = self.scene.rules.channels[name]
        return self.scene.feed(
            DeviceReported(device=wired.device, channel=wired.number, reading=reading)
        )

    def online(self, name: str, online: bool) -> list[Effect]:
        """Let a last will say that a device is there, or is not."""
        device = self.scene.rules.channels[name].device
        return self.scene.feed(
            DeviceReported(device=device, channel=None, reading=Reading(online=online))
        )

    def hand(self, name: str, *, on: bool) -> list[Effect]:
        """Switch one by hand; it says so."""
        self.switch(name, on=on)
        return self.carry_out(self.say(name))

    def advance(self, seconds: float) -> list[Effect]:
        """Move time on in small steps, all of them answering."""
        effects: list[Effect] = []
        while seconds > 0:
            step = min(0.5, seconds)
            effects += self.carry_out(self.scene.advance(step))
            seconds -= step
        return effects

    def now(self, name: str) -> AcNow:
        """Return what a screen would say."""
        scene = self.scene
        return climate_now(scene.office, scene.rules, name, scene.clock.mono_s)


def told(effects: list[Effect], name: str = "") -> list[object]:
    """Return what air conditioners were told, questions left out."""
    device = {RELAY: "ac-relays", UNIT: "unit", INFRARED: "ir"}.get(name)
    return [
        c.value
        for c in every(Command, effects)
        if c.verb is not Verb.QUERY and device in (None, c.device)
    ]


@pytest.fixture
def room() -> Scene:
    """Return an office in the morning with air conditioners in room A."""
    return Scene(climate_rules(), FakeClock())


@pytest.fixture
def plant(room: Scene) -> Plant:
    """Return its machines, all off for long and heard."""
    plant = Plant(room)
    for name in (RELAY, UNIT):
        plant.say(name)
    return plant
