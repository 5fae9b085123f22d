"""What is not as it should be in a closed, empty place, and what of its watts is explained.

A channel that reports on is found at once, and so is an open window. What is
only known by watts has to last ten minutes: a zone's meter above its standby,
a thing that draws more than it is expected to, a relay that says "off" while
its own meter says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.domain.devices import Known, known_of
from gateway.domain.meters import proof_w
from gateway.domain.power.hours import is_in_hours
from gateway.domain.power.known import known_channel
from gateway.domain.power.state import Watched
from gateway.domain.rooms.survey import OFF, ON, UNKNOWN, UNREACHABLE, state_of, watts_of
from gateway.domain.rules import Channel, ExpectedLoad, Rules
from gateway.domain.turn import Turn

METER = "meter"
"""Stands for the zone's own meter among the names of a cause."""
LIES_W = 10.0
"""What says "off" and draws more is not off; less is a meter's own noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a place is in breach.

    Attributes:
        on: Channels that report on.
        above: Channels that draw more than they may, off or expected as they are.
        windows: Window contacts that are open.
        over_w: What the zone's meter says, if that is too much; else None.
    """

    on: tuple[Channel, ...] = ()
    above: tuple[Channel, ...] = ()
    windows: tuple[str, ...] = ()
    over_w: float | None = None

    def __bool__(self) -> bool:
        return bool(self.on or self.above or self.windows or self.over_w is not None)

    @property
    def names(self) -> frozenset[str]:
        """What it is made of, without figures: channels, windows, and the meter as `METER`."""
        meter = () if self.over_w is None else (METER,)
        return frozenset((*self.channels, *self.windows, *meter))

    @property
    def channels(self) -> tuple[str, ...]:
        """The global ids of everything that is on or draws too much."""
        return tuple(channel.id for channel in (*self.on, *self.above))


def cause_of(turn: Turn, known: Watched, place: str) -> Cause:
    """Return why a closed, empty place is in breach; nothing in it if it is not."""
    own = [c for c in known.places[place] if not is_by_choice(turn, c)]
    return Cause(
        on=tuple(c for c in own if is_on_unasked(turn, known, c)),
        above=tuple(c for c in own if _lasts(turn, c.id) and is_above(turn, known, c)),
        windows=_open_windows(turn, known, place),
        over_w=_over_w(turn, place),
    )


def is_by_choice(turn: Turn, channel: Channel) -> bool:
    """Tell whether somebody left a channel on by choice, or knows of it."""
    if known_channel(turn.office, channel) is not None:
        return True
    return turn.office.lastout.is_left_on(channel.id, turn.now.at)


def is_on_unasked(turn: Turn, known: Watched, channel: Channel) -> bool:
    """Tell whether a channel reports on and is not expected to be."""
    if expected_now(turn, known, channel) is not None:
        return False
    return state_of(turn.office, channel) == ON


def expected_now(turn: Turn, known: Watched, channel: Channel) -> ExpectedLoad | None:
    """Return what a channel may draw now, if it is expected to be on at this hour."""
    load = known.expected.get(channel.id)
    if load is None or not is_in_hours(turn.rules, load.hours, turn.now.at):
        return None
    return load


def limit_w(turn: Turn, known: Watched, channel: Channel) -> float | None:
    """Return what a channel may draw now: what is expected, nothing if it says off.

    None for one that says on and is not expected to be: that is told at once.
    """
    load = expected_now(turn, known, channel)
    if load is not None:
        return load.watts
    return LIES_W if state_of(turn.office, channel) == OFF else None


def measured_w(turn: Turn, channel: Channel) -> float | None:
    """Return what a channel itself measures, freshly; None if it does not."""
    wire = (channel.device, channel.number)
    if known_of(turn.office, wire) is not Known.CONFIRMED:
        return None
    return turn.office.devices.reports[wire].reading.power_w


def is_above(turn: Turn, known: Watched, channel: Channel) -> bool:
    """Tell whether a channel measures more than it may draw now."""
    limit, watts = limit_w(turn, known, channel), measured_w(turn, channel)
    return limit is not None and watts is not None and watts > limit


def is_at_rest(turn: Turn, known: Watched, channel: Channel) -> bool:
    """Tell whether a channel is proven to be as it should: silence proves nothing.

    One that has just gone off may still say what it drew before: only what
    lasts counts against it.
    """
    if state_of(turn.office, channel) in (UNKNOWN, UNREACHABLE):
        return False
    is_too_much = _lasts(turn, channel.id) and is_above(turn, known, channel)
    return not is_on_unasked(turn, known, channel) and not is_too_much


def _lasts(turn: Turn, what: str) -> bool:
    """Tell whether something has drawn too much for long enough."""
    since_s = turn.office.power.over_since_s.get(what)
    return since_s is not None and turn.now.mono_s >= since_s + turn.rules.durations.offhours_s


def _over_w(turn: Turn, place: str) -> float | None:
    zone = turn.rules.zones.get(place)
    return proof_w(turn, zone) if zone is not None and _lasts(turn, place) else None


def _open_windows(turn: Turn, known: Watched, place: str) -> tuple[str, ...]:
    """Return the windows open in a zone, but what a last-out check has told already."""
    own = known.windows.get(place, ())
    if not own:
        return ()
    opened = turn.office.alerts.open
    if any(f"windows:{zone}" in opened for zone in turn.rules.zone_path(place)):
        return ()
    return tuple(i for i in own if turn.office.health.level_of(i))


def unexplained_w(turn: Turn, known: Watched, zone: str) -> float | None:
    """Return the watts of a zone that no channel and no inner meter accounts for.

    None without a fresh word from its meter. A channel that is on and whose draw
    nobody knows may explain all of it: its own alert tells of it. What is
    expected explains what it measures, or all that it may draw.
    """
    now_w = proof_w(turn, turn.rules.zones[zone])
    if now_w is None:
        return None
    inner = _inner_meters(turn, turn.rules, zone)
    covered = {z for each in inner for z in turn.rules.zones_below(each)}
    for channel in known.loads[zone]:
        if channel.zone not in covered:
            watts = _explained_w(turn, known, channel)
            if watts is None:
                return 0.0
            now_w -= watts
    return max(0.0, now_w - sum(inner.values()))


def _explained_w(turn: Turn, known: Watched, channel: Channel) -> float | None:
    """Return the watts that a channel accounts for; None for all there are."""
    state, load = state_of(turn.office, channel), expected_now(turn, known, channel)
    measured = measured_w(turn, channel)
    if load is not None:
        if measured is not None:
            return measured
        return 0.0 if state == OFF else load.watts
    if state == ON:
        return watts_of(turn.office, channel)
    return measured if state == OFF and measured is not None and measured > LIES_W else 0.0


def _inner_meters(turn: Turn, rules: Rules, zone: str) -> Mapping[str, float]:
    """Return what the outermost metered zones inside a zone draw."""
    found: dict[str, float] = {}
    for inner in rules.zones_below(zone):
        around = rules.zone_path(inner)[1:]
        if inner != zone and not any(z in found for z in around):
            power_w = proof_w(turn, rules.zones[inner])
            if power_w is not None:
                found[inner] = power_w
    return found
