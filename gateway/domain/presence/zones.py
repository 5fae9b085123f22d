"""Which zones a change of sessions emptied or entered."""

from gateway.domain.events import ZoneEmptied, ZoneEntered
from gateway.domain.presence.pairing import Step
from gateway.domain.presence.state import Presence
from gateway.domain.rules import Rules
from gateway.domain.turn import Turn


def emptied(before: Presence, after: Presence, rules: Rules) -> tuple[str, ...]:
    """Return the zones that have just become empty, innermost first."""
    had = {s.zone for s in before.sessions.values()}
    has = {s.zone for s in after.sessions.values()}
    if had <= has:
        return ()
    gone = _around(had, rules) - _around(has, rules)
    return tuple(sorted(gone, key=lambda z: (-len(rules.zone_path(z)), z)))


def _around(zones: set[str], rules: Rules) -> set[str]:
    return {around for zone in zones for around in rules.zone_path(zone)}


def tell_zones(turn: Turn, before: Presence, step: Step) -> tuple[str, ...]:
    """Tell who left or entered after a step; return the zones it emptied."""
    gone = emptied(before, turn.office.presence, turn.rules)
    for zone in gone:
        turn.tell(
            ZoneEmptied(zone=zone, tap_id=step.tap_id, person=step.person, reader=step.reader)
        )
    if step.direction == "in":
        turn.tell(ZoneEntered(zone=step.zone, tap_id=step.tap_id, person=step.person))
    return gone
