"""One person's days, judged: what the tests of the timesheet share."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gateway.domain.attendance.day import Away, Case, Day, Outage
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.rules import Assignment, Rules, Shift
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, sample_rules

MONDAY = date(2026, 11, 16)
ME = "p004"
NOON = ((time(12), time(13)),)


def at(local: str, day: date = MONDAY) -> datetime:
    """Return an instant of a day, `24:00` being the next midnight."""
    hours, _, rest = local.partition(":")
    later, hour = divmod(int(hours), 24)
    clock = time.fromisoformat(f"{hour:02}:{rest}")
    return datetime.combine(day + timedelta(days=later), clock, SHANGHAI)


def shift(hours: str = "09:00-17:30", **more) -> Shift:
    """Return a shift by its hours; the day shift has its noon."""
    start, _, end = hours.partition("-")
    breaks = NOON if hours == "09:00-17:30" else ()
    times = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    given = {"id": "own", "name": Text("班", "Own"), "breaks": breaks, **times, **more}
    return Shift(**given)


def rules_with(*shifts: Shift, pattern: str = "weekdays", **more) -> Rules:
    """Return the sample office in which p004 works some shifts."""
    plans = tuple(
        Assignment(person=ME, shift=s.id, from_=date(2026, 1, 1), pattern=pattern) for s in shifts
    )
    own = {"shifts": {s.id: s for s in shifts}, "assignments": plans, **more}
    return replace(sample_rules(), **own)


def taps(*said: str, day: date = MONDAY, by: str = "") -> list[Mark]:
    """Return taps at the office's door: `08:55`, or `08:55 in` where somebody said which way."""
    found = []
    for one in said:
        local, _, way = one.partition(" ")
        zone = "" if by else "office"
        found.append(Mark(id=f"{day}:{local}", at=at(local, day), zone=zone, way=way, by=by))
    return found


def away(kind: str, span: str, what: str = "", day: date = MONDAY) -> Away:
    """Return an approved absence of a day: `09:00-12:00`."""
    since, _, until = span.partition("-")
    return Away(
        id=f"{kind}:{span}", kind=kind, since=at(since, day), until=at(until, day), what=what
    )


def outage(span: str, reader: str = "", day: date = MONDAY) -> Outage:
    """Return a time in which taps may have been lost."""
    since, _, until = span.partition("-")
    return Outage(since=at(since, day), until=at(until, day), reader=reader)


def judged(marks: list[Mark], *, rules: Rules | None = None, day: date = MONDAY, **more) -> Day:
    """Return p004's one day, by the day shift unless the rules say more."""
    case = Case(rules=rules or rules_with(shift()), person=ME, **more)
    [only] = timesheet(case, day, day, marks)
    return only


def codes(day: Day) -> list[str]:
    """Return the codes of a day's reasons."""
    return [why.code for why in day.why]
