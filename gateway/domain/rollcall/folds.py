"""What the ledger's facts make of a roll-call: the same live and after a restart."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.now import Now
from gateway.domain.rollcall.reports import ENDED, EXPLAINED, read_report
from gateway.domain.rollcall.state import (
    PAST_KEPT,
    Choice,
    Doubt,
    Kind,
    Line,
    RollCall,
    RollCalls,
    Word,
)
from gateway.domain.rollcall.touches import merged, standing
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

STARTED, TICKED, ADDED = "rollcall.started", "rollcall.ticked", "rollcall.added"
VISITED = "rollcall.visited"
DATED = "rollcall.dated"
"""It began before the clock was set, which it is now."""

PERSONAL = (STARTED, TICKED, ADDED, EXPLAINED)
"""The kinds that hold who was inside, or free words; what it came to stays without them."""
VISITORS = (VISITED,)
"""The kinds that hold visitors' names: kept as long as visits, which is not as long."""


def unnamed(line: Line) -> Line:
    """Return a line as a fact of `STARTED` keeps it: a visitor's name stands in another."""
    return replace(line, name="") if line.kind is Kind.VISITOR else line


def line_json(line: Line) -> dict[str, Json]:
    """Return a line as a fact keeps it."""
    return {
        "key": line.key,
        "kind": line.kind.value,
        "zone": line.zone,
        "since": line.since.isoformat(),
        "name": line.name,
        "doubt": line.doubt.value,
        "host": line.host,
        "count": line.count,
        "away": line.away,
    }


def _line(row: Json, fact: Fact) -> Line:
    body: Mapping[str, Json] = row if isinstance(row, Mapping) else {}
    return Line(
        key=str(body["key"]),
        kind=Kind(str(body["kind"])),
        zone=str(body["zone"]),
        since=datetime.fromisoformat(str(body["since"])).astimezone(fact.at.tzinfo),
        name=str(body["name"]),
        doubt=Doubt(str(body["doubt"])),
        host=str(body["host"]),
        count=int(number_in(body, "count") or 1),
        away=bool(body["away"]),
    )


def fold_started(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a roll-call that runs."""
    rows = fact.body.get("lines")
    if not isinstance(rows, list | tuple):
        return office
    begun = RollCall(
        id=fact.subject,
        drill=bool(fact.body["drill"]),
        by=str(fact.body["by"]),
        started_at=fact.at,
        is_dated=fact.body.get("clock_trusted") is not False,
        lines=tuple(_line(row, fact) for row in rows),
    )
    serial = int(number_in(fact.body, "serial") or 0)
    return _with(office, replace(office.rollcall, running=begun, serial=serial))


def fold_ticked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with something said of a line."""
    now = office.rollcall.running
    if now is None or now.id != fact.subject:
        return office
    body, line = fact.body, str(fact.body["line"])
    touched = body.get("at")
    at = fact.at if touched is None else datetime.fromisoformat(str(touched))
    word = Word(
        choice=Choice(str(body["choice"])),
        by=str(body["by"]),
        at=at.astimezone(fact.at.tzinfo),
        touch=str(body.get("touch", "")),
    )
    words = merged(now.words.get(line, ()), word)
    ticked = replace(
        now,
        words={**now.words, line: words},
        ticks={**now.ticks, line: standing(words)},
        heard_at=max(fact.at, now.heard_at or fact.at),
    )
    return _with(office, replace(office.rollcall, running=ticked))


def fold_added(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a line more; who was away and came in is looked for now."""
    now = office.rollcall.running
    if now is None or now.id != fact.subject or "line" not in fact.body:
        return office
    line = _line(fact.body["line"], fact)
    lines = (*(each for each in now.lines if each.key != line.key), line)
    return _with(office, replace(office.rollcall, running=replace(now, lines=lines)))


def fold_visited(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with the visitors of the list by name, each in their place on it."""
    now, rows = office.rollcall.running, fact.body.get("lines")
    if now is None or now.id != fact.subject or not isinstance(rows, list | tuple):
        return office
    named = {line.key: line for line in (_line(row, fact) for row in rows)}
    lines = tuple(named.pop(line.key, line) for line in now.lines)
    listed = replace(now, lines=(*lines, *named.values()))
    return _with(office, replace(office.rollcall, running=listed))


def fold_dated(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with everything moved that a wrong clock has dated; no span changes."""
    now = office.rollcall.running
    if now is None or now.id != fact.subject:
        return office
    offset = timedelta(seconds=float(str(fact.body["offset_s"])))
    wrong_from = datetime.fromisoformat(str(fact.body["wrong_from"]))
    words = {key: tuple(_moved(w, offset) for w in said) for key, said in now.words.items()}
    dated = replace(
        now,
        started_at=now.started_at + offset,
        is_dated=True,
        lines=tuple(_redated(line, wrong_from, fact.at, offset) for line in now.lines),
        ticks={key: replace(tick, at=tick.at + offset) for key, tick in now.ticks.items()},
        words=words,
        heard_at=None if now.heard_at is None else now.heard_at + offset,
    )
    return _with(office, replace(office.rollcall, running=dated))


def _moved(word: Word, offset: timedelta) -> Word:
    return replace(word, at=word.at + offset)


def _redated(line: Line, since: datetime, now: datetime, offset: timedelta) -> Line:
    """Return a line with its own instant moved if the wrong clock said it; it ends before now."""
    wrong_until = now - offset
    is_wrong = since <= line.since <= wrong_until
    return replace(line, since=line.since + offset) if is_wrong else line


def fold_ended(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a running roll-call, and with what it came to."""
    now = office.rollcall.running
    if now is None or now.id != fact.subject:
        return office
    report, past = read_report(fact), office.rollcall.past
    if report is not None:
        past = (*past, replace(report, reason=now.reason))[-PAST_KEPT:]
    return _with(office, replace(office.rollcall, running=None, past=past))


def fold_explained(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a roll-call that is about to end, and why."""
    now = office.rollcall.running
    if now is None or now.id != fact.subject:
        return office
    told = replace(now, reason=str(fact.body.get("reason", "")))
    return _with(office, replace(office.rollcall, running=told))


def _with(office: "Office", rollcall: RollCalls) -> "Office":
    return replace(office, rollcall=rollcall)


FOLDS: dict[str, Fold] = {
    STARTED: fold_started,
    TICKED: fold_ticked,
    ADDED: fold_added,
    VISITED: fold_visited,
    DATED: fold_dated,
    EXPLAINED: fold_explained,
    ENDED: fold_ended,
}
