"""A month of mine as a list to look through and sign: each day, its sums, who has signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gateway.domain.attendance.day import Day
from gateway.domain.attendance.kept import digest_of
from gateway.domain.attendance.totals import totals
from gateway.domain.closing import is_closed, month_of, signed_by, span_of
from gateway.domain.closing.state import Signature
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.attendance.standing import Clock, clock
from kiosk_web.views.marks import Mark
from kiosk_web.views.me.month import figures_of, short_day, sums_of, title_of
from kiosk_web.views.me.verdicts import verdict
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True)
class Line:
    """One day (one shift of it)."""

    day: date
    name: str
    marks: tuple[Mark, ...]
    came: Clock
    left: Clock
    worked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The page.

    Attributes:
        digest: Of exactly these days; signing other days than were shown is refused.
        states: Who has signed, or that it is closed.
        why_not: Why it cannot be signed now; empty when it can.
    """

    title: str
    key: str
    lines: tuple[Line, ...]
    sums: tuple[tuple[str, str], ...]
    digest: str
    states: tuple[Mark, ...]
    why_not: str


def sheet_view(
    snapshot: Snapshot, person: str, days: Sequence[Day], month: date, tongue: Tongue
) -> Sheet:
    """Return a month of one person to look through; `days` are theirs of that month."""
    rules, now = snapshot.rules, snapshot.now.at
    sums = totals(days)
    whole = tuple((what, f"{much} {unit}") for what, much, unit in figures_of(sums, tongue))
    return Sheet(
        title=title_of(month, tongue),
        key=month_of(month),
        lines=tuple(_line(rules, day, now, tongue) for day in days),
        sums=(*whole, *sums_of(sums, tongue)),
        digest=digest_of(days),
        states=_states(snapshot, person, days, month, tongue),
        why_not=_why_not(snapshot, person, days, month, tongue),
    )


def wants_signing(snapshot: Snapshot, person: str, days: Sequence[Day], month: date) -> bool:
    """Tell whether a month is over, judged to its end, and not signed by the person as it is."""
    if not days or _why_not(snapshot, person, days, month, Tongue.of("en")):
        return False
    own = signed_by(snapshot.office, person, month_of(month)).own
    return own is None or own.digest != digest_of(days)


def _line(rules: Rules, day: Day, now: datetime, tongue: Tongue) -> Line:
    worked = tongue.span(day.span.worked_s) if day.span and day.span.worked_s else ""
    return Line(
        day.date,
        short_day(day.date, tongue),
        verdict(rules, day, now, tongue).marks,
        clock(rules, day, day.came),
        clock(rules, day, day.left),
        worked,
    )


def _states(
    snapshot: Snapshot, person: str, days: Sequence[Day], month: date, tongue: Tongue
) -> tuple[Mark, ...]:
    _ = tongue._
    if is_closed(snapshot.office, person, month_of(month)):
        return (Mark("lock", _("Closed: it stays as it is"), "ok"),)
    signed, digest = signed_by(snapshot.office, person, month_of(month)), digest_of(days)
    found = []
    for name, who in ((signed.own, _("you")), (signed.other, _someone(snapshot, signed.other))):
        if name is None:
            continue
        at = name.at.astimezone(snapshot.rules.timezone)
        said = _(
            "Signed by %(who)s, %(day)s %(time)s",
            who=who,
            day=short_day(at.date(), tongue),
            time=hhmm(at),
        )
        if name.digest == digest:
            found.append(Mark("ok", said, "ok"))
        else:
            found.append(Mark("warn", f"{said}{tongue.pause}{_('changed since')}", "warn"))
    return tuple(found)


def _someone(snapshot: Snapshot, name: Signature | None) -> str:
    found = snapshot.rules.people.get(name.by) if name is not None else None
    return found.name if found is not None else ""


def _why_not(
    snapshot: Snapshot, person: str, days: Sequence[Day], month: date, tongue: Tongue
) -> str:
    """Return why a month cannot be signed now, as the rules would say it."""
    _, now = tongue._, snapshot.now.at
    if is_closed(snapshot.office, person, month_of(month)):
        return _("It is closed.")
    if now.date() <= span_of(month_of(month))[1]:
        return _("It can be signed once the month is over.")
    open_ = sorted({day.date for day in days if not day.final})
    if open_:
        names = tongue.comma.join(short_day(day, tongue) for day in open_[:3])
        return _("Not final yet: %(days)s. Look again tomorrow.", days=names)
    return ""
