"""Duties where signs are asked for (spec 02 §5), each a file in `confirm`."""

import json
from pathlib import Path

import pytest

from gateway.replay.office import open_replay
from tests.scenarios.play import play, troubles_of

HERE = Path(__file__).parent
CONFIRMING = sorted((HERE / "confirm").glob("*.jsonl"))


@pytest.mark.parametrize("day", CONFIRMING, ids=lambda path: path.stem)
def test_signs_are_asked_for_where_the_office_says_so(day: Path, tmp_path: Path) -> None:
    """The same office, where somebody on duty shows a sign once an hour."""
    registry = json.loads((HERE / "people.json").read_text("utf-8"))
    (rules,) = registry.get("duty_rules") or [{"id": "duty"}]
    people = tmp_path / "people.json"
    asked = {**registry, "duty_rules": [{**rules, "confirm_min": 60}]}
    people.write_text(json.dumps(asked), "utf-8")
    with open_replay(HERE / "site.toml", people, None) as office:
        steps = play(day, office)
    assert any(step.wanted or step.unwanted for step in steps)
    assert troubles_of(steps) == []
