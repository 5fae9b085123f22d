"""Whether a room is on: what of its rack and its projector has to be, for anything to be seen.

Knows nothing of sources or volumes; they ask before they say or send anything.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.rooms.projector.state import Stage as ProjectorStage
from gateway.domain.rooms.projector.state import kept, stage_of
from gateway.domain.rooms.rack.state import Rack, rack_of, step_options, steps_of
from gateway.domain.rooms.rack.state import Stage as RackStage
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Lit(StrEnum):
    """How far a room is, the least of its parts.

    COMING: by itself, in its time. HELD: its rack waits for a person. UNKNOWN:
    a projector that has not been heard.
    """

    DARK = "dark"
    HELD = "held"
    COMING = "coming"
    UNKNOWN = "unknown"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Light:
    """How far a room is, and since when it has been on; `since` None where nothing was switched."""

    state: Lit
    since: datetime | None = None


_LEAST = tuple(Lit)
"""Of several parts the one that comes first here counts."""


def light_of(office: "Office", rules: Rules, place: str, projector: Channel | None = None) -> Light:
    """Return how far a place is, its rack and one projector considered, as far as it has them."""
    parts = []
    if steps_of(rules, place):
        parts.append(rack_light(rack_of(office, place)))
    if projector is not None:
        parts.append(projector_light(office, projector))
    if not parts:
        return Light(Lit.ON)
    least = min(parts, key=lambda part: _LEAST.index(part.state))
    return Light(least.state, max((p.since for p in parts if p.since is not None), default=None))


def rack_light(rack: Rack) -> Light:
    """Return how far a rack is."""
    if rack.stage is RackStage.ON:
        return Light(Lit.ON, rack.since)
    coming = rack.stage is RackStage.GOING_ON or rack.then_on
    held = rack.stage is RackStage.HELD_ON
    return Light(Lit.COMING if coming else Lit.HELD if held else Lit.DARK, rack.since)


def projector_light(office: "Office", projector: Channel) -> Light:
    """Return how far a projector is; one that goes off once it is warm counts as dark."""
    stage, now = stage_of(office, projector), kept(office, projector.id)
    if stage is ProjectorStage.UNKNOWN:
        return Light(Lit.UNKNOWN, now.since)
    if stage is ProjectorStage.ON:
        return Light(Lit.ON, now.since)
    warming = stage in (ProjectorStage.STARTING, ProjectorStage.WARMING) and now.queued != "off"
    coming = warming or now.queued == "on"
    return Light(Lit.COMING if coming else Lit.DARK, now.since)


def room_light(office: "Office", rules: Rules, place: str) -> Light | None:
    """Return how far a whole place is: its rack, or without one any of its projectors.

    None where there is neither: such a place is never switched on. A rack of
    which only the amplifiers are to come counts as on, so that what they make
    loud is set before them.
    """
    if steps_of(rules, place):
        rack = rack_of(office, place)
        if rack.stage is RackStage.GOING_ON and only_amplifiers_left(rules, rack):
            return Light(Lit.ON, rack.since)
        return rack_light(rack)
    lights = [
        projector_light(office, c)
        for c in rules.channels.values()
        if c.owner == place and c.kind is ChannelKind.PROJECTOR
    ]
    return max(lights, key=lambda light: _LEAST.index(light.state), default=None)


def only_amplifiers_left(rules: Rules, rack: Rack) -> bool:
    """Tell whether all that is still to come on in a rack are amplifiers."""
    left = [rules.channels[c] for c in rack.todo if c in rules.channels]
    steps = [step_options(channel) for channel in left]
    return bool(steps) and all(step is not None and step.amplifier for step in steps)


def counts(light: Light, since: datetime | None) -> bool:
    """Tell whether something done at an instant can still be so: the room was on ever since."""
    if light.state not in (Lit.ON, Lit.UNKNOWN) or since is None:
        return False
    return light.since is None or since >= light.since
