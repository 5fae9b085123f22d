"""A roll-call begins, is ticked off on several screens at once, and ends.

No row of it is vital: a full disk stops no evacuation. Each tick says what the
line is, never "the other way round", so that two phones cannot undo each other;
which word is the last is told by when it was touched (`touches`).
"""

from typing import TYPE_CHECKING

from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
    ZoneEntered,
)
from gateway.domain.events.between import ClockSet
from gateway.domain.presence.dates import mark_clock
from gateway.domain.rollcall import words
from gateway.domain.rollcall.folds import ADDED, DATED, STARTED, TICKED, VISITED, line_json, unnamed
from gateway.domain.rollcall.muster import who_is_in
from gateway.domain.rollcall.reports import ENDED, EXPLAINED, report_json
from gateway.domain.rollcall.state import Choice, Doubt, Kind, Line, RollCall
from gateway.domain.rollcall.touches import is_known, touched_at
from gateway.domain.rules import Rules
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

LEADING = frozenset({"facilities", "reception", "duty_leader", "admin"})
"""Roles that may begin and end a roll-call."""
KIOSK = "kiosk:"
"""How the name of a paired entry screen begins: it may too, held to confirm."""
MOST_ADDED = 50


def may_lead(rules: Rules, by: str) -> bool:
    """Tell whether a person (or a kiosk's name) may begin and end a roll-call."""
    person = rules.people.get(by)
    if person is None:
        return by.startswith(KIOSK)
    return person.active and not LEADING.isdisjoint(person.roles)


def running(office: "Office") -> RollCall | None:
    """Return the roll-call that runs, or None."""
    return office.rollcall.running


def on_started(turn: Turn, event: RollCallStarted) -> None:
    """Begin with everybody who counts as in now; one at a time."""
    now = turn.office.rollcall.running
    if not may_lead(turn.rules, event.by):
        turn.reply("not_allowed", words.NOT_ALLOWED, ok=False)
    elif now is not None:
        turn.reply("already", words.RUNNING, ok=True, rollcall=now.id)
    else:
        serial = turn.office.rollcall.serial + 1
        lines = who_is_in(turn.office, turn.rules, turn.now)
        body: dict[str, Json] = {
            "serial": serial,
            "by": event.by,
            "drill": event.drill,
            "lines": [line_json(unnamed(line)) for line in lines],
        }
        if not turn.now.trusted:
            mark_clock(turn)
            body["clock_trusted"] = False
        turn.record(STARTED, f"rc{serial}", body, vital=False)
        _name(turn, f"rc{serial}", tuple(line for line in lines if line.kind is Kind.VISITOR))
        turn.reply("started", words.STARTED, ok=True, rollcall=f"rc{serial}")


def on_clock_set(turn: Turn, event: ClockSet) -> None:
    """Move one that began before the clock was set to where it belongs: its spans stay."""
    now = turn.office.rollcall.running
    if now is None or now.is_dated:
        return
    body: dict[str, Json] = {"offset_s": event.offset_s, "wrong_from": event.wrong_from.isoformat()}
    turn.record(DATED, now.id, body, vital=False)


def on_ticked(turn: Turn, event: RollCallTicked) -> None:
    """Keep what somebody says of a line; the last word counts, by when it was touched."""
    now = turn.office.rollcall.running
    if event.choice not in list(Choice):
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif event.rollcall and (now is None or event.rollcall != now.id):
        _too_late(turn, event)
    elif now is None:
        turn.reply("none_runs", words.NONE_RUNS, ok=False)
    elif event.line not in {line.key for line in now.lines}:
        turn.reply("unknown_line", words.UNKNOWN_LINE, ok=False)
    elif is_known(now.words.get(event.line, ()), event.touch):
        turn.reply("already", words.TICKED, ok=True)
    else:
        _tick(turn, now, event)


