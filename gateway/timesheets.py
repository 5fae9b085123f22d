"""Timesheets out of the ledger: whole days of everybody, from taps and what was said of them.

A closed month is told as it was kept when it was closed; what a re-computation
would say today is told apart (`changes`), and never put in its place.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Protocol

from gateway.domain import closing, requests
from gateway.domain.attendance import watermark
from gateway.domain.attendance.day import Away, Case, Day, Outage
from gateway.domain.attendance.kept import day_of
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.plain import Ordinary
from gateway.domain.attendance.sheet import AROUND, timesheet
from gateway.domain.attendance.shifts import DAY
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Kept, Snapshot, Tapped
from gateway.marks import (
    CORRECTED,
    DATED,
    DECLARED,
    EPOCH,
    PASSED,
    at_set,
    instant_of,
    marks_of,
    wrong_spans,
)
from gateway.remembered import Remembered

ASKED_BEFORE = timedelta(days=400)
"""Nobody asks for a leave longer before it begins."""
GONE_BEFORE = timedelta(days=400)
"""So long before a day it is looked whether a reader was gone, and is still."""
DOWN_BEFORE = timedelta(days=7)
"""So long before a day it is looked whether the gateway was down."""
LEAST_KEPT = timedelta(days=90)
"""Nothing younger is ever blanked (`[privacy]` of the site file)."""
MOST_BLANKED = 2000
"""So many rows that say what was blanked are looked through: more than half a year of nights."""
STEADY = timedelta(minutes=5)
"""Live, the present counts in such steps: so that a page asked twice is judged once."""


TOLD_BY = (
    "tap",
    CORRECTED,
    DATED,
    DECLARED,
    *requests.KINDS,
    *watermark.KINDS,
    closing.CLOSED,
    closing.REOPENED,
    "retention.",
)
"""All that can change a timesheet; a kind ending in `.` is a prefix."""
MOST_ANSWERS = 4
"""Pages that are asked for again and again: the newest answers are kept as they are."""


class Rows(Protocol):
    """What is asked of the ledger (`LedgerReader`)."""

    def tapped(self, first: date, last: date, *, person: str | None = None) -> list[Tapped]:
        """Return the taps of some days, in any order."""

    def since(self, at: datetime, *, kinds: Sequence[str]) -> list[Kept]:
        """Return rows of some kinds from a day on, oldest first."""

    def between(self, since: datetime, until: datetime, *, kinds: Sequence[str]) -> list[Kept]:
        """Return rows of some kinds, oldest first."""

    def latest(self, *, kinds: Sequence[str] = (), limit: int = 50) -> Sequence[Kept]:
        """Return the newest rows of some kinds first."""

    def began(self) -> datetime | None:
        """Return when recording began."""

    def before(self, seqs: Sequence[int]) -> Mapping[int, datetime]:
        """Return for some rows when the row before each was written."""

    def closed_months(self, months: Sequence[str], *, person: str | None = None) -> list[Kept]:
        """Return the rows that closed some months."""


_AT = itemgetter(Tapped._fields.index("at_us"))

Judge = Callable[[Case, date, date, Iterable[Mark]], list[Day]]
"""Judges one person's days: `timesheet`, or one that remembers."""


