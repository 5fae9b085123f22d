"""A month of duties as a calendar: weeks, days, duties, who is on them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from babel.dates import format_date

from gateway.domain.calendar import day_kind
from gateway.domain.duty import words
from gateway.domain.duty.months import month_span
from gateway.domain.duty.plan import Places
from gateway.domain.duty.remarks import Remarks, waiting_for
from gateway.domain.duty.slots import Slot, slots_of
from gateway.domain.duty.state import Planned
from gateway.domain.rules import DayKind, Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.words import Tongue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty in the calendar.

    Attributes:
        people: Names, in the order of the plan.
        missing: How many are still to be found.
        state: `published`, `draft` or `open` (nobody yet).
        mine: Who looks is on it.
        over: It has ended.
        remarks: How many remarks on it wait for who looks.
    """

    id: str
    kind: str
    post: str
    time: str
    people: tuple[str, ...]
    missing: int
    state: str
    mine: bool
    over: bool
    remarks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the calendar; `word` is what the calendar says where that is not the week's."""

    date: str
    number: int
    label: str
    weekday: str
    kind: str
    word: str
    is_today: bool
    is_past: bool
    wished: bool
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: `blank` days stand empty before the first."""

    month: str
    title: str
    earlier: str
    later: str
    weekdays: tuple[str, ...]
    blank: int
    days: tuple[Day, ...]
    published: int
    drafted: int
    missing: int


def month_page(
    snapshot: Snapshot,
    month: str,
    who: str,
    tongue: Tongue,
    draft: Places,
    wishes: frozenset[tuple[str, date]],
    post: str = "",
    remarks: Remarks = (),
) -> Month:
    """Return a month of duties, of one post or of all.

    Args:
        snapshot: The office.
        month: `2026-12`.
        who: Who looks: their duties and wishes are marked.
        tongue: The language.
        draft: What is not published yet.
        wishes: Days people asked to be free.
        post: Only this post; empty: all.
        remarks: What was said of the draft.
    """
    first, last = month_span(month)
    planned, at = snapshot.office.duties.planned, snapshot.now.at
    slots = [
        s
        for s in slots_of(snapshot.rules, first, last)
        if post in ("", s.post) and (s.id in planned or s.end > at)
    ]
    waits = Counter(r.slot for r in waiting_for(snapshot.rules, remarks, who))
    by_day: dict[date, list[Duty]] = {}
    for slot in slots:
        duty = replace(_duty(snapshot, slot, who, tongue, draft), remarks=waits[slot.id])
        by_day.setdefault(slot.day, []).append(duty)
    days = tuple(
        _day(snapshot, d, by_day.get(d, []), tongue, (who, d) in wishes) for d in _span(first, last)
    )
    every = [duty for day in days for duty in day.duties]
    monday = date(2026, 11, 23)
    pattern = "y 年 M 月" if tongue.language == "zh" else "MMMM y"
    return Month(
        month=month,
        title=format_date(first, pattern, locale=tongue.locale),
        earlier=f"{first - DAY:%Y-%m}",
        later=f"{last + DAY:%Y-%m}",
        weekdays=tuple(
            format_date(monday + n * DAY, "EEE", locale=tongue.locale) for n in range(7)
        ),
        blank=first.weekday(),
        days=days,
        published=sum(d.state == "published" for d in every),
        drafted=sum(d.state == "draft" for d in every),
        missing=sum(d.missing for d in every if not d.over),
    )


def _span(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _day(snapshot: Snapshot, day: date, duties: list[Duty], tongue: Tongue, wished: bool) -> Day:
    kind = day_kind(snapshot.rules, day)
    return Day(
        date=day.isoformat(),
        number=day.day,
        label=tongue.date(day),
        weekday=format_date(day, "EEE", locale=tongue.locale),
        kind=kind.value,
        word=_word(kind, day, tongue),
        is_today=day == snapshot.now.at.date(),
        is_past=day < snapshot.now.at.date(),
        wished=wished,
        duties=tuple(duties),
    )


def _word(kind: DayKind, day: date, tongue: Tongue) -> str:
    _ = tongue._
    said = {
        DayKind.HOLIDAY: _("Holiday"),
        DayKind.MAKEUP: _("Make-up workday"),
        DayKind.UNKNOWN: _("Not published"),
    }
    if kind is DayKind.REST and day.weekday() < 5:
        return _("Rest day")
    return said.get(kind, "")


def _duty(snapshot: Snapshot, slot: Slot, who: str, tongue: Tongue, draft: Places) -> Duty:
    rules = snapshot.rules
    planned = snapshot.office.duties.planned.get(slot.id)
    people = planned.people if planned else tuple(draft.get(slot.id, ()))
    state = "published" if planned else ("draft" if people else "open")
    zone, language = rules.timezone, tongue.language
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    return Duty(
        id=slot.id,
        kind=words.kind_name(rules, slot.kind).in_(language),
        post=words.post_name(rules, slot.post).in_(language),
        time=f"{start:%H:%M}–{end:%H:%M}",
        people=tuple(words.name_of(rules, person) for person in people),
        missing=max(0, slot.heads - len(people)),
        state=state,
        mine=who in people,
        over=slot.end <= snapshot.now.at,
    )


def slot_title(rules: Rules, slot: Slot, tongue: Tongue) -> str:
    """Return what stands over a duty's page; its date is not broken in two."""
    return words.slot_name(rules, slot).in_(tongue.language).replace("-", "\N{NON-BREAKING HYPHEN}")


def next_of(snapshot: Snapshot, who: str) -> Planned | None:
    """Return somebody's next duty (the running one first), or None."""
    mine = (d for d in snapshot.office.duties.planned.values() if who in d.people and not d.ended)
    return next(iter(mine), None)
