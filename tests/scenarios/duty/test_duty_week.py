"""A week of duties (spec 02 §5): files beside this one, played by the real rules."""

import json
from pathlib import Path

import pytest

from gateway.replay.office import open_replay
from tests.scenarios.play import play, steps_of

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))
CONFIRMING = sorted((HERE / "confirm").glob("*.jsonl"))


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_the_duty_goes_as_its_file_says(day: Path) -> None:
    """Every expected effect left, in order; nothing unwanted did."""
    with open_replay(HERE / "site.toml", HERE / "people.json", None) as office:
        steps = play(day, office)

    troubles = [line for step in steps for line in step.troubles()]
    assert troubles == [], "\n".join(troubles)


@pytest.mark.parametrize("day", CONFIRMING, ids=lambda path: path.stem)
def test_signs_are_asked_for_where_the_office_says_so(day: Path, tmp_path: Path) -> None:
    """The same office, where somebody on duty shows a sign once an hour."""
    registry = json.loads((HERE / "people.json").read_text("utf-8"))
    (rules,) = registry.get("duty_rules") or [{"id": "duty"}]
    people = tmp_path / "people.json"
    asked = {**registry, "duty_rules": [{**rules, "confirm_min": 60}]}
    people.write_text(json.dumps(asked), "utf-8")
    with open_replay(HERE / "site.toml", people, None) as office:
        troubles = [line for step in play(day, office) for line in step.troubles()]
    assert troubles == [], "\n".join(troubles)


def test_each_day_says_what_must_come_of_it() -> None:
    """A title, and at least one expectation."""
    assert DAYS
    assert CONFIRMING
    for day in (*DAYS, *CONFIRMING):
        assert day.read_text("utf-8").startswith("# "), day.name
        assert any(step.wanted or step.unwanted for step in steps_of(day)), day.name
