"""Properties of volumes: any sequence of presses, knobs, losses, rooms on and off, restarts."""

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import ControlPressed, PartChanged
from gateway.domain.rooms.volume.state import options_of, volume_now
from tests.domain.scene import FakeClock, Scene
from tests.domain.show_room import HUM, PHONES, RACK_HELD, SOUND, Show, settled, show_rules
from tests.domain.talk import press, said

RULES = show_rules()
HIGH_PCT = 80.0
DEFAULT = 40
STEP = 5

presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.builds(
        "{}.{}".format,
        st.sampled_from(["sound", "phones", "hum"]),
        st.sampled_from(["level", "up", "down", "mute", "unmute"]),
    ),
    value=st.sampled_from([0, 1, 33, 40, 99, 100, 250, "x", None]),
)
rooms = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(["rack.on", "rack.off", "source.dvd", "source.pc-1", "source.turn_on"]),
    value=st.just(RACK_HELD),
)
knobs = st.tuples(st.just("knob"), st.sampled_from([0.0, 8.0, 32.0, 80.0, 100.0]))
echoes = st.tuples(st.just("echo"), st.sampled_from([0.0, 32.0, 80.0]))
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart"])
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.125, 0.5, 1.0, 3.0, 15.0, 60.0])
steps = st.lists(
    st.one_of(presses, presses, presses, rooms, knobs, echoes, troubles, broker, waits, waits),
    max_size=30,
)


class Loud(Show):
    """A set whose remote is counted: how loud it is, and never more than its range asked of it."""

    loud: int = 100
    silent: bool = False

    def _do(self, command: Command) -> list[Effect]:
        if command.verb is Verb.LEVEL:
            assert isinstance(command.value, float)
            assert 0.0 <= command.value <= (HIGH_PCT if command.channel == 1 else 100.0)
        if command.verb is Verb.SEND and command.device == "ir" and command.channel == 4:
            self._press(str(command.value))
        return super()._do(command)

    def _press(self, key: str) -> None:
        if key == "mute":
            self.silent = not self.silent
        else:
            self.loud = min(100, max(0, self.loud + (STEP if key == "up" else -STEP)))


def start() -> Loud:
    show = Loud(Scene(RULES, FakeClock()))
    settled(show)
    show.carry_out(press(show.scene, "rack.on", RACK_HELD))
    show.advance(60)
    return show


def take(show: Loud, step: object) -> None:
    scene = show.scene
    if isinstance(step, float):
        show.advance(step)
    elif isinstance(step, tuple):
        what, level_pct = step
        if "dsp" in show.dead:
            return
        if what == "knob":
            show.turn_knob(level_pct)
        else:
            show.carry_out(scene.feed(said("dsp", 1, level_pct=level_pct)))
    elif not isinstance(step, str):
        show.carry_out(scene.feed(step))  # type: ignore[arg-type]
    elif step == "lose":
        show.lost += 2
    elif step == "mute":
        show.muted += 2
    elif step == "dead":
        show.dead.add("dsp")
    elif step == "alive":
        show.dead.clear()
    elif step == "restart":
        scene.restart()
    else:
        show.carry_out(scene.feed(said("dsp", None, online=step == "online")))


def mend(show: Loud) -> None:
    """Let everything work and be heard again, and time pass."""
    show.dead.clear()
    show.lost = show.muted = 0
    show.carry_out(show.scene.feed(PartChanged(part="broker", ok=True)))
    show.carry_out(show.scene.feed(said("dsp", None, online=True)))
    for number in (1, 2, 3):
        show.carry_out(show.say("rack", number, power=show.on["rack", number]))
    show.advance(60)
    show.carry_out(show.tell_level("dsp", 1))
    show.advance(10)


def level(show: Loud, volume: str = SOUND) -> int | None:
    return volume_now(show.scene.office, RULES, volume).level


@given(steps)
@settings(max_examples=60, deadline=None)
def test_never_outside_the_range_and_the_facts_tell_the_same(sequence: list[object]) -> None:
    """Whatever is pressed, 0 to 100 is shown, and the device's own range is sent."""
    show = start()
    for step in sequence:
        take(show, step)
        assert show.scene.refolded().machines == show.scene.office.machines
        for volume in (SOUND, PHONES, HUM):
            now = volume_now(show.scene.office, RULES, volume)
            assert now.level is None or 0 <= now.level <= 100
            assert now.wanted is None or 0 <= now.wanted <= 100
    show.advance(60)
    assert show.scene.office.runs.volumes.walks == {}


@given(steps, st.sampled_from([5, 33, 70, 100]))
@settings(max_examples=60, deadline=None)
def test_mute_always_restores(sequence: list[object], wanted: int) -> None:
    """After any past, also over a restart: silent, and then as loud as before."""
    show = start()
    for step in sequence:
        take(show, step)
    mend(show)
    for control, value in (("sound.level", wanted), ("sound.mute", None)):
        show.carry_out(press(show.scene, control, value))
        show.advance(3)
    assert show.levels["dsp", 1] == 0
    show.scene.restart()
    show.carry_out(show.tell_level("dsp", 1))
    show.carry_out(press(show.scene, "sound.unmute"))
    show.advance(3)

    assert show.levels["dsp", 1] == options_of(RULES.channels[SOUND]).device_pct(wanted)
    assert level(show) == wanted


@given(steps)
@settings(max_examples=60, deadline=None)
def test_after_the_room_comes_on_the_level_is_the_default(sequence: list[object]) -> None:
    """However loud it was, muted or not: the next meeting begins at the default."""
    show = start()
    for step in sequence:
        take(show, step)
    mend(show)
    show.carry_out(press(show.scene, "rack.back_out"))
    show.advance(30)
    show.carry_out(press(show.scene, "rack.off", RACK_HELD))
    show.advance(60)
    show.carry_out(press(show.scene, "rack.on", RACK_HELD))
    show.advance(60)

    assert show.levels["dsp", 1] == options_of(RULES.channels[SOUND]).device_pct(DEFAULT)
    assert level(show) == DEFAULT
    assert not volume_now(show.scene.office, RULES, SOUND).muted
    assert show.loud == DEFAULT
    assert level(show, HUM) == DEFAULT


@given(steps)
@settings(max_examples=60, deadline=None)
def test_a_walked_level_is_never_louder_than_asked(sequence: list[object]) -> None:
    """While every key is heard, what is shown of a remote's volume is how loud it is."""
    show = start()
    for step in sequence:
        take(show, step)
        now = volume_now(show.scene.office, RULES, HUM)
        if now.level is not None and not now.moving:
            assert show.loud == now.level
