"""Whatever happens in a building with zones inside zones: counts, checks and exceptions hold.

People at four doors, corrections, motion, meetings, scenes, reports, a broker that comes and
goes, restarts, hours that begin and end; every machine, half of them on the exception list.
"""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.effects import Command, Effect, Verb
from gateway.domain.events import (
    AlertAnswered,
    BadgeTapped,
    ChannelWanted,
    ControlPressed,
    Correction,
    Event,
    EvidenceSeen,
    MeetingBegan,
    MeetingEnded,
    MinuteBegan,
    PartChanged,
    PromptAnswered,
    TapCorrected,
)
from gateway.domain.expected import expected_in, is_expected
from gateway.domain.presence import head_count, people_in
from gateway.domain.rules import EmptyAc, Reader, Rules, SetbackRules, Zone
from gateway.domain.text import Text
from tests.domain.av_room import AMP, BEAMER, MATRIX, SOCKET, room_rules
from tests.domain.scene import FRIDAY_0830, FakeClock, Scene, card
from tests.domain.talk import said

EXCEPTIONS = ("office.server", "room-a.door-light", SOCKET, MATRIX)
ZONES = ("house", "office", "lab", "pantry", "upper")


def building() -> Rules:
    """Return house ⊃ office ⊃ lab, pantry (no reader) and house ⊃ upper, set back when empty."""
    rules = room_rules()
    pantry_light = replace(rules.channels["office.hall-light"], zone="pantry")
    lab_light = replace(rules.channels["room-a.spot-1"], zone="lab")
    office = replace(
        rules.zones["office"],
        parent="house",
        never_off=frozenset({"office.server"}),
        setback=SetbackRules(ac=EmptyAc.OFF),
    )
    house = Zone(id="house", name=Text("大楼", "House"), never_off=frozenset(EXCEPTIONS[1:]))
    pantry = Zone(id="pantry", name=Text("茶水间", "Pantry"), parent="office")
    upper = Zone(id="upper", name=Text("楼上", "Upper floor"), parent="house")
    zones = {"house": house, **rules.zones, "office": office, "pantry": pantry, "upper": upper}
    door = Reader(id="upper-door", kind="sim", zone="upper", name=Text("门", "Door"))
    changed = {c.id: c for c in (pantry_light, lab_light)}
    return replace(
        rules,
        zones=zones,
        readers={**rules.readers, door.id: door},
        channels={**rules.channels, **changed},
    )


RULES = building()
SPARED = {(RULES.channels[c].device, RULES.channels[c].number) for c in EXCEPTIONS}
WIRES = sorted(RULES.wired, key=str)

taps = st.tuples(
    st.just("tap"),
    st.sampled_from(["p001", "p002", "p004"]),
    st.sampled_from(["front-door", "back-door", "gate-out", "lab-door", "upper-door"]),
)
corrections = st.tuples(st.just("correct"), st.sampled_from(list(Correction)), st.integers(0, 4))
answers = st.builds(
    PromptAnswered,
    prompt=st.sampled_from(["last-out", "last-out", "setback"]),
    zone=st.sampled_from(ZONES),
    choice=st.sampled_from(
        ["turn_all_off", "leave_on", "staying", "someone_inside", "stop", "here"]
    ),
    items=st.sampled_from([(), ("room-b.ac",)]),
)
reports = st.builds(
    lambda wire, power: said(wire[0], wire[1], power=power), st.sampled_from(WIRES), st.booleans()
)
meters = st.builds(
    lambda w: said("office-meter", None, power_w=w), st.sampled_from([0.0, 59.0, 900.0])
)
evidence = st.builds(
    EvidenceSeen, zone=st.sampled_from(ZONES), what=st.sampled_from(["motion:m", "door:d", "panel"])
)
rules_want = st.builds(
    lambda channel, why: ChannelWanted(channel=channel, verb="off", why=why),
    st.sampled_from([*EXCEPTIONS, AMP, BEAMER, "room-b.ac"]),
    st.sampled_from(["alert", "last-out", "setback"]),
)
links = st.builds(
    AlertAnswered,
    key=st.sampled_from(["offhours:office", "offhours:room-a", "lastout:house", "lastout:office"]),
    choice=st.just("switch_off"),
    by=st.just("facilities"),
)
scenes = st.builds(
    ControlPressed,
    room=st.just("room-a"),
    control=st.sampled_from(["scene.all_off", "scene.presentation", "scene.discussion"]),
    by=st.sampled_from(["panel", "ha"]),
)
meetings = st.one_of(
    st.builds(
        lambda minutes: MeetingBegan(
            room="room-a", until=FRIDAY_0830.replace(hour=20, minute=minutes)
        ),
        st.integers(0, 59),
    ),
    st.just(MeetingEnded(room="room-a")),
)
broker = st.builds(PartChanged, part=st.just("broker"), ok=st.booleans())
waits = st.sampled_from([0.5, 7.0, 61.0, 130.0, 400.0, 930.0, 1_900.0])
hours = st.sampled_from(["day", "evening"])
steps = st.lists(
    st.one_of(
        taps, taps, reports, reports, corrections, answers, meters, evidence, rules_want, links,
        scenes, meetings, broker, waits, waits, st.just("minute"), st.just("restart"),
    ),
    max_size=45,
)  # fmt: skip


