"""Properties of the rack: any sequence of presses, losses, hands, restarts, power cuts."""

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import ChannelWanted, ControlPressed, PartChanged
from gateway.domain.reports import Known
from gateway.domain.rooms.rack.state import Rack
from tests.domain.av_room import AMP, MATRIX, MIXER, Boards, room_rules
from tests.domain.scene import FakeClock, Scene
from tests.domain.talk import said

RULES = room_rules()
BEFORE = {1: (), 2: (1,), 3: (1, 2)}
"""What has to be confirmed on before each relay of the rack."""

presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(
        ["rack.on", "rack.on", "rack.off", "rack.retry", "rack.back_out", "amp.on", "mixer.toggle"]
    ),
    value=st.just({"held_s": 2.5}),
    by=st.sampled_from(["panel", "ha"]),
)
wants = st.builds(
    ChannelWanted,
    channel=st.sampled_from([AMP, MIXER]),
    verb=st.sampled_from(["off", "on"]),
    why=st.just("test"),
)
walls = st.tuples(st.just("wall"), st.sampled_from([1, 2, 3]), st.booleans())
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart", "cut"])
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 2.0, 5.0, 20.0])
steps = st.lists(st.one_of(presses, presses, wants, walls, troubles, broker, waits), max_size=40)


class Watched(Boards):
    """A rack whose every "on" is looked at as it leaves."""

    def carry_out(self, effects: list[Effect]) -> list[Effect]:
        """Look, then obey, one command after the other."""
        seen = list(effects)
        for effect in effects:
            if isinstance(effect, Command):
                if effect.device == "rack" and effect.verb is Verb.POWER and effect.value:
                    self.look(effect.channel)
                seen += self.carry_out(self._do(effect))
        return seen

    def look(self, number: int | None) -> None:
        """Fail if a step is switched on before an earlier one has confirmed."""
        assert number is not None
        assert self.scene.office.devices.broker_ok is not False
        for earlier in BEFORE[number]:
            report = self.scene.office.devices.reports.get(("rack", earlier))
            assert report is not None
            assert report.known is Known.CONFIRMED
            assert report.reading.power is True


def take(boards: Watched, step: object) -> None:
    scene = boards.scene
    if isinstance(step, float):
        boards.advance(step)
    elif isinstance(step, tuple):
        if "rack" not in boards.dead:
            boards.wall("rack", step[1], on=step[2])
    elif step == "lose":
        boards.lost += 2
    elif step == "mute":
        boards.muted += 2
    elif step == "dead":
        boards.dead.add("rack")
    elif step == "alive":
        boards.dead.clear()
    elif step == "restart":
        scene.restart()
    elif step == "cut":
        for number in (1, 2, 3):
            boards.wall("rack", number, on=False)
    elif isinstance(step, str):
        boards.carry_out(scene.feed(said("rack", None, online=step == "online")))
    else:
        boards.carry_out(scene.feed(step))  # type: ignore[arg-type]


def start() -> Watched:
    boards = Watched(Scene(RULES, FakeClock()))
    boards.on = {("rack", n): False for n in (1, 2, 3)}
    return boards


def recover(boards: Watched) -> None:
    """Let everything work again; only time passes."""
    boards.dead.clear()
    boards.lost = boards.muted = 0
    boards.carry_out(boards.scene.feed(PartChanged(part="broker", ok=True)))
    boards.carry_out(boards.scene.feed(said("rack", None, online=True)))
    boards.advance(60)


@given(steps)
@settings(max_examples=100, deadline=None)
def test_no_step_before_the_one_before_and_every_way_ends(sequence: list[object]) -> None:
    """Not the amplifier, not any; and it always ends on, off, or held by name."""
    boards = start()
    for step in sequence:
        take(boards, step)
        assert boards.scene.refolded().machines == boards.scene.office.machines
    recover(boards)

    rack = boards.scene.office.machines.racks.by_place.get("room-a")
    if rack is None:
        return
    assert rack.stage.value in ("on", "off", "held_on", "held_off")
    if rack.stage.value == "on":
        assert all(boards.on["rack", n] for n in (1, 2, 3))
    if rack.stage.value.startswith("held"):
        assert rack.todo
        assert rack.why
    later = boards.scene.advance(3600.0)
    assert not [e for e in later if isinstance(e, Command) and e.verb is Verb.POWER]


@given(steps)
@settings(max_examples=60, deadline=None)
def test_off_always_brings_it_off(sequence: list[object]) -> None:
    """From wherever it is, at a touch or a hold: what answers is off, what does not is named."""
    boards = start()
    for step in sequence:
        take(boards, step)
    recover(boards)
    held = ControlPressed(room="room-a", control="rack.off", value={"held_s": 2.5})
    boards.carry_out(boards.scene.feed(held))
    boards.advance(60)

    rack = boards.scene.office.machines.racks.by_place.get("room-a", Rack())
    assert rack.stage.value == "off"
    assert rack.left_out == ()
    assert not any(boards.on.values())


@given(steps, st.lists(st.sampled_from(["lose", "mute", "dead", "alive", 0.5, 3.0]), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_rule_that_wants_it_off_never_waits_for_a_person(
    sequence: list[object], after: list[object]
) -> None:
    """Last one out: it ends off, and every step that did not confirm is named."""
    boards = start()
    for step in sequence:
        take(boards, step)
    boards.carry_out(boards.scene.feed(PartChanged(part="broker", ok=True)))
    boards.carry_out(boards.scene.feed(ChannelWanted(channel=MIXER, verb="off", why="last-out")))
    for step in after:
        take(boards, step)
    boards.advance(120)

    rack = boards.scene.office.machines.racks.by_place.get("room-a", Rack())
    assert rack.stage.value == "off"
    for number, name in ((1, MIXER), (2, MATRIX), (3, AMP)):
        assert not boards.on["rack", number] or name in rack.left_out
