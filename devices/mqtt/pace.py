"""How much of one device's talk the office listens to.

A device that says more than `PER_S` things a second (a flood, a loose contact)
is not cut off: what it says of one channel is merged into one report, newest
last, and handed on at the allowed pace. So its last state always arrives.
"""

from dataclasses import fields, replace

from gateway.domain.events import DeviceReported, Event, InputChanged, InputReachable, Reading

PER_S = 50.0
BURST = 200.0

_READING = tuple(f.name for f in fields(Reading))


def _key(event: Event) -> tuple[object, ...]:
    if isinstance(event, DeviceReported):
        return (event.device, event.channel, event.stale)
    if isinstance(event, InputChanged | InputReachable):
        return (type(event), event.input)
    return (event,)


def _merged(old: Event | None, new: Event) -> Event:
    if not isinstance(old, DeviceReported) or not isinstance(new, DeviceReported):
        return new
    said = {name: value for name in _READING if (value := getattr(new.reading, name)) is not None}
    return replace(new, reading=replace(old.reading, **said))


class Pace:
    """A token bucket for one device's events; the time is handed in, in monotonic seconds."""

    __slots__ = ("_at_s", "_held", "_tokens", "merged")

    def __init__(self) -> None:
        self._tokens = BURST
        self._at_s: float | None = None
        self._held: dict[tuple[object, ...], Event] = {}
        self.merged = 0
        """How many events went into another one."""

    def through(self, events: list[Event], now_s: float) -> list[Event]:
        """Return the events that may go on now, held ones first."""
        self._refill(now_s)
        if not self._held and self._tokens >= len(events):
            self._tokens -= len(events)
            return events
        for event in events:
            key = _key(event)
            old = self._held.pop(key, None)
            self.merged += old is not None
            self._held[key] = _merged(old, event)
        return self._release()

    def due(self, now_s: float) -> list[Event]:
        """Return held events whose turn has come."""
        self._refill(now_s)
        return self._release()

    @property
    def due_s(self) -> float | None:
        """Return when the next held event may go, or None when nothing is held."""
        if not self._held or self._at_s is None:
            return None
        return self._at_s + max(0.0, 1.0 - self._tokens) / PER_S

    def _refill(self, now_s: float) -> None:
        if self._at_s is not None:
            self._tokens = min(BURST, self._tokens + max(0.0, now_s - self._at_s) * PER_S)
        self._at_s = now_s

    def _release(self) -> list[Event]:
        let_go: list[Event] = []
        while self._held and self._tokens >= 1.0:
            self._tokens -= 1.0
            let_go.append(self._held.pop(next(iter(self._held))))
        return let_go
