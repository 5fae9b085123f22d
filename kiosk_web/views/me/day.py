"""One of my days explained: the verdict, the taps, how the time was spent, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.attendance.day import Day, UsedTap
from gateway.domain.rules import Rules
from kiosk_web.views.attendance.standing import clock, shift_words
from kiosk_web.views.marks import Mark
from kiosk_web.views.me.verdicts import verdict
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One shift of the day (or the day without any).

    Attributes:
        taps: Each with its time, its sign, and what it counted as.
        spent: How the time was spent: what, how much.
        why: The sentences of the verdict.
        state: Whether it may still change.
    """

    marks: tuple[Mark, ...]
    shift: str
    taps: tuple[tuple[str, str, str], ...]
    spent: tuple[tuple[str, str], ...]
    why: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """A day: its name, its entries, the days beside it."""

    title: str
    key: str
    month: str
    entries: tuple[Entry, ...]
    is_past: bool


def day_view(
    rules: Rules, days: Sequence[Day], day: date, now: datetime, tongue: Tongue
) -> DayPage:
    """Return one day explained; `days` are its entries, `now` is in the site's zone."""
    return DayPage(
        title=tongue.date(day),
        key=day.isoformat(),
        month=f"{day:%Y-%m}",
        entries=tuple(_entry(rules, each, now, tongue) for each in days),
        is_past=day <= now.date(),
    )


def _entry(rules: Rules, day: Day, now: datetime, tongue: Tongue) -> Entry:
    return Entry(
        marks=verdict(rules, day, now, tongue).marks,
        shift=" ".join(shift_words(rules, day, tongue)).strip(),
        taps=tuple(_tap(rules, day, tap, tongue) for tap in day.taps),
        spent=_spent(day, tongue),
        why=tuple(why.text.in_(tongue.language) for why in day.why),
        state="" if day.final else tongue._("Not final: a tap may still arrive."),
    )


def _tap(rules: Rules, day: Day, tap: UsedTap, tongue: Tongue) -> tuple[str, str, str]:
    _ = tongue._
    icon, word = {
        "in": ("in", _("Came")),
        "out": ("out", _("Left")),
    }.get(tap.way, ("info", _("Did not count")))
    at = clock(rules, day, tap.at)
    return f"{at.text} {at.more}".strip(), icon, word


def _spent(day: Day, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the parts of the time that are not nothing."""
    _, span = tongue._, day.span
    if span is None:
        return ()
    parts = (
        (_("Worked"), span.worked_s),
        (_("Breaks"), span.break_s),
        (_("Away in between"), span.gap_s),
        (_("After the shift"), span.overtime_s),
        (_("Before the shift"), span.before_s),
    )
    return tuple((what, tongue.span(seconds)) for what, seconds in parts if seconds)
