"""The one door into the rules: `decide(office, event, now, rules)`.

Each subject lists, in its own module, what it listens to (`ON`), how its facts
fold (`FOLDS`) and when it next needs waking (`next_due_s`). Adding a subject
means adding it to `SUBJECTS` and to `Office`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from gateway.domain import (
    alerts,
    calendar,
    closing,
    devices,
    energy,
    health,
    lastout,
    maintenance,
    power,
    presence,
    privacy,
    requests,
    rollcall,
    rooms,
    service,
    setback,
    visitors,
)
from gateway.domain.duty import subject as duty
from gateway.domain.effects import Effect
from gateway.domain.events import Event
from gateway.domain.forgotten import subject as forgotten
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.planning import told as planning
from gateway.domain.rooms import dnd, lock, meeting
from gateway.domain.rooms.climate import watch as climate
from gateway.domain.rooms.curtains import watch as curtains
from gateway.domain.rooms.players import watch as players
from gateway.domain.rooms.projector import watch as projector
from gateway.domain.rooms.rack import watch as rack
from gateway.domain.rooms.scenes import watch as scenes
from gateway.domain.rooms.sources import watch as sources
from gateway.domain.rooms.volume import watch as volume
from gateway.domain.rules import Rules
from gateway.domain.turn import Fact, Fold, Turn

SUBJECTS: tuple[ModuleType, ...] = (
    health,
    maintenance,
    devices,
    energy,
    presence,
    forgotten,
    rooms,
    curtains,
    projector,
    rack,
    players,
    volume,
    sources,
    climate,
    scenes,
    meeting,
    dnd,
    lock,
    service,
    requests,
    planning,
    duty,
    visitors,
    rollcall,
    privacy,
    closing,
    lastout,
    setback,
    power,
    calendar,
    alerts,
)

FOLDED_BY: Mapping[str, tuple[ModuleType, ...]] = {
    "presence": (presence,),
    "lastout": (lastout,),
    "alerts": (alerts,),
    "machines": (curtains, projector, rack, players, volume, sources, climate),
    "maintenance": (maintenance,),
    "offhours": (power,),
    "service": (service,),
    "setbacks": (setback,),
    "quiet": (dnd,),
    "tries": (lock,),
    "energy": (energy,),
    "requests": (requests,),
    "duties": (duty,),
    "visits": (visitors,),
    "rollcall": (rollcall,),
    "closing": (closing,),
    "forgotten": (forgotten,),
}
"""Each durable part of the office, and whose facts alone make it what it is."""

Rule = Callable[[Turn, Any], None]
Decide = Callable[[Office, Event, Now, Rules], tuple[Office, list[Effect]]]

_ON: dict[type, tuple[Rule, ...]] = {}
_FOLDS: dict[str, Fold] = {}
for _subject in SUBJECTS:
    for _kind, _rule in _subject.ON.items():
        _ON[_kind] = (*_ON.get(_kind, ()), _rule)
    for _name, _fold in _subject.FOLDS.items():
        if _name in _FOLDS:
            raise RuntimeError(f"two subjects fold {_name}")
        _FOLDS[_name] = _fold

MOST_SAID = 10_000
"""More than this said between subjects in one decision is a loop, and a bug."""


def decide(office: Office, event: Event, now: Now, rules: Rules) -> tuple[Office, list[Effect]]:
    """Return the office after an event, and what shall be done about it.

    Pure: the same four values give the same two. Effects are in the order in
    which they shall leave.
    """
    return _decide(office, event, now, rules, _ON.get(type(event), ()))


def decide_apart(event: Event) -> Iterator[Decide]:
    """Yield one `decide` for each rule that listens to an event, as if it were alone.

    For the hour when nothing can be kept: what one rule may not do without a
    record shall not hold up another, whose curtain has to stop.
    """
    for rule in _ON.get(type(event), ()):
        yield partial(_decide, listening=(rule,))


def _decide(
    office: Office, event: Event, now: Now, rules: Rules, listening: Iterable[Rule]
) -> tuple[Office, list[Effect]]:
    turn = Turn(office, now, rules, _FOLDS)
    turn.via = getattr(event, "via", "")
    for rule in listening:
        rule(turn, event)
    turn.via = ""
    heard = 0
    while turn.said:
        next_event = turn.said.popleft()
        for rule in _ON.get(type(next_event), ()):
            rule(turn, next_event)
        heard += 1
        if heard > MOST_SAID:
            raise RuntimeError(f"subjects keep answering each other about {event!r}")
    return turn.office, turn.effects


def fold(office: Office, fact: Fact, now: Now) -> Office:
    """Return the office after one fact of the ledger; unknown kinds change nothing."""
    change = _FOLDS.get(fact.kind)
    return office if change is None else change(office, fact, now)


def kinds_of(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of facts that some durable parts are made of."""
    return tuple(kind for part in parts for s in FOLDED_BY[part] for kind in s.FOLDS)


def fold_all(office: Office, facts: Iterable[Fact], now: Now) -> Office:
    """Return the office after all facts, in order: how state is rebuilt at start."""
    for fact in facts:
        office = fold(office, fact, now)
    return office


def next_due_s(office: Office) -> float | None:
    """Return the earliest deadline in the state, in monotonic seconds, or None."""
    dues = [due for s in SUBJECTS if (due := s.next_due_s(office)) is not None]
    return min(dues, default=None)
