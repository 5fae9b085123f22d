"""Which places are watched now: closed, and nothing expected there."""

from dataclasses import replace

from gateway.domain.expected import Why, expected_in
from gateway.domain.lastout import running_in
from gateway.domain.power.hours import is_surely_closed
from gateway.domain.power.state import Watched, watched
from gateway.domain.turn import Turn


def index(turn: Turn) -> Watched:
    """Return what is watched by the present rules."""
    power = turn.office.power
    if power.watched is None or power.watched.rules is not turn.rules:
        turn.change(power=replace(power, watched=watched(turn.rules), minute=None))
    known = turn.office.power.watched
    assert known is not None
    return known


def closed_now(turn: Turn) -> frozenset[str]:
    """Return the zones that are outside their hours; none while the clock is not trusted."""
    power, at = turn.office.power, turn.now.at
    minute = power.minute
    if minute is None or not 0.0 <= (at - minute).total_seconds() < 60.0:
        zones = turn.rules.zones if turn.now.trusted else ()
        closed = frozenset(z for z in zones if is_surely_closed(turn.rules, z, at))
        this = at.replace(second=0, microsecond=0)
        turn.change(power=replace(power, closed=closed, minute=this if turn.now.trusted else None))
    return turn.office.power.closed


def is_watched(turn: Turn, zone: str) -> bool:
    """Tell whether nothing should be on in a zone now.

    Work under way is left to the alert engine, which holds what it finds and
    tells it once the work is over.
    """
    if zone not in turn.office.power.closed:
        return False
    expected = expected_in(turn.office, turn.rules, zone, turn.now)
    return all(each.kind is Why.MAINTENANCE for each in expected)


def is_left_to_lastout(turn: Turn, zone: str) -> bool:
    """Tell whether a last-out check is looking at a zone, or has told facilities of it."""
    path = turn.rules.zone_path(zone)
    opened = turn.office.alerts.open
    return running_in(turn.office, path) or any(f"lastout:{z}" in opened for z in path)
