"""A day of attendance as programs and tables read it (`interfaces.md`, timesheet)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from gateway.domain.attendance.day import Day, Status
from gateway.domain.attendance.totals import Totals, by_person, totals
from gateway.domain.rules import Rules
from gateway.domain.text import Json

__all__ = ["Totals", "as_json", "by_person", "due", "lines", "totals"]


def due(days: Iterable[Day], now: datetime) -> list[Day]:
    """Return days without those whose shift goes on or is ahead, and nobody came: no absence yet.

    For tables that are taken away; screens say "not yet due" themselves.
    """
    return [day for day in days if not _is_ahead(day, now)]


def _is_ahead(day: Day, now: datetime) -> bool:
    is_absence = day.status is Status.ABSENT and not day.taps
    return is_absence and day.end is not None and day.end > now


def as_json(rules: Rules, day: Day) -> dict[str, Json]:
    """Return a day as programs read it (`interfaces.md`, timesheet); times in the site's zone."""

    def told(at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(rules.timezone).isoformat()

    span = day.span
    return {
        "person": day.person,
        "date": day.date.isoformat(),
        "shift": day.shift,
        "shift_start": told(day.start),
        "shift_end": told(day.end),
        "status": day.status.value,
        "flags": [flag.value for flag in day.flags],
        "late_s": day.late_s,
        "early_s": day.early_s,
        "in": told(day.came),
        "out": told(day.left),
        "worked_s": span.worked_s if span else None,
        "break_s": span.break_s if span else None,
        "gap_s": span.gap_s if span else None,
        "overtime_s": span.overtime_s if span else None,
        "before_s": span.before_s if span else None,
        "overtime_counted_s": day.overtime_counted_s,
        "overtime_class": day.overtime_class or None,
        "leave_s": day.leave_s,
        "outing_s": day.outing_s,
        "final": day.final,
        "taps": [
            {
                "tap_id": t.id,
                "at": told(t.at),
                "direction": t.way or None,
                "why": t.why,
                "by": t.by or None,
                "witness": t.witness or None,
            }
            for t in day.taps
        ],
        "why": [{"code": w.code, "zh": w.text.zh, "en": w.text.en} for w in day.why],
    }


def lines(rules: Rules, days: Iterable[Day]) -> Iterator[list[str]]:
    """Yield a header and one line a day, in the stable words of programs.

    For people there are `columns.DAYS` and `gateway/exports.py`.
    """
    yield [
        "person", "date", "shift", "status", "flags", "late_min", "early_min",
        "in", "out", "worked_h", "break_h", "overtime_h", "counted_h", "leave_h", "outing_h",
        "final",
    ]  # fmt: skip
    for day in days:
        span = day.span
        yield [
            day.person,
            day.date.isoformat(),
            day.shift or "",
            day.status.value,
            " ".join(day.flags),
            str(day.late_s // 60),
            str(day.early_s // 60),
            _clock(rules, day, day.came),
            _clock(rules, day, day.left),
            _hours(span.worked_s if span else None),
            _hours(span.break_s if span else None),
            _hours(span.overtime_s if span else None),
            _hours(day.overtime_counted_s),
            _hours(day.leave_s),
            _hours(day.outing_s),
            "yes" if day.final else "no",
        ]


def _clock(rules: Rules, day: Day, at: datetime | None) -> str:
    """Return `08:55`, or `06:03+1` for one on the next day."""
    if at is None:
        return ""
    local = at.astimezone(rules.timezone)
    later = (local.date() - day.date).days
    return f"{local:%H:%M}" + (f"{later:+d}" if later else "")


def _hours(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:.2f}"
