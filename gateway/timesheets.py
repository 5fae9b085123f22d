"""Timesheets out of the ledger: whole days of everybody, from taps and what was said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from gateway.domain.attendance.day import Case, Day
from gateway.domain.attendance.sheet import AROUND, timesheet
from gateway.domain.attendance.shifts import DAY
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Kept, Snapshot, Tapped
from gateway.marks import DECLARED, SAID_SOON, Marks, marks_of


class Rows(Protocol):
    """What is asked of the ledger (`LedgerReader`)."""

    def tapped(self, first: date, last: date, *, person: str | None = None) -> list[Tapped]:
        """Return the taps of some days, in any order."""

    def since(self, at: datetime, *, kinds: tuple[str, ...]) -> list[Kept]:
        """Return rows of some kinds from a day on, oldest first."""

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
            found += timesheet(case, first, last, marks.get(each, {}).values())
        return found

    def _marks(self, first: date, last: date, person: str | None) -> Marks:
        """Return everybody's marks; a correction may come some minutes after midnight."""
        zone = self.rules.timezone
        since = datetime.combine(first, time(), zone)
        until = datetime.combine(last + 2 * DAY, time(), zone)
        said = self.rows.between(since, until, kinds=SAID_SOON)
        declared = self.rows.since(since, kinds=(DECLARED,))
        taps = self.rows.tapped(first, last, person=person)
        return marks_of(self.rules, taps, [*said, *declared])


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
