"""What each place shows: chosen, waiting, and how far it is known.

A *sink* is what shows one source at a time: a projector, or a place that has
none. A projector that reports its input is believed; everything else is
assumed, and only as long as the room has been on since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.devices import Known, known_of
from gateway.domain.options import Source
from gateway.domain.rooms.lit import Light, Lit, counts, light_of
from gateway.domain.rooms.projector.state import options_of as projector_options
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

CANCEL, TURN_ON = "cancel", "turn_on"
RESERVED = frozenset({CANCEL, TURN_ON})
"""What `source.` may be followed by besides a source's id."""

ELSEWHERE = "elsewhere"
"""Who chose what a hand has chosen at the device."""

PAUSE, ROOM = "pause", "room"
"""Why a wish waits: the last change was a moment ago; the room is still coming on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """What shows one source at a time.

    Attributes:
        place: The room.
        chosen: The source that was last asked, or followed; empty if none.
        input: The projector's input as last asked or heard (PJLink).
        by: Who chose it.
        since: When.
        pause_until_s: No input is changed before.
        waiting: The source that is wanted next, or empty.
        why: Why it waits.
        wait_due_s: When it is looked at, or given up.
        wait_by: Who wants it.
    """

    place: str = ""
    chosen: str = ""
    input: str = ""
    by: str = ""
    since: datetime | None = None
    pause_until_s: float | None = None
    waiting: str = ""
    why: str = ""
    wait_due_s: float | None = None
    wait_by: str = ""


@dataclass(frozen=True, slots=True)
class Sinks:
    """Durable: by global channel id of the projector, or by place."""

    by_id: Mapping[str, Sink] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An input that a projector was asked for and has not confirmed."""

    source: str
    input: str
    sent: int
    look_due_s: float


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent last for a source, where, and when."""

    source: str
    wires: frozenset[tuple[str, int | None]]
    at_s: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A wish that came to nothing: which source, why, and whose."""

    source: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class SourceRuns:
    """Transient, all by sink.

    Attributes:
        asked: What is not confirmed.
        sent: What was sent last.
        done: When a projector last confirmed.
        failed: How the last wish ended badly: `no_answer`, `not_sent`, `offline`,
            `room_off`, `held`, `late`, `time`.
    """

    asked: Mapping[str, Asked] = field(default_factory=dict)
    sent: Mapping[str, Sent] = field(default_factory=dict)
    done: Mapping[str, float] = field(default_factory=dict)
    failed: Mapping[str, Failed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNow:
    """One source for a screen; `source.<id>` is its control.

    Attributes:
        shown: Whether it is shown or heard now, as far as `known` says.
        asked: Asked of a projector that has not confirmed.
        waiting: Wanted next.
        failed: How the last wish for it ended badly, or empty.
        player: Global id of its player, or None.
    """

    source: Source
    shown: bool
    known: Known
    asked: bool = False
    waiting: bool = False
    failed: str = ""

    @property
    def player(self) -> str | None:
        """The player it comes from."""
        return self.source.player


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesNow:
    """A place's sources for a screen.

    Attributes:
        sources: In the order of their keys.
        room: How far the room is on, for the last of its projectors.
        waiting: The source that is wanted next, or empty; `source.cancel` forgets it.
        why: Why it waits: `pause`, `room`.
        left_s: How long at the most; None if nobody knows.
        other_input: An input that a projector shows and no source has, or empty.
    """

    place: str
    sources: tuple[SourceNow, ...]
    room: Lit
    waiting: str
    why: str
    left_s: float | None
    other_input: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sink shows: a source's id or empty, how known; an input that no source has."""

    source: str
    known: Known
    other_input: str = ""


def sources_of(rules: Rules, place: str) -> tuple[Source, ...]:
    """Return a room's sources; empty for what is no room."""
    room = rules.rooms.get(place)
    return () if room is None else room.sources


def source_of(rules: Rules, place: str, source: str) -> Source | None:
    """Return a room's source by its id, or None."""
    return next((one for one in sources_of(rules, place) if one.id == source), None)


def sink_id(place: str, source: Source) -> str:
    """Return what shows a source."""
    return source.projector or place


def projector_of(rules: Rules, source: Source) -> Channel | None:
    """Return the projector that shows a source; None for what is only heard."""
    channel = rules.channels.get(source.projector or "")
    return channel if channel is not None and channel.kind is ChannelKind.PROJECTOR else None


def sink_of(office: "Office", sink: str) -> Sink:
    """Return what is kept of a sink."""
    return office.machines.sources.by_id.get(sink, Sink())


def room_of(office: "Office", rules: Rules, place: str, source: Source) -> Light:
    """Return how far a room is on for a source: its rack, and the projector that shows it."""
    return light_of(office, rules, place, projector_of(rules, source))


def shown_in(office: "Office", rules: Rules, place: str, sink: str) -> Shown:
    """Return what a sink shows, and how that is known."""
    own = [one for one in sources_of(rules, place) if sink_id(place, one) == sink]
    projector = projector_of(rules, own[0]) if own else None
    light = light_of(office, rules, place, projector)
    now = sink_of(office, sink)
    if light.state is not Lit.ON and light.state is not Lit.UNKNOWN:
        return Shown("", Known.UNKNOWN)
    if projector is not None and projector_options(projector).feedback:
        said = reported_input(office, projector)
        if said is not None:
            return _by_input(office, projector, own, said, now)
    if any(one.id == now.chosen for one in own) and counts(light, now.since):
        return Shown(now.chosen, Known.ASSUMED)
    return Shown("", Known.UNKNOWN)


def reported_input(office: "Office", projector: Channel) -> str | None:
    """Return the input a projector last said it shows; None if it never did or is not reached."""
    wire = (projector.device, projector.number)
    report = office.devices.reports.get(wire)
    if report is None or known_of(office, wire) is Known.UNREACHABLE:
        return None
    return report.reading.source


def _by_input(
    office: "Office", projector: Channel, own: list[Source], said: str, now: Sink
) -> Shown:
    """Return the source of an input; of several on one input the chosen one, not certain."""
    known = known_of(office, (projector.device, projector.number))
    fitting = [one.id for one in own if one.input == said]
    if not fitting:
        return Shown("", known, other_input=said)
    if len(fitting) == 1:
        return Shown(fitting[0], known)
    chosen = now.chosen if now.chosen in fitting else ""
    return Shown(chosen, Known.ASSUMED if chosen else Known.UNKNOWN)


def sources_now(office: "Office", rules: Rules, place: str, now_s: float) -> SourcesNow | None:
    """Return what a screen may say of a place's sources; None if it has none."""
    sources = sources_of(rules, place)
    if not sources:
        return None
    sinks = list(dict.fromkeys(sink_id(place, one) for one in sources))
    shown = {sink: shown_in(office, rules, place, sink) for sink in sinks}
    waiting = next((s for s in (sink_of(office, k) for k in sinks) if s.waiting), Sink())
    lights = [room_of(office, rules, place, one).state for one in sources]
    due_s = waiting.wait_due_s if waiting.why == PAUSE else None
    return SourcesNow(
        place=place,
        sources=tuple(_source_now(office, place, one, shown) for one in sources),
        room=max(lights, key=tuple(Lit).index),
        waiting=waiting.waiting,
        why=waiting.why,
        left_s=None if due_s is None else max(0.0, due_s - now_s),
        other_input=next((s.other_input for s in shown.values() if s.other_input), ""),
    )


def _source_now(
    office: "Office", place: str, source: Source, shown: Mapping[str, Shown]
) -> SourceNow:
    sink, runs = sink_id(place, source), office.runs.sources
    asked, failed = runs.asked.get(sink), runs.failed.get(sink)
    return SourceNow(
        source=source,
        shown=shown[sink].source == source.id,
        known=shown[sink].known,
        asked=asked is not None and asked.source == source.id,
        waiting=sink_of(office, sink).waiting == source.id,
        failed=failed.why if failed is not None and failed.source == source.id else "",
    )
