"""A check that goes on later: what held it back is over, or half of its zone is empty still.

Somebody was said to be inside and nothing was noticed of them for half an hour; a
meeting had kept a zone from going off and is over; a thing was left on until
a time, and that has come; a check of two floors was stopped because somebody came to one. It asks
again, and goes off by itself as before.

Where nothing could notice anybody (no motion sensor), silence proves nothing:
who was said to be inside stays there for all this knows, and nothing is switched.
"""

from datetime import timedelta

from gateway.domain.events import EvidenceSeen, MinuteBegan, TimePassed, ZoneEntered
from gateway.domain.expected import Why, expected_in, is_expected
from gateway.domain.lastout.begin import Leaver, ask, head_count_in, items_in
from gateway.domain.lastout.course import LATE_S, stop
from gateway.domain.lastout.folds import INSIDE_S
from gateway.domain.lastout.state import Check, Inside, LeftOn, Outcome, running_in
from gateway.domain.presence import counted_zone
from gateway.domain.rooms.survey import ON
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.domain.turn import Turn

EXPECTED = "expected:"
"""How the reason begins of a zone that waited for what the office knew of."""

NEWS_S = 60.0
"""Evidence is kept once in this time; a sensor says the same every few seconds."""


def expects(why: str) -> bool:
    """Tell whether a zone counts as occupied because the office knew of something itself."""
    return why.startswith(EXPECTED)


def sees_people(rules: Rules, zone: str) -> bool:
    """Tell whether anything would notice somebody who sits in a zone: a motion sensor."""
    below = rules.zones_below(zone)
    return any(i.kind == "motion" and i.zone in below for i in rules.inputs.values())


def on_evidence_seen(turn: Turn, event: EvidenceSeen) -> None:
    """Somebody is noticed in a zone where somebody was said to be."""
    inside = turn.office.lastout.inside
    if not inside:
        return
    for zone in turn.rules.zone_path(event.zone):
        known = inside.get(zone)
        if known is not None and known.occupied_until_s < turn.now.mono_s + INSIDE_S - NEWS_S:
            turn.record("lastout.inside", zone, {"what": event.what}, vital=False)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Nothing was noticed of somebody said to be inside for half an hour."""
    for zone, inside in turn.office.lastout.inside.items():
        if inside.occupied_until_s <= turn.now.mono_s:
            _inside_over(turn, zone, inside)


def _inside_over(turn: Turn, zone: str, inside: Inside) -> None:
    late_s = turn.now.mono_s - inside.occupied_until_s
    reasons = expected_in(turn.office, turn.rules, zone, turn.now)
    if expects(inside.why) and reasons and all(r.kind is not Why.PEOPLE for r in reasons):
        turn.record("lastout.inside", zone, {"what": f"{EXPECTED}{reasons[0].kind}"}, vital=False)
        return
    turn.record("lastout.quiet", zone, {"why": inside.why})
    if zone not in turn.rules.zones or late_s > LATE_S:
        return
    if expects(inside.why) or sees_people(turn.rules, zone):
        _again(turn, zone, inside, "quiet")


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """The time is over for which something was left on."""
    if not turn.now.trusted or not turn.office.lastout.left_on:
        return
    over: dict[str, list[str]] = {}
    whose: dict[str, LeftOn] = {}
    for channel, kept in turn.office.lastout.left_on.items():
        if kept.until is not None and kept.until <= turn.now.at:
            over.setdefault(kept.zone, []).append(channel)
            whose[kept.zone] = kept
    for zone, channels in over.items():
        turn.record("lastout.time_over", zone, {"channels": list(channels)})
        until = whose[zone].until
        is_late = until is None or turn.now.at - until > timedelta(seconds=LATE_S)
        if zone in turn.rules.zones and not is_late:
            _again(turn, zone, whose[zone], "time")


def on_zone_entered(turn: Turn, event: ZoneEntered) -> None:
    """Somebody came: what was left on until then is theirs, and their leaving asks anew.

    They came to every zone around the door, and to those inside that have no door of
    their own; the choice for a room behind another door waits for whoever goes there.
    """
    path = turn.rules.zone_path(event.zone)
    over: dict[str, list[Json]] = {}
    for channel, kept in turn.office.lastout.left_on.items():
        if kept.until is None and counted_zone(turn.rules, kept.zone) in path:
            over.setdefault(kept.zone, []).append(channel)
    for zone, channels in over.items():
        turn.record("lastout.time_over", zone, {"channels": channels, "why": "entered"})


def _again(turn: Turn, zone: str, of: Inside | LeftOn, why: str) -> None:
    """Ask again, if the zone is empty still and something in it is on."""
    if is_expected(turn.office, turn.rules, zone, turn.now):
        return  # who is in, or comes for it, is asked when they leave
    if running_in(turn.office, turn.rules.zone_path(zone)):
        return
    if any(item.state == ON for item in items_in(turn.office, turn.rules, zone)):
        person = of.person if isinstance(of, Inside) else of.by
        ask(turn, Leaver(person=person, tap_id=of.tap_id, reader=of.reader), zone, why)


def stop_for(turn: Turn, check: Check, zone: str) -> None:
    """Somebody came to a zone: stop the check around it, and go on with what is empty still."""
    rest = _still_empty(turn, check, zone)
    spared = turn.rules.zones_below(rest) if rest is not None else ()
    stop(turn, check, Outcome.RETURNED, "entered", spared=frozenset(spared))
    if rest is not None:
        leaver = Leaver(person=check.person, tap_id=check.tap_id, reader=check.reader)
        ask(turn, leaver, rest, "entered")


def _still_empty(turn: Turn, check: Check, entered: str) -> str | None:
    """Return the largest zone around the leaver's door that nobody has come to, or None."""
    reader = turn.rules.readers.get(check.reader)
    here = turn.rules.zone_path(entered)
    for zone in reversed(turn.rules.zone_path(reader.zone) if reader else ()):
        inside = zone != check.zone and check.zone in turn.rules.zone_path(zone)
        if inside and zone not in here and not head_count_in(turn, zone):
            return zone
    return None
