"""A projector's socket: connects when something is asked, one question at a time, hangs up idle.

Projectors take one connection, and drop it after 30 idle seconds. So the line
is given back after `LINGER_S`, another controller gets its turn, and an answer
that does not come costs `ANSWER_S` and the connection.
"""

import socket
import threading
from collections.abc import Callable

from devices.pjlink.protocol import Answered, Connection, Ended, Event, Greeted, Refused, Request
from gateway.errors import DeviceUnavailable

CONNECT_S = 3.0
ANSWER_S = 4.0
LINGER_S = 5.0
AT_ONCE = 4096


class WrongPassword(DeviceUnavailable):
    """It wants another password; asking again at once may lock us out."""


class Line:
    """See the module. Used by one thread; `hang_up_now` may be called by any.

    Args:
        host, port: Where.
        password: Its password, or None.
        mono_s: Monotonic seconds.
    """

    def __init__(
        self, host: str, port: int, password: str | None, mono_s: Callable[[], float]
    ) -> None:
        self._where = (host, port)
        self._password = password
        self._mono_s = mono_s
        self._sock: socket.socket | None = None
        self._talk = Connection()
        self._used_s = 0.0
        self._closing = threading.Event()

    def ask(self, request: Request) -> Answered | Refused:
        """Return the answer to a request.

        A line that was kept may have been dropped at the other end meanwhile:
        then it is opened again, once.

        Raises:
            WrongPassword: See there.
            DeviceUnavailable: Nobody there, busy with another, no answer, or no PJLink.
        """
        kept = self._sock is not None
        try:
            return self._ask(request)
        except WrongPassword:
            raise
        except DeviceUnavailable:
            if not kept:
                raise
            return self._ask(request)

    def close_idle(self) -> float | None:
        """Hang up if the line rested long enough; return when to look again, or None."""
        if self._sock is None:
            return None
        until_s = self._used_s + LINGER_S
        if self._mono_s() < until_s:
            return until_s
        self.close()
        return None

    def close(self) -> None:
        """Hang up; safe to call twice."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()

    def hang_up_now(self) -> None:
        """Make a question that waits for its answer fail at once, for good; from any thread."""
        self._closing.set()
        sock = self._sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is over already
                return

    def _ask(self, request: Request) -> Answered | Refused:
        try:
            if self._sock is None:
                self._open()
            assert self._sock is not None
            self._sock.sendall(self._talk.send(request))
            event = self._wait()
        except OSError as error:
            self.close()
            raise DeviceUnavailable(f"no projector at {self._name()} ({error})") from error
        except DeviceUnavailable:
            self.close()
            raise
        self._used_s = self._mono_s()
        if not isinstance(event, Answered | Refused):
            self.close()
            raise DeviceUnavailable(f"the projector at {self._name()} answers out of turn")
        return event

    def _open(self) -> None:
        if self._closing.is_set():
            raise DeviceUnavailable("stopping")
        self._talk = Connection(self._password)
        self._sock = socket.create_connection(self._where, CONNECT_S)
        if self._closing.is_set():  # hung up while there was no socket to hang up
            raise DeviceUnavailable("stopping")
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not isinstance(self._wait(), Greeted):
            raise DeviceUnavailable(f"{self._name()} does not greet as a projector does")

    def _wait(self) -> Event:
        """Return the next event; each is waited for `ANSWER_S` in all, however it dribbles in."""
        assert self._sock is not None
        until_s = self._mono_s() + ANSWER_S
        while True:
            left_s = until_s - self._mono_s()
            if left_s <= 0:
                raise DeviceUnavailable(f"the projector at {self._name()} does not answer")
            self._sock.settimeout(left_s)
            try:
                data = self._sock.recv(AT_ONCE)
            except TimeoutError:
                continue
            if not data:
                raise DeviceUnavailable(f"{self._name()} hung up; is another controller on it?")
            for event in self._talk.receive(data):
                return self._checked(event)

    def _checked(self, event: Event) -> Event:
        if isinstance(event, Ended):
            why = f"{self._name()}: {event.why}"
            raise WrongPassword(why) if event.password else DeviceUnavailable(why)
        return event

    def _name(self) -> str:
        return f"{self._where[0]}:{self._where[1]}"
