"""Which zones a change of sessions emptied or entered."""

from gateway.domain.events import PersonLeft, ZoneEmptied, ZoneEntered
from gateway.domain.presence.pairing import Step
from gateway.domain.presence.state import Presence
from gateway.domain.rules import Rules
from gateway.domain.turn import Turn


def emptied(before: Presence, after: Presence, rules: Rules, step: Step) -> tuple[str, ...]:
    """Return the zones that a step has just made empty, innermost first."""
    if step.direction == "in":
        return ()
    left = _around({step.zone, *step.ends}, rules)
    gone = left - _around({s.zone for s in after.sessions.values()}, rules)
    if gone:
        gone &= _around({s.zone for s in before.sessions.values()}, rules)
    return tuple(sorted(gone, key=lambda z: (-len(rules.zone_path(z)), z)))


def _around(zones: set[str], rules: Rules) -> set[str]:
    return {around for zone in zones for around in rules.zone_path(zone)}


def tell_zones(turn: Turn, before: Presence, step: Step) -> tuple[str, ...]:
    """Tell who left or entered after a step; return the zones it emptied."""
    empty = emptied(before, turn.office.presence, turn.rules, step)
    gone = tuple(z for z in empty if not turn.office.visits.count_in(turn.rules.zones_below(z)))
    for zone in gone:
        turn.tell(
            ZoneEmptied(zone=zone, tap_id=step.tap_id, person=step.person, reader=step.reader)
        )
    if step.direction != "in":
        turn.tell(
            PersonLeft(zone=step.zone, tap_id=step.tap_id, person=step.person, reader=step.reader)
        )
    else:
        turn.tell(ZoneEntered(zone=step.zone, tap_id=step.tap_id, person=step.person))
    return gone
