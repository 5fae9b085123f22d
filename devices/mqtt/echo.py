"""A gateway talks to itself through the broker, to see that it really works.

A network thread may be dead, a link half open, an access list closed, and paho
still says "connected". So a numbered message is sent to a topic of our own
every `EVERY_S`. It comes back: all is well. Only its acknowledgement comes:
the broker does not let us listen. Neither, and nothing else: the link is dead.

No clock, no socket; times are monotonic seconds.
"""

from enum import Enum, auto

EVERY_S = 4.0
LIMIT_S = 4.0


class Verdict(Enum):
    """What a try without an echo says of the link.

    `BUSY`: other messages came, the echo is behind them or was crowded out.
    """

    BUSY = auto()
    DEAF = auto()
    DEAD = auto()


class Echo:
    """One link's self-test; made anew for each connection."""

    def __init__(self, now_s: float) -> None:
        self._number = 0
        self._due_s = now_s
        self._sent_s: float | None = None
        self._acknowledged = False
        self._others = False

    def to_send(self, now_s: float) -> bytes | None:
        """Return the payload to send now, or None when none is due."""
        if self._sent_s is not None or now_s < self._due_s:
            return None
        self._number += 1
        self._sent_s = now_s
        self._acknowledged = self._others = False
        return str(self._number).encode()

    def acknowledged(self) -> None:
        """Note that the broker took our message (or refused it: it is there all the same)."""
        self._acknowledged = True

    def heard_others(self) -> None:
        """Note that a device was heard: the line is neither dead nor deaf."""
        self._others = True

    def heard(self, payload: bytes, now_s: float) -> bool:
        """Take a message on our own topic; True when it is the one we wait for."""
        if self._sent_s is None or payload != str(self._number).encode():
            return False
        self._rest(now_s)
        return True

    def judge(self, now_s: float) -> Verdict | None:
        """Return the verdict when a try has just ended without an echo, else None."""
        if self._sent_s is None or now_s < self._sent_s + LIMIT_S:
            return None
        self._rest(now_s)
        if self._others:
            return Verdict.BUSY
        return Verdict.DEAF if self._acknowledged else Verdict.DEAD

    def next_due_s(self) -> float:
        """Return when to send or to judge."""
        return self._due_s if self._sent_s is None else self._sent_s + LIMIT_S

    def _rest(self, now_s: float) -> None:
        self._sent_s = None
        self._due_s = now_s + EVERY_S
