"""Properties of two-relay curtains: any sequence of presses, echoes, losses, hands, restarts."""

from dataclasses import dataclass, field

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import ControlPressed, DeviceReported, PartChanged, Reading
from tests.domain.av_room import DOWN, REAR, UP, Boards, room_rules
from tests.domain.scene import FakeClock, Scene
from tests.domain.talk import said

RULES = room_rules()
DEVICE = "curtain-relays"
PAUSE_S = 1.0
LIMIT_S = 1.1 * 20.0 + 2.0

presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(
        [
            "rear-curtain.open",
            "rear-curtain.close",
            "rear-curtain.stop",
            "rear-curtain.position",
            "curtains.open",
            "curtains.stop",
        ]
    ),
    value=st.sampled_from([0, 3, 30, 70, 100, "x"]),
    by=st.sampled_from(["panel", "ha"]),
)
walls = st.tuples(st.just("wall"), st.sampled_from([UP, DOWN]), st.booleans())
echoes = st.tuples(st.just("echo"), st.sampled_from([UP, DOWN]), st.booleans())
troubles = st.tuples(
    st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart"]),
    st.integers(1, 4),
    st.none(),
)
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.125, 0.5, 0.875, 1.0, 3.0, 12.0, 25.0])
steps = st.lists(st.one_of(presses, presses, walls, echoes, troubles, broker, waits), max_size=40)


@dataclass
class Watch:
    """Looks at every command as it leaves."""

    scene: Scene
    told: dict[int, bool] = field(default_factory=dict)
    off_s: dict[int, float] = field(default_factory=dict)

    def see(self, effects: list[Effect]) -> None:
        """Fail on what must never be commanded."""
        for effect in effects:
            if not isinstance(effect, Command) or effect.verb is not Verb.POWER:
                continue
            if effect.device != DEVICE:
                continue
            number = effect.channel
            assert number in (UP, DOWN)
            assert self.scene.office.devices.broker_ok is not False
            now_s = self.scene.clock.mono_s
            if effect.value:
                other = DOWN if number == UP else UP
                assert not self.told.get(other), "both commanded on"
                assert now_s - self.off_s.get(other, -1e9) >= PAUSE_S, "no pause"
                self.told[number] = True
            elif self.told.get(number):
                self.told[number] = False
                self.off_s[number] = now_s


class WatchedBoards(Boards):
    """Boards whose every command is looked at."""

    watch: Watch

    def carry_out(self, effects: list[Effect]) -> list[Effect]:
        """Look, then obey."""
        self.watch.see(effects)
        seen = list(effects)
        for effect in effects:
            if isinstance(effect, Command):
                seen += self.carry_out(self._do(effect))
        return seen


def start() -> WatchedBoards:
    scene = Scene(RULES, FakeClock())
    boards = WatchedBoards(scene)
    boards.watch = Watch(scene)
    boards.on = {(DEVICE, UP): False, (DEVICE, DOWN): False}
    return boards


def take(boards: WatchedBoards, step: object) -> None:
    scene = boards.scene
    if isinstance(step, float):
        boards.advance(step)
    elif isinstance(step, ControlPressed | PartChanged):
        boards.carry_out(scene.feed(step))
    else:
        assert isinstance(step, tuple)
        what, number, on = step
        if what == "wall":
            boards.wall(DEVICE, number, on=on)
        elif what == "echo":
            late = Reading(power=on)
            boards.carry_out(
                scene.feed(DeviceReported(device=DEVICE, channel=number, reading=late))
            )
        elif what == "lose":
            boards.lost += number
        elif what == "mute":
            boards.muted += number
        elif what == "dead":
            boards.dead.add(DEVICE)
        elif what == "alive":
            boards.dead.clear()
        elif what == "restart":
            scene.restart()
        else:
            boards.carry_out(scene.feed(said(DEVICE, None, online=what == "online")))


def recover(boards: WatchedBoards) -> None:
    """Let everything work again; only time passes."""
    boards.dead.clear()
    boards.lost = boards.muted = 0
    boards.carry_out(boards.scene.feed(PartChanged(part="broker", ok=True)))
    boards.carry_out(boards.scene.feed(said(DEVICE, None, online=True)))
    boards.advance(3 * LIMIT_S)


