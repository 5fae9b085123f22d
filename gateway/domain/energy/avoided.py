"""What the last-one-out check did not let go to waste.

What was switched off would have gone on until the zone opens next. It counts
from the end of the check until then, or until somebody comes before: as
measured by the zone's meter where the check was verified, as an estimate from
the things confirmed off where there is no meter, and not at all where nobody
knows when the zone opens.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.energy.counter import HOUR_S
from gateway.domain.energy.state import Avoiding
from gateway.domain.events import LastOutEnded, MinuteBegan, ZoneEntered
from gateway.domain.now import Now
from gateway.domain.opening import next_opening
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Turn, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

MEASURED = frozenset({"verified"})
ESTIMATED = frozenset({"commanded_only", "left_on"})
"""How a check may end that switched something off for good; other ends are not counted."""


def on_lastout_ended(turn: Turn, event: LastOutEnded) -> None:
    """Begin to count what the check has spared the zone."""
    spared_w, measured = _spared(event)
    until = next_opening(turn.rules, event.zone, turn.now.at) if turn.now.trusted else None
    if spared_w < 1.0 or until is None:
        return
    end_of(turn, (event.zone,), "again")
    body: dict[str, Json] = {
        "watts": round(spared_w, 1),
        "measured": measured,
        "until": until.isoformat(),
    }
    turn.record("energy.avoiding", event.zone, body, vital=False)


def _spared(event: LastOutEnded) -> tuple[float, bool]:
    """Return how many watts a check has taken away, and whether that was measured."""
    if event.outcome in MEASURED and event.start_w is not None and event.end_w is not None:
        return event.start_w - event.end_w, True
    if event.outcome in MEASURED | ESTIMATED and event.off_w is not None:
        return event.off_w, False
    return 0.0, False


def on_zone_entered(turn: Turn, event: ZoneEntered) -> None:
    """Somebody came: from now on it would not have been waste."""
    if turn.office.energy.avoiding:
        end_of(turn, turn.rules.zone_path(event.zone), "entered")


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """A zone opens: what was on would have been wanted."""
    avoiding = turn.office.energy.avoiding
    end_of(turn, [z for z, each in avoiding.items() if each.until <= turn.now.at], "opened")


def end_of(turn: Turn, zones: tuple[str, ...] | list[str], why: str) -> None:
    """Keep what was spared in some zones up to now, or to when they opened."""
    for zone in zones:
        avoiding = turn.office.energy.avoiding.get(zone)
        if avoiding is None:
            continue
        until = min(avoiding.until, turn.now.at)
        body: dict[str, Json] = {
            "since": avoiding.began_at.isoformat(),
            "until": until.isoformat(),
            "wh": round(avoided_wh(avoiding, until), 1),
            "watts": avoiding.watts,
            "measured": avoiding.measured,
            "why": why,
        }
        turn.record("energy.avoided", zone, body, vital=False)


def avoided_wh(avoiding: Avoiding, at: datetime) -> float:
    """Return what was spared up to an instant, in watt-hours."""
    span_s = (min(at, avoiding.until) - avoiding.began_at).total_seconds()
    return avoiding.watts * max(0.0, span_s) / HOUR_S


def fold_avoiding(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a zone that is being spared something."""
    avoiding = Avoiding(
        watts=number_in(fact.body, "watts") or 0.0,
        measured=fact.body.get("measured") is True,
        began_at=fact.at,
        until=datetime.fromisoformat(str(fact.body["until"])),
    )
    after = {**office.energy.avoiding, fact.subject: avoiding}
    return replace(office, energy=replace(office.energy, avoiding=after))


def fold_avoided(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a zone that is spared nothing any more."""
    rest = {z: each for z, each in office.energy.avoiding.items() if z != fact.subject}
    return replace(office, energy=replace(office.energy, avoiding=rest))
