"""What holds on every day with visitors (spec 02 §6, S10) of the files beside this one."""

from pathlib import Path

from tests.scenarios.play import day_of

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))


def test_no_message_or_alert_names_a_visitor() -> None:
    """Names are in facts of the ledger only, not in what leaves the house or in a key."""
    for day in DAYS:
        came = [effect for step in day_of(day) for effect in step.came]
        sent = [e for e in came if e["effect"] in ("notify", "alert", "publish", "feedback")]
        assert not any(name in str(sent) for name in ("张三", "李四", "王五", "赵六")), day.name
