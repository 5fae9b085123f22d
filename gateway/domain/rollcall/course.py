"""A roll-call begins, is ticked off on several screens at once, and ends.

No row of it is vital: a full disk stops no evacuation. Each tick says what the
line is, never "the other way round", so that two phones cannot undo each other.
"""

from typing import TYPE_CHECKING

from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
    ZoneEntered,
)
from gateway.domain.rollcall import words
from gateway.domain.rollcall.folds import ADDED, ENDED, STARTED, TICKED, line_json
from gateway.domain.rollcall.muster import who_is_in
from gateway.domain.rollcall.state import Choice, Doubt, Kind, Line, RollCall
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
            "lines": [line_json(line) for line in lines],
        }
        turn.record(STARTED, f"rc{serial}", body, vital=False)
        turn.reply("started", words.STARTED, ok=True, rollcall=f"rc{serial}")


def on_ticked(turn: Turn, event: RollCallTicked) -> None:
    """Keep what somebody says of a line; the last word counts."""
    now = turn.office.rollcall.running
    if now is None:
        turn.reply("none_runs", words.NONE_RUNS, ok=False)
    elif event.line not in {line.key for line in now.lines}:
        turn.reply("unknown_line", words.UNKNOWN_LINE, ok=False)
    elif event.choice not in list(Choice):
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif now.choice_of(event.line) == event.choice:
        turn.reply("already", words.TICKED, ok=True)
    else:
        body: dict[str, Json] = {"line": event.line, "choice": event.choice, "by": event.by}
        turn.record(TICKED, now.id, body, vital=False)
        turn.reply("done", words.TICKED, ok=True)


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
    """Somebody comes in while it runs: they are on the list too, or are looked for again."""
    now = turn.office.rollcall.running
    if now is None:
        return
    keys = {line.key for line in now.lines if not line.away}
    for line in who_is_in(turn.office, turn.rules, turn.now):
        mine = line.key == f"p:{event.person}" or (not event.person and line.kind is Kind.VISITOR)
        if mine and not line.away and line.key not in keys:
            _add(turn, now, line, "")


def _add(turn: Turn, now: RollCall, line: Line, by: str) -> None:
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
        body: dict[str, Json] = {
            "by": event.by,
            "reason": reason,
            "total": tally.total,
            "found": tally.found,
            "elsewhere": tally.elsewhere,
            "missing": lost,
            "found_s": found_after_s(now),
        }
        turn.record(ENDED, now.id, body, vital=False)
        turn.reply("ended", words.ENDED, ok=True, missing=lost)


def found_after_s(rollcall: RollCall) -> tuple[float, ...]:
    """Return how long it took until each line was found, in seconds, shortest first."""
    found = (t.at for t in rollcall.ticks.values() if t.choice is Choice.FOUND)
    spans = ((at - rollcall.started_at).total_seconds() for at in found)
    return tuple(sorted(max(0.0, round(span, 1)) for span in spans))
