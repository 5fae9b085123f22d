"""Properties of last-out checks under any sequence of people, devices, answers, restarts."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import (
    BadgeTapped,
    ControlPressed,
    Event,
    EvidenceSeen,
    PartChanged,
    PromptAnswered,
)
from gateway.domain.presence import head_count
from tests.domain.scene import FakeClock, Scene, card, sample_rules
from tests.domain.talk import said

RULES = sample_rules()
LAB_LIGHT = replace(RULES.channels["room-a.spot-1"], zone="lab")
RULES = replace(RULES, channels={**RULES.channels, LAB_LIGHT.id: LAB_LIGHT})
WIRES = sorted(RULES.wired, key=str)

taps = st.tuples(
    st.just("tap"),
    st.sampled_from(["p001", "p002"]),
    st.sampled_from(["front-door", "back-door", "gate-out", "lab-door"]),
)
answers = st.builds(
    PromptAnswered,
    prompt=st.just("last-out"),
    zone=st.sampled_from(["office", "lab"]),
    choice=st.sampled_from(
        ["turn_all_off", "leave_on", "staying", "someone_inside", "stop", "tick", "what"]
    ),
    items=st.sampled_from([(), ("room-b.ac",), ("window-3",)]),
)
reports = st.builds(
    lambda wire, power: said(wire[0], wire[1], power=power), st.sampled_from(WIRES), st.booleans()
)
meters = st.builds(
    lambda w: said("office-meter", None, power_w=w), st.sampled_from([0.0, 59.0, 61.0, 900.0])
)
evidence = st.builds(
    EvidenceSeen,
    zone=st.sampled_from(["office", "lab"]),
    what=st.sampled_from(["motion", "door", "panel"]),
)
presses = st.builds(
    ControlPressed, room=st.just("room-a"), control=st.just("spot-1.on"), by=st.just("ha")
)
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 7.0, 31.0, 61.0, 130.0, 400.0])
steps = st.lists(
    st.one_of(
        taps, taps, answers, reports, meters, evidence, presses, broker, waits, st.just("restart")
    ),
    max_size=40,
)


def take(scene: Scene, step: object, number: int) -> list[Effect]:
    if step == "restart":
        scene.restart()
        return []
    if isinstance(step, float):
        return scene.advance(step)
    if isinstance(step, tuple):
        _, person, reader = step
        tap = BadgeTapped(tap_id=f"{reader}:{number}", reader=reader, badge=card(person))
        return scene.feed(tap)
    assert isinstance(step, Event)
    return scene.feed(step)


@given(steps)
@settings(max_examples=200, deadline=None)
def test_one_check_for_each_emptying_each_ends_and_the_exceptions_stay_on(
    sequence: list[object],
) -> None:
    """The office is outermost: each time it empties, exactly one check of it begins."""
    scene = Scene(RULES, FakeClock())
    effects: list[Effect] = []
    emptied = 0
    for number, step in enumerate(sequence):
        before = head_count(scene.office, RULES, "office")
        effects += take(scene, step, number)
        emptied += before > 0 and head_count(scene.office, RULES, "office") == 0
        assert scene.refolded().lastout == scene.office.lastout
    asked = [f for f in scene.records("lastout.asked") if f.subject == "office"]
    assert len(asked) == emptied
    assert len({f.body["id"] for f in asked}) == emptied

    effects += scene.advance(2 * 3600.0)

    assert not any(c.is_running for c in scene.office.lastout.checks.values())
    assert scene.office.lastout.checks == {}
    began = len(scene.records("lastout.asked")) + len(scene.records("lastout.resumed"))
    assert len(scene.records("lastout.ended")) == began
    switched = {e.device for e in effects if isinstance(e, Command) and e.verb is not Verb.QUERY}
    assert "server" not in switched
    assert not any(
        i["channel"] == "office.server"
        for f in scene.records("lastout.asked")
        for i in f.body["items"]
    )


@given(steps)
@settings(max_examples=100, deadline=None)
def test_verified_is_never_said_while_something_reports_on(sequence: list[object]) -> None:
    """When a check ends as verified, no channel says "on" and the meter is under standby."""
    scene = Scene(RULES, FakeClock())
    scene.feed(said("office-meter", None, power_w=30.0))
    for number, step in enumerate(sequence):
        take(scene, step, number)
    for fact in scene.records("lastout.ended"):
        if fact.body["outcome"] == "verified":
            assert fact.body["w"] is not None
            assert fact.body["w"] <= RULES.zones[fact.subject].standby_w
            assert fact.body["failed"] == []
