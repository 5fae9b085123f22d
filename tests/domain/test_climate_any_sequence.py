"""Properties of air conditioners: any sequence of presses, echoes, losses, restarts, power cuts."""

from dataclasses import dataclass, field

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Answer, ClimateSetting, Command, Effect, Verb
from gateway.domain.events import ChannelWanted, ControlPressed, PartChanged, Reading
from gateway.domain.rooms.climate.setting import options_of, span_of
from gateway.domain.text import Json
from tests.domain.climate_room import FORMS, INFRARED, MIN_OFF_S, Plant, climate_rules
from tests.domain.scene import FakeClock, Scene, every

RULES = climate_rules()
NAMES = {c: c.removeprefix("room-a.") for c in FORMS}
LONG_AGO_S = -1e9

KEYS: list[tuple[str, Json]] = [
    *(("on", None), ("on", None), ("on", None), ("off", None), ("off", None), ("toggle", None)),
    *(("cancel", None), ("run", "cool"), ("run", "off"), ("mode", "heat"), ("mode", "cool")),
    *(("setpoint", 26), ("setpoint", 28.5), ("setpoint", 16), ("setpoint", 20), ("fan", "high")),
    *(("fan", "storm"), ("mode", 7), ("setpoint", "warm")),
]
presses = st.tuples(st.just("press"), st.sampled_from(KEYS))
wants = st.tuples(st.just("want"), st.sampled_from(["off", "on"]))
hands = st.tuples(st.just("hand"), st.booleans())
echoes = st.tuples(st.just("echo"), st.booleans())
cuts = st.tuples(st.just("cut"), st.sampled_from([None, 0.5, 20.0]))
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "restart", "all_off"])
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.25, 1.0, 1.0, 3.0, 8.0, 120.0, 296.0, 305.0])
steps = st.lists(
    st.one_of(
        presses, presses, presses, wants, hands, cuts, echoes, troubles, broker, waits, waits
    ),
    max_size=25,
)


@dataclass
class Motor:
    """A compressor, and what the gateway can know of it.

    Attributes:
        stopped_s: When it really stopped.
        known_s: When the last stop was that the gateway was told of, or caused.
        seen_on: The gateway was told that it runs, or told it to.
    """

    stopped_s: float = LONG_AGO_S
    known_s: float = LONG_AGO_S
    seen_on: bool = False


@dataclass
class Motors(Plant):
    """The plant with motors that remember, and a watch on every command that starts one."""

    motors: dict[str, Motor] = field(default_factory=lambda: {c: Motor() for c in FORMS})
    told_s: dict[str, float] = field(default_factory=dict)

    def obey(self, command: Command) -> list[Effect]:
        """Look at a command before it is done."""
        value, now_s = command.value, self.scene.clock.mono_s
        for name in FORMS:
            if command.device != RULES.channels[name].device or command.verb is Verb.QUERY:
                continue
            motor = self.motors[name]
            if isinstance(value, ClimateSetting):
                low_c, high_c = span_of(options_of(RULES.channels[name]), value.mode)
                assert low_c <= value.target_c <= high_c, value
            starts = value.power if isinstance(value, ClimateSetting) else bool(value)
            if starts and not self.on[name]:
                rested_s = now_s - motor.known_s
                assert rested_s >= MIN_OFF_S, f"{name} started {rested_s} s after it stopped"
            motor.seen_on = motor.seen_on or starts
            self.told_s[name] = now_s
            if name == INFRARED and not starts and not self.lost:
                effects = super().obey(command)
                motor.known_s, motor.seen_on = motor.stopped_s, False  # who sent it knows
                return effects
        return super().obey(command)

    def switch(self, name: str, *, on: bool) -> None:
        """Remember when it stops, until it starts."""
        if self.on[name] and not on:
            self.motors[name].stopped_s = self.scene.clock.mono_s
        elif on and not self.on[name]:
            self.motors[name].known_s = LONG_AGO_S  # that stop is over, whoever ended it
        super().switch(name, on=on)

    def say(self, name: str) -> list[Effect]:
        """Note what the gateway is told; infrared tells nothing."""
        if name == INFRARED or RULES.channels[name].device in self.dead:
            return []
        if self.scene.office.devices.broker_ok is False:
            return []
        motor = self.motors[name]
        if self.on[name]:
            motor.seen_on = True
        elif motor.seen_on:
            motor.known_s, motor.seen_on = max(motor.known_s, motor.stopped_s), False
        return super().say(name)

    def cut(self, name: str, for_s: float | None) -> None:
        """Take a device's power and give it back; None: so fast that the broker does not see it."""
        device = RULES.channels[name].device
        self.switch(name, on=False)
        if device in self.dead or self.scene.office.devices.broker_ok is False:
            return
        if for_s is not None:
            self.carry_out(self.online(name, False))
            self.advance(for_s)
            self.motors[name].known_s = self.scene.clock.mono_s  # it reappears: counts from now
            self.carry_out(self.online(name, True))
        self.carry_out(self.say(name))


