"""PJLink as it is on the wire: bytes in, events out. No socket, no clock.

Theory of operation. The projector speaks first: `PJLINK 0`, or `PJLINK 1 <salt>`
when it wants a password. Then one request at a time, `%1POWR ?`, each answered
by one line, `%1POWR=1`. With a password the first request of a connection is
preceded by MD5(salt + password) in hex; a wrong one is answered `PJLINK ERRA`.

     AWAITING_GREETING ──greeting──▶ IDLE ──send──▶ WAITING ──answer──▶ IDLE
            any of them ──wrong password, nonsense, too long──▶ OVER

What is not understood ends the connection or is passed over; nothing is raised
for what comes from outside.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

LONGEST = 512
"""The standard allows 136 bytes a line; a longer one than this is nobody's projector."""

_SALT = re.compile(r"[0-9A-Fa-f]{8}")
_ANSWER = re.compile(r"%([12])([A-Z0-9]{4})=(.*)", re.IGNORECASE | re.DOTALL)


class Error(StrEnum):
    """Why a projector refuses a request."""

    UNDEFINED = "ERR1"
    OUT_OF_RANGE = "ERR2"
    LATER = "ERR3"
    BROKEN = "ERR4"


@dataclass(frozen=True, slots=True)
class Request:
    """One question (`value` None) or order.

    Attributes:
        command: Four letters: `POWR`, `INPT` ...
        value: What is ordered; None asks.
        level: The class of the command, 1 or 2.
    """

    command: str
    value: str | None = None
    level: int = 1

    def line(self) -> bytes:
        """Return it as it is sent, without a password."""
        return f"%{self.level}{self.command} {'?' if self.value is None else self.value}\r".encode()


@dataclass(frozen=True, slots=True)
class Greeted:
    """The projector is ready for requests."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A request was answered: what was asked for, or `OK`."""

    request: Request
    said: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A request was refused."""

    request: Request
    error: Error


@dataclass(frozen=True, slots=True)
class Ended:
    """The connection is of no more use.

    `password` is True when the password is wrong or missing.
    """

    why: str
    password: bool = False


Event = Greeted | Answered | Refused | Ended


class State(Enum):
    """Where a connection stands."""

    AWAITING_GREETING = auto()
    IDLE = auto()
    WAITING = auto()
    OVER = auto()


class Connection:
    """One connection's talk, from the greeting to its end.

    Args:
        password: The projector's, or None.
    """

    def __init__(self, password: str | None = None) -> None:
        self._password = password
        self._digest = b""
        self._buffer = b""
        self._request: Request | None = None
        self.state = State.AWAITING_GREETING

    def send(self, request: Request) -> bytes:
        """Return the bytes of a request; only when IDLE.

        Raises:
            RuntimeError: Another request is under way, or the connection is over.
        """
        if self.state is not State.IDLE:
            raise RuntimeError(f"nothing can be asked while {self.state.name}")
        self.state = State.WAITING
        self._request = request
        digest, self._digest = self._digest, b""
        return digest + request.line()

    def receive(self, data: bytes) -> list[Event]:
        """Return what some bytes from the projector mean."""
        events: list[Event] = []
        self._buffer += data
        while self.state is not State.OVER and b"\r" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\r")
            if (event := self._read(line)) is not None:
                events.append(event)
        if self.state is not State.OVER and len(self._buffer) > LONGEST:
            events.append(self._end("it sends lines without an end: not PJLink"))
        return events

    def _read(self, line: bytes) -> Event | None:
        text = line.decode(errors="replace").strip(" \n\0")
        if text.upper() == "PJLINK ERRA":
            return self._end("wrong password", password=True)
        if self.state is State.AWAITING_GREETING:
            return self._greet(text)
        found = _ANSWER.fullmatch(text)
        request = self._request
        if found is None or request is None or self.state is not State.WAITING:
            return None
        if found[2].upper() != request.command or int(found[1]) != request.level:
            return None  # the answer to something else: ours is still to come
        return self._answer(request, found[3].strip())

    def _answer(self, request: Request, said: str) -> Event:
        self.state, self._request = State.IDLE, None
        try:
            return Refused(request, Error(said.upper()))
        except ValueError:
            return Answered(request, said)

    def _greet(self, text: str) -> Event:
        words = text.split()
        if words[:1] != ["PJLINK"] or len(words) < 2:
            return self._end(f"it greets with {text[:40]!r}: not PJLink")
        if words[1] == "0":
            self.state = State.IDLE
            return Greeted()
        if words[1] != "1" or len(words) != 3 or not _SALT.fullmatch(words[2]):
            return self._end(f"it asks for a security we do not know ({text[:40]!r})")
        if self._password is None:
            return self._end("it wants a password and none is known", password=True)
        salted = (words[2] + self._password).encode()
        self._digest = hashlib.md5(salted, usedforsecurity=False).hexdigest().encode()
        self.state = State.IDLE
        return Greeted()

    def _end(self, why: str, *, password: bool = False) -> Ended:
        self.state = State.OVER
        return Ended(why, password)
