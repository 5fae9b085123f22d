"""Roll-calls (spec 02 §6): files beside this one, played by the real rules."""

from pathlib import Path

import pytest

from gateway.replay.office import open_replay
from tests.scenarios.play import play, steps_of

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_the_roll_call_goes_as_its_file_says(day: Path) -> None:
    """Every expected effect left, in order; nothing unwanted did."""
    with open_replay(HERE / "site.toml", HERE / "people.json", None) as office:
        steps = play(day, office)

    troubles = [line for step in steps for line in step.troubles()]
    assert troubles == [], "\n".join(troubles)


def test_nothing_of_a_roll_call_leaves_the_house() -> None:
    """No message, no alert and nothing over MQTT: it works without any of them."""
    for day in DAYS:
        with open_replay(HERE / "site.toml", HERE / "people.json", None) as office:
            steps = play(day, office)
        began = next(n for n, step in enumerate(steps) if '"rollcall"' in step.said)
        came = [effect["effect"] for step in steps[began:] for effect in step.came]
        assert not {"notify", "alert", "publish"} & set(came), day.name


def test_each_day_says_what_must_come_of_it() -> None:
    """A title, and at least one expectation."""
    assert DAYS
    for day in DAYS:
        assert day.read_text("utf-8").startswith("# "), day.name
        assert any(step.wanted or step.unwanted for step in steps_of(day)), day.name