def start() -> Motors:
    plant = Motors(Scene(RULES, FakeClock()))
    for name in FORMS:
        plant.say(name)
    return plant


def take(plant: Motors, name: str, step: object) -> None:
    """Do one step of a sequence about one air conditioner."""
    scene = plant.scene
    match step:
        case float():
            plant.advance(step)
        case "lose":
            plant.lost += 1
        case "mute":
            plant.muted += 1
        case "dead":
            plant.dead.add(RULES.channels[name].device)
        case "alive":
            plant.dead.clear()
        case "restart":
            scene.restart()
            plant.carry_out(scene.feed(PartChanged(part="broker", ok=True)))
        case "all_off":
            press(plant, "scene.all_off")
        case "press", (verb, value):
            press(plant, f"{NAMES[name]}.{verb}", value)
        case "want", str(verb):
            plant.carry_out(scene.feed(ChannelWanted(channel=name, verb=verb, why="last-out")))
        case "cut", for_s:
            plant.cut(name, for_s)
        case "hand", bool(on) if name != INFRARED:  # what nobody can hear of, nobody can heed
            plant.switch(name, on=on)
            plant.carry_out(plant.say(name))
        case "echo", bool(on):
            echo(plant, name, on=on)
        case PartChanged():
            plant.carry_out(scene.feed(step))


def press(plant: Motors, control: str, value: Json = None) -> None:
    """Press, and get exactly one answer."""
    effects = plant.scene.feed(ControlPressed(room="room-a", control=control, value=value))
    assert len(every(Answer, effects)) == 1, "always an answer"
    plant.carry_out(effects)


def echo(plant: Motors, name: str, *, on: bool) -> None:
    """Let a report come that is older than the last command."""
    late_s = plant.scene.clock.mono_s - plant.told_s.get(name, LONG_AGO_S)
    deaf = plant.scene.office.devices.broker_ok is False
    if late_s < 1.5 and name != INFRARED and not deaf:
        plant.motors[name].seen_on |= on
        plant.carry_out(plant.report(name, Reading(power=on)))


@given(st.sampled_from(FORMS), steps)
@settings(max_examples=150, deadline=None)
def test_no_compressor_starts_before_it_has_rested(name: str, sequence: list[object]) -> None:
    """Whoever asks; every press is answered, and the facts tell the same as the state."""
    plant = start()
    for step in sequence:
        take(plant, name, step)
        assert plant.scene.refolded().machines == plant.scene.office.machines


@given(st.sampled_from(FORMS), steps)
@settings(max_examples=50, deadline=None)
def test_what_is_queued_comes_to_an_end_and_then_all_obeys_again(
    name: str, sequence: list[object]
) -> None:
    """Once all answers and time passes nothing waits; on is on, off is off, at once."""
    plant = start()
    for step in sequence:
        take(plant, name, step)
    plant.dead.clear()
    plant.lost = plant.muted = 0
    plant.carry_out(plant.scene.feed(PartChanged(part="broker", ok=False)))
    plant.carry_out(plant.scene.feed(PartChanged(part="broker", ok=True)))
    plant.advance(700)
    acs = plant.scene.office.machines.acs.by_id
    assert not any(ac.queued for ac in acs.values())
    assert plant.scene.office.runs.acs.asked == {}

    for verb, on in (("on", True), ("off", False)):
        press(plant, f"{NAMES[name]}.{verb}")
        plant.advance(1)
        assert plant.on[name] is on, verb
        assert plant.now(name).on is on
    assert plant.now(name).pause_left_s is not None
