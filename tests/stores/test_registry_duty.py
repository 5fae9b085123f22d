"""What people maintain of duties: posts, groups, kinds; checked, and made into rules."""

from dataclasses import replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.errors import RegistryProblem
from gateway.keys import Keys
from gateway.registry import Registry
from gateway.registry.as_rules import with_registry
from gateway.registry.base import Document
from gateway.registry.duty_documents import DUTY_TABLES, duty_of
from tests.domain.scene import sample_rules

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


POST = {"id": "desk", "name": "Desk", "zone": "office", "kinds": ["evening"]}
POINT = {"id": "roof", "name": "Roof"}


def sited(folder: Path) -> Registry:
    """Return a registry that knows its site: the sample office."""
    registry = Registry(folder / "registry.json", Keys.new())
    registry.site = sample_rules()
    return registry


@pytest.mark.parametrize(
    ("table", "document", "said"),
    [
        ("duty_posts", {**POST, "zone": "offce"}, "no zone 'offce'; did you mean 'office'?"),
        ("duty_checkpoints", {**POINT, "room": "room-z"}, "the site file has no room 'room-z'"),
        ("duty_checkpoints", {**POINT, "reader": "roof"}, "the site file has no reader 'roof'"),
        ("duty_checkpoints", {**POINT, "reader": "front-door"}, "is at a door"),
    ],
)
def test_what_a_duty_names_of_the_site_has_to_be_there(tmp_path, table, document, said):
    """A zone, a room, a reader that is no door; where no site is at hand nothing is asked."""
    registry = sited(tmp_path)
    (problem,) = registry.import_document({table: [document]})
    assert said in problem.text.en

    registry.site = Registry(tmp_path / "other.json", Keys.new()).site
    assert registry.import_document({table: [document]}) == ()


def test_a_zone_that_has_left_the_site_file_keeps_nothing_else_from_being_changed(tmp_path):
    """Only what is new is held against the site."""
    registry = sited(tmp_path)
    assert registry.import_document({"duty_posts": [POST], "duty_checkpoints": [POINT]}) == ()
    registry.site = replace(registry.site, zones={"lab": registry.site.zones["lab"]})

    registry.save("duty_checkpoints", "roof", {**POINT, "name": "Roof terrace"}, by="test")
    with pytest.raises(RegistryProblem, match="no zone 'office'"):
        registry.save("duty_posts", "desk", {**POST, "heads": 2}, by="test")


def test_who_has_left_is_no_new_member_of_a_group(tmp_path):
    """Who was one before may stay there until somebody clears them out."""
    registry = sited(tmp_path)
    people = [{"id": f"p00{n}", "number": str(n), "name": f"P{n}"} for n in (1, 2)]
    group = {"id": "one", "name": "One", "leader": "p001", "members": ["p001", "p002"]}
    assert registry.import_document({"people": people, "duty_groups": [group]}) == ()
    registry.save("people", "p002", {**people[1], "active": False}, by="test")

    registry.save("duty_groups", "one", {**group, "name": "Group one"}, by="test")
    with pytest.raises(RegistryProblem, match="P2 has left the office"):
        registry.save("duty_groups", "two", {**group, "id": "two"}, by="test")
