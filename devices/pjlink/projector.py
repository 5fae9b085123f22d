"""One projector: asked how it is, told what to do, by a thread of its own.

A projector says nothing by itself, so it is asked every `poll_s`, more often
while it warms or cools or has just been told something. An order is tried for
as long as it is valid and never after; "not now" (ERR3) is tried again within
that time, then reported as not sent, with the reason.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from devices.base import Emit
from devices.pjlink import words
from devices.pjlink.config import PjlinkConfig
from devices.pjlink.line import Line, WrongPassword
from devices.pjlink.orders import WHY, request_of
from devices.pjlink.protocol import Error, Refused, Request
from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent, DeviceReported, Reading
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

CHANNEL = 1
"""A projector is one channel."""
SOON_S = 1.0
"""How often it is asked while it changes."""
CHANGES_S = 5.0
"""For so long after an order it is taken to be changing."""
AGAIN_S = 0.5
"""Between two tries of an order."""
PATIENCE_S = 12.0
"""It is offline once it has not answered for so long: its one connection may be taken."""
LOCKED_S = 60.0
"""After a wrong password it is left alone for so long."""
HEALTH_S = 60.0
"""How often lamp and faults are asked."""
MOST_WAITING = 50
CHANGING = frozenset({"warming", "cooling"})


class Projector:
    """A `Running`, and what takes the commands of its device.

    Args:
        device: Its id in the site file.
        config: Where it is.
        password: Its password, or None.
        emit: Puts an event in the inbox.
        mono_s: Real monotonic seconds.
    """

    def __init__(
        self,
        device: str,
        config: PjlinkConfig,
        password: str | None,
        emit: Emit,
        mono_s: Callable[[], float],
    ) -> None:
        self.name = f"pjlink:{device}"
        self._device = device
        self._config = config
        self._emit = emit
        self._mono_s = mono_s
        self._line = Line(config.host, config.port, password, mono_s)
        self._orders: deque[tuple[Command, float]] = deque()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._online: bool | None = None
        self._failing_since_s: float | None = None
        self._poll_at_s = self._health_at_s = self._changing_until_s = self._leave_until_s = 0.0
        self._phase: str | None = None
        self._level = 1
        self._inputs: tuple[str, ...] = ()
        self._met = False

    def start(self) -> None:
        """Start the thread; a projector that is not there is looked for."""
        self._thread = threading.Thread(target=self._run, name=self.name)
        self._thread.start()

    def stop(self) -> None:
        """Hang up and join; safe to call twice."""
        self._stopping.set()
        self._wake.set()
        self._line.hang_up_now()
        if self._thread is not None:
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is None or self._thread.is_alive()

    def send(self, command: Command) -> None:
        """Carry a command out as soon as possible, or say that it was not; returns at once."""
        if command.verb is Verb.QUERY:
            self._poll_at_s = 0.0
        elif len(self._orders) >= MOST_WAITING:
            self._not_sent(command, "too much is waiting to be sent")
        else:
            self._orders.append((command, self._mono_s() + command.expires_s))
        self._wake.set()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._wake.wait(self._wait_s())
                self._wake.clear()
                while self._orders and not self._stopping.is_set():
                    self._carry_out(*self._orders.popleft())
                if self._mono_s() >= self._poll_at_s and not self._stopping.is_set():
                    self._poll()
        finally:
            self._line.close()

    def _wait_s(self) -> float:
        idle_s = self._line.close_idle()
        dues = [self._poll_at_s] if idle_s is None else [self._poll_at_s, idle_s]
        return max(0.0, min(dues) - self._mono_s())

    # Orders

    def _carry_out(self, command: Command, until_s: float) -> None:
        request = request_of(command, self._level, self._inputs)
        if isinstance(request, str):
            self._not_sent(command, request)
            return
        why = "it was too late"
        while self._mono_s() < until_s and not self._stopping.is_set():
            refused = self._try(request)
            if refused is None:
                self._changing_until_s = self._mono_s() + CHANGES_S
                self._poll_at_s = 0.0
                return
            again, why = refused
            if not again:
                break
            left_s = until_s - self._mono_s()
            self._stopping.wait(max(0.0, min(AGAIN_S, left_s)))
        self._not_sent(command, why)

    def _try(self, request: Request) -> tuple[bool, str] | None:
        """Return None when it was done, else whether to try again, and why it was not."""
        if self._mono_s() < self._leave_until_s:
            return False, "the projector wants another password"
        try:
            answer = self._line.ask(request)
        except DeviceUnavailable as trouble:
            self._failed(trouble)
            return not isinstance(trouble, WrongPassword), str(trouble)
        self._answered()
        if isinstance(answer, Refused):
            return answer.error is Error.LATER, WHY[answer.error]
        return None

    def _not_sent(self, command: Command, why: str) -> None:
        self._emit(CommandNotSent(device=command.device, channel=command.channel, why=why))

    # Questions

    def _poll(self) -> None:
        """Ask how it is, and tell the office; the next time depends on what it does."""
        if self._mono_s() >= self._leave_until_s:
            try:
                self._look()
            except DeviceUnavailable as trouble:
                self._failed(trouble)
        now_s = self._mono_s()
        busy = self._phase in CHANGING or now_s < self._changing_until_s
        failing = self._failing_since_s is not None and self._online is not False
        self._poll_at_s = now_s + (SOON_S if busy or failing else self._config.poll_s)

    def _look(self) -> None:
        reading = words.power(self._ask("POWR") or "")
        self._answered()
        if reading.phase is not None:
            self._phase = reading.phase
        if reading.phase == "on":
            self._meet()
            source = words.source(self._ask("INPT", self._level) or "")
            muted = words.muted(self._ask("AVMT") or "")
            reading = replace(reading, source=source.source, muted=muted.muted)
        if self._mono_s() >= self._health_at_s:
            self._health_at_s = self._mono_s() + HEALTH_S
            faults, lamp = (
                words.faults(self._ask("ERST") or ""),
                words.lamp(self._ask("LAMP") or ""),
            )
            reading = replace(reading, faults=faults.faults, lamp_h=lamp.lamp_h)
        if reading != Reading():
            self._emit(DeviceReported(device=self._device, channel=CHANNEL, reading=reading))

    def _meet(self) -> None:
        """Ask once what it can do; while it is off it would only say "later"."""
        if self._met:
            return
        self._level = 2 if self._ask("CLSS") == "2" else 1
        self._inputs = words.inputs(self._ask("INST", self._level) or "")
        self._met = bool(self._inputs)
        if self._met:
            maker, model = self._ask("INF1") or "?", self._ask("INF2") or "?"
            inputs = ", ".join(self._inputs)
            log.info("%s: %s %s, class %d, %s", self._device, maker, model, self._level, inputs)

    def _ask(self, command: str, level: int = 1) -> str | None:
        """Return the answer to a question, or None when it was refused."""
        answer = self._line.ask(Request(command, None, level))
        return None if isinstance(answer, Refused) else answer.said

    # There or not

    def _answered(self) -> None:
        self._failing_since_s = None
        self._tell_online(online=True, why="it answers")

    def _failed(self, trouble: DeviceUnavailable) -> None:
        if self._stopping.is_set():
            return
        now_s = self._mono_s()
        if self._failing_since_s is None:
            self._failing_since_s = now_s
        self._met = False  # another may hang there when something answers again
        locked = isinstance(trouble, WrongPassword)
        if locked:
            self._leave_until_s = now_s + LOCKED_S
        patient = self._online is not None and now_s - self._failing_since_s < PATIENCE_S
        if locked or not patient:
            self._tell_online(online=False, why=str(trouble))

    def _tell_online(self, *, online: bool, why: str) -> None:
        if self._online is online:
            return
        self._online = online
        log.log(logging.INFO if online else logging.WARNING, "%s: %s", self._device, why)
        reading = Reading(online=online)
        self._emit(DeviceReported(device=self._device, channel=None, reading=reading))
