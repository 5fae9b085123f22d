"""Properties of projectors: any sequence of presses, hands, losses, restarts, power cuts."""

from dataclasses import dataclass

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import ChannelWanted, ControlPressed, PartChanged
from tests.domain.av_room import BEAMER, IR_BEAMER, SOCKET, Boards, room_rules
from tests.domain.scene import FakeClock, Scene
from tests.domain.talk import said

RULES = room_rules()
COOL_S = 120.0
HELD = {"held_s": 2.0}

presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(
        [
            *("beamer.on", "beamer.off", "beamer.cancel", "ir-beamer.on", "ir-beamer.off"),
            *("beamer-socket.on", "beamer-socket.off", "beamer-socket.toggle"),
        ]
    ),
    value=st.sampled_from([HELD, None]),
    by=st.sampled_from(["panel", "ha"]),
)
wants = st.builds(
    ChannelWanted,
    channel=st.sampled_from([BEAMER, SOCKET, IR_BEAMER]),
    verb=st.sampled_from(["off", "on"]),
    why=st.just("test"),
)
hands = st.tuples(st.just("hand"), st.booleans())
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart"])
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 3.0, 15.0, 45.0, 125.0])
steps = st.lists(st.one_of(presses, presses, wants, hands, troubles, broker, waits), max_size=30)


@dataclass
class Lamp:
    """The lamp as it really is: burning, or hot since it was switched off."""

    burns: bool = False
    off_s: float = -1e9


class Projector(Boards):
    """A projector whose lamp has a memory, and its socket."""

    lamp: Lamp

    def carry_out(self, effects: list[Effect]) -> list[Effect]:
        """Obey one command after the other, looking at each cut."""
        seen = list(effects)
        for effect in effects:
            if not isinstance(effect, Command):
                continue
            if (effect.device, effect.verb, effect.value) == ("beamer-plug", Verb.POWER, False):
                since_s = self.scene.clock.mono_s - self.lamp.off_s
                assert not self.lamp.burns, "mains cut while it burns"
                assert since_s >= COOL_S, f"mains cut after {since_s} s"
            assert effect.verb is Verb.QUERY or self.scene.office.devices.broker_ok is not False
            answer = self._do(effect)
            self.look()
            seen += self.carry_out(answer)
        return seen

    def look(self) -> None:
        """Let the lamp follow its relay."""
        burns = self.on["beamer", 1]
        if self.lamp.burns and not burns:
            self.lamp.off_s = self.scene.clock.mono_s
        self.lamp.burns = burns


def start() -> Projector:
    boards = Projector(Scene(RULES, FakeClock()))
    boards.lamp = Lamp()
    boards.on = {("beamer", 1): False, ("beamer-plug", 1): True}
    return boards


def take(boards: Projector, step: object) -> None:
    scene = boards.scene
    if isinstance(step, float):
        boards.advance(step)
    elif isinstance(step, tuple):
        if "beamer" not in boards.dead:  # what nobody can hear of, nobody can heed
            boards.on["beamer", 1] = bool(step[1])
            boards.look()
            boards.carry_out(boards.say("beamer", 1, power=bool(step[1])))
    elif step == "lose":
        boards.lost += 2
    elif step == "mute":
        boards.muted += 2
    elif step == "dead":
        boards.dead.add("beamer")
    elif step == "alive":
        boards.dead.clear()
    elif step == "restart":
        scene.restart()
    elif isinstance(step, str):
        boards.carry_out(scene.feed(said("beamer", None, online=step == "online")))
    else:
        boards.carry_out(scene.feed(step))  # type: ignore[arg-type]


@given(steps)
@settings(max_examples=100, deadline=None)
def test_the_mains_is_never_cut_while_it_is_hot(sequence: list[object]) -> None:
    """However it came to be on or off; and the facts tell the same as the state."""
    boards = start()
    for step in sequence:
        take(boards, step)
        assert boards.scene.refolded().machines == boards.scene.office.machines


@given(steps)
@settings(max_examples=100, deadline=None)
def test_every_stage_ends_and_what_is_queued_comes_to_an_end(sequence: list[object]) -> None:
    """Once all answers again and time passes: warm or cool, nothing queued, nothing cooling."""
    boards = start()
    for step in sequence:
        take(boards, step)
    boards.dead.clear()
    boards.lost = boards.muted = 0
    boards.carry_out(boards.scene.feed(PartChanged(part="broker", ok=True)))
    boards.carry_out(boards.scene.feed(said("beamer", None, online=True)))
    boards.advance(400)

    for projector in boards.scene.office.machines.projectors.by_id.values():
        assert projector.stage.value in ("standby", "on", "unknown")
        assert projector.queued == ""
    assert boards.scene.office.runs.projectors.asked == {}
    beamer = boards.scene.office.machines.projectors.by_id.get(BEAMER)
    if beamer is not None and beamer.stage.value in ("standby", "on"):
        assert boards.on["beamer", 1] is (beamer.stage.value == "on")