@given(steps)
@settings(max_examples=150, deadline=None)
def test_never_both_never_turned_without_a_pause_and_always_an_end(sequence: list[object]) -> None:
    """Whatever is pressed, lost, doubled, late, switched at the wall, or restarted."""
    boards = start()
    for step in sequence:
        take(boards, step)
        assert boards.scene.refolded().machines == boards.scene.office.machines

    recover(boards)

    assert REAR not in boards.scene.office.runs.curtains.runs
    assert boards.scene.office.machines.curtains.places.get(REAR) is None or (
        boards.scene.office.machines.curtains.places[REAR].moving == 0
    )
    assert not any(boards.on.values())
    later = boards.scene.advance(3600.0)
    assert not [e for e in later if isinstance(e, Command) and e.verb is Verb.POWER]


honest = st.lists(
    st.one_of(
        presses,
        st.tuples(st.just("wall"), st.sampled_from([UP, DOWN]), st.booleans()),
        st.sampled_from([0.5, 1.0, 3.0, 12.0]),
    ),
    max_size=40,
)


@given(honest)
@settings(max_examples=100, deadline=None)
def test_relays_that_answer_are_never_left_both_on(sequence: list[object]) -> None:
    """Somebody at the wall switches the second one on: both are off in the same instant."""
    boards = start()
    for step in sequence:
        take(boards, step)
        assert not (boards.on[DEVICE, UP] and boards.on[DEVICE, DOWN])


@given(honest)
@settings(max_examples=100, deadline=None)
def test_a_known_position_is_the_true_one(sequence: list[object]) -> None:
    """With relays that answer, what is shown as known is where the curtain is."""
    boards = start()
    scene, options = boards.scene, RULES.channels[REAR].options
    true_pct = 40.0
    moved = {1: 100.0 / options.open_s, -1: 100.0 / options.close_s}  # type: ignore[union-attr]
    for step in sequence:
        for part in [0.5] * round(step / 0.5) if isinstance(step, float) else [step]:
            before_s = scene.clock.mono_s
            direction = boards.on[DEVICE, UP] - boards.on[DEVICE, DOWN]
            take(boards, part)
            passed_s = scene.clock.mono_s - before_s
            if direction:
                off_s = boards.watch.off_s.get(UP if direction > 0 else DOWN, 0.0)
                if before_s < off_s:
                    passed_s = min(passed_s, off_s - before_s)
                true_pct += direction * moved[direction] * passed_s
                true_pct = min(100.0, max(0.0, true_pct))
        place = scene.office.machines.curtains.places.get(REAR)
        if place is not None and place.moving == 0 and place.position_pct is not None:
            assert abs(place.position_pct - true_pct) <= 12.0, (place, true_pct)


late = st.lists(
    st.one_of(
        presses,
        st.tuples(st.sampled_from(["mute", "lose"]), st.integers(1, 3), st.none()),
        st.sampled_from([0.5, 1.0, 3.0, 12.0]),
    ),
    max_size=40,
)


@given(late)
@settings(max_examples=150, deadline=None)
def test_what_is_said_of_a_curtain_is_true_also_when_answers_come_late(
    sequence: list[object],
) -> None:
    """A place that is said to be known is; one that lies between two places does."""
    boards = start()
    scene, options = boards.scene, RULES.channels[REAR].options
    true_pct = 40.0
    moved = {1: 100.0 / options.open_s, -1: 100.0 / options.close_s}  # type: ignore[union-attr]
    for step in sequence:
        for part in [0.5] * round(step / 0.5) if isinstance(step, float) else [step]:
            before_s = scene.clock.mono_s
            direction = boards.on[DEVICE, UP] - boards.on[DEVICE, DOWN]
            take(boards, part)
            true_pct += direction * moved.get(direction, 0.0) * (scene.clock.mono_s - before_s)
            true_pct = min(100.0, max(0.0, true_pct))
        place = scene.office.machines.curtains.places.get(REAR)
        if place is None or place.moving:
            continue
        if place.position_pct is not None:
            assert abs(place.position_pct - true_pct) <= 12.0, (place, true_pct)
        elif place.low_pct is not None and place.high_pct is not None:
            assert place.low_pct - 4.0 <= true_pct <= place.high_pct + 4.0, (place, true_pct)
