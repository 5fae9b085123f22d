"""A simulated projector: a real PJLink server with a lamp that warms and cools, and faults.

Behaves as projectors do where the gateway could trip: one connection at a time,
hung up after idle seconds, "not now" while warming and cooling, no input while
in standby, a lamp that is harmed when the mains goes while it is hot.
"""

import hashlib
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from devices.pjlink.protocol import Error

LOOK_S = 0.5
OK = "OK"
_PHASE = {"standby": "0", "on": "1", "cooling": "2", "warming": "3"}


class ProjectorFault(StrEnum):
    """A way for a projector to be broken.

    `silent`: takes the call, says nothing. `busy`: another controller holds its
    only connection. `garbage`: speaks nonsense. `lamp`: its lamp is broken, it
    does not start (ERR4). `offline`: no mains, nobody there.
    """

    NONE = "none"
    SILENT = "silent"
    BUSY = "busy"
    GARBAGE = "garbage"
    LAMP = "lamp"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorSpec:
    """What a simulated projector is like.

    Attributes:
        level: Its PJLink class, 1 or 2.
        password: Or None.
        warm_s, cool_s: How long it warms and cools.
        inputs: What `INST ?` lists; the first is shown at first.
        idle_s: It hangs up after so long without a word.
    """

    level: int = 1
    password: str | None = None
    warm_s: float = 40.0
    cool_s: float = 120.0
    inputs: tuple[str, ...] = ("11", "12", "31", "32")
    idle_s: float = 30.0


@dataclass(frozen=True, slots=True)
class ProjectorState:
    """A projector at one instant; immutable, for any thread to look at.

    `harmed` counts how often the mains went while the lamp was hot; `calls` the
    connections it took, `heard` the requests, `orders` those that ordered something.
    """

    phase: str = "standby"
    source: str = "31"
    mute: str = "30"
    lamp_h: int = 1200
    fault: ProjectorFault = ProjectorFault.NONE
    harmed: int = 0
    calls: int = 0
    heard: int = 0
    orders: tuple[str, ...] = field(default=())