def take(scene: Scene, step: object, number: int) -> list[Effect]:
    if step == "restart":
        scene.restart()
        return []
    if step == "minute":
        return scene.feed(MinuteBegan())
    if isinstance(step, float):
        return [*scene.feed(MinuteBegan()), *scene.advance(step), *scene.feed(MinuteBegan())]
    if isinstance(step, tuple) and step[0] == "tap":
        _, person, reader = step
        tap = BadgeTapped(tap_id=f"{reader}:{number}", reader=reader, badge=card(person))
        return scene.feed(tap)
    if isinstance(step, tuple):
        ids = list(scene.office.presence.ids)
        tap_id = ids[-1 - step[2]] if len(ids) > step[2] else "none"
        return scene.feed(TapCorrected(tap_id=tap_id, correction=step[1]))
    assert isinstance(step, Event)
    return scene.feed(step)


def started(hour: str) -> Scene:
    """Return the building in working hours or an hour before they end."""
    scene = Scene(RULES, FakeClock())
    if hour == "evening":
        scene.until("20:40")
    for device, number in WIRES:
        scene.feed(said(device, number, power=(device, number) in SPARED or device == "hall"))
    return scene


@given(hours, steps)
@settings(max_examples=60, deadline=None)
def test_no_exception_is_switched_off_by_anything_automatic(hour: str, sequence: list) -> None:
    """Not by last-out, setback, a link, a standard scene; nor through rack or projector."""
    scene = started(hour)
    for number, step in enumerate(sequence):
        for effect in take(scene, step, number):
            if isinstance(effect, Command) and effect.verb is Verb.POWER and not effect.value:
                assert (effect.device, effect.channel) not in SPARED, step

    for effect in scene.advance(3 * 3600.0):
        if isinstance(effect, Command) and effect.verb is Verb.POWER and not effect.value:
            assert (effect.device, effect.channel) not in SPARED


@given(hours, steps)
@settings(max_examples=60, deadline=None)
def test_heads_are_counted_and_checks_are_one_for_each_emptying(hour: str, sequence: list) -> None:
    """Around is never fewer than inside; a restart counts the same; the house is asked once."""
    scene = started(hour)
    emptied = 0
    for number, step in enumerate(sequence):
        before = head_count(scene.office, RULES, "house")
        take(scene, step, number)
        counts = {zone: head_count(scene.office, RULES, zone) for zone in ZONES}
        assert all(count >= 0 for count in counts.values())
        for zone, count in counts.items():
            assert count == len({s.person for s in people_in(scene.office, RULES, zone)})
            assert all(count <= counts[around] for around in RULES.zone_path(zone))
        assert scene.refolded().presence.sessions == scene.office.presence.sessions
        assert scene.refolded().lastout == scene.office.lastout
        emptied += before > 0 and counts["house"] == 0

    asked = [f for f in scene.records("lastout.asked") if f.subject == "house"]
    assert len(asked) == emptied

    scene.advance(3 * 3600.0)
    assert not any(c.is_running for c in scene.office.lastout.checks.values())
    began = len(scene.records("lastout.asked")) + len(scene.records("lastout.resumed"))
    assert len(scene.records("lastout.ended")) == began


@given(hours, steps)
@settings(max_examples=60, deadline=None)
def test_nothing_is_set_back_or_switched_by_default_while_anybody_is_expected(
    hour: str, sequence: list
) -> None:
    """And what is set back is known after a restart."""
    scene = started(hour)
    for number, step in enumerate(sequence):
        kept = len(scene.kept)
        take(scene, step, number)
        assert scene.refolded().setbacks == scene.office.setbacks
        for fact in scene.kept[kept:]:
            if fact.kind == "setback.switched" and not isinstance(step, float):
                assert not is_expected(scene.office, RULES, fact.subject, scene.clock.now()), (
                    expected_in(scene.office, RULES, fact.subject, scene.clock.now())
                )
            if fact.kind == "setback.switched":
                assert not head_count(scene.office, RULES, fact.subject)
            if fact.kind == "lastout.switched" and fact.body["by"] == "default":
                assert not head_count(scene.office, RULES, fact.subject)