def _tick(turn: Turn, now: RollCall, event: RollCallTicked) -> None:
    before = now.choice_of(event.line)
    touched = touched_at(now, turn.now.at, event.age_s)
    turn.record(TICKED, now.id, _said(event) | {"at": touched.isoformat()}, vital=False)
    after = turn.office.rollcall.running
    if after is not None and after.choice_of(event.line) != event.choice:
        turn.reply("superseded", words.SUPERSEDED, ok=True)
    else:
        code = "already" if before == event.choice else "done"
        turn.reply(code, words.TICKED, ok=True)


def _too_late(turn: Turn, event: RollCallTicked) -> None:
    """Keep a word on a roll-call that is over: it changes nothing, but was said."""
    known = event.rollcall in {report.id for report in turn.office.rollcall.past}
    if known:
        turn.record(TICKED, event.rollcall, _said(event), vital=False)
    turn.reply("too_late", words.TOO_LATE, ok=False)


def _said(event: RollCallTicked) -> dict[str, Json]:
    said: dict[str, Json] = {"line": event.line, "choice": event.choice, "by": event.by}
    return said | {"touch": event.touch} if event.touch else said


def on_added(turn: Turn, event: RollCallAdded) -> None:
    """Put somebody on the list whom no door knows."""
    now, text = turn.office.rollcall.running, tidy(event.text)
    if now is None:
        turn.reply("none_runs", words.NONE_RUNS, ok=False)
    elif not text:
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    elif sum(line.kind is Kind.SAID for line in now.lines) >= MOST_ADDED:
        turn.reply("too_many", words.TOO_MANY, ok=False)
    else:
        line = Line(
            key=f"x:{len(now.lines) + 1}",
            kind=Kind.SAID,
            zone="",
            since=turn.now.at,
            name=text,
            doubt=Doubt.SAID,
        )
        _add(turn, now, line, event.by)
        turn.reply("done", words.ADDED, ok=True, line=line.key)


def on_entered(turn: Turn, event: ZoneEntered) -> None:
    """Somebody comes in while it runs, or goes further in: listed where they are now.

    Who was out on an errand is looked for again; what was said of a line stays.
    """
    now = turn.office.rollcall.running
    if now is None:
        return
    places = {line.key: line.zone for line in now.lines if not line.away}
    for line in who_is_in(turn.office, turn.rules, turn.now):
        mine = line.key == f"p:{event.person}" or (not event.person and line.kind is Kind.VISITOR)
        if mine and not line.away and places.get(line.key) != line.zone:
            _add(turn, now, line, "")


def _name(turn: Turn, rollcall: str, visitors: tuple[Line, ...]) -> None:
    """Put visitors on the list by name, in a fact that is kept no longer than visits are."""
    if visitors:
        body: dict[str, Json] = {"lines": [line_json(line) for line in visitors]}
        turn.record(VISITED, rollcall, body, vital=False)


def _add(turn: Turn, now: RollCall, line: Line, by: str) -> None:
    if line.kind is Kind.VISITOR:
        _name(turn, now.id, (line,))
        return
    turn.record(ADDED, now.id, {"line": line_json(line), "by": by}, vital=False)


def on_ended(turn: Turn, event: RollCallEnded) -> None:
    """End it when everybody is found, or with a reason; keep how long each took."""
    now, reason = turn.office.rollcall.running, tidy(event.reason)
    if now is None:
        turn.reply("none_runs", words.NONE_RUNS, ok=False)
        return
    tally = now.tally()
    lost = tally.open + tally.missing
    if not may_lead(turn.rules, event.by):
        turn.reply("not_allowed", words.NOT_ALLOWED, ok=False)
    elif lost and not reason:
        turn.reply("words_missing", words.still_missing(lost), ok=False, missing=lost)
    else:
        if reason:
            turn.record(EXPLAINED, now.id, {"reason": reason}, vital=False)
        turn.record(ENDED, now.id, report_json(now, event.by), vital=False)
        turn.reply("ended", words.ENDED, ok=True, missing=lost, rollcall=now.id)
