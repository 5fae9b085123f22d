"""What roll-calls and drills came to: by year, one beside the one before, and one on paper.

Figures only. No name is in them, and none can be worked out of them but by who was there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from gateway.domain.rollcall import Part, Report
from gateway.domain.rules import Rules
from kiosk_web.views.marks import zone_name
from kiosk_web.views.rollcall import mmss
from kiosk_web.views.words import Tongue

COMPARED = 5
"""So many of the same kind stand beside a report, itself included."""
WIDE, HIGH = 640, 160
"""The drawing's own measures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One roll-call in a row of a table; lengths of time as `3:07`, or `–`."""

    id: str
    kind: str
    at: str
    total: int
    settled: int
    unconfirmed: int
    missing: int
    half: str
    last: str
    lasted: str
    reason: str
    is_this: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The roll-calls of a year, newest first, and how many of them were drills."""

    year: int
    said: str
    rows: tuple[Figures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One zone of a report."""

    name: str
    total: int
    settled: int
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How it went on, as steps to draw: seconds to the right, people upwards.

    Attributes:
        steps: The points of an SVG polyline in a box of `wide` by `high`.
        half: Where half of all were accounted for, from the left; None: never.
        end: The length of time at the right edge.
    """

    wide: int
    high: int
    steps: str
    half: float | None
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A report as it is printed.

    Attributes:
        facts: Words and figures, in order.
        before: The last ones of the same kind up to this, newest first.
        than_before: What is otherwise than the time before, in sentences.
    """

    title: str
    at: str
    facts: tuple[tuple[str, str], ...]
    reason: str
    places: tuple[Place, ...]
    course: Course | None
    before: tuple[Figures, ...]
    than_before: tuple[str, ...]


def years_view(reports: Sequence[Report], rules: Rules, tongue: Tongue) -> tuple[Year, ...]:
    """Return the roll-calls by year, newest first."""

    def year_of(report: Report) -> int:
        return report.started_at.astimezone(rules.timezone).year

    return tuple(
        _year(year, tuple(found), rules.timezone, tongue)
        for year, found in groupby(reports, key=year_of)
    )


def _year(year: int, reports: Sequence[Report], zone: tzinfo, tongue: Tongue) -> Year:
    drills = sum(report.drill for report in reports)
    counts = (
        (drills, tongue.n("%(n)s drill", "%(n)s drills", drills)),
        (len(reports) - drills, tongue.n("%(n)s real", "%(n)s real", len(reports) - drills)),
    )
    said = tongue.dot.join(words for count, words in counts if count)
    return Year(year=year, said=said, rows=tuple(_figures(r, zone, tongue) for r in reports))


def sheet_view(report: Report, reports: Sequence[Report], rules: Rules, tongue: Tongue) -> Sheet:
    """Return one report, beside the last ones of its kind."""
    _ = tongue._
    same = [r for r in reports if r.drill is report.drill and r.started_at <= report.started_at]
    zone = rules.timezone
    at = report.started_at.astimezone(zone)
    return Sheet(
        title=_("Report of a drill") if report.drill else _("Report of a roll-call"),
        at=f"{at:%Y-%m-%d %H:%M:%S}",
        facts=_facts(report, tongue),
        reason=report.reason,
        places=tuple(_place(part, rules, tongue) for part in report.parts),
        course=_course(report),
        before=tuple(_figures(r, zone, tongue, is_this=r.id == report.id) for r in same[:COMPARED]),
        than_before=_than_before(report, same[1], tongue) if len(same) > 1 else (),
    )


def _facts(report: Report, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    _ = tongue._
    return (
        (_("On the list"), str(report.total)),
        (_("of whom visitors"), str(report.visitors)),
        (_("of whom unconfirmed when it began"), str(report.unconfirmed)),
        (_("of whom came onto the list while it ran"), str(report.added)),
        (_("Found"), str(report.found)),
        (_("Elsewhere, safe"), str(report.elsewhere)),
        (_("Not found"), str(report.missing)),
        (_("Half were accounted for after"), _time(report.half_s)),
        (_("The last one after"), _time(report.last_s)),
        (_("Ended after"), _time(report.lasted_s)),
    )


def _than_before(report: Report, before: Report, tongue: Tongue) -> tuple[str, ...]:
    """Return what is otherwise than the time before; only what both of them have."""
    _ = tongue._
    said = []
    if report.half_s is not None and before.half_s is not None:
        by = report.half_s - before.half_s
        quicker, slower = _("Half were found %(by)s sooner."), _("Half were found %(by)s later.")
        said.append((quicker if by <= 0 else slower) % {"by": mmss(abs(by))})
    if report.last_s is not None and before.last_s is not None and not report.missing:
        by = report.last_s - before.last_s
        quicker = _("The last one was found %(by)s sooner.")
        slower = _("The last one was found %(by)s later.")
        said.append((quicker if by <= 0 else slower) % {"by": mmss(abs(by))})
    if report.unconfirmed != before.unconfirmed:
        said.append(
            _(
                "Unconfirmed: %(now)s, before %(then)s.",
                now=report.unconfirmed,
                then=before.unconfirmed,
            )
        )
    return tuple(said)


def _place(part: Part, rules: Rules, tongue: Tongue) -> Place:
    known = part.zone in rules.zones
    return Place(
        name=zone_name(rules, part.zone, tongue) if known else tongue._("Others"),
        total=part.total,
        settled=part.settled,
        last=_time(part.last_s),
    )


def _figures(report: Report, zone: tzinfo, tongue: Tongue, *, is_this: bool = False) -> Figures:
    at: datetime = report.started_at.astimezone(zone)
    return Figures(
        id=report.id,
        kind=tongue._("Drill") if report.drill else tongue._("Roll-call"),
        at=f"{at:%Y-%m-%d %H:%M}",
        total=report.total,
        settled=report.found + report.elsewhere,
        unconfirmed=report.unconfirmed,
        missing=report.missing,
        half=_time(report.half_s),
        last=_time(report.last_s),
        lasted=_time(report.lasted_s),
        reason=report.reason,
        is_this=is_this,
    )


def _course(report: Report) -> Course | None:
    """Return the steps of who was accounted for by when; None where nobody was."""
    if report.last_s is None or not report.total:
        return None
    whole_s = max(report.lasted_s, report.last_s, 1.0)

    def at(span_s: float) -> float:
        return round(WIDE * span_s / whole_s, 1)

    def up(count: int) -> float:
        return round(HIGH - HIGH * count / report.total, 1)

    points = [f"0,{HIGH}"]
    for count, span_s in enumerate(report.found_s):
        points += [f"{at(span_s)},{up(count)}", f"{at(span_s)},{up(count + 1)}"]
    points.append(f"{WIDE},{up(len(report.found_s))}")
    return Course(
        wide=WIDE,
        high=HIGH,
        steps=" ".join(points),
        half=None if report.half_s is None else at(report.half_s),
        end=mmss(whole_s),
    )


def _time(seconds: float | None) -> str:
    return "–" if seconds is None else mmss(seconds)
