"""Days with visitors (spec 02 §6, S10): files beside this one, played by the real rules."""

from pathlib import Path

import pytest

from gateway.replay.office import open_replay
from tests.scenarios.play import play, steps_of

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_the_visit_goes_as_its_file_says(day: Path) -> None:
    """Every expected effect left, in order; nothing unwanted did."""
    with open_replay(HERE / "site.toml", HERE / "people.json", None) as office:
        steps = play(day, office)

    troubles = [line for step in steps for line in step.troubles()]
    assert troubles == [], "\n".join(troubles)


def test_no_message_or_alert_names_a_visitor() -> None:
    """Names are in facts of the ledger only, not in what leaves the house or in a key."""
    for day in DAYS:
        with open_replay(HERE / "site.toml", HERE / "people.json", None) as office:
            came = [effect for step in play(day, office) for effect in step.came]
        sent = [e for e in came if e["effect"] in ("notify", "alert", "publish", "feedback")]
        assert not any(name in str(sent) for name in ("张三", "李四", "王五", "赵六")), day.name


def test_each_day_says_what_must_come_of_it() -> None:
    """A title, and at least one expectation."""
    assert DAYS
    for day in DAYS:
        assert day.read_text("utf-8").startswith("# "), day.name
        assert any(step.wanted or step.unwanted for step in steps_of(day)), day.name
