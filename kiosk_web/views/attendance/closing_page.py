"""A month's end, person by person: who has signed, what keeps it open, what changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.domain import closing
from gateway.domain.attendance.day import Day, Flag
from gateway.domain.attendance.kept import digest_of
from gateway.domain.attendance.totals import totals
from gateway.domain.closing import Difference, Signature
from gateway.domain.rules import Person
from gateway.domain.text import Json
from kiosk_web.ports import Snapshot
from kiosk_web.views.attendance.asked import name_of
from kiosk_web.views.attendance.standing import hours
from kiosk_web.views.attendance.teams import team_name
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

MOST_CHANGES = 12
"""So many differences of one person are shown; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRow:
    """One person's month; `digest` stands for the days as they are shown here.

    `waits`: A day may still become another; one lost in a gap of the readers never does.
    """

    person: str
    name: str
    number: str
    team: str
    days: str
    late: str
    absent: str
    missing: str
    away: str
    worked: str
    own: Mark
    other: Mark
    state: Mark
    digest: str
    open_days: tuple[tuple[str, str], ...]
    waits: bool
    may_sign: bool
    may_close: bool
    closed: bool
    changes: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ClosingShown:
    """All that the page shows of a month."""

    rows: tuple[ClosingRow, ...]
    is_over: bool
    to_sign: int
    to_close: int
    closed: int


def closing_shown(
    snapshot: Snapshot,
    viewer: str,
    people: Sequence[Person],
    days: Iterable[Day],
    changes: Iterable[Difference],
    span: tuple[date, date],
    tongue: Tongue,
) -> ClosingShown:
    """Return the month's end of those whom the viewer answers for."""
    theirs = [p for p in people if closing.answers_for(snapshot.rules, viewer, p.id)]
    by_person: dict[str, list[Day]] = {p.id: [] for p in theirs}
    for day in days:
        if day.person in by_person:
            by_person[day.person].append(day)
    differ: dict[str, list[Difference]] = {}
    for one in changes:
        differ.setdefault(one.person, []).append(one)
    is_over = snapshot.now.at.astimezone(snapshot.rules.timezone).date() > span[1]
    rows = tuple(
        _row(snapshot, p, by_person[p.id], differ.get(p.id, ()), span, tongue)
        for p in theirs
        if by_person[p.id]
    )
    return ClosingShown(
        rows=rows,
        is_over=is_over,
        to_sign=sum(row.may_sign for row in rows),
        to_close=sum(row.may_close for row in rows),
        closed=sum(row.closed for row in rows),
    )


def _row(
    snapshot: Snapshot,
    person: Person,
    days: Sequence[Day],
    changes: Sequence[Difference],
    span: tuple[date, date],
    tongue: Tongue,
) -> ClosingRow:
    rules, office = snapshot.rules, snapshot.office
    month = closing.month_of(span[0])
    closed = closing.is_closed(office, person.id, month)
    signed, digest = closing.signed_by(office, person.id, month), digest_of(days)
    is_over = snapshot.now.at.astimezone(rules.timezone).date() > span[1]
    not_final = list(dict.fromkeys(day.date for day in days if not day.final))
    ready = is_over and not not_final and not closed
    right = signed.other is not None and signed.other.digest == digest
    both = right and signed.own is not None and signed.own.digest == digest
    sums = totals(days)
    return ClosingRow(
        person=person.id,
        name=person.name,
        number=person.number,
        team=team_name(rules, person.team, tongue),
        days=_count(sums.days_present),
        late=_count(sums.late_times),
        absent=_count(sums.absent_days),
        missing=_count(sums.incomplete_days),
        away=_count(sums.leave_days + sums.outing_days),
        worked=hours(sums.worked_s),
        own=_signature(snapshot, signed.own, digest, tongue, closed=closed),
        other=_signature(snapshot, signed.other, digest, tongue, closed=closed),
        state=_state(tongue, closed=closed, ready=ready, both=both, is_over=is_over),
        digest=digest,
        open_days=tuple((d.isoformat(), f"{d.month}-{d.day}") for d in not_final if is_over)[:6],
        waits=any(not day.final and Flag.READER_DOWN not in day.flags for day in days),
        may_sign=ready and not right,
        may_close=ready and both,
        closed=closed,
        changes=tuple(_change(one, tongue) for one in changes[:MOST_CHANGES]),
        more=max(0, len(changes) - MOST_CHANGES),
    )


def _count(n: float) -> str:
    return f"{n:g}" if n else "–"


def _signature(
    snapshot: Snapshot, name: Signature | None, digest: str, tongue: Tongue, *, closed: bool
) -> Mark:
    """Return who has signed, and whether it is what stands there now."""
    _ = tongue._
    if closed:
        return Mark("lock", _("in the ledger"))
    if name is None:
        return Mark("k-unknown", _("not signed"))
    who = name_of(snapshot.rules, name.by)
    if name.digest != digest:
        return Mark("warn", _("%(name)s, before it changed", name=who), "warn")
    when = tongue.when(name.at, snapshot.now.at)
    return Mark("ok", f"{who} {when}", "ok")


def _state(tongue: Tongue, *, closed: bool, ready: bool, both: bool, is_over: bool) -> Mark:
    _ = tongue._
    if closed:
        return Mark("lock", _("Closed"), "ok")
    if not is_over:
        return Mark("clock", _("Not over yet"))
    if not ready:
        return Mark("warn", _("Days not final"), "warn")
    return Mark("ok", _("Can be closed"), "info") if both else Mark("clock", _("To be signed"))


def _change(one: Difference, tongue: Tongue) -> str:
    """Return a difference in words: the day, what, as it was kept and as it would be now."""
    _ = tongue._
    words = {
        "status": _("verdict"),
        "day": _("entry"),
        "late_s": _("late"),
        "early_s": _("left early"),
        "came": _("came"),
        "left": _("left"),
        "span": _("hours"),
        "taps": _("taps"),
        "flags": _("remarks"),
    }
    what, day = words.get(one.field, one.field), f"{one.date.month}-{one.date.day}"
    return f"{day} {what}{tongue.pause}{_value(one.was)} → {_value(one.now)}"


def _value(value: Json) -> str:
    if value is None or value == []:
        return "—"
    if isinstance(value, list):
        return f"({len(value)})"
    return str(value)
