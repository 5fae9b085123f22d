"""Properties of controls under any sequence of presses, echoes, losses, restarts."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Verb
from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    Event,
    PartChanged,
    Reading,
)
from gateway.domain.office import Office
from tests.domain.scene import FakeClock, Scene, sample_rules

RULES = sample_rules()
WIRES = sorted(RULES.wired, key=str)

CONTROLS = (
    "spot-1.on",
    "spot-1.off",
    "spot-1.toggle",
    "spot-1.level",
    "spot-1.stop",
    "door-light.toggle",
    "lights.all_on",
    "lights.all_off",
    "hall-light.on",
    "ac.off",
)
presses = st.builds(
    ControlPressed,
    room=st.sampled_from(["room-a", "office", "room-b", "nowhere"]),
    control=st.sampled_from(CONTROLS),
    value=st.sampled_from([None, 0, 1, 50, 100, 101, "50", True]),
    by=st.sampled_from(["panel", "ha", "p001"]),
)
wants = st.builds(
    ChannelWanted,
    channel=st.sampled_from([*RULES.channels, "no.such"]),
    verb=st.sampled_from(["on", "off", "fly"]),
    why=st.just("test"),
)
reports = st.builds(
    lambda wire, reading, stale: DeviceReported(
        device=wire[0], channel=wire[1], reading=reading, stale=stale
    ),
    st.sampled_from(WIRES),
    st.builds(
        Reading,
        power=st.sampled_from([None, True, False]),
        level_pct=st.sampled_from([None, 0.0, 1.0, 50.0, 100.0]),
        power_w=st.sampled_from([None, 0.0, 40.0]),
    ),
    st.booleans(),
)
wills = st.builds(
    lambda wire, online, stale: DeviceReported(
        device=wire[0], channel=None, reading=Reading(online=online), stale=stale
    ),
    st.sampled_from(WIRES),
    st.booleans(),
    st.booleans(),
)
losses = st.builds(
    lambda wire: CommandNotSent(device=wire[0], channel=wire[1], why="expired"),
    st.sampled_from(WIRES),
)
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.125, 0.5, 1.0, 2.0, 7.0])
RESTART = "restart"
steps = st.lists(
    st.one_of(presses, wants, reports, wills, losses, broker, waits, st.just(RESTART)), max_size=40
)


def switching(effects: list) -> list[Command]:
    return [e for e in effects if isinstance(e, Command) and e.verb is not Verb.QUERY]


@given(steps)
@settings(max_examples=200, deadline=None)
def test_nothing_switches_unasked_and_every_wish_ends(sequence: list[Event | float | str]) -> None:
    """At most 3 sends a wish; none without a press; each ends; none is old; no broker, no word."""
    scene = Scene(RULES, FakeClock())
    asked: dict[str, int] = {}
    sent: dict[str, int] = {}
    broker_ok: bool | None = None
    for step in sequence:
        if step == RESTART:
            scene.office = replace(Office(), alerts=scene.office.alerts)
            broker_ok = None
            effects = []
        elif isinstance(step, float):
            effects = scene.advance(step)
        else:
            effects = scene.feed(step)
            if isinstance(step, PartChanged):
                broker_ok = step.ok
            if isinstance(step, ControlPressed | ChannelWanted):
                for command in switching(effects):
                    channel = RULES.wired[command.device, command.channel]
                    asked[channel] = asked.get(channel, 0) + 1
        for command in switching(effects):
            channel = RULES.wired[command.device, command.channel]
            sent[channel] = sent.get(channel, 0) + 1
            assert command.expires_s <= 3.0
            assert sent[channel] <= 3 * asked.get(channel, 0)
            assert broker_ok is not False
    for sending in scene.office.controls.sending.values():
        assert sending.sent <= 3

    scene.advance(8.0)

    assert scene.office.controls.sending == {}
    ends = {w.state for w in scene.office.controls.wishes.values()}
    assert ends <= {"done", "no_answer", "not_sent"}
    assert switching(scene.advance(3600.0)) == []


@given(st.lists(st.one_of(presses, reports, waits), max_size=30), st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_last_word_wins_whatever_echoes_come(sequence: list, power: bool) -> None:
    """After any past, a press that the device obeys ends as pressed."""
    scene = Scene(RULES, FakeClock())
    for step in sequence:
        if isinstance(step, float):
            scene.advance(step)
        else:
            scene.feed(step)
    scene.advance(10.0)
    verb = "on" if power else "off"
    scene.feed(ControlPressed(room="room-a", control=f"door-light.{verb}"))
    echo = DeviceReported(device="room-a-relays", channel=1, reading=Reading(power=not power))
    scene.feed(echo)  # an old one, late
    scene.feed(replace(echo, reading=Reading(power=power)))

    wish = scene.office.controls.wishes["room-a.door-light"]
    assert (wish.power, wish.state) == (power, "done")
