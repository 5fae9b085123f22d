"""Counting: each report to its wire's tally, each quarter of an hour one fact for all wires.

A slot ends with its quarter, and earlier where a zone's hours begin or end, so
that a slot lies within hours or outside them, never both. Energy between two
words of a device belongs to the slot in which the second is heard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from gateway.domain.energy.counter import Counter
from gateway.domain.energy.state import (
    Energy,
    Metered,
    Metering,
    wire_text,
)
from gateway.domain.energy.tallies import Tallies
from gateway.domain.energy.tally import Tally, read, settled, silenced
from gateway.domain.events import DeviceReported, MinuteBegan
from gateway.domain.meters import meter_parts
from gateway.domain.now import Now
from gateway.domain.opening import is_closed, opening_of
from gateway.domain.reports import Wire
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Turn, due_s, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

QUARTER_S = 900
SLACK_S = 1.0
"""A minute's poke may come so much early by the clock it was made from."""

PLACES = 3
"""The ledger keeps watt-hours to so many places; the rest is carried to the next slot."""


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Count what a device said; about 1,000 a second, most of which say nothing of energy."""
    reading = event.reading
    if event.stale or event.device not in turn.rules.devices:
        return
    if reading.power_w is not None or reading.energy_wh is not None:
        wire = (event.device, event.channel)
        metering = turn.office.metering
        tally = metering.tallies.get(wire)
        if tally is None:
            tally = _remembered(turn.office, wire)
        after = read(tally, reading, turn.now.mono_s, turn.rules.durations.meter_silent_s)
        _keep(turn, wire, after)
    elif reading.online is False:
        _silence(turn, turn.office.metering.tallies.device(event.device))
    elif reading.power is False:
        _silence(turn, _told_by(turn, event))


def _remembered(office: "Office", wire: Wire) -> Tally:
    """Return a wire's tally as it begins: its counter goes on from what is kept of it."""
    kept = office.energy.meters.get(wire_text(wire))
    if kept is None or kept.counter_wh is None:
        return Tally()
    return Tally(Counter(value_wh=kept.counter_wh, read_s=kept.counter_since_s))


def _told_by(turn: Turn, event: DeviceReported) -> list[Wire]:
    """Return the wires that tell the watts of a channel that went off without telling them."""
    wires = [(event.device, event.channel)]
    whole = (event.device, None)
    if turn.rules.wired.get(whole, "") == turn.rules.wired.get(wires[0]):
        wires.append(whole)
    return wires


def _silence(turn: Turn, wires: Iterable[Wire]) -> None:
    """Count some wires' last watts up to now and no further."""
    believed_s, at_s = turn.rules.durations.meter_silent_s, turn.now.mono_s
    tallies = turn.office.metering.tallies
    for wire in wires:
        tally = tallies.get(wire)
        if tally is not None and tally.draw is not None:
            _keep(turn, wire, silenced(tally, at_s, believed_s))


def _keep(turn: Turn, wire: Wire, tally: Tally) -> None:
    old = turn.office.metering
    after = old.tallies.put(wire, tally)
    turn.change(metering=Metering(after, old.since_s, old.quarter, old.closed))


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """End the slot with its quarter, or where hours begin or end."""
    now = turn.now
    quarter = int(now.at.timestamp() + SLACK_S) // QUARTER_S
    closed = frozenset(z for z in turn.rules.zones if is_closed(turn.rules, z, now.at))
    slot = turn.office.metering
    if slot.since_s is None:
        turn.change(metering=replace(slot, since_s=now.mono_s, quarter=quarter, closed=closed))
    elif quarter != slot.quarter or closed != slot.closed:
        end_slot(turn)
        left = turn.office.metering.tallies
        turn.change(metering=Metering(left, now.mono_s, quarter, closed))


def end_slot(turn: Turn) -> None:
    """Keep what each wire used in the slot, and begin the next with what is left of rounding."""
    slot, at_s = turn.office.metering, turn.now.mono_s
    believed_s = turn.rules.durations.meter_silent_s
    tallies = {w: settled(t, at_s, believed_s) for w, t in slot.tallies.items()}
    off = off_hours(turn.rules, slot.closed)
    kept = turn.office.energy.meters
    told: dict[str, Json] = {
        wire_text(w): _entry(t, off.get(w[0]), at_s)
        for w, t in tallies.items()
        if _has_news(t) or wire_text(w) not in kept
    }
    if not told or slot.since_s is None:
        return
    length_s = at_s - slot.since_s
    began = minute_of(turn.now.at - timedelta(seconds=length_s))
    body: dict[str, Json] = {"from": began.isoformat(), "seconds": round(length_s), "wires": told}
    turn.record("energy.slots", turn.rules.site, body, vital=False)
    after = Tallies({w: _next(t) for w, t in tallies.items()})
    turn.change(metering=replace(slot, tallies=after))


def minute_of(at: datetime) -> datetime:
    """Return the nearest whole minute: what pokes the rules comes a moment late."""
    return (at + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _has_news(tally: Tally) -> bool:
    """Tell whether a wire was heard in the slot; what rounding left over is no news."""
    counted = round(tally.wh, PLACES) or round(tally.late_wh, PLACES) or round(tally.covered_s)
    return bool(counted) or tally.peak_w is not None


def _entry(tally: Tally, off: bool | None, at_s: float) -> Json:
    """Return one wire's part of the fact, short: there may be a thousand in one."""
    entry: dict[str, Json] = {"wh": round(tally.wh, PLACES), "s": round(tally.covered_s)}
    if tally.late_wh:
        entry["late"] = round(tally.late_wh, PLACES)
    if tally.peak_w is not None:
        entry["peak"] = round(tally.peak_w, 1)
    if off is not None:
        entry["off"] = off
    if tally.counter is not None:
        entry["counter"] = tally.counter.value_wh
        entry["age"] = round(at_s - tally.counter.read_s, 1)
    return entry


def _next(tally: Tally) -> Tally:
    """Return a tally for the next slot; what the fact's rounding left is carried over."""
    rest_wh = tally.wh - round(tally.wh, PLACES)
    rest_late_wh = tally.late_wh - round(tally.late_wh, PLACES)
    rest_s = tally.covered_s - round(tally.covered_s)
    return Tally(tally.counter, tally.draw, rest_wh + rest_late_wh, 0.0, rest_s, None)


def off_hours(rules: Rules, closed: frozenset[str]) -> Mapping[str, bool]:
    """Return by device whether the slot was outside hours; nothing where nobody has said any.

    A meter counts for its zone, any other device for that of its first channel.
    """
    found: dict[str, bool] = {}
    for zone in rules.zones.values():
        if zone.meter is not None and opening_of(rules, zone.id):
            found.setdefault(meter_parts(zone.meter)[0], zone.id in closed)
    for channel in rules.channels.values():
        if channel.device not in found and opening_of(rules, channel.zone):
            found[channel.device] = channel.zone in closed
    return found


def fold_slots(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a slot added to every wire's count."""
    meters = dict(office.energy.meters)
    for name, entry in cast(Mapping[str, Mapping[str, Json]], fact.body["wires"]).items():
        old = meters.get(name)
        added_wh = (number_in(entry, "wh") or 0.0) + (number_in(entry, "late") or 0.0)
        meters[name] = Metered(
            total_wh=(0.0 if old is None else old.total_wh) + added_wh,
            counter_wh=number_in(entry, "counter"),
            counter_since_s=due_s(fact, now, -(number_in(entry, "age") or 0.0)),
        )
    return replace(office, energy=Energy(meters, office.energy.avoiding))
