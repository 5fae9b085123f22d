"""What a zone or a channel has used since it was first heard: a count that only grows."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gateway.domain.energy.state import wire_text
from gateway.domain.meters import meter_parts
from gateway.domain.reports import Wire
from gateway.domain.rules import Channel, Rules, Zone

if TYPE_CHECKING:
    from gateway.domain.office import Office


def zone_total_wh(office: "Office", rules: Rules, zone_id: str) -> float | None:
    """Return what a zone has used, in watt-hours, since it was first heard; None if it never was.

    Its own meter counts; for a zone without one, the zones inside it and the
    channels in it that measure themselves. Differences of this are what people
    are told. After a restart it goes on from its last quarter of an hour, so a
    difference over one may be a little low, never below zero by more than that.
    """
    zone = rules.zones.get(zone_id)
    if zone is None:
        return None
    return _sum(_source_wh(office, source) for source in sources_of(rules, zone))


def channel_total_wh(office: "Office", rules: Rules, channel_id: str) -> float | None:
    """Return what a channel has used, in watt-hours, since it was first heard, as for a zone.

    None for a channel that neither counts nor tells its watts.
    """
    channel = rules.channels.get(channel_id)
    if channel is None:
        return None
    return _most(office, channel_wires(rules, channel))


def sources_of(rules: Rules, zone: Zone) -> tuple[tuple[Wire, ...], ...]:
    """Return what is added up for a zone: each the wires that tell of one thing.

    `(device, None)` alone is a whole meter: its own count, or that of its phases.
    """
    if zone.meter is not None:
        return ((meter_parts(zone.meter),),)
    found: dict[tuple[Wire, ...], None] = {}
    for inner in rules.zones.values():
        if inner.parent == zone.id:
            found.update(dict.fromkeys(sources_of(rules, inner)))
    for channel in rules.channels.values():
        if channel.zone == zone.id:
            found[channel_wires(rules, channel)] = None
    return tuple(found)


def channel_wires(rules: Rules, channel: Channel) -> tuple[Wire, ...]:
    """Return where a channel's energy may be told: as itself, else by its device as a whole."""
    own = (channel.device, channel.number)
    whole = (channel.device, None)
    if own != whole and rules.wired.get(whole) == channel.id:
        return own, whole
    return (own,)


def wire_total_wh(office: "Office", wire: Wire) -> float | None:
    """Return what went through one wire since it was first heard, in watt-hours, or None."""
    kept = office.energy.meters.get(wire_text(wire))
    tally = office.metering.tallies.get(wire)
    if tally is None:
        return None if kept is None else kept.total_wh
    return (0.0 if kept is None else kept.total_wh) + tally.wh + tally.late_wh


def heard_wires(office: "Office", device: str) -> Iterator[Wire]:
    """Yield every wire of a device that ever counted."""
    known = dict.fromkeys(office.metering.tallies.device(device))
    own = f"{device}:"
    kept = (t for t in office.energy.meters if t == device or t.startswith(own))
    known.update(dict.fromkeys(map(meter_parts, kept)))
    return iter(known)


def _source_wh(office: "Office", wires: tuple[Wire, ...]) -> float | None:
    if len(wires) > 1 or wires[0][1] is not None:
        return _most(office, wires)
    device = wires[0][0]
    phases = _sum(wire_total_wh(office, w) for w in heard_wires(office, device) if w[1] is not None)
    whole = wire_total_wh(office, (device, None))
    return max((wh for wh in (whole, phases) if wh is not None), default=None)


def _most(office: "Office", wires: Iterable[Wire]) -> float | None:
    """Return the highest count of some wires that tell the same: so it never falls."""
    found = [wh for wire in wires if (wh := wire_total_wh(office, wire)) is not None]
    return max(found, default=None)


def _sum(found: Iterable[float | None]) -> float | None:
    known = [each for each in found if each is not None]
    return sum(known) if known else None
