"""The office after a start: from a checkpoint, from facts alone, and after an update."""

import json
from pathlib import Path

import pytest

from gateway import recovery
from gateway.codec import dump_durable
from gateway.domain.decide import FOLDED_BY, SUBJECTS, fold_all, kinds_of
from gateway.domain.now import Now
from gateway.domain.office import DURABLE, Office
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.recovery import recover
from gateway.replay.office import open_replay

SCENARIOS = Path(__file__).parents[1] / "scenarios"
PEOPLE = Path(__file__).parents[2] / "config" / "demo-registry.json"
DEMO = Path(__file__).parents[2] / "config" / "demo.toml"
DAYS = sorted(SCENARIOS.rglob("*.jsonl"))


def ledger_of(day: Path, folder: Path) -> Ledger:
    """Return the ledger a day leaves behind."""
    beside = day.parent / "site.toml"
    site = beside if beside.exists() else DEMO
    with open_replay(site, PEOPLE, folder) as office:
        for _ in office.play_lines(day.read_text("utf-8").splitlines()):
            pass
    return Ledger.open(folder / "ledger.db", Keys.load(folder).ledger, "test")


def present(ledger: Ledger) -> Now:
    """Return the instant of the last row."""
    at = ledger.newest_at()
    assert at is not None
    return Now(5_000_000.0, at)


def test_each_durable_part_has_its_subjects_and_each_kind_of_fact_one_part():
    """Else a part that an update added could not be folded alone."""
    kinds = [kind for subject in SUBJECTS for kind in subject.FOLDS]

    assert set(FOLDED_BY) == set(DURABLE)
    assert sorted(kinds_of(DURABLE)) == sorted(kinds)


@pytest.mark.parametrize("day", DAYS, ids=lambda path: path.stem)
def test_each_part_is_made_of_its_own_facts_alone(day, tmp_path):
    """Whatever the others are: so one part can be folded without them."""
    ledger = ledger_of(day, tmp_path / "data")
    now = present(ledger)
    facts = [fact for _, fact in ledger.since(0)]
    whole = fold_all(Office(), facts, now)

    for part in DURABLE:
        own = [fact for _, fact in ledger.since(0, kinds=kinds_of([part]))] if facts else []
        assert getattr(fold_all(Office(), own, now), part) == getattr(whole, part), part
    ledger.close()


@pytest.mark.parametrize("part", DURABLE)
def test_after_an_update_only_the_new_part_is_folded_anew(part, tmp_path, monkeypatch):
    """A year of taps is not gone through because the new program counts energy as well."""
    ledger = ledger_of(SCENARIOS / "last-out-default.jsonl", tmp_path / "data")
    now = present(ledger)
    half = ledger.last_seq() // 2
    facts = list(ledger.since(0))
    old = json.loads(dump_durable(fold_all(Office(), (f for s, f in facts if s <= half), now), now))
    del old["parts"][part]
    ledger.save_checkpoint(half, json.dumps(old))
    folded = []
    real = recovery.fold

    def spied(office, fact, now):
        folded.append(fact.kind)
        return real(office, fact, now)

    monkeypatch.setattr(recovery, "fold", spied)

    assert recover(ledger, now) == fold_all(Office(), (f for _, f in facts), now)
    again = folded[: len(folded) - sum(seq > half for seq, _ in facts)]
    assert set(again) <= set(kinds_of([part]))
    ledger.close()


def test_a_long_way_back_is_told(tmp_path, monkeypatch):
    """So that systemd does not take a start for one that hangs."""
    ledger = ledger_of(SCENARIOS / "normal-day.jsonl", tmp_path / "data")
    monkeypatch.setattr(recovery, "STILL_ROWS", 5)
    told = []

    recover(ledger, present(ledger), lambda: told.append(True))

    assert len(told) == ledger.last_seq() // 5 > 0
    ledger.close()
