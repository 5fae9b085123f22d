"""The demo begins with a roster: two weeks published, the rest of the month a draft with a word."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.config import load
from gateway.config.examples import example
from gateway.demo.duties import DAYS, DemoDuties, duties
from gateway.demo.office import sample_people
from gateway.domain.decide import fold_all
from gateway.domain.duty.remarks import read_remarks
from gateway.domain.duty.rules import DutyRules
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.turn import Fact
from gateway.keys import Keys
from gateway.registry.duty_documents import DutyPlanDoc
from gateway.registry.registry import Registry
from gateway.rules import build_rules

MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(name="rules")
def _rules(tmp_path: Path) -> Rules:
    """Return the demo's rules, with its own people, posts and groups."""
    site, _ = load(example("demo.toml"))
    keys = Keys.load_or_create(tmp_path)
    registry = Registry(tmp_path / "registry.json", keys, lambda _: None)
    try:
        assert registry.import_document(sample_people(), by="demo") == ()
        return build_rules(site, registry.view, 0)
    finally:
        registry.stop()


def planned_in(found: DemoDuties) -> Office:
    """Return the office that the records make."""
    facts = [Fact(r.kind, r.subject, r.body, MONDAY) for r in found.records]
    return fold_all(Office(), facts, Now(0.0, MONDAY))


def test_every_day_of_two_weeks_has_its_duty_and_two_people_on_it(rules: Rules):
    """From the day on which the demo begins; the same each time."""
    found = duties(rules, MONDAY)

    planned = planned_in(found).duties.planned.values()
    assert len({duty.slot.day for duty in planned}) == DAYS
    assert min(duty.slot.day for duty in planned) == date(2026, 11, 23)
    assert all(duty.missing == 0 for duty in planned)
    assert found == duties(rules, MONDAY)


def test_the_rest_of_the_month_is_a_draft_of_which_somebody_has_said_something(rules: Rules):
    """It begins where the published days end, and is one that the registry takes."""
    found = duties(rules, MONDAY)

    ((month, draft),) = found.drafts.items()
    kept = DutyPlanDoc.model_validate(draft)
    (remark,) = read_remarks(draft["comments"])
    assert month == "2026-12"
    assert min(kept.slots)[:10] == "2026-12-07"
    assert max(kept.slots)[:10] == "2026-12-31"
    assert remark.by in kept.slots[remark.slot]


def test_a_site_without_posts_has_no_duties(rules: Rules):
    """Another site file in the demo begins as it is."""
    assert duties(replace(rules, duty=DutyRules()), MONDAY) == DemoDuties(records=(), drafts={})


def test_in_another_office_the_demos_duty_post_is_in_its_first_zone() -> None:
    """`demo --config` shows any site; the registry refuses a post in a zone that is not there."""
    posts = sample_people(["floor", "call-hall"])["duty_posts"]
    assert isinstance(posts, list)
    assert [post["zone"] for post in posts] == ["floor"]
    assert sample_people(["hall", "office"])["duty_posts"][0]["zone"] == "office"  # type: ignore[index]
