"""Timesheets out of the ledger: taps and their corrections as the rules read them.

A raw tap is never changed: what a correction says of it is read beside it. A
tap under a clock that was not set is dated by what the clock was off.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from gateway.domain.attendance.day import Case, Day
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import AROUND, timesheet
from gateway.domain.attendance.shifts import DAY
from gateway.domain.effects import Result
from gateway.domain.rules import ReaderDirection, Rules
from gateway.domain.snapshot import Kept, Snapshot
from gateway.domain.turn import number_in

WAYS = {"arrived": "in", "back": "in", "leaving": "out", "going_out": "out"}
"""What a person's word makes of a tap."""

PASSED = frozenset({Result.BLOCKED.value, Result.UNKNOWN_BADGE.value, Result.STORE_FAILED.value})
"""Taps of nobody, or of a card that opens nothing."""

CORRECTED, DATED = "tap.corrected", "clock.trusted"


class Rows(Protocol):
    """What is asked of the ledger (`LedgerReader`)."""

    def taps(self, first: date, last: date, *, person: str | None = None) -> list[Kept]:
        """Return the taps of some days."""

    def between(self, since: datetime, until: datetime, *, kinds: tuple[str, ...]) -> list[Kept]:
        """Return rows of some kinds, oldest first."""


@dataclass(frozen=True, slots=True)
class Timesheets:
    """Answers who worked when.

    Args:
        rules: Shifts, plans, calendar, readers.
        rows: The ledger.
        watermark: Up to when every reader has delivered; None: no day is final.
        since: When recording began; None: always.
    """

    rules: Rules
    rows: Rows
    watermark: datetime | None = None
    since: datetime | None = None

    def days(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the days of everybody (or one person) with a plan or a tap, by person, then time.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        marks = self._marks(first - AROUND, last + AROUND, person)
        people = {*marks, *self.rules.plans} if person is None else {person}
        found: list[Day] = []
        for each in sorted(people):
            case = Case(rules=self.rules, person=each, watermark=self.watermark, since=self.since)
            found += timesheet(case, first, last, marks.get(each, ()))
        return found

    def _marks(self, first: date, last: date, person: str | None) -> Mapping[str, list[Mark]]:
        """Return everybody's marks; a correction may come some minutes after midnight."""
        zone = self.rules.timezone
        since = datetime.combine(first, time(), zone)
        until = datetime.combine(last + 2 * DAY, time(), zone)
        others = self.rows.between(since, until, kinds=(CORRECTED, DATED))
        corrections = [row for row in others if row.kind == CORRECTED]
        dated = [row for row in others if row.kind == DATED]
        marks = _of_taps(self.rules, self.rows.taps(first, last, person=person), dated)
        _correct(marks, corrections)
        by_person: dict[str, list[Mark]] = {}
        for (who, _), mark in marks.items():
            by_person.setdefault(who, []).append(mark)
        return by_person


Marks = dict[tuple[str, str], Mark]
"""By person and tap id."""


def _of_taps(rules: Rules, rows: Iterable[Kept], dated: list[Kept]) -> Marks:
    marks: Marks = {}
    for row in rows:
        person, tap_id = _word(row, "person"), _word(row, "tap_id")
        if not person or row.body.get("result") in PASSED:
            continue
        at = row.at + _off_by(row, dated)
        wanted, zone = _word(row, "wanted"), _word(row, "zone")
        way = WAYS.get(wanted) or _way_of(rules, _word(row, "reader"))
        marks[person, tap_id] = Mark(id=tap_id, at=at, zone=zone, way=way)
    return marks


def _way_of(rules: Rules, reader: str) -> str:
    known = rules.readers.get(reader)
    one_way = known is not None and known.direction is not ReaderDirection.TOGGLE
    return known.direction.value if known is not None and one_way else ""


def _off_by(row: Kept, dated: list[Kept]) -> timedelta:
    """Return what the clock was off by, for a tap that came before it was set."""
    if row.body.get("clock_trusted") is not False:
        return timedelta()
    later = next((d for d in dated if d.seq > row.seq), None)
    offset_s = number_in(later.body, "offset_s") if later is not None else None
    return timedelta(seconds=offset_s or 0.0)


def _correct(marks: Marks, corrections: Iterable[Kept]) -> None:
    """Have each correction take back the tap it is of, and say anew what it says."""
    for row in corrections:
        person, tap_id = _word(row, "person"), _word(row, "tap_id")
        of = (person, _word(row, "of"))
        if row.body.get("undo") is True and of in marks:
            marks[of] = replace(marks[of], undone=True)
        direction, tapped_at = _word(row, "direction"), _word(row, "tapped_at")
        if direction in ("in", "out") and tapped_at:
            old = marks.get((person, tap_id))
            zone = old.zone if old is not None else _word(row, "zone")
            at = old.at if old is not None else datetime.fromisoformat(tapped_at)
            by = _word(row, "by")
            marks[person, tap_id] = Mark(id=tap_id, at=at, zone=zone, way=direction, by=by)


def _word(row: Kept, key: str) -> str:
    value = row.body.get(key)
    return value if isinstance(value, str) else ""


class LiveSheets:
    """Timesheets of the running office: always by the rules of the moment.

    Args:
        snapshot: Returns the latest snapshot.
        rows: The ledger.
    """

    def __init__(self, snapshot: Callable[[], Snapshot], rows: Rows) -> None:
        self._snapshot = snapshot
        self._rows = rows

    def days(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the days of everybody (or one person) with a plan or a tap, by person, then time.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        now = self._snapshot()
        return Timesheets(now.rules, self._rows, watermark=now.now.at).days(first, last, person)
