"""Words on a line that come late, twice or out of order: what a line is follows from them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.effects import Answer
from gateway.domain.events import PartChanged, RollCallEnded, RollCallStarted, RollCallTicked
from gateway.domain.rollcall import Choice, RollCall, Word
from gateway.domain.rollcall.touches import MOST_WORDS, merged, standing, touched_at
from tests.domain.front_desk import ask, front_desk
from tests.domain.scene import FRIDAY_0830, Scene

LINE = "p:p001"


@pytest.fixture(name="scene")
def _scene() -> Scene:
    """Return an office with two in and a roll-call that runs."""
    scene = front_desk()
    scene.tap("p001")
    scene.tap("p002")
    ask(scene, RollCallStarted(by="desk"))
    return scene


def now(scene: Scene) -> RollCall:
    """Return the one that runs."""
    running = scene.office.rollcall.running
    assert running is not None
    return running


def touch(scene: Scene, choice: str, touch: str = "", age_s: float = 0.0, by: str = "p002"):
    """Say something of the line, as a phone does that has waited with it."""
    event = RollCallTicked(line=LINE, choice=choice, by=by, rollcall="rc1")
    return ask(scene, replace(event, touch=touch, age_s=age_s))


def word(second: int, choice: Choice) -> Word:
    """Return what was said at a second of the roll-call, by whoever says it then."""
    at = FRIDAY_0830 + timedelta(seconds=second)
    return Word(choice=choice, by=f"p{second % 7}", at=at, touch=f"t{second}")


SAID = st.lists(
    st.builds(word, st.integers(0, 500), st.sampled_from(list(Choice))),
    min_size=1,
    max_size=12,
    unique_by=lambda said: said.at,
)


@given(SAID, st.data())
def test_the_same_words_make_the_same_line_in_whatever_order_and_however_often(said, data):
    """Late, twice, mixed up: as if each had come once, in the order of touching."""
    again = data.draw(st.lists(st.sampled_from(said), max_size=12))
    coming = data.draw(st.permutations([*said, *again]))
    kept: tuple[Word, ...] = ()
    for each in coming:
        kept = merged(kept, each)
    assert kept == tuple(sorted(said, key=lambda each: each.at))
    assert standing(kept).choice is max(said, key=lambda each: each.at).choice


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), min_size=1, max_size=10))
def test_phones_that_send_late_agree_with_phones_that_did_not(touches):
    """Through the rules: two phones, one of which waits; the last finger counts."""
    live, late = front_desk(), front_desk()
    for scene in (live, late):
        scene.tap("p001")
        ask(scene, RollCallStarted(by="desk"))
    choices, waiting = list(Choice), []
    for number, (choice, pause) in enumerate(touches):
        for scene in (live, late):
            scene.advance(1.0 + pause)
        said = {"choice": choices[choice % 4], "touch": f"t{number}"}
        touch(live, **said)
        if choice > 4:
            waiting.append((late.clock.mono_s, said))
        else:
            touch(late, **said)
    for at_s, said in waiting:
        late.advance(7.0)
        for _ in range(2):
            touch(late, **said, age_s=late.clock.mono_s - at_s)
    assert now(late).ticks == now(live).ticks
    assert late.durable() == late.durable(late.refolded())


def test_an_older_touch_overrules_nobody_who_spoke_later(scene):
    """It is kept and answered so, and the later word stands."""
    scene.advance(60.0)
    touch(scene, "missing", by="desk")
    scene.advance(30.0)
    answer = touch(scene, "found", "a", age_s=60.0)
    assert (answer.ok, answer.code) == (True, "superseded")
    tick = now(scene).ticks[LINE]
    assert (tick.choice, tick.by) == (Choice.MISSING, "desk")
    assert len(scene.records("rollcall.ticked")) == 2


def test_a_touch_that_waited_counts_from_when_it_was_made(scene):
    """The report says when somebody was found, and not when the network came back."""
    scene.advance(90.0)
    assert touch(scene, "found", "a", age_s=60.0).code == "done"
    assert now(scene).ticks[LINE].at == now(scene).started_at + timedelta(seconds=30)


def test_a_touch_that_is_sent_twice_counts_once(scene):
    """Even when somebody has spoken between: the answer to the first was lost on its way."""
    touch(scene, "found", "a")
    scene.advance(1.0)
    touch(scene, "missing", by="desk")
    scene.advance(1.0)
    assert touch(scene, "found", "a").code == "already"
    assert now(scene).choice_of(LINE) is Choice.MISSING
    assert len(scene.records("rollcall.ticked")) == 2


@pytest.mark.parametrize("age_s", [1e9, -5.0, float("nan"), float("inf")])
def test_an_age_that_cannot_be_is_bounded(scene, age_s):
    """Not before the roll-call began, not in the future; what is no number is now."""
    scene.advance(10.0)
    touch(scene, "found", "a", age_s=age_s)
    at = now(scene).ticks[LINE].at
    assert now(scene).started_at <= at <= scene.clock.at


def test_a_clock_that_is_set_back_makes_no_word_of_now_an_old_one(scene):
    """The newest word heard is the least that now can be."""
    scene.advance(60.0)
    touch(scene, "found")
    scene.clock.at -= timedelta(hours=1)
    assert touch(scene, "missing").code == "done"
    assert now(scene).choice_of(LINE) is Choice.MISSING
    assert touched_at(now(scene), scene.clock.at, 0.0) > scene.clock.at


def test_a_touch_of_a_roll_call_that_is_over_is_kept_and_changes_nothing(scene):
    """Not the one that runs now, either; whoever sent it is told."""
    ask(scene, RollCallEnded(by="desk", reason="消防接手"))
    assert touch(scene, "found", "a").code == "too_late"
    ask(scene, RollCallStarted(by="desk"))
    answer: Answer = touch(scene, "found", "b")
    assert (answer.ok, answer.code) == (False, "too_late")
    assert now(scene).ticks == {}
    assert [f.subject for f in scene.records("rollcall.ticked")] == ["rc1", "rc1"]
    made_up = RollCallTicked(line=LINE, choice="found", by="p002", rollcall="rc99")
    assert ask(scene, made_up).code == "too_late"
    assert len(scene.records("rollcall.ticked")) == 2


def test_no_phone_fills_the_memory():
    """The newest words of a line are kept."""
    kept: tuple[Word, ...] = ()
    for second in range(MOST_WORDS + 5):
        kept = merged(kept, word(second, Choice.FOUND))
    assert len(kept) == MOST_WORDS
    assert kept[-1].touch == f"t{MOST_WORDS + 4}"


def wrong_clock(scene: Scene) -> timedelta:
    """Set the clock back to where a machine without a battery wakes; return how far it is off."""
    ask(scene, RollCallEnded(by="desk", reason="-"))
    off = timedelta(days=90)
    scene.clock.at -= off
    scene.clock.trusted = False
    scene.advance(3600)
    ask(scene, RollCallStarted(by="desk"))
    return off


def set_clock(scene: Scene, off: timedelta) -> None:
    """Let the network bring the time."""
    scene.clock.at += off
    scene.clock.trusted = True
    scene.feed(PartChanged(part="clock", ok=True))


def test_a_clock_that_is_set_while_it_runs_changes_no_span(scene):
    """Found after 30 s by a wrong clock, another after 90 s by the right one."""
    off = wrong_clock(scene)
    scene.advance(30)
    ask(scene, RollCallTicked(line=LINE, choice="found", by="p002"))
    scene.advance(30)
    set_clock(scene, off)
    assert now(scene).started_at == scene.clock.at - timedelta(seconds=60)
    scene.advance(30)
    ask(scene, RollCallTicked(line="p:p002", choice="found", by="p002"))
    ask(scene, RollCallEnded(by="desk"))

    report = scene.office.rollcall.past[-1]
    assert (report.found_s, report.lasted_s, report.added) == ((30.0, 90.0), 90.0, 0)
    assert scene.refolded().rollcall == scene.durable()["rollcall"]


def test_a_touch_of_before_the_clock_was_set_is_as_old_as_the_phone_says(scene):
    """It waited a minute on a phone, over the setting of the clock: touched after 30 s."""
    off = wrong_clock(scene)
    scene.advance(60)
    set_clock(scene, off)
    scene.advance(30)
    ask(scene, RollCallTicked(line=LINE, choice="found", by="p002", age_s=60.0))

    (said,) = now(scene).words[LINE]
    assert said.at - now(scene).started_at == timedelta(seconds=30)


def test_a_roll_call_of_a_right_clock_stays_where_it_is(scene):
    """Only what began under a wrong clock is moved."""
    before = now(scene)
    scene.feed(PartChanged(part="clock", ok=True))

    assert now(scene) == before
