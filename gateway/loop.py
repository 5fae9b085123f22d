"""The one thread that decides.

drain → decide → one commit for the whole batch → effects → the new snapshot → answers.

Nothing is shown, switched or answered before it is on disk. Should the disk
refuse, the office value from before the batch is still in hand: nothing
happened, people are told so, and what needs no keeping goes on.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway.board import Board
from gateway.clock import Clock, uptime_s
from gateway.domain.decide import decide, decide_apart, fold, next_due_s
from gateway.domain.effects import Answer, Effect, Record
from gateway.domain.events import BadgeTapped, PartChanged, SignedIn, TimePassed
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.presence import not_kept
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Text
from gateway.domain.turn import Fact
from gateway.errors import StoreUnavailable
from gateway.guard import guarded
from gateway.inbox import Asked, Inbox, Reply
from gateway.meter import Meter

log = logging.getLogger(__name__)

DONE = Answer(ok=True, code="done", text=Text("好了", "Done"))
NOT_KEPT = Answer(
    ok=False,
    code="store_failed",
    text=Text(
        "网关存不下记录，这一步没有做。请告诉设备管理员。",
        "The gateway cannot keep records, so this was not done. Please tell facilities.",
    ),
)
LOOK_EVERY_S = 1.0
"""How often the loop looks up even when nothing happens: watchdog, dead threads."""
AGAIN_S = 0.1
"""How often deadlines are tried while the disk refuses: some will be met, some wait for it."""


class Keeper(Protocol):
    """Where records go; the ledger, or nothing in a replay."""

    def append(self, records: Sequence[Record], now: Now) -> object:
        """Keep them all in one durable step.

        Raises:
            StoreUnavailable: Nothing was kept.
        """


Sink = Callable[[Any], object]
Sinks = Mapping[type, Sink]
_Said = tuple[Reply, Answer]


@dataclass(slots=True)
class Hooks:
    """What the loop does besides deciding, once in a while."""

    alive: Callable[[], bool] = lambda: True
    look: Callable[[Now], None] = lambda now: None
    rows: Callable[[int], None] = lambda count: None


@dataclass(slots=True)
class _Batch:
    """Decisions not yet on disk."""

    office: Office
    decided: list[tuple[Asked, list[Effect]]] = field(default_factory=list)

    def records(self) -> list[Record]:
        return [e for _, effects in self.decided for e in effects if type(e) is Record]


class Loop:
    """Owns the office; nobody else changes it.

    Args:
        office: The state to begin with.
        rules: The rules to begin with; `swap_rules` changes them between batches.
        clock: Tells the time.
        keeper: Where records go.
        sinks: Effect type to what carries it out; must return at once.
        hooks: See `Hooks`.
        inbox: One that was filled before the loop was made, or a new one.
    """

    def __init__(
        self,
        office: Office,
        rules: Rules,
        clock: Clock,
        keeper: Keeper,
        sinks: Sinks,
        hooks: Hooks | None = None,
        inbox: Inbox | None = None,
    ) -> None:
        self.inbox = Inbox() if inbox is None else inbox
        self.meter = Meter()
        self._office = office
        self._rules = rules
        self._clock = clock
        self._keeper = keeper
        self._sinks = sinks
        self._hooks = hooks or Hooks()
        self._stopping = False
        self._store_ok = True
        self._trusted: bool | None = None
        self._patient_until_s = 0.0
        self._due_of: Office | None = None
        self._due_s: float | None = None
        self._turned_s = uptime_s()
        self.board = Board(Snapshot(0, office, rules, clock.now()))

    @property
    def office(self) -> Office:
        """The state as of the last finished batch."""
        return self._office

    def learn(self, fact: Fact) -> None:
        """Fold a fact that the ledger has kept of itself; only in the loop's own thread."""
        now = self._clock.now()
        self._office = fold(self._office, fact, now)
        self._show((), now)

    def swap_rules(self, rules: Rules) -> None:
        """Use new rules from the next batch on; from any thread."""
        self._rules = rules

    def stop(self) -> None:
        """Finish the batch at hand, then return from `run`; from any thread or a signal."""
        self._stopping = True
        self.inbox.wake()

    def idle_s(self) -> float:
        """Return how long ago the loop last looked up, in real seconds."""
        return uptime_s() - self._turned_s

    def run(self) -> bool:
        """Decide until stopped; return False when a thread we lean on has died."""
        looked_s = self._clock.monotonic()
        while not self._stopping:
            self.turn(self.inbox.take(self._wait_s()))
            self._turned_s = uptime_s()
            now = self._clock.now()
            if now.mono_s - looked_s >= LOOK_EVERY_S or now.mono_s < looked_s:
                looked_s = now.mono_s
                self._watch_clock(now)
                self._try_store(now)
                self._hooks.look(now)
                if not self._hooks.alive():
                    return False
        self.turn(self.inbox.take(0))
        return True

    def _wait_s(self) -> float:
        due_s = self._next_due_s()
        if due_s is None:
            return LOOK_EVERY_S
        if not self._store_ok:
            return max(AGAIN_S, min(LOOK_EVERY_S, due_s - self._clock.monotonic()))
        return min(LOOK_EVERY_S, max(0.0, due_s - self._clock.monotonic()))

    def _next_due_s(self) -> float | None:
        """Return the earliest deadline; looked for once an office, while nobody waits."""
        if self._due_of is not self._office:
            self._due_of, self._due_s = self._office, next_due_s(self._office)
        return self._due_s

    def turn(self, asked: list[Asked]) -> None:
        """Decide one batch; a past deadline goes first, so that no chatter can delay it."""
        now = self._clock.now()
        due_s = self._next_due_s()
        overdue = due_s is not None and due_s <= now.mono_s
        if overdue and (self._store_ok or now.mono_s >= self._patient_until_s):
            self._patient_until_s = now.mono_s + AGAIN_S
            asked.insert(0, Asked(TimePassed()))
        if asked:
            self._decide(asked, now)

    def _decide(self, asked: list[Asked], now: Now) -> None:
        began_s = self.meter.begin()
        batch = self._decided(asked, now)
        records = batch.records()
        try:
            if records:
                self._keeper.append(records, now)
        except StoreUnavailable as trouble:
            self._store_failed(asked, now, trouble)
            return
        self.meter.kept(len(asked), len(records), began_s)
        self._office = batch.office
        self._show(self._carry_out(batch.decided), now)
        if records:
            self._hooks.rows(len(records))
            self._store_is_back()

    def _decided(self, asked: Iterable[Asked], now: Now) -> _Batch:
        batch = _Batch(self._office)
        for one in asked:
            batch.office, effects = decide(batch.office, one.event, now, self._rules)
            batch.decided.append((one, effects))
        return batch

    def _carry_out(self, decided: Iterable[tuple[Asked, list[Effect]]]) -> list[_Said]:
        """Hand each effect to its sink; return what is still to be said to those who asked."""
        said: list[_Said] = []
        for one, effects in decided:
            answer = DONE
            for effect in effects:
                if type(effect) is Answer:
                    answer = effect
                elif (sink := self._sinks.get(type(effect))) is not None:
                    guarded(type(effect).__name__, sink, effect)
            if one.reply is not None:
                said.append((one.reply, answer))
        return said

    def _show(self, said: Iterable[_Said], now: Now) -> None:
        """Hang up the new snapshot, then answer: who was told "done" reads the office as it is."""
        self.board.show(self._office, self._rules, now)
        for reply, answer in said:
            reply.give(answer)

    def _store_failed(self, asked: list[Asked], now: Now, trouble: StoreUnavailable) -> None:
        """Decide each event again, alone: what must be kept is refused, the rest goes on."""
        log.error("nothing was kept: %s", trouble)
        self.meter.refused(len(asked))
        said: list[_Said] = []
        for one in asked:
            if isinstance(one.event, TimePassed):
                self._pass_time(one, now)
                continue
            batch = self._decided([one], now)
            if any(r.vital for r in batch.records()) and not isinstance(one.event, PartChanged):
                said += self._refuse(one, now)
                continue
            self._office = batch.office
            said += self._carry_out(batch.decided)
        self._show(said, now)
        if self._store_ok:
            self._store_ok = False
            self.inbox.put(PartChanged(part="store", ok=False, detail=str(trouble)))

    def _pass_time(self, one: Asked, now: Now) -> None:
        """Meet each deadline that needs no record: a curtain stops though a check cannot end."""
        for decide_alone in decide_apart(one.event):
            office, effects = decide_alone(self._office, one.event, now, self._rules)
            if not any(type(e) is Record and e.vital for e in effects):
                self._office = office
                self._carry_out([(one, effects)])

    def _refuse(self, one: Asked, now: Now) -> list[_Said]:
        if isinstance(one.event, BadgeTapped | SignedIn):
            self._office, said = not_kept(self._office, one.event, now, self._rules)
            self._carry_out([(Asked(one.event), said)])
        return [] if one.reply is None else [(one.reply, NOT_KEPT)]

    def _try_store(self, now: Now) -> None:
        if self._store_ok:
            return
        with suppress(StoreUnavailable):
            self._keeper.append([Record(kind="store.back", subject="store")], now)
            self._store_is_back()

    def _store_is_back(self) -> None:
        if not self._store_ok:
            self._store_ok = True
            self.inbox.put(PartChanged(part="store", ok=True))

    def _watch_clock(self, now: Now) -> None:
        if now.trusted is not self._trusted:
            self._trusted = now.trusted
            self.inbox.put(PartChanged(part="clock", ok=now.trusted))
