"""Requests as whoever decides reads them: who, what, when, how long, what to mind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from babel.dates import format_date

from gateway.domain.office import Office
from gateway.domain.requests import WAITING, Asked, Request, Step, balances, deciders
from gateway.domain.requests.words import MARKS, STEPS, what_of
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.attendance.teams import team_name
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm

ICONS = {
    Asked.LEAVE: "calendar",
    Asked.OUTING: "outing",
    Asked.OVERTIME: "clock",
    Asked.CORRECTION: "badge",
}
STEP_SIGNS = {
    Step.ASKED: ("clock", "info"),
    Step.FIRST_APPROVAL: ("clock", "info"),
    Step.APPROVED: ("ok", "ok"),
    Step.REFUSED: ("bad", "bad"),
    Step.WITHDRAWN: ("undo", ""),
    Step.CANCEL_ASKED: ("clock", "info"),
    Step.CANCELLED: ("close", ""),
}
SHOWN_DECIDED = 30
WEEKS = timedelta(weeks=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One request that waits for the viewer."""

    id: str
    icon: str
    name: str
    team: str
    what: str
    when: str
    long: str
    place: str
    reason: str
    filed: str
    marks: tuple[Mark, ...]
    balance: str
    over: bool
    before: tuple[str, ...]
    cancels: bool
    person: str
    day: str


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list: what became of it, by whom, or who is to decide."""

    icon: str
    name: str
    what: str
    when: str
    mark: Mark
    by: str
    note: str
    person: str
    day: str


def card(snapshot: Snapshot, request: Request, tongue: Tongue) -> Card:
    """Return a request as a card to decide about."""
    rules, _ = snapshot.rules, tongue._
    person = rules.people.get(request.person)
    filed = tongue.when(request.filed_at, snapshot.now.at)
    by = "" if request.by == request.person else name_of(rules, request.by)
    balance, over = _balance(snapshot.office, rules, request, tongue)
    return Card(
        id=request.id,
        icon=ICONS[request.asked],
        name=name_of(rules, request.person),
        team=team_name(rules, person.team if person else "", tongue),
        what=what_of(rules, request).in_(tongue.language),
        when=when_words(rules, request, tongue),
        long=long_words(request, tongue),
        place=request.what if request.asked is Asked.OUTING else "",
        reason=request.reason,
        filed=_("asked %(when)s, filed by %(name)s", when=filed, name=by)
        if by
        else _("asked %(when)s", when=filed),
        marks=tuple(
            Mark("warn", MARKS[mark].in_(tongue.language), "warn")
            for mark in request.marks
            if mark in MARKS
        ),
        balance=balance,
        over=over,
        before=tuple(
            _(
                "%(name)s agreed, %(when)s",
                name=name_of(rules, d.by),
                when=_at(snapshot, d.at, tongue),
            )
            for d in request.decided
            if d.choice.startswith("approve")
        ),
        cancels=request.step is Step.CANCEL_ASKED,
        person=request.person,
        day=request.since.astimezone(rules.timezone).date().isoformat(),
    )


def _at(snapshot: Snapshot, at: datetime, tongue: Tongue) -> str:
    return tongue.when(at, snapshot.now.at)


def _balance(office: Office, rules: Rules, request: Request, tongue: Tongue) -> tuple[str, bool]:
    """Return what is left of the kind of leave, and whether this is more than that."""
    if request.asked is not Asked.LEAVE:
        return "", False
    year = request.since.astimezone(rules.timezone).year
    found = balances(office, rules, request.person, year)
    left = next((b.left_days for b in found if b.kind == request.what), None)
    if left is None:
        return "", False
    return tongue._("%(n)s days left this year", n=f"{left:g}"), request.days > left


def line(snapshot: Snapshot, request: Request, tongue: Tongue) -> Line:
    """Return a request as a line of a list."""
    rules, _ = snapshot.rules, tongue._
    icon, tone = STEP_SIGNS[request.step]
    by, note = "", ""
    if request.step in WAITING:
        names = [
            name_of(rules, who) for who in deciders(snapshot.office, rules, request, snapshot.now)
        ]
        by = _("waits for %(names)s", names=tongue.comma.join(names)) if names else ""
    elif request.decided:
        last = request.decided[-1]
        by, note = f"{name_of(rules, last.by)} {_at(snapshot, last.at, tongue)}", last.note
    return Line(
        icon=ICONS[request.asked],
        name=name_of(rules, request.person),
        what=what_of(rules, request).in_(tongue.language),
        when=when_words(rules, request, tongue),
        mark=Mark(icon, STEPS[request.step].in_(tongue.language), tone),
        by=by,
        note=note,
        person=request.person,
        day=request.since.astimezone(rules.timezone).date().isoformat(),
    )


def decided_lately(found: Iterable[Request], now: datetime) -> list[Request]:
    """Return what was decided in the last weeks, newest first."""
    done = [r for r in found if r.step not in WAITING and r.decided]
    recent = [r for r in done if now - r.decided[-1].at <= WEEKS]
    return sorted(recent, key=lambda r: r.decided[-1].at, reverse=True)[:SHOWN_DECIDED]


def name_of(rules: Rules, person: str) -> str:
    """Return what somebody is called; the id of one not known."""
    found = rules.people.get(person)
    return found.name if found else person


def when_words(rules: Rules, request: Request, tongue: Tongue) -> str:
    """Return when it is for: `11 月 23 日 周一 09:00–12:00`, whole days without hours."""
    zone = rules.timezone
    since, until = request.since.astimezone(zone), request.until.astimezone(zone)
    if since == until:
        return f"{_date(since, tongue)} {hhmm(since)}"
    last = until - timedelta(minutes=1)
    if since.time() == until.time() == time():
        return _date(since, tongue) if since.date() == last.date() else _span(since, last, tongue)
    if since.date() == last.date():
        return f"{_date(since, tongue)} {hhmm(since)}–{hhmm(until)}"
    return f"{_date(since, tongue)} {hhmm(since)} – {_date(until, tongue)} {hhmm(until)}"


def _span(since: datetime, last: datetime, tongue: Tongue) -> str:
    return f"{_date(since, tongue)} – {_date(last, tongue)}"


def _date(at: datetime, tongue: Tongue) -> str:
    pattern = "M 月 d 日 EEE" if tongue.language == "zh" else "EEE d MMM"
    return str(format_date(at, pattern, locale=tongue.locale))


def long_words(request: Request, tongue: Tongue) -> str:
    """Return how long it is: working days of a leave, else hours; nothing of a tap."""
    if request.asked is Asked.CORRECTION:
        return ""
    if request.asked is Asked.LEAVE and request.days >= 1:
        return tongue.n(
            "%(d)s day", "%(d)s days", 1 if request.days == 1 else 2, d=f"{request.days:g}"
        )
    return tongue.span(request.seconds)
