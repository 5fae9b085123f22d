"""Energy under any sequence of reports, silences, minutes and restarts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.energy import zone_total_wh
from gateway.domain.energy.counter import Counter, Draw, read_counter, settle
from gateway.domain.events import MinuteBegan
from tests.domain.scene import FakeClock, Scene, sample_rules
from tests.domain.talk import said

WATTS = st.one_of(st.none(), st.floats(-50.0, 400_000.0), st.just(0.0))
COUNTERS = st.one_of(
    st.none(),
    st.floats(0.0, 100.0),
    st.floats(900_000.0, 1_000_000.0),
    st.sampled_from([0.0, 5.0, 1e12, -1.0]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("said"), st.sampled_from([None, 1, 2]), WATTS, COUNTERS, st.booleans()),
        st.tuples(st.just("gone"), st.sampled_from([None, 1])),
        st.tuples(st.just("off"), st.sampled_from([None, 1])),
        st.tuples(st.just("wait"), st.floats(0.0, 5000.0)),
        st.tuples(st.just("minute")),
        st.tuples(st.just("restart")),
    ),
    max_size=30,
)


def step(scene: Scene, one: tuple[Any, ...]) -> None:
    match one:
        case ("said", number, watts, counter, stale):
            event = said("office-meter", number, stale=stale, power_w=watts, energy_wh=counter)
            scene.feed(event)
        case ("gone", number):
            scene.feed(said("office-meter", number, online=False))
        case ("off", number):
            scene.feed(said("office-meter", number, power=False))
        case ("wait", seconds):
            scene.clock.advance(seconds)
        case ("minute",):
            scene.feed(MinuteBegan())


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_what_a_zone_used_never_falls(steps: list[tuple[Any, ...]]) -> None:
    """Whatever its meter says; a restart costs at most what was not yet a fact."""
    scene = Scene(sample_rules(), FakeClock())
    before = 0.0
    for one in steps:
        if one[0] == "restart":
            kept = scene.office.energy
            scene.restart()
            assert {w: m.total_wh for w, m in scene.office.energy.meters.items()} == pytest.approx(
                {w: m.total_wh for w, m in kept.meters.items()}
            )
            before = 0.0
        else:
            step(scene, one)
        now = zone_total_wh(scene.office, scene.rules, "office")
        assert now is None or now >= before - 1e-6 * max(1.0, before)
        before = now or 0.0


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_the_facts_are_the_count(steps: list[tuple[Any, ...]]) -> None:
    """The durable count is what its facts add up to, wire by wire; no energy is negative."""
    scene = Scene(sample_rules(), FakeClock())
    for one in steps:
        step(scene, one)
    sums: dict[str, float] = {}
    for fact in scene.records("energy.slots"):
        for wire, entry in fact.body["wires"].items():
            assert entry["wh"] >= -1e-3
            assert entry["s"] >= 0
            sums[wire] = sums.get(wire, 0.0) + entry["wh"] + entry.get("late", 0.0)

    assert sums == pytest.approx({w: m.total_wh for w, m in scene.office.energy.meters.items()})


@given(
    st.floats(0.0, 5000.0),
    st.lists(st.floats(0.0, 3000.0), max_size=8),
    st.floats(0.0, 3000.0),
)
def test_watts_add_up_the_same_however_they_are_split(
    watts: float, cuts: list[float], end_s: float
) -> None:
    """A slot that ends in between changes nothing of the sum."""
    draw, split_wh = Draw(watts, 0.0, 0.0), 0.0
    for at_s in [*sorted(c for c in cuts if c < end_s), end_s]:
        draw, added = settle(draw, at_s, 900.0)
        split_wh += added.wh
    _, whole = settle(Draw(watts, 0.0, 0.0), end_s, 900.0)

    assert split_wh == pytest.approx(whole.wh)
    assert whole.wh == pytest.approx(watts * min(end_s, 900.0) / 3600)


@given(st.lists(st.floats(0.0, 500.0), min_size=1, max_size=20), st.sets(st.integers(0, 19)))
def test_a_counter_adds_up_the_same_whichever_readings_are_missed(
    steps_wh: list[float], missed: set[int]
) -> None:
    """Its steps are what counts, not how often it is read."""

    def run(skipped: set[int]) -> float:
        counter: Counter | None = None
        total_wh, value_wh = 0.0, 1000.0
        counter, _ = read_counter(counter, value_wh, 0.0)
        for n, step_wh in enumerate(steps_wh):
            value_wh += step_wh
            if n in skipped and n < len(steps_wh) - 1:
                continue
            counter, added = read_counter(counter, value_wh, (n + 1) * 300.0)
            total_wh += added.wh + added.late_wh
        return total_wh

    assert run(missed) == pytest.approx(run(set()))
    assert run(set()) == pytest.approx(sum(steps_wh))