@dataclass(frozen=True, slots=True)
class Timesheets:
    """Answers who worked when.

    Args:
        rules: Shifts, plans, calendar, readers.
        rows: The ledger.
        now: The present, or when the last row was kept; None: no day is final.
        judge: How one person's days are judged.
        since: When recording began, where that is known better than by the first row.
    """

    rules: Rules
    rows: Rows
    now: datetime | None = None
    judge: Judge = timesheet
    since: datetime | None = None

    def days(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the days of everybody (or one person) with a plan or a tap, by person, then time.

        Those of a closed month are as they were kept.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        kept = self._kept(first, last, person)
        if not kept:
            return self.computed(first, last, person)
        if person is not None and all(m in kept.get(person, ()) for m in _months(first, last)):
            return _within(kept[person].values(), first, last)
        return _replaced(self.computed(first, last, person), kept, first, last)

    def computed(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the same as the taps and today's rules say, closed or not.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        seen = self._seen(first, last, person)
        ordinary = Ordinary(self.rules, first, last, seen.watermark)
        planned = {*self.rules.plans, *self.rules.roster}
        people = {*seen.taps, *seen.said, *planned} if person is None else {person}
        found: list[Day] = []
        for each in sorted(people):
            found += self._theirs(ordinary, seen, each, (first, last))
        return found

    def _theirs(
        self, ordinary: Ordinary, seen: "_Seen", person: str, whole: tuple[date, date]
    ) -> list[Day]:
        """Return one person's days: the ordinary ones quickly, the others by the evaluator."""
        taps, said = seen.taps.get(person, []), seen.said.get(person, [])
        aways, over = seen.aways.get(person, ()), seen.overtime.get(person, ())
        odd = bool(said) or not all(tap.how.trusted for tap in taps)
        days, spans = ([], [whole]) if odd else ordinary.days(person, taps, (*aways, *over))
        if not spans:
            return days
        marks = marks_of(self.rules, taps, [*said, *seen.dated]).get(person, {}).values()
        case = Case(
            rules=self.rules,
            person=person,
            aways=aways,
            overtime=over,
            outages=seen.outages,
            watermark=seen.watermark,
            since=seen.since,
        )
        for first, last in spans:
            days += self.judge(case, first, last, marks)
        return sorted(days, key=_by_date)

    def changes(
        self, first: date, last: date, person: str | None = None
    ) -> tuple[closing.Difference, ...]:
        """Return what today's re-computation of closed months would say otherwise.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        kept = self._kept(first, last, person)
        if not kept:
            return ()
        was = [d for months in kept.values() for d in _within(months.values(), first, last)]
        now = [
            day
            for day in self.computed(first, last, person)
            if closing.month_of(day.date) in kept.get(day.person, ())
        ]
        return closing.differences(was, now)

    def _kept(self, first: date, last: date, person: str | None) -> "KeptDays":
        """Return the days of closed months as they were kept."""
        found: KeptDays = {}
        for row in self.rows.closed_months(_months(first, last), person=person):
            days = row.body.get("days")
            month, who = row.body.get("month"), row.body.get("person")
            if isinstance(days, list) and isinstance(month, str) and isinstance(who, str):
                found.setdefault(who, {})[month] = [day_of(d) for d in days]
        return found

    def _seen(self, first: date, last: date, person: str | None) -> "_Seen":
        """Return all that the ledger says about some days."""
        zone, rows = self.rules.timezone, self.rows
        since = datetime.combine(first - AROUND, time(), zone)
        until = datetime.combine(last + AROUND + 2 * DAY, time(), zone)
        dated = rows.since(EPOCH, kinds=(DATED,))
        said = [
            *rows.between(since, until, kinds=(CORRECTED,)),
            *rows.since(since, kinds=(DECLARED,)),
        ]
        taps = rows.tapped(first - AROUND, last + AROUND, person=person)
        for wrong in wrong_spans(dated, since, until):
            taps += self._dated_later(wrong, (first - AROUND, last + AROUND), person)
        asked = requests.folded(rows.since(since - ASKED_BEFORE, kinds=requests.KINDS)).values()
        seen = _Seen(
            taps=_taps_by_person(taps),
            said=_said_by_person(said),
            dated=dated,
            aways=_by_person(asked, requests.aways),
            overtime=_by_person(asked, _overtime),
            since=self._told_since(since),
        )
        if self.now is None:
            return seen
        gone = [
            *rows.since(since - GONE_BEFORE, kinds=(watermark.PART,)),
            *rows.since(since - DOWN_BEFORE, kinds=(watermark.STARTED,)),
        ]
        gone.sort(key=_by_seq)
        began = [row.seq for row in gone if row.kind == watermark.STARTED]
        start = rows.began()
        before = {
            seq: at_set(at, seq - 1, dated)
            for seq, at in rows.before(began).items()
            if start is not None and at_set(at, seq - 1, dated) >= start
        }
        gone = [replace(row, at=at_set(row.at, row.seq, dated)) for row in gone]
        seen.watermark = watermark.watermark(self.rules, gone, self.now)
        lost = watermark.outages(self.rules, gone, before, self.now)
        seen.outages = tuple(o for o in lost if o.since < until and o.until > since)
        return seen

    def _told_since(self, since: datetime) -> datetime | None:
        """Return from when on the ledger tells who was here: before, nobody was absent.

        That is since recording began, or since what retention has not blanked yet.
        """
        began = self.since or self.rows.began()
        if began is None or (self.now is not None and self.now - since < LEAST_KEPT):
            return began
        for row in self.rows.latest(kinds=(closing.BLANKED,), limit=MOST_BLANKED):
            kinds, before_us = row.body.get("kinds"), row.body.get("before_us")
            if isinstance(kinds, list) and "tap" in kinds and isinstance(before_us, int):
                return max(began, EPOCH + timedelta(microseconds=before_us))
        return began

    def _dated_later(
        self, wrong: tuple[date, date], read: tuple[date, date], person: str | None
    ) -> list[Tapped]:
        """Return taps of days that a clock that was not set told, beside those read already."""
        zone = self.rules.timezone
        found = [t for t in self.rows.tapped(*wrong, person=person) if not t.how.trusted]
        return [t for t in found if not read[0] <= instant_of(t).astimezone(zone).date() <= read[1]]


KeptDays = dict[str, dict[str, list[Day]]]
"""By person, then by month."""


@dataclass(slots=True)
class _Seen:
    """What the ledger says about some days; by person where it is about people."""

    taps: Mapping[str, list[Tapped]]
    said: Mapping[str, list[Kept]]
    dated: list[Kept]
    aways: Mapping[str, tuple[Away, ...]]
    overtime: Mapping[str, tuple[Away, ...]]
    since: datetime | None
    watermark: datetime | None = None
    outages: tuple[Outage, ...] = field(default=())


def _taps_by_person(taps: Iterable[Tapped]) -> dict[str, list[Tapped]]:
    """Return everybody's taps that count for somebody, by time."""
    theirs: dict[str, list[Tapped]] = defaultdict(list)
    for tap in taps:
        if tap.person and tap.how.result not in PASSED:
            theirs[tap.person].append(tap)
    for each in theirs.values():
        each.sort(key=_AT)
    return theirs


def _said_by_person(rows: Iterable[Kept]) -> dict[str, list[Kept]]:
    """Return what is said of taps, by whose they are."""
    theirs: dict[str, list[Kept]] = defaultdict(list)
    for row in rows:
        if row.kind != DATED:
            theirs[str(row.body.get("person", ""))].append(row)
    return theirs


def _by_seq(row: Kept) -> int:
    return row.seq


def _by_date(day: Day) -> date:
    return day.date


def _by_person(
    asked: Iterable[requests.Request],
    told: Callable[[Iterable[requests.Request]], tuple[Away, ...]],
) -> dict[str, tuple[Away, ...]]:
    """Return what is approved, by person."""
    theirs: dict[str, list[requests.Request]] = {}
    for request in asked:
        theirs.setdefault(request.person, []).append(request)
    return {person: told(each) for person, each in theirs.items()}


def _overtime(asked: Iterable[requests.Request]) -> tuple[Away, ...]:
    """Return approved overtime, by time, as attendance reads it."""
    found = [
        Away(id=r.id, kind=r.asked.value, since=r.since, until=r.until, what=r.what)
        for r in asked
        if r.asked is requests.Asked.OVERTIME and r.step in requests.COUNTS
    ]
    return tuple(sorted(found, key=lambda away: (away.since, away.id)))


def _months(first: date, last: date) -> list[str]:
    """Return the months that some days lie in."""
    found = [closing.month_of(first)]
    while found[-1] != closing.month_of(last):
        begins = closing.span_of(found[-1])[1] + DAY
        found.append(closing.month_of(begins))
    return found


def _within(months: Iterable[Iterable[Day]], first: date, last: date) -> list[Day]:
    days = [day for month in months for day in month if first <= day.date <= last]
    return sorted(days, key=lambda day: day.date)


def _replaced(computed: Iterable[Day], kept: KeptDays, first: date, last: date) -> list[Day]:
    """Return days of which those of closed months are as they were kept."""
    open_ = [d for d in computed if closing.month_of(d.date) not in kept.get(d.person, ())]
    closed = [d for months in kept.values() for d in _within(months.values(), first, last)]
    return sorted([*open_, *closed], key=lambda day: (day.person, day.date))


_Question = tuple[date, date, str | None]


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was answered, and as of when: nothing since could change it."""

    rules: Rules
    now: datetime | None
    seq: int
    days: list[Day]


class LiveSheets:
    """Timesheets of the running office: by the rules of the moment, judged once.

    Args:
        snapshot: Returns the latest snapshot.
        rows: The ledger.
    """

    def __init__(self, snapshot: Callable[[], Snapshot], rows: Rows) -> None:
        self._snapshot = snapshot
        self._rows = rows
        self._judge = Remembered()
        self._answered: dict[_Question, _Answered] = {}

    @property
    def judged_days(self) -> int:
        """How many days went through the evaluator so far: what remembering saves."""
        return self._judge.judged_days

    def days(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the days of everybody (or one person) with a plan or a tap, by person, then time.

        What was judged before is judged again only from the day on that a new fact is about.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        sheets, question = self._now(), (first, last, person)
        newest = self._rows.latest(kinds=TOLD_BY, limit=1)
        seq = newest[0].seq if newest else 0
        old = self._answered.get(question)
        if (
            old is not None
            and old.rules is sheets.rules
            and (old.now, old.seq) == (sheets.now, seq)
        ):
            return list(old.days)
        days = sheets.days(first, last, person)
        others = [item for item in self._answered.items() if item[0] != question]
        answered = (question, _Answered(sheets.rules, sheets.now, seq, days))
        self._answered = dict([answered, *others][:MOST_ANSWERS])
        return list(days)

    def changes(
        self, first: date, last: date, person: str | None = None
    ) -> tuple[closing.Difference, ...]:
        """Return what today's re-computation of closed months would say otherwise.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        return self._now().changes(first, last, person)

    def _now(self) -> Timesheets:
        now = self._snapshot()
        at = now.now.at
        steady = at - (at - datetime.combine(at.date(), time(), at.tzinfo)) % STEADY
        return Timesheets(now.rules, self._rows, steady, self._judge)
