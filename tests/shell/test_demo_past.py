"""The demo's made-up past: a week to look at, marked as what it is, that ends before today does."""

from datetime import datetime, timedelta

import pytest

from gateway.config import load
from gateway.config.examples import example
from gateway.demo.past import DAYS, past
from gateway.domain.decide import fold_all
from gateway.domain.energy import zone_total_wh
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.turn import Fact
from gateway.rules import site_rules

RULES = site_rules(load(example("demo.toml"))[0])
MONDAY = datetime(2026, 11, 23, 8, 40, tzinfo=RULES.timezone)


def test_it_is_marked_and_ends_before_now() -> None:
    """Every row says that it is the demo's, and none tells of the future."""
    rows = list(past(RULES, MONDAY))
    slots = [r for r in rows if r.kind == "energy.slots"]

    assert all(r.body["demo"] is True for r in rows)
    assert len(slots) == (DAYS * 24 + 8) * 4 + 2
    ends = [datetime.fromisoformat(str(r.body["from"])) + timedelta(minutes=15) for r in slots]
    assert max(ends) <= MONDAY
    avoided = [r for r in rows if r.kind == "energy.avoided"]
    assert avoided
    assert all(datetime.fromisoformat(str(r.body["until"])) <= MONDAY for r in avoided)


def test_it_folds_like_any_other_fact() -> None:
    """The office's count goes on from it."""
    facts = [Fact(r.kind, r.subject, r.body, MONDAY) for r in past(RULES, MONDAY)]
    office = fold_all(Office(), facts, Now(0.0, MONDAY))

    total_wh = zone_total_wh(office, RULES, "office")
    assert total_wh is not None
    assert total_wh == pytest.approx(sum(f.body["wires"]["office-meter"]["wh"] for f in facts
                                         if f.kind == "energy.slots"))  # fmt: skip
    assert 20_000 < total_wh < 2_000_000
