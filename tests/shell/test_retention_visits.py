"""A visitor's name is off the disk after 90 days, wherever it was written; figures stay."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway.domain.effects import Record
from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
    VisitNoteLeft,
)
from gateway.domain.now import Now
from gateway.domain.rollcall import ENDED, reports_in
from gateway.domain.turn import Fact
from gateway.ledger import Ledger, LedgerReader, verify
from gateway.retention import KINDS, Purge, Retention
from tests.domain.front_desk import arrive, ask, front_desk, leave, reply, take, tap_card
from tests.domain.scene import SHANGHAI

KEY = b"k" * 32
NAMES = ("高远", "恒通设备", "会议改到三点", "请上二楼")
REASON = "李伟已回家"
DAY = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)


@pytest.fixture(name="ledger")
def _ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return a ledger with a day on which a visitor came and a drill was held."""
    kept = Ledger.open(tmp_path / "ledger.db", KEY, "gw-1", SHANGHAI)
    scene = front_desk()
    scene.tap("p001")
    arrive(scene)
    reply(scene, "wait", note="请上二楼")
    ask(scene, VisitNoteLeft(visit="v1", text="会议改到三点"))
    take(scene, "V-01")
    tap_card(scene, "card-1", "lab-door")
    ask(scene, RollCallStarted(by="desk", drill=True))
    scene.advance(10.0)
    ask(scene, RollCallTicked(line="v:v1", choice="found", by="desk"))
    ask(scene, RollCallAdded(text="送水师傅", by="desk"))
    ask(scene, RollCallEnded(by="desk", reason=REASON))
    leave(scene)
    for fact in scene.kept:
        row = Record(kind=fact.kind, subject=fact.subject, body=fact.body)
        kept.append([row], Now(1000.0, fact.at))
    yield kept
    kept.close()


def nights(ledger: Ledger, days: int) -> None:
    """Let the night after so many days come."""
    when = DAY.replace(hour=3, minute=30) + timedelta(days=days)
    purge = Purge(ledger, Retention(), when - timedelta(days=1))
    for second in range(10 * len(KINDS)):
        now = Now(1000.0 + second, when + timedelta(seconds=second))
        purge.look(now, quiet=True)


def on_disk(ledger: Ledger) -> bytes:
    """Return every byte of the ledger's files."""
    return b"".join(p.read_bytes() for p in ledger.path.parent.iterdir() if p.is_file())


def test_after_ninety_days_nothing_says_who_the_visitor_was(ledger: Ledger) -> None:
    """Not the visit, not the host's words, not the list of the drill; a day before they do."""
    nights(ledger, 89)
    assert all(word.encode() in on_disk(ledger) for word in NAMES)
    nights(ledger, 92)
    assert not any(word.encode() in on_disk(ledger) for word in NAMES)
    assert REASON.encode() in on_disk(ledger)
    assert verify(ledger.path, KEY).finding is None


def test_after_a_year_the_drill_is_figures(ledger: Ledger) -> None:
    """Who was inside and what was written of it is gone; how many and how long stays."""
    nights(ledger, 367)
    assert REASON.encode() not in on_disk(ledger)
    assert "送水师傅".encode() not in on_disk(ledger)
    reader = LedgerReader(ledger.path, SHANGHAI)
    try:
        rows = reader.latest(kinds=("rollcall.",))
    finally:
        reader.close()
    assert {row.kind for row in rows if row.body} == {ENDED}
    (report,) = reports_in(Fact(r.kind, r.subject, r.body, r.at) for r in rows)
    assert (report.total, report.found, report.visitors, report.reason) == (3, 1, 1, "")