class SimProjector:
    """See the module; `start` and `stop` as a driver. Verbs and `state` are for any thread.

    Args:
        spec: What it is like.
        mono_s: Monotonic seconds.
        port: Where it listens on loopback; 0: any free one.
        fed: Tells whether its socket has mains.
    """

    def __init__(
        self,
        spec: ProjectorSpec,
        mono_s: Callable[[], float],
        port: int = 0,
        *,
        fed: Callable[[], bool] = lambda: True,
    ) -> None:
        self.spec = spec
        self.name = "sim-projector"
        self._mono_s = mono_s
        self._fed = fed
        self._state = ProjectorState(source=spec.inputs[0])
        self._changed = threading.Condition()
        self._change_at_s: float | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.settimeout(LOOK_S)
        self.port: int = self._server.getsockname()[1]
        self._salts = 0

    def start(self) -> None:
        """Start its thread; it is in standby."""
        self._thread = threading.Thread(target=self._run, name=self.name)
        self._thread.start()

    def stop(self) -> None:
        """Unplug it for good; safe to call twice."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._server.close()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is None or self._thread.is_alive()

    def state(self) -> ProjectorState:
        """Return it as it is now."""
        return self._state

    def wait_for(self, fits: Callable[[ProjectorState], bool], within_s: float = 30.0) -> bool:
        """Return True as soon as the state fits, False when it did not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: fits(self._state), within_s)

    def break_(self, fault: ProjectorFault) -> None:
        """Break it, or mend it with `NONE`; `OFFLINE` takes its mains, hot or not."""
        if fault is ProjectorFault.OFFLINE:
            self.cut_mains()
        self._put(fault=fault)

    def press_remote(self, *, on: bool) -> None:
        """Switch it with its own remote control."""
        self._power(on=on)

    def cut_mains(self) -> None:
        """Take the mains away: without harm in standby only."""
        with self._changed:
            self._change_at_s = None
            hot = self._state.phase != "standby"
            self._put(phase="standby", harmed=self._state.harmed + hot)

    # In its own thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._tick()
            try:
                sock, _ = self._server.accept()
            except TimeoutError:
                continue
            with sock:
                if not self._is_deaf():
                    self._put(calls=self._state.calls + 1)
                    self._talk(sock)

    def _talk(self, sock: socket.socket) -> None:
        digest = self._greet(sock)
        buffer, used_s = b"", self._mono_s()
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            selector.register(self._server, selectors.EVENT_READ)
            while not self._stopping.is_set() and self._mono_s() < used_s + self.spec.idle_s:
                self._tick()
                for key, _ in selector.select(min(LOOK_S, self._wait_s())):
                    if key.fileobj is self._server:
                        self._server.accept()[0].close()  # one connection at a time
                        continue
                    data = _received(sock)
                    if not data or self._is_deaf():
                        return
                    used_s = self._mono_s()
                    buffer += data
                    while b"\r" in buffer:
                        line, _, buffer = buffer.partition(b"\r")
                        if not self._hear(sock, line.decode(errors="replace"), digest):
                            return
                        digest = ""

    def _greet(self, sock: socket.socket) -> str:
        """Send the greeting; return the digest the first request must begin with."""
        if self._state.fault is ProjectorFault.SILENT:
            return ""
        if self.spec.password is None:
            self._say(sock, "PJLINK 0")
            return ""
        self._salts += 1
        salt = f"{0x498E4A67 + self._salts:08x}"
        self._say(sock, f"PJLINK 1 {salt}")
        salted = (salt + self.spec.password).encode()
        return hashlib.md5(salted, usedforsecurity=False).hexdigest()

    def _hear(self, sock: socket.socket, line: str, digest: str) -> bool:
        """Answer a request; False when it hangs up over it."""
        if not line.startswith(digest):
            self._say(sock, "PJLINK ERRA")
            return False
        line = line.removeprefix(digest)
        self._put(heard=self._state.heard + 1)
        if self._state.fault is ProjectorFault.SILENT:
            return True
        head, _, value = line.partition(" ")
        self._say(sock, f"{head}={self._answer(head[1:2], head[2:], value)}")
        return True

    def _say(self, sock: socket.socket, line: str) -> None:
        if self._state.fault is ProjectorFault.GARBAGE:
            line = "\x00\xff" + line[::-1]
        try:
            sock.sendall(line.encode() + b"\r")
        except OSError:  # the other side has hung up meanwhile
            return

    def _answer(self, level: str, command: str, value: str) -> str:
        if not level.isdigit() or int(level) > self.spec.level:
            return Error.UNDEFINED
        if value != "?":
            return self._order(command, value)
        state = self._state
        if command in ("INPT", "INST", "AVMT") and state.phase != "on":
            return Error.LATER
        lamp_on = int(state.phase in ("on", "warming"))
        broken = state.fault is ProjectorFault.LAMP
        return {
            "POWR": _PHASE[state.phase],
            "INPT": state.source,
            "INST": " ".join(self.spec.inputs),
            "AVMT": state.mute,
            "ERST": "020000" if broken else "000000",
            "LAMP": f"{state.lamp_h} {lamp_on}",
            "CLSS": str(self.spec.level),
            "NAME": "Projector",
            "INF1": "Simulated",
            "INF2": "SP-1",
        }.get(command, Error.UNDEFINED)

    def _order(self, command: str, value: str) -> str:
        self._put(orders=(*self._state.orders, f"{command} {value}"))
        match command:
            case "POWR" if value in ("0", "1"):
                return self._power(on=value == "1")
            case "INPT" | "AVMT" if self._state.phase != "on":
                return Error.LATER
            case "INPT" if value in self.spec.inputs:
                self._put(source=value)
                return OK
            case "AVMT" if value in ("10", "11", "20", "21", "30", "31"):
                self._put(mute=value)
                return OK
            case "POWR" | "INPT" | "AVMT":
                return Error.OUT_OF_RANGE
        return Error.UNDEFINED

    def _power(self, *, on: bool) -> str:
        with self._changed:
            phase = self._state.phase
            if phase in ("warming", "cooling"):
                return OK if on == (phase == "warming") else Error.LATER
            if on == (phase == "on"):
                return OK
            if on and self._state.fault is ProjectorFault.LAMP:
                return Error.BROKEN
            self._change_at_s = self._mono_s() + (self.spec.warm_s if on else self.spec.cool_s)
            self._put(phase="warming" if on else "cooling")
            return OK

    def _tick(self) -> None:
        """Let the lamp come to its end of warming or cooling; without mains it is dark at once."""
        if not self._fed() and self._state.phase != "standby":
            self.cut_mains()
        with self._changed:
            if self._change_at_s is not None and self._mono_s() >= self._change_at_s:
                self._change_at_s = None
                self._put(phase="on" if self._state.phase == "warming" else "standby")

    def _is_deaf(self) -> bool:
        deaf = (ProjectorFault.OFFLINE, ProjectorFault.BUSY)
        return self._state.fault in deaf or not self._fed()

    def _wait_s(self) -> float:
        due_s = self._change_at_s
        return LOOK_S if due_s is None else max(0.0, due_s - self._mono_s())

    def _put(self, **parts: object) -> None:
        with self._changed:
            self._state = replace(self._state, **parts)  # type: ignore[arg-type]
            self._changed.notify_all()


def _received(sock: socket.socket) -> bytes:
    try:
        return sock.recv(4096)
    except OSError:
        return b""
