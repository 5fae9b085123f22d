"""One person's one day, explained: shift, taps, time, rules, and what would change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.attendance.day import Day, UsedTap
from gateway.domain.attendance.reasons import NOT_COUNTED
from gateway.domain.requests import WAITING, Asked, Request
from gateway.domain.rules import Person, Rules
from kiosk_web.views.attendance.day_page import COULD
from kiosk_web.views.attendance.standing import (
    WAITED_FOR,
    Standing,
    clock,
    flag_mark,
    flags_of,
    mark,
    shift_words,
    standing,
)
from kiosk_web.views.attendance.timeline import Timeline, timeline
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

WIDE, NARROW = 1120, 340
NOT_YET_TRUE = frozenset({"missing_out", "no_tap", "left_half", "early"})
"""Sentences that are not true while the shift goes on."""


@dataclass(frozen=True, slots=True)
class TapLine:
    """One tap as a line: when, what it counted as, why not."""

    time: str
    mark: Mark
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One shift of the day (or the day without any)."""

    mark: Mark
    flags: tuple[Mark, ...]
    shift: str
    times: str
    came: str
    left: str
    wide: Timeline | None
    narrow: Timeline | None
    why: tuple[str, ...]
    taps: tuple[TapLine, ...]
    spent: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    final: bool


def explained(
    rules: Rules,
    person: Person,
    days: Iterable[Day],
    asked: Sequence[Request],
    now: datetime,
    tongue: Tongue,
) -> tuple[EntryShown, ...]:
    """Return the entries of a day in words, earliest first."""
    return tuple(_entry(rules, day, asked, now, tongue) for day in days if day.person == person.id)


def _entry(
    rules: Rules, day: Day, asked: Sequence[Request], now: datetime, tongue: Tongue
) -> EntryShown:
    at = standing(rules, day, now)
    name, times = shift_words(rules, day, tongue)
    came, left = clock(rules, day, day.came), clock(rules, day, day.left)
    pending = at in WAITED_FOR or at in (Standing.IN, Standing.OUT)
    unsaid = NOT_YET_TRUE if pending else frozenset()
    return EntryShown(
        mark=mark(at, tongue),
        flags=tuple(flag_mark(flag, day, tongue) for flag in flags_of(day, at)),
        shift=name,
        times=times,
        came=came.text + came.more,
        left=left.text + left.more,
        wide=timeline(rules, day, now, tongue, WIDE),
        narrow=timeline(rules, day, now, tongue, NARROW),
        why=tuple(
            w.text.in_(tongue.language)
            for w in day.why
            if w.code not in unsaid and not w.code.startswith(COULD)
        ),
        taps=tuple(_tap(rules, day, tap, tongue) for tap in day.taps),
        spent=_spent(day, tongue) if at is not Standing.OUT else (),
        rules=_rules(rules, day, tongue),
        changes=_changes(day, at, asked, tongue),
        final=day.final,
    )


def _tap(rules: Rules, day: Day, tap: UsedTap, tongue: Tongue) -> TapLine:
    _ = tongue._
    local = tap.at.astimezone(rules.timezone)
    off = (local.date() - day.date).days
    time = f"{local:%H:%M:%S}" + (f" {off:+d}" if off else "")
    signs = {
        "in": Mark("in", _("counts as coming"), "ok"),
        "out": Mark("out", _("counts as leaving"), "ok"),
    }
    sign = signs.get(tap.way, Mark("minus", _("does not count")))
    known = NOT_COUNTED.get(tap.why)
    why = known.text.in_(tongue.language) if known else ""
    if tap.by:
        who = rules.people.get(tap.by)
        why = _("declared, agreed to by %(name)s", name=who.name if who else tap.by)
    if tap.witness:
        who = rules.people.get(tap.witness)
        said = _("badge forgotten, witness: %(name)s", name=who.name if who else tap.witness)
        why = tongue.pause.join(filter(None, (why, said)))
    return TapLine(time, sign, why)


def _spent(day: Day, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return how the time was spent; the first three together are the whole stay in the shift."""
    _, span = tongue._, day.span
    if span is None:
        return ()
    said = [
        (_("Worked"), span.worked_s, True),
        (_("Breaks"), span.break_s, False),
        (_("Away in between"), span.gap_s, False),
        (_("Before the shift, not counted"), span.before_s, False),
        (_("After the shift"), span.overtime_s, False),
        (_("of it agreed to as overtime"), day.overtime_counted_s, False),
    ]
    return tuple((what, tongue.span(s)) for what, s, always in said if always or s >= 60)


def _rules(rules: Rules, day: Day, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the shift's rules, as they are."""
    _ = tongue._
    shift = rules.shifts.get(day.shift or "")
    if shift is None:
        return ()
    pairing = {
        "first_last": _("from the first tap to the last"),
        "every_pair": _("each coming to its leaving"),
        "by_direction": _("as the readers say"),
    }
    pauses = tongue.comma.join(f"{a:%H:%M}–{b:%H:%M}" for a, b in shift.breaks)
    m = "%(m)s min"
    found = [
        (_("Taps count from"), _("%(m)s min before the start", m=shift.before_min)),
        (_("Taps count until"), _("%(m)s min after the end", m=shift.after_min)),
        (_("Grace for coming late"), _(m, m=shift.late_grace_min)),
        (_("Grace for leaving early"), _(m, m=shift.early_grace_min)),
        (_("Half a day from"), _("%(m)s min late or early", m=shift.watch_min)),
        (_("Breaks"), pauses or _("none")),
        (_("Time counts"), pairing.get(shift.pairing, shift.pairing)),
    ]
    return tuple(found)


def _changes(day: Day, at: Standing, asked: Sequence[Request], tongue: Tongue) -> tuple[str, ...]:
    """Return what would change the verdict: what the evaluator says, else what is still to come."""
    _ = tongue._
    found: list[str] = []
    if at in WAITED_FOR:
        found.append(_("A tap at a door: then it is known."))
    elif at in (Standing.IN, Standing.OUT):
        found.append(_("The tap for leaving, when it comes."))
    else:
        found += [w.text.in_(tongue.language) for w in day.why if w.code.startswith(COULD)]
    if any(r.step in WAITING for r in asked):
        found.append(_("A request for this day that is not decided yet."))
    if not found and day.final:
        found.append(_("Nothing by itself: every reader has delivered."))
    return tuple(dict.fromkeys(found))


def asked_on(requests: Iterable[Request], day: date, rules: Rules) -> tuple[Request, ...]:
    """Return the requests that touch a local day, in the order they came."""
    zone = rules.timezone

    def touches(r: Request) -> bool:
        first, last = r.since.astimezone(zone).date(), r.until.astimezone(zone).date()
        at_midnight = r.asked is not Asked.CORRECTION and r.until > r.since
        if at_midnight and r.until.astimezone(zone).time().isoformat() == "00:00:00":
            last = date.fromordinal(last.toordinal() - 1)
        return first <= day <= last

    return tuple(sorted(filter(touches, requests), key=lambda r: (r.filed_at, r.id)))
