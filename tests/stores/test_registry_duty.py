"""What people maintain of duties: posts, groups, kinds; checked, and made into rules."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.keys import Keys
from gateway.registry import Registry
from gateway.registry.as_rules import with_registry
from gateway.registry.base import Document
from gateway.registry.duty_documents import DUTY_TABLES, duty_of

PEOPLE = {"people": [{"id": "p001", "number": "1", "name": "李伟"}]}


def tables(**said: list[dict]) -> dict[str, dict[str, Document]]:
    """Return tables of documents as the registry holds them."""
    found: dict[str, dict[str, Document]] = {}
    for name, rows in said.items():
        docs = [DUTY_TABLES[name].model_validate(row) for row in rows]
        found[name] = {doc.key: doc for doc in docs}
    return found


def test_without_a_table_of_kinds_the_usual_ones_are_there():
    """Evening, weekend and holiday, noon, with the hours of the rulebook (S23)."""
    rules = duty_of({})

    hours = {key: (kind.start, kind.end) for key, kind in rules.kinds.items()}
    assert hours == {
        "evening": (time(18), time(21)),
        "day_off": (time(8), time(21)),
        "noon": (time(12), time(15)),
    }


def test_once_one_kind_is_kept_only_those_kept_are_there():
    """A shop's Sunday duty, over midnight (S25)."""
    rules = duty_of(
        tables(
            duty_kinds=[
                {
                    "id": "sunday",
                    "name": {"zh": "周日", "en": "Sunday"},
                    "start": "09:30",
                    "end": "00:00",
                    "days": ["workday", "makeup", "rest", "holiday"],
                    "weekdays": ["sun"],
                }
            ],
            duty_rules=[{"id": "duty", "rest_h": 8, "money": {"absent": 50}}],
        )
    )

    assert list(rules.kinds) == ["sunday"]
    assert rules.kinds["sunday"].weekdays == {6}
    assert rules.limits.rest_h == 8
    assert rules.consequences.money == {"absent": 50}


def test_limits_that_contradict_each_other_are_refused():
    """Nobody is told further before the leader is told."""
    with pytest.raises(ValueError, match="escalate_min"):
        tables(duty_rules=[{"id": "duty", "missing_min": 20, "escalate_min": 15}])


def test_a_document_that_names_what_is_not_there_is_refused(tmp_path: Path, keys: Keys):
    """A post's kind and checkpoint, a group's leader, member and post; all said at once."""
    registry = Registry(tmp_path / "registry.json", keys)
    desk = {
        "id": "desk",
        "name": {"zh": "前台", "en": "Desk"},
        "zone": "office",
        "kinds": ["evenin"],
        "checkpoints": ["gate"],
    }
    group = {
        "id": "one",
        "name": {"zh": "一组", "en": "One"},
        "leader": "p0O1",
        "members": ["p001", "p002"],
        "posts": ["desc"],
    }

    problems = registry.import_document({**PEOPLE, "duty_posts": [desk], "duty_groups": [group]})

    said = " ".join(problem.line("en") for problem in problems)
    for path in ("desk.kinds", "desk.checkpoints", "one.leader", "one.members", "one.posts"):
        assert path in said
    assert registry.get("duty_posts", "desk") is None


def test_what_is_imported_becomes_rules_and_is_exported_again(tmp_path: Path, keys: Keys):
    """Posts and groups by id; the export takes itself back."""
    registry = Registry(tmp_path / "registry.json", keys)
    name = {"zh": "前台", "en": "Desk"}
    desk = {"id": "desk", "name": name, "zone": "office", "kinds": ["evening"], "heads": 2}
    group = {"id": "one", "name": name, "leader": "p001", "members": ["p001"]}

    assert not registry.import_document({**PEOPLE, "duty_posts": [desk], "duty_groups": [group]})

    empty = Rules(site="hq", name=Text("", ""), timezone=ZoneInfo("Asia/Shanghai"))
    rules = with_registry(empty, registry.view, 1)
    assert rules.duty.posts["desk"].heads == 2
    assert rules.duty.members_at("desk") == ("p001",)
    assert not registry.import_document(registry.export_document())
