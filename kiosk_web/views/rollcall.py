"""The roll-call page: who has to be found, who is, and what the last ones came to."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.rollcall import (
    SETTLED,
    Choice,
    Doubt,
    Kind,
    Line,
    Report,
    RollCall,
    Tick,
    who_is_in,
)
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import zone_name
from kiosk_web.views.visitor_hosts import Spell, plain
from kiosk_web.views.words import Tongue, hhmm

AWAY = "away"
OTHERS = "others"
MANY = 12
"""With more lines than so, names can be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One name on the list.

    Attributes:
        find: What it is found by, in small letters: the name, how it is typed, its initials.
        place: Its zone's id, `others`, or `away`.
        choice: What is said of it: `open`, `found`, `elsewhere`, `missing`.
        next: What a tap on the name says.
        said: Who said so, and when; empty for nothing.
    """

    key: str
    name: str
    find: tuple[str, ...]
    sub: str
    place: str
    doubt: str
    choice: str
    next: str
    said: str
    settled: bool
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One zone on the list, and how many are on it there and not found."""

    id: str
    name: str
    count: int
    open: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands on top.

    Attributes:
        id: Of the roll-call that runs, or empty.
        state: `running`, `ready` (the list as it would be now), `quiet` (how many, no names).
        open: How many are not found yet, missing ones included.
    """

    id: str
    state: str
    drill: bool
    title: str
    sub: str
    total: int
    found: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One roll-call that is over: when, what it came to, how long it took."""

    id: str
    title: str
    came_to: str
    took: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Muster:
    """The list, zone by zone.

    Attributes:
        named: With its rows, else only how many are in each.
        many: So many that names are looked for.
    """

    running: bool
    named: bool
    many: bool
    places: tuple[Place, ...]


def head_view(snapshot: Snapshot, tongue: Tongue, *, leads: bool) -> Head:
    """Return what stands on top of the page."""
    _, running = tongue._, snapshot.office.rollcall.running
    if running is not None:
        tally = running.tally()
        at = f"{running.started_at.astimezone(snapshot.rules.timezone):%H:%M:%S}"
        return Head(
            id=running.id,
            state="running",
            drill=running.drill,
            title=_("Roll-call drill") if running.drill else _("Roll-call"),
            sub=_("List as of %(at)s. It works without the internet.", at=at),
            total=tally.total,
            found=tally.found + tally.elsewhere,
            open=tally.open + tally.missing,
        )
    inside = sum(line.count for line in _lines(snapshot) if not line.away)
    names = _("None is running. Who is in, as of now.") if leads else ""
    return Head(
        id="",
        state="ready" if leads else "quiet",
        drill=False,
        title=_("Roll-call"),
        sub=names or _("None is running. How many are in, as of now; names show once one begins."),
        total=inside,
        found=0,
        open=inside,
    )


def ticks_view(snapshot: Snapshot, tongue: Tongue) -> tuple[tuple[str, str, str], ...]:
    """Return what was said: of each line its key, what it is, and who says so since when.

    Apart from the list, which hardly changes: with 300 names a touch costs every
    phone some kilobytes, and not two hundred.
    """
    running = snapshot.office.rollcall.running
    if running is None:
        return ()
    return tuple(
        (key, tick.choice.value, _said(snapshot.rules, tick, tongue))
        for key, tick in running.ticks.items()
    )


def muster_view(
    snapshot: Snapshot,
    tongue: Tongue,
    *,
    leads: bool,
    spell: Spell | None = None,
    ticked: bool = True,
) -> Muster:
    """Return the list: of the roll-call that runs, or of now; names of now for who leads.

    With `spell` names are also found as they are typed; without, as they are written.
    Not `ticked`: as if nothing had been said yet (see `ticks_view`).
    """
    running = snapshot.office.rollcall.running
    named = leads or running is not None
    found: dict[str, list[Row]] = {}
    counts: dict[str, int] = {}
    missing: dict[str, int] = {}
    for line in _lines(snapshot):
        row = _row(snapshot, line, running if ticked else None, tongue, spell if named else None)
        found.setdefault(row.place, []).append(row)
        counts[row.place] = counts.get(row.place, 0) + line.count
        if not (row.settled or row.away):
            missing[row.place] = missing.get(row.place, 0) + line.count
    places = tuple(
        Place(
            id=place,
            name=_place_name(snapshot.rules, place, tongue),
            count=counts[place],
            open=missing.get(place, 0),
            rows=tuple(rows) if named else (),
        )
        for place, rows in found.items()
    )
    return Muster(
        running=running is not None,
        named=named,
        many=sum(len(place.rows) for place in places) > MANY,
        places=places,
    )


def _lines(snapshot: Snapshot) -> tuple[Line, ...]:
    running = snapshot.office.rollcall.running
    if running is not None:
        return running.lines
    return who_is_in(snapshot.office, snapshot.rules, snapshot.now)


def _place_name(rules: Rules, place: str, tongue: Tongue) -> str:
    if place == AWAY:
        return tongue._("Out on an errand")
    return tongue._("Others") if place == OTHERS else zone_name(rules, place, tongue)


