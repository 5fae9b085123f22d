"""The gateway's own parts: broker, readers, store, clock; what each screen must say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gateway.domain import words
from gateway.domain.events import (
    AdminActed,
    EvidenceSeen,
    GatewayStarted,
    InputChanged,
    InputReachable,
    PartChanged,
    RegistryChanged,
    TimePassed,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

CLOCK_WRONG_S = 300.0
"""A wrong clock is an alert after five minutes: time for NTP after a start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: does it work, since when, and what it said.

    `alert_due_s` is when its absence becomes an alert, or None.
    """

    ok: bool
    since: datetime
    detail: str = ""
    alert_due_s: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Transient: parts by name (`broker`, `reader:front-door`, `store`, `clock`).

    Attributes:
        inputs: The level of each contact and sensor, as last seen; `level_of` tells
            whether that still holds.
        offline: Those that cannot be heard, by their own word.
        unsure: Those that could not be heard for a while, and said nothing since.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    inputs: Mapping[str, bool] = field(default_factory=dict)
    offline: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    def level_of(self, input_id: str) -> bool | None:
        """Return whether a contact is open (a sensor at work); None where nobody knows.

        Open stays open until it is said to be closed. Closed is believed only of what
        could have said otherwise: while it cannot be heard somebody may open it.
        """
        level = self.inputs.get(input_id)
        if level is False and (input_id in self.offline or input_id in self.unsure):
            return None
        return level


def patience_s(rules: Rules, part: str) -> float:
    """Return how long a part may be gone before somebody is told (spec 04 §5)."""
    match part.partition(":")[0]:
        case "store" | "disk":
            return 0.0
        case "reader" | "pcscd":
            return rules.durations.reader_gone_s
        case "clock":
            return CLOCK_WRONG_S
        case _:
            return rules.durations.broker_gone_s


def trouble_key(part: str) -> str:
    """Return the key of the alert about a part."""
    return f"part:{part}"


def next_due_s(office: "Office") -> float | None:
    """Return when the next absence becomes an alert."""
    dues = [p.alert_due_s for p in office.health.parts.values() if p.alert_due_s is not None]
    return min(dues, default=None)


def on_part(turn: Turn, event: PartChanged) -> None:
    """Note a part that came or went; a repeated report only renews its words."""
    known = turn.office.health.parts.get(event.part)
    if known is not None and known.ok == event.ok:
        if known.detail != event.detail:
            _set(turn, event.part, replace(known, detail=event.detail))
        return
    row: dict[str, Json] = {"part": event.part, "ok": event.ok, "detail": event.detail}
    turn.record("part", event.part, row, vital=False)
    due_s = None if event.ok else turn.now.mono_s + patience_s(turn.rules, event.part)
    part = Part(ok=event.ok, since=turn.now.at, detail=event.detail, alert_due_s=due_s)
    _set(turn, event.part, part)
    if event.part == "broker" and not event.ok:
        _cut_off(turn)
    if event.ok:
        # Also when it was never seen gone in this run: the alert may be of the last one.
        turn.tell(TroubleGone(key=trouble_key(event.part)))
    else:
        _tell_due(turn)


def _set(turn: Turn, name: str, part: Part) -> None:
    health = turn.office.health
    turn.change(health=replace(health, parts={**health.parts, name: part}))


def on_time(turn: Turn, event: TimePassed) -> None:
    """Tell of each part that has been gone for too long."""
    _tell_due(turn)


def _tell_due(turn: Turn) -> None:
    for name, part in turn.office.health.parts.items():
        if part.alert_due_s is not None and part.alert_due_s <= turn.now.mono_s:
            _set(turn, name, replace(part, alert_due_s=None))
            turn.tell(_trouble(turn.rules, name, part))


def _trouble(rules: Rules, name: str, part: Part) -> TroubleFound:
    kind, _, which = name.partition(":")
    reader = rules.readers.get(which) if kind == "reader" else None
    title, todo = words.part_gone(kind, reader.name if reader else None, which)
    said = words.since(part.since, part.detail, todo)
    return TroubleFound(
        key=trouble_key(name),
        severity="critical" if kind == "store" else "warning",
        zone=reader.zone if reader else None,
        title=title,
        body=said,
    )


def _cut_off(turn: Turn) -> None:
    """Without the broker nobody hears a window that is opened: its last word holds no more."""
    health, inputs = turn.office.health, turn.rules.inputs
    heard = frozenset(i for i in health.inputs if i in inputs and inputs[i].on_broker)
    turn.change(health=replace(health, unsure=health.unsure | heard))


def on_input(turn: Turn, event: InputChanged) -> None:
    """Note the level of a contact or sensor; motion and a door that opens are signs of somebody.

    A door that stands open and says so again is none. A stored copy of what is offline is
    its word of before.
    """
    known = turn.rules.inputs.get(event.input)
    if known is None:
        return
    health, one = turn.office.health, {event.input}
    was = health.inputs.get(event.input)
    if was is not event.value:
        health = replace(health, inputs={**health.inputs, event.input: event.value})
    if not event.stale and event.input in health.offline:
        health = replace(health, offline=health.offline - one)
    if event.input in health.unsure:
        health = replace(health, unsure=health.unsure - one)
    if health is not turn.office.health:
        turn.change(health=health)
    opens = known.kind == "door" and was is not True and not event.stale
    if event.value and (known.kind == "motion" or opens):
        turn.tell(EvidenceSeen(zone=known.zone, what=f"{known.kind}:{known.id}"))


def on_reachable(turn: Turn, event: InputReachable) -> None:
    """Note a contact that cannot be heard; one that is back is waited for until it speaks."""
    health, one = turn.office.health, {event.input}
    if event.input not in turn.rules.inputs or event.ok is (event.input not in health.offline):
        return
    offline = health.offline - one if event.ok else health.offline | one
    turn.change(health=replace(health, offline=offline, unsure=health.unsure | one))


def on_registry(turn: Turn, event: RegistryChanged) -> None:
    """Keep who changed what people maintain; the content is in the registry, here its digest."""
    row = {"table": event.table, "key": event.key, "by": event.by, "digest": event.digest}
    turn.record("registry.changed", f"{event.table}/{event.key}", row)


def on_admin(turn: Turn, event: AdminActed) -> None:
    """Keep what an administrator did."""
    turn.record("admin.acted", event.subject, {"action": event.action, "by": event.by})


def on_started(turn: Turn, event: GatewayStarted) -> None:
    """Keep each start: a hole in the ledger has an explanation."""
    row: dict[str, Json] = {
        "version": event.version,
        "boot": event.boot,
        "clock_trusted": turn.now.trusted,
    }
    turn.record("gateway.started", turn.rules.site, row)


ON: dict[type, Any] = {
    PartChanged: on_part,
    TimePassed: on_time,
    InputChanged: on_input,
    InputReachable: on_reachable,
    RegistryChanged: on_registry,
    AdminActed: on_admin,
    GatewayStarted: on_started,
}
FOLDS: dict[str, Fold] = {}
