"""The demo's people before today: decided by the real rules, the same each time, all gone home."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from gateway.config import load
from gateway.config.examples import example
from gateway.demo.office import sample_people
from gateway.demo.people import DAYS, KINDS, past_of_people
from gateway.domain.attendance.day import Status
from gateway.domain.decide import fold_all
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.requests import Step
from gateway.domain.rules import Rules
from gateway.domain.turn import Fact
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from gateway.registry.registry import Registry
from gateway.rules import build_rules
from gateway.timesheets import Timesheets

MONDAY = (2026, 11, 23, 8, 40)


@pytest.fixture(name="rules", scope="module")
def _rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    site, _ = load(example("demo.toml"))
    folder = tmp_path_factory.mktemp("demo")
    registry = Registry(folder / "registry.json", Keys.load_or_create(folder), lambda _: None)
    try:
        assert registry.import_document(sample_people(), by="demo") == ()
        return build_rules(site, registry.view, 0)
    finally:
        registry.stop()


@pytest.fixture(name="kept", scope="module")
def _kept(rules: Rules) -> list[tuple[Now, list[Record]]]:
    now = datetime(*MONDAY, tzinfo=rules.timezone)
    return [(at, list(records)) for at, records in past_of_people(rules, now)]


def test_it_tells_of_people_only_and_of_nothing_to_come(
    rules: Rules, kept: list[tuple[Now, list[Record]]]
) -> None:
    """Taps and requests in order, all before the office's present."""
    moments = [at.at for at, _ in kept]

    assert moments == sorted(moments)
    assert moments[-1] < datetime(*MONDAY, tzinfo=rules.timezone)
    assert {record.kind for _, records in kept for record in records} <= KINDS
    assert 500 < len(kept) < 1500


def test_it_is_the_same_each_time(rules: Rules, kept: list[tuple[Now, list[Record]]]) -> None:
    """Chances fall as they fell before."""
    again = past_of_people(rules, datetime(*MONDAY, tzinfo=rules.timezone))

    assert [(at, list(records)) for at, records in again] == kept


def test_in_the_morning_nobody_is_in_and_some_things_wait(
    rules: Rules, kept: list[tuple[Now, list[Record]]]
) -> None:
    """What a visitor of the demo finds: an empty office, three requests, one decided."""
    facts = [Fact(r.kind, r.subject, r.body, at.at) for at, records in kept for r in records]
    office = fold_all(Office(), facts, Now(0.0, datetime(*MONDAY, tzinfo=rules.timezone)))

    assert office.presence.sessions == {}
    assert office.alerts.open == {}
    steps = [request.step for request in office.requests.open.values()]
    assert steps == [Step.APPROVED, Step.ASKED, Step.ASKED, Step.ASKED]


def test_its_timesheet_has_life(
    rules: Rules, kept: list[tuple[Now, list[Record]]], tmp_path: Path
) -> None:
    """Mostly present; now and then late, absent, a tap missing, one on leave."""
    zone = rules.timezone
    keys = Keys.load_or_create(tmp_path)
    now = datetime(*MONDAY, tzinfo=zone)
    ledger = Ledger.open(tmp_path / "ledger.db", keys.ledger, rules.site, zone)
    reader = LedgerReader(tmp_path / "ledger.db", zone)
    try:
        assert ledger.append_past(kept) == sum(len(records) for _, records in kept)
        first, last = kept[0][0].at.date(), kept[-1][0].at.date()
        days = Timesheets(rules, reader, now=now).days(first, last)
    finally:
        reader.close()
        ledger.close()

    statuses = [day.status for day in days if day.shift is not None]
    present = statuses.count(Status.PRESENT)
    assert 0.8 < present / len(statuses) < 0.99
    assert {Status.ABSENT, Status.INCOMPLETE, Status.ON_LEAVE} <= set(statuses)
    assert any(day.late_s for day in days)
    assert (last - first).days <= DAYS


def test_an_office_without_doors_has_no_past(rules: Rules) -> None:
    """Nothing to tap at."""
    now = datetime(*MONDAY, tzinfo=rules.timezone)
    assert list(past_of_people(replace(rules, readers={}), now)) == []
