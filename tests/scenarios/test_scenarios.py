"""Days in the office, each a file beside this one, played by the real rules."""

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from tests.scenarios.play import day_of, fits, steps_of, troubles_of

HERE = Path(__file__).parent
DAYS = sorted([*HERE.glob("*.jsonl"), *HERE.glob("*/*.jsonl")])
"""Of each folder in its own office; what only one of them shows is tested beside its days."""

KEYS = {
    "record": {"kind", "subject", "body"},
    "feedback": {"reader", "result", "person", "direction", "message"},
    "publish": {"topic", "payload", "expires_s"},
    "command": {"device", "channel", "verb", "value", "expires_s"},
    "state": {"device", "channel", "reported", "known"},
    "prompt": {"prompt", "zone", "items"},
    "alert": {"key", "state", "severity"},
    "notify": {"to", "alert"},
    "answer": {"ok", "code", "text"},
}
"""What every line has, by effect (`docs/replay.md`); more may come, these stay."""
RESULTS = {
    "accepted",
    "bounce",
    "undo_offered",
    "unknown_badge",
    "blocked",
    "clock_untrusted",
    "store_failed",
    "confirmed",
}
REPORTED = {
    "power",
    "level_pct",
    "position_pct",
    "direction",
    "power_w",
    "energy_wh",
    "online",
    "phase",
    "source",
    "muted",
    "lamp_h",
    "faults",
    "mode",
    "target_c",
    "fan",
}
ALERT_STATES = {"raised", "escalated", "acknowledged", "resolved"}


def title(day: Path) -> str:
    """Return what a day is called: `late`, `duty/swap`."""
    return day.relative_to(HERE).with_suffix("").as_posix()


played = cache(day_of)
"""Each day is played once for all that is asked of it."""


@pytest.mark.parametrize("day", DAYS, ids=title)
def test_the_day_goes_as_its_file_says(day):
    """Every expected effect left, in order; nothing unwanted did."""
    troubles = troubles_of(played(day))
    assert troubles == [], "\n".join(troubles)


@pytest.mark.parametrize("day", DAYS, ids=title)
def test_every_line_of_replay_keeps_its_contract(day):
    """The keys and words that programs read are there, times have an offset and never go back."""
    came = [effect for step in played(day) for effect in step.came]
    assert came
    times = [datetime.fromisoformat(effect["at"]) for effect in came]
    assert all(at.utcoffset() is not None for at in times)
    assert times == sorted(times)
    for effect in came:
        assert KEYS[effect["effect"]] <= effect.keys()
        _check_words(effect)


def _check_words(effect: dict) -> None:
    match effect["effect"]:
        case "record" if effect["kind"] == "tap":
            assert {"person", "direction", "verdict"} <= effect["body"].keys()
        case "feedback":
            assert effect["result"] in RESULTS
            assert effect["direction"] in {"in", "out", None}
            assert effect["message"].keys() == {"zh", "en"}
        case "state":
            assert effect["reported"].keys() <= REPORTED
            assert None not in effect["reported"].values()
        case "prompt":
            assert all({"channel", "state", "watts"} <= item.keys() for item in effect["items"])
        case "alert":
            assert effect["state"] in ALERT_STATES
            assert effect["severity"] in {"info", "warning", "critical"}
        case _:
            pass


def test_the_same_file_gives_the_same_effects_twice():
    """Replay is pure: nothing of this machine, its clock or its keys shows in what leaves."""
    twice = []
    for _ in range(2):
        effects = [effect for step in day_of(HERE / "normal-day.jsonl") for effect in step.came]
        for effect in effects:
            effect.get("body", {}).pop("badge", None)  # hashed by a key made for this replay
        twice.append(effects)

    assert twice[0] == twice[1]


def test_a_day_without_expectations_is_no_scenario():
    """Each file says what must come of it, and why it is there."""
    for day in DAYS:
        assert day.read_text("utf-8").startswith("# "), day.name
        assert any(step.wanted or step.unwanted for step in steps_of(day)), day.name


@pytest.mark.parametrize(
    ("wanted", "came", "so"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": {"x": True}}, {"a": {"x": True, "y": 0}}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 900}, {"a": 900.0}, True),
        ({"a": None}, {}, False),
        ({"a": [{"x": 1}]}, {"a": [{"x": 1, "y": 2}]}, True),
        ({"a": [{"x": 1}]}, {"a": [{"x": 1}, {"x": 2}]}, False),
        ({"a": []}, {"a": []}, True),
    ],
)
def test_some_keys_of_an_object_are_enough_and_every_item_of_a_list(wanted, came, so):
    """How expectations are compared."""
    assert fits(wanted, came) is so
