"""Plays events against the rules: what is due before an event fires before it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from gateway.domain.decide import decide, next_due_s
from gateway.domain.effects import Effect, Record
from gateway.domain.events import Event, MinuteBegan, TimePassed
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.errors import GatewayError
from gateway.replay.span import Span


class Outside(Protocol):
    """What holds events back for a while (the router's pace for chatty devices)."""

    def next_due_s(self) -> float | None:
        """Return when it has something to say, or None."""

    def due(self, now_s: float) -> list[Event]:
        """Return what it has to say now."""


Keep = Callable[[list[Record], Now], object]
MINUTE = timedelta(minutes=1)
MOST_AT_ONE_INSTANT = 10_000


class Player:
    """The office on a simulated clock; `mono_s` is the Unix time.

    Args:
        rules: The rules to try.
        outside: What else has a clock of its own, or None.
        keep: Also keeps the records (`replay --into`), or None.
    """

    def __init__(
        self, rules: Rules, outside: Outside | None = None, keep: Keep | None = None
    ) -> None:
        self.office = Office()
        self._rules = rules
        self._outside = outside
        self._keep = keep
        self._at: datetime | None = None
        self._began: datetime | None = None

    def span(self) -> Span | None:
        """Return from when to when was told; None before the first line."""
        if self._at is None or self._began is None:
            return None
        midnight = self._began.replace(hour=0, minute=0, second=0, microsecond=0)
        return Span(since=midnight, until=self._at)

    def until(self, at: datetime) -> Iterator[tuple[datetime, Effect]]:
        """Move the clock to `at`; yield what is due on the way, in order.

        Raises:
            GatewayError: `at` lies before where the clock stands.
        """
        at = at.astimezone(self._rules.timezone)
        if self._at is not None and at < self._at:
            raise GatewayError(
                f"{at.isoformat()} is earlier than {self._at.isoformat()}: sort the lines by at"
            )
        yield from self._until(at)
        self._at = at
        self._began = self._began or at

    def now(self, events: Iterable[Event]) -> Iterator[tuple[datetime, Effect]]:
        """Yield what leaves for events that happen where the clock stands."""
        at = self._at
        if at is None:
            raise RuntimeError("the clock was never set: call until first")
        for event in events:
            yield from self._decide(event, at)

    def _until(self, at: datetime) -> Iterator[tuple[datetime, Effect]]:
        if self._at is None:
            return
        minute = self._at.replace(second=0, microsecond=0) + MINUTE
        here = 0
        while True:
            due_s = self._next_due_s()
            due = max(self._from_s(due_s), self._at) if due_s is not None else None
            if due is not None and due_s is not None and due <= min(at, minute):
                here = here + 1 if due == self._at else 0
                if here > MOST_AT_ONE_INSTANT:
                    raise RuntimeError(f"a deadline at {due.isoformat()} never moves")
                self._at = due
                yield from self._fire(due, due_s)
            elif minute <= at:
                self._at = minute
                minute += MINUTE
                yield from self._decide(MinuteBegan(), self._at)
            else:
                return

    def _next_due_s(self) -> float | None:
        held_s = self._outside.next_due_s() if self._outside else None
        dues = [s for s in (next_due_s(self.office), held_s) if s is not None]
        return min(dues, default=None)

    def _fire(self, at: datetime, mono_s: float) -> Iterator[tuple[datetime, Effect]]:
        held = self._outside.due(mono_s) if self._outside else []
        for event in (*held, TimePassed()):
            yield from self._decide(event, at, mono_s)

    def _from_s(self, due_s: float) -> datetime:
        return datetime.fromtimestamp(due_s, self._rules.timezone)

    def _decide(
        self, event: Event, at: datetime, mono_s: float | None = None
    ) -> Iterator[tuple[datetime, Effect]]:
        now = Now(max(at.timestamp(), mono_s or 0.0), at)
        self.office, effects = decide(self.office, event, now, self._rules)
        records = [e for e in effects if isinstance(e, Record)]
        if self._keep is not None and records:
            self._keep(records, now)
        for effect in (*records, *(e for e in effects if not isinstance(e, Record))):
            yield at, effect
