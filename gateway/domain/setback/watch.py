"""What empty zones listen to: people who go and come, whatever is noticed, time."""

from typing import Any

from gateway.domain.events import (
    EvidenceSeen,
    MeetingBegan,
    MinuteBegan,
    PromptAnswered,
    TimePassed,
    ZoneEmptied,
    ZoneEntered,
)
from gateway.domain.opening import is_closed
from gateway.domain.presence import counted_zone
from gateway.domain.rules import Rules
from gateway.domain.setback.course import (
    begin,
    drop,
    end,
    give_back,
    has_somebody,
    is_empty,
    look,
    zones_put,
)
from gateway.domain.setback.state import policy_of
from gateway.domain.text import Text
from gateway.domain.turn import Turn

HERE = Text("好的，什么都不动", "All right, nothing is switched")


def is_used(rules: Rules) -> bool:
    """Tell whether any zone sets anything back."""
    return any(zone.setback is not None for zone in rules.zones.values())


def on_people(turn: Turn, _event: ZoneEmptied | ZoneEntered | MeetingBegan) -> None:
    """Begin or end to count; whoever is back gets back what was on."""
    if not is_used(turn.rules):
        return
    for zone in turn.rules.zones:
        _count(turn, zone)


def _count(turn: Turn, zone: str) -> None:
    counting = zone in turn.office.empty.by_zone
    if is_empty(turn, zone):
        if not counting:
            begin(turn, zone)
        return
    if counting:
        end(turn, zone)
    if zone in zones_put(turn.office.setbacks.by_channel) and has_somebody(turn, zone):
        give_back(turn, zone)


def on_evidence_seen(turn: Turn, event: EvidenceSeen) -> None:
    """Somebody is noticed: count anew all around and inside; there, give back what was on."""
    counting = turn.office.empty.by_zone
    put = turn.office.setbacks.by_channel
    if not counting and not put:
        return
    path = turn.rules.zone_path(event.zone)
    for zone in tuple(counting):
        if zone in path or event.zone in turn.rules.zone_path(zone):
            begin(turn, zone)
    for zone in zones_put(put):
        if event.zone in _reach(turn.rules, zone):
            give_back(turn, zone)


def _reach(rules: Rules, zone: str) -> frozenset[str]:
    """Return the zones in which somebody noticed counts as in a zone.

    Itself, those inside it, and for a zone without a door of its own the one whose door it shares.
    """
    own = counted_zone(rules, zone)
    shared = {z for z in rules.zone_path(zone) if counted_zone(rules, z) == own}
    return frozenset({*rules.zones_below(zone), *shared})


def on_prompt_answered(turn: Turn, event: PromptAnswered) -> None:
    """Take "we are here": nothing of what was announced happens."""
    if event.prompt != "setback":
        return
    if event.zone not in turn.rules.zones:
        turn.reply("unknown_zone", Text("没有这个区域", "There is no such zone"), ok=False)
    elif event.choice != "here":
        turn.reply("unknown_choice", Text("没有这个选项", "There is no such choice"), ok=False)
    else:
        turn.reply("done", HERE, ok=True)
        turn.tell(EvidenceSeen(zone=event.zone, what="panel"))


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Hours begin and end, meetings are over: look at every zone that sets anything back."""
    put = zones_put(turn.office.setbacks.by_channel)
    if not put and not is_used(turn.rules):
        return
    for zone in put:
        if zone not in turn.rules.zones or policy_of(turn.rules, zone) is None:
            drop(turn, zone, "rules")
        elif turn.now.trusted and is_closed(turn.rules, zone, turn.now.at) is not False:
            drop(turn, zone, "closed")
    for zone in turn.office.empty.by_zone:
        if zone not in turn.rules.zones:
            end(turn, zone)
    for zone in turn.rules.zones:
        _count(turn, zone)
        look(turn, zone)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """It is time to announce, or what was announced is due."""
    for zone, empty in turn.office.empty.by_zone.items():
        if not empty.looks_s or empty.looks_s[0] > turn.now.mono_s:
            continue
        if zone not in turn.rules.zones:
            end(turn, zone)
            continue
        _count(turn, zone)  # nothing tells when hours end or a meeting begins but the minute
        look(turn, zone)


ON: dict[type, Any] = {
    ZoneEmptied: on_people,
    ZoneEntered: on_people,
    MeetingBegan: on_people,
    EvidenceSeen: on_evidence_seen,
    PromptAnswered: on_prompt_answered,
    MinuteBegan: on_minute_began,
    TimePassed: on_time_passed,
}
