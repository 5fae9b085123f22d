"""Properties of sources: any sequence of presses, hands, losses, silence and restarts."""

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Answer, Command, Effect, Verb
from gateway.domain.events import CommandNotSent, ControlPressed, PartChanged
from gateway.domain.rooms.sources.state import sink_of, sources_now
from tests.domain.scene import FakeClock, Scene, every
from tests.domain.show_room import LAMP, RACK_HELD, Show, settled, show_rules
from tests.domain.talk import press, said

PAUSE_S = 7.0
REPORTS, SILENT = show_rules(), show_rules(feedback=False)
CODES = {"21": "dvd", "31": "pc-1", "32": "pc-2"}

sources = st.sampled_from(["dvd", "pc-1", "pc-2"])
presses = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=sources.map(lambda source: f"source.{source}"),
)
others = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(
        ["source.cancel", "source.turn_on", "rack.on", "rack.off", "lamp.on", "lamp.off"]
    ),
    value=st.sampled_from(["pc-1", None, {"held_s": 3.0}]),
)
hands = st.sampled_from(["hand 31", "hand 51", "hand 21", "echo"])
troubles = st.sampled_from(["lose", "mute", "dead", "alive", "offline", "online", "restart"])
lost = st.just(CommandNotSent(device="lamp", channel=1, why="refused"))
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 1.0, 3.0, 6.5, 7.0, 20.0, 90.0])
steps = st.lists(
    st.one_of(presses, presses, presses, others, hands, troubles, lost, broker, waits, waits),
    max_size=30,
)


class Watched(Show):
    """Looks at each input as it is asked for, by PJLink or infrared."""

    last_s: float = -1e9

    def _do(self, command: Command) -> list[Effect]:
        is_key = command.verb is Verb.SEND and command.device == "lamp"
        if command.verb is Verb.INPUT or (is_key and str(command.value).startswith("in_")):
            gap_s = self.scene.clock.mono_s - self.last_s
            assert gap_s >= PAUSE_S - 1e-6, f"two changes within {gap_s} s"
            self.last_s = self.scene.clock.mono_s
        return super()._do(command)


def start(silent: bool) -> Watched:
    show = Watched(Scene(SILENT if silent else REPORTS, FakeClock()))
    settled(show)
    show.carry_out(press(show.scene, "source.turn_on"))
    show.advance(60)
    return show


def take(show: Watched, step: object) -> list[Effect]:
    scene = show.scene
    if isinstance(step, float):
        return show.advance(step)
    if not isinstance(step, str):
        return show.carry_out(scene.feed(step))  # type: ignore[arg-type]
    if step.startswith("hand"):
        return show.choose_by_hand(step.removeprefix("hand "))
    if step == "echo":
        return show.carry_out(show.tell_input("lamp"))
    if step == "lose":
        show.lost += 2
    elif step == "mute":
        show.muted += 2
    elif step == "dead":
        show.dead.add("lamp")
    elif step == "alive":
        show.dead.clear()
    elif step == "restart":
        scene.restart()
    else:
        return show.carry_out(scene.feed(said("lamp", None, online=step == "online")))
    return []


def mend(show: Watched) -> None:
    """Let everything work and be heard again, and the room be on."""
    show.dead.clear()
    show.lost = show.muted = 0
    show.carry_out(show.scene.feed(PartChanged(part="broker", ok=True)))
    show.carry_out(show.scene.feed(said("lamp", None, online=True)))
    for number in (1, 2, 3):
        show.carry_out(show.say("rack", number, power=show.on["rack", number]))
    show.carry_out(show.say("lamp", 1, power=show.on["lamp", 1]))
    show.advance(300)
    for control, value in (("rack.back_out", None), ("rack.on", RACK_HELD), ("lamp.on", None)):
        show.carry_out(press(show.scene, control, value))
        show.advance(200)


@given(steps, st.booleans())
@settings(max_examples=60, deadline=None)
def test_never_two_changes_within_the_pause_and_always_an_end(
    sequence: list[object], silent: bool
) -> None:
    """Whoever pressed, whatever was lost; the facts tell the same as the state; nothing hangs."""
    show = start(silent)
    for step in sequence:
        take(show, step)
        assert show.scene.refolded().machines == show.scene.office.machines

    show.advance(1500)
    assert sink_of(show.scene.office, LAMP).waiting == ""
    assert show.scene.office.runs.sources.asked == {}


@given(steps, sources, st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_last_wish_wins(sequence: list[object], last: str, silent: bool) -> None:
    """After any past: what was chosen last in a room that works is what is shown."""
    show = start(silent)
    for step in sequence:
        take(show, step)
    mend(show)

    show.carry_out(press(show.scene, "source.pc-2"))
    show.advance(1)
    show.carry_out(press(show.scene, "source.pc-1"))
    show.advance(1)
    (answer,) = every(Answer, show.carry_out(press(show.scene, f"source.{last}")))
    show.advance(40)

    now = sources_now(show.scene.office, show.scene.rules, "room-a", show.scene.clock.mono_s)
    assert now is not None
    assert answer.ok, answer
    assert [one.source.id for one in now.sources if one.shown] == [last], answer
    if not silent:
        assert CODES[show.input] == last


@given(steps)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_as_confirmed_is_what_the_projector_said(sequence: list[object]) -> None:
    """A claim is the projector's own last word, and only while it is on."""
    show = start(False)
    for step in sequence:
        take(show, step)
        now = sources_now(show.scene.office, show.scene.rules, "room-a", show.scene.clock.mono_s)
        assert now is not None
        for one in now.sources:
            if one.shown and one.known.value == "confirmed":
                report = show.scene.office.devices.reports["lamp", 1]
                assert report.reading.source == one.source.input
                assert now.room.value in ("on", "unknown")