def _row(
    snapshot: Snapshot, line: Line, running: RollCall | None, tongue: Tongue, spell: Spell | None
) -> Row:
    rules, name = snapshot.rules, _name(snapshot.rules, line, tongue)
    tick = running.ticks.get(line.key) if running is not None else None
    choice = tick.choice if tick is not None else Choice.OPEN
    place = AWAY if line.away else line.zone if line.zone in rules.zones else OTHERS
    return Row(
        key=line.key,
        name=name,
        find=_find(name, spell),
        sub=_sub(snapshot, line, tongue),
        place=place,
        doubt=_doubt(line, tongue) if choice not in SETTLED else "",
        choice=choice.value,
        next=(Choice.FOUND if choice is Choice.OPEN else Choice.OPEN).value,
        said=_said(rules, tick, tongue),
        settled=choice in SETTLED,
        away=line.away,
    )


def _name(rules: Rules, line: Line, tongue: Tongue) -> str:
    if line.kind is Kind.PERSON:
        person = rules.people.get(line.key.removeprefix("p:"))
        return person.name if person else line.key
    many = f" ×{line.count}" if line.count > 1 else ""
    return f"{line.name or tongue._('Somebody without a badge')}{many}"


def _find(name: str, spell: Spell | None) -> tuple[str, ...]:
    own = plain(name)
    if spell is None:
        return (own,)
    spelled = spell(name)
    return tuple(dict.fromkeys((own, spelled.full, spelled.initials)))


def _sub(snapshot: Snapshot, line: Line, tongue: Tongue) -> str:
    _, rules = tongue._, snapshot.rules
    since = line.since.astimezone(rules.timezone)
    today = since.date() == snapshot.now.at.astimezone(rules.timezone).date()
    at = hhmm(since) if today else f"{since:%m-%d %H:%M}"
    if line.kind is Kind.VISITOR:
        host = rules.people.get(line.host)
        return _("Visitor of %(name)s, %(at)s", name=host.name if host else line.host, at=at)
    if line.kind is Kind.SAID:
        return _("Added at %(at)s", at=at)
    if line.away:
        return _("out since %(at)s", at=at)
    if _has_left(snapshot, line):
        return _("in at %(at)s, signed out since", at=at)
    return _("since %(at)s", at=at)


def _has_left(snapshot: Snapshot, line: Line) -> bool:
    """Tell whether somebody on the list has signed out since: a hint, and no proof."""
    if snapshot.office.rollcall.running is None or line.doubt is Doubt.SAID:
        return False
    sessions = snapshot.office.presence.sessions.values()
    return all(f"p:{session.person}" != line.key for session in sessions)


def _doubt(line: Line, tongue: Tongue) -> str:
    _ = tongue._
    return {
        Doubt.NONE: "",
        Doubt.SHIFT_OVER: _("forgot to tap out?"),
        Doubt.NOT_NOTICED: _("not noticed for long"),
        Doubt.CLOCK: _("the clock was not set"),
        Doubt.SAID: _("said to be inside"),
    }[line.doubt]


def _said(rules: Rules, tick: Tick | None, tongue: Tongue) -> str:
    if tick is None or tick.choice is Choice.OPEN:
        return ""
    _ = tongue._
    word = {
        Choice.FOUND: _("Found"),
        Choice.ELSEWHERE: _("Elsewhere"),
        Choice.MISSING: _("Not found, missing"),
    }[tick.choice]
    at = hhmm(tick.at.astimezone(rules.timezone))
    by = f"{by_name(rules, tick.by, tongue)} {at}"
    return by if tick.choice is Choice.FOUND else tongue.dot.join((word, by))


def by_name(rules: Rules, by: str, tongue: Tongue) -> str:
    """Return who did something: a person's name, or what screen it was."""
    person = rules.people.get(by)
    if person is not None:
        return person.name
    reader = rules.readers.get(by.partition(":")[2])
    return reader.name.in_(tongue.language) if reader else tongue._("a screen")


def past_view(snapshot: Snapshot, tongue: Tongue) -> tuple[Past, ...]:
    """Return the last roll-calls, newest first, with how long it took until each was found."""
    past = reversed(snapshot.office.rollcall.past)
    return tuple(_past(snapshot.rules, report, tongue) for report in past)


def _past(rules: Rules, report: Report, tongue: Tongue) -> Past:
    _ = tongue._
    at: datetime = report.started_at.astimezone(rules.timezone)
    kind = _("Drill") if report.drill else _("Roll-call")
    came_to = _(
        "%(found)s of %(total)s found", found=report.found + report.elsewhere, total=report.total
    )
    if report.missing:
        came_to = tongue.dot.join((came_to, _("%(n)s missing", n=report.missing)))
    return Past(
        id=report.id,
        title=f"{kind} {at:%Y-%m-%d %H:%M}",
        came_to=came_to,
        took=_took(report, tongue),
        reason=report.reason,
    )


def _took(report: Report, tongue: Tongue) -> str:
    _ = tongue._
    if report.last_s is None:
        return ""
    if report.half_s is None:
        return _("the last after %(last)s", last=mmss(report.last_s))
    half, last = mmss(report.half_s), mmss(report.last_s)
    return _("half after %(half)s, the last after %(last)s", half=half, last=last)


def mmss(seconds: float) -> str:
    """Return a length of time in minutes and seconds: `3:07`; from an hour on `1:03:07`."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}"
