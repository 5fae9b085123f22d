"""What holds in every roll-call (spec 02 §6) of the files beside this one."""

from pathlib import Path

from tests.scenarios.play import day_of

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))


def test_nothing_of_a_roll_call_leaves_the_house() -> None:
    """No message, no alert and nothing over MQTT: it works without any of them."""
    for day in DAYS:
        steps = day_of(day)
        began = next(n for n, step in enumerate(steps) if '"rollcall"' in step.said)
        came = [effect["effect"] for step in steps[began:] for effect in step.came]
        assert not {"notify", "alert", "publish"} & set(came), day.name
