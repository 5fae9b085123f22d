"""All sentences of one verdict: which shift, what counted and why, what would change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.domain.attendance import reasons, remedies
from gateway.domain.attendance.day import Flag, Outage, Status, Why
from gateway.domain.attendance.excused import Excused
from gateway.domain.attendance.overtime import Overtime
from gateway.domain.attendance.patterns import is_known
from gateway.domain.attendance.placing import Placed
from gateway.domain.attendance.shifts import ROSTER, Window, old_until
from gateway.domain.attendance.staying import Stay
from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found of one shift; `why` is the status's own sentence, if it has one."""

    window: Window
    taps: Sequence[Placed]
    stay: Stay
    free: Excused
    status: Status
    flags: tuple[Flag, ...]
    late_s: int
    early_s: int
    over: Overtime
    lost: tuple[Outage, ...]
    why: Why | None


def explained(rules: Rules, judged: Judged) -> tuple[Why, ...]:
    """Return the sentences of a verdict; the last ones say what would change it."""
    return (*_found(rules, judged), *_remedies(judged))


def _found(rules: Rules, judged: Judged) -> Iterator[Why]:
    window, stay = judged.window, judged.stay
    yield reasons.shift(rules, window)
    until = old_until(rules.shifts.get(window.shift.id), window.day)
    if until is not None:
        yield reasons.as_it_was(until)
    if window.by != ROSTER and not is_known(window.by):
        yield reasons.unknown_pattern(window.by)
    for tap in judged.taps:
        if tap.note:
            yield reasons.note(rules, tap)
        if tap.mark is not None and tap.mark.is_declared:
            yield reasons.declared(rules, tap)
        if tap.mark is not None and tap.mark.witness:
            yield reasons.witnessed(rules, tap)
    if stay.guessed and stay.left is not None:
        yield reasons.guessed(rules, stay.left)
    yield from reasons.late_early(window, judged.late_s, judged.early_s)
    for away in judged.free.used:
        yield reasons.away(rules, away)
    if judged.why is not None:
        yield judged.why
    if judged.over.is_told:
        yield reasons.overtime(judged.over)
    for outage in judged.lost:
        yield reasons.reader_down(rules, outage)
    if Flag.UNKNOWN_CALENDAR in judged.flags:
        yield reasons.UNKNOWN_CALENDAR


def _remedies(judged: Judged) -> Iterator[Why]:
    """Yield what would change the verdict, where a person could act."""
    status, missing = judged.status, judged.stay.missing
    if status is Status.INCOMPLETE:
        yield remedies.DECLARE[missing]
    elif status is Status.ABSENT and not judged.stay.pairs:
        yield remedies.DECLARE_BOTH
        yield remedies.FILE_LEAVE
    elif judged.late_s or judged.early_s or status in (Status.HALF_DAY, Status.ABSENT):
        yield remedies.EXCUSE
    if judged.free.status is not None and judged.taps:
        yield remedies.CANCEL_AWAY
    if judged.over.is_told and judged.over.shown_s > judged.over.counted_s:
        yield remedies.ASK_OVERTIME
    if Flag.UNKNOWN_CALENDAR in judged.flags:
        yield remedies.PUBLISH
