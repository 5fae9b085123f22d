"""What is on in a place, as far as anybody can know; for last-out checks and the power watch."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import RackOptions
from gateway.domain.rooms.climate.setting import options_of as ac_options
from gateway.domain.rooms.climate.state import kept as kept_ac
from gateway.domain.rooms.climate.state import known as ac_known
from gateway.domain.rooms.projector.state import Stage, stage_of
from gateway.domain.rooms.projector.state import options_of as projector_options
from gateway.domain.rooms.state import is_on
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

ON, OFF, UNKNOWN, UNREACHABLE = "on", "off", "unknown", "unreachable"

DRAWS_NOTHING = frozenset(
    {ChannelKind.CURTAIN, ChannelKind.SCREEN, ChannelKind.PLAYER, ChannelKind.VOLUME}
)
"""They rest when nobody moves them, or tell nobody; there is nothing to switch off."""

BY_WATTS = frozenset({ChannelKind.SOCKET, ChannelKind.DISPENSER})
"""A socket that feeds nothing is off for people, whatever its relay says."""

IDLE_W = 2.0
"""A socket that draws less feeds nothing."""


RACK_S = 120.0
"""A whole rack is off by then."""

LEFT_OPEN = frozenset({"window", "door"})
"""Kinds of contacts that the leaver is asked to close."""


def never_off(rules: Rules) -> frozenset[str]:
    """Return every channel that nothing automatic may switch, of all zones."""
    return frozenset(c for zone in rules.zones.values() for c in zone.never_off)


def loads_in(rules: Rules, zone: str) -> tuple[Channel, ...]:
    """Return what may be found on in a zone and below it, without the exception list."""
    spared = never_off(rules)
    return tuple(
        c for c in rules.channels_in(zone) if c.kind not in DRAWS_NOTHING and c.id not in spared
    )


def state_of(office: "Office", channel: Channel) -> str:
    """Return `on`, `off`, `unknown` or `unreachable`, as far as the channel was heard."""
    if channel.kind is ChannelKind.AC and kept_ac(office, channel.id).queued:
        return ON  # it comes on by itself, unless it is switched off
    wire = (channel.device, channel.number)
    known = known_of(office, wire)
    if known is Known.UNREACHABLE:
        return UNREACHABLE
    if channel.kind is ChannelKind.AC and not ac_options(channel).feedback:
        return _told_state(office, channel)
    if channel.kind is ChannelKind.PROJECTOR:
        return _projector_state(office, channel)
    report = office.devices.reports.get(wire)
    if report is None or known is Known.UNKNOWN:
        return UNKNOWN
    on, power_w = is_on(report.reading), report.reading.power_w
    if power_w is not None and (on is None or (on and channel.kind in BY_WATTS)):
        on = power_w >= IDLE_W
    if on is None:
        return UNKNOWN
    return ON if on else OFF


def _told_state(office: "Office", channel: Channel) -> str:
    """Return how an air conditioner by infrared counts: as it was told."""
    known, power = ac_known(office, channel), kept_ac(office, channel.id).power
    if known is Known.UNREACHABLE:
        return UNREACHABLE
    if power is None:
        return UNKNOWN
    return ON if power else OFF


def _projector_state(office: "Office", channel: Channel) -> str:
    """Return how a projector counts: on until it has cooled."""
    stage = stage_of(office, channel)
    if stage is Stage.UNKNOWN:
        return UNKNOWN
    return OFF if stage is Stage.STANDBY else ON


def is_proven_off(office: "Office", channel: Channel) -> bool:
    """Tell whether a channel itself said, freshly, that it is off."""
    known = known_of(office, (channel.device, channel.number))
    return known is Known.CONFIRMED and state_of(office, channel) == OFF


def is_assumed_off(office: "Office", channel: Channel) -> bool:
    """Tell whether a channel that can prove nothing (infrared) was switched off and has cooled."""
    if channel.kind is ChannelKind.AC:
        silent = not ac_options(channel).feedback
        return silent and _told_state(office, channel) == OFF
    if channel.kind is not ChannelKind.PROJECTOR or projector_options(channel).feedback:
        return False
    return stage_of(office, channel) is Stage.STANDBY


def takes_its_time(rules: Rules, channel: Channel) -> bool:
    """Tell whether a channel goes off later than it is asked: cooling, or a rack's order."""
    in_rack = isinstance(channel.options, RackOptions)
    return in_rack or channel.kind is ChannelKind.PROJECTOR or channel.id in rules.feeds


def off_takes_s(channel: Channel) -> float:
    """Return the longest a channel may take to be off once it is asked."""
    if isinstance(channel.options, RackOptions):
        return RACK_S
    if channel.kind is not ChannelKind.PROJECTOR:
        return 0.0
    options = projector_options(channel)
    return options.warm_s + options.cool_s


def watts_of(office: "Office", channel: Channel) -> float | None:
    """Return what a channel draws: as it measures, else as configured; None if nobody knows."""
    report = office.devices.reports.get((channel.device, channel.number))
    if report is not None and report.reading.power_w is not None:
        return report.reading.power_w
    return channel.watts


def open_inputs(office: "Office", rules: Rules, zone: str) -> tuple[str, ...]:
    """Return the window and door contacts open now in a zone and below it."""
    return tuple(i for i in _contacts(rules, zone) if office.health.level_of(i))


def unheard_inputs(office: "Office", rules: Rules, zone: str) -> tuple[str, ...]:
    """Return the window and door contacts there of which nobody knows: open or closed."""
    return tuple(i for i in _contacts(rules, zone) if office.health.level_of(i) is None)


def _contacts(rules: Rules, zone: str) -> Iterator[str]:
    below = set(rules.zones_below(zone))
    return (i.id for i in rules.inputs.values() if i.zone in below and i.kind in LEFT_OPEN)
