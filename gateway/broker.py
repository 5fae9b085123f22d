"""A broker of our own on loopback, for the demo: Mosquitto as a child, else amqtt in a thread.

Production uses Mosquitto as a service (`config/mosquitto/`). amqtt knows no
MQTT 5, sends no will for a frozen client and forgets what was retained: good
enough for a laptop without Mosquitto, never for devices.
"""

import asyncio
import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
TRIES = 500
PAUSE_S = 0.02
TURNS, ROUNDS = 10, 3
END_S = 3.0
"""How long the embedded one may take to end in good order, and each of its tasks when told to."""
SBIN = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin"
SHELL = "/bin/sh"

KEEPER = """
exec 3<&0
"$1" -c "$2/mosquitto.conf" </dev/null 3<&- 2>"$2/log" &
broker=$!
{ read -r _ <&3; rm -r "$2"; kill "$broker"; } 2>/dev/null &
watch=$!
wait "$broker"
ended=$?
kill "$watch" 2>/dev/null
exit "$ended"
"""
"""Runs Mosquitto for as long as somebody holds the other end of its standard input.

However we end, kill -9 too, the system closes our end: the broker goes with us.
(Linux's parent-death signal would do it when the *thread* that started the
broker ends, which here may be one of the screens'.)
"""


def mosquitto() -> str | None:
    """Return where Mosquitto is installed, or None."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', os.defpath)}:{SBIN}")


class LocalBroker:
    """A broker that only this machine can reach; stopped and started at will.

    Args:
        port: Its port on loopback; without it any free one, the same after a restart.
        find: Returns the path of Mosquitto; None means amqtt.
    """

    name = "local-broker"

    def __init__(
        self, port: int | None = None, *, find: Callable[[], str | None] = mosquitto
    ) -> None:
        self.port = port or _free_port()
        program = find()
        self._broker = _Mosquitto(program, self.port) if program else _Embedded(self.port)

    @property
    def url(self) -> str:
        """Return its address as the site file writes it."""
        return f"mqtt://{HOST}:{self.port}"

    @property
    def kind(self) -> str:
        """Return `mosquitto` or `embedded`."""
        return self._broker.kind

    def start(self) -> None:
        """Start it and return once it takes connections.

        Raises:
            DeviceUnavailable: It does not start; the message says why.
        """
        try:
            socket.create_server((HOST, self.port)).close()
            self._broker.start()
            self._wait_until_it_listens()
        except OSError as error:
            raise DeviceUnavailable(
                f"port {self.port} on {HOST} cannot be used: {error.strerror}"
            ) from error
        except DeviceUnavailable:
            self._broker.stop()
            raise
        log.info("broker: %s on %s", self.kind, self.url)

    def stop(self) -> None:
        """Stop it; safe to call twice, and `start` may follow."""
        self._broker.stop()

    def is_alive(self) -> bool:
        """Return True while it runs."""
        return self._broker.is_alive()

    def _wait_until_it_listens(self) -> None:
        pause = threading.Event()
        for _ in range(TRIES):
            if not self._broker.is_alive():
                break
            if self._broker.ready:
                return
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return
            except OSError:
                pause.wait(PAUSE_S)
        raise DeviceUnavailable(
            f"the {self.kind} broker does not start on port {self.port}: {self._broker.trouble()}"
        )


class _Mosquitto:
    """Mosquitto as a child process, in a session of its own so that Ctrl-C is ours to handle."""

    kind = "mosquitto"
    ready = False
    """Only a connection shows it."""

    def __init__(self, program: str, port: int) -> None:
        self._program = program
        self._port = port
        self._keeper: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="office-broker-")
        (Path(self._folder.name) / "mosquitto.conf").write_text(
            f"listener {self._port} {HOST}\n"
            "allow_anonymous true\n"
            "set_tcp_nodelay true\n"
            "persistence false\n"
            "log_type error\nlog_type warning\nlog_dest stderr\n"
        )
        self._keeper = subprocess.Popen(  # noqa: S603  # our own words, the program we found
            [SHELL, "-c", KEEPER, "broker-keeper", self._program, self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        if self._keeper is not None:
            if self._keeper.stdin is not None:
                self._keeper.stdin.close()
            try:
                self._keeper.wait(3)
            except subprocess.TimeoutExpired:
                os.killpg(self._keeper.pid, signal.SIGKILL)
                self._keeper.wait()
            self._keeper = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def is_alive(self) -> bool:
        return self._keeper is not None and self._keeper.poll() is None

    def trouble(self) -> str:
        folder = self._folder
        try:
            said = (Path(folder.name) / "log").read_text(errors="replace") if folder else ""
        except FileNotFoundError:  # it has not come so far
            said = ""
        return said.strip().replace("\n", "; ") or "it says nothing"


class _Embedded:
    """amqtt with an event loop in a thread of its own."""

    kind = "embedded"

    def __init__(self, port: int) -> None:
        self._port = port
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] = _nothing
        self.ready = False
        self._trouble = "it says nothing"

    def start(self) -> None:
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)  # it calls every hang-up an error
        answered = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(answered,), name="embedded-broker")
        self._thread.start()
        answered.wait(10)

    def stop(self) -> None:
        if self._thread is not None:
            self._end()
            self._thread.join()
            self._thread = None

    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def trouble(self) -> str:
        return self._trouble

    def _run(self, answered: threading.Event) -> None:
        try:
            asyncio.run(self._serve(answered))
        except Exception as error:  # amqtt's own errors share no base: said by `trouble`
            self._trouble = str(error)
            log.debug("the embedded broker ended", exc_info=True)
        finally:
            self.ready = False
            answered.set()

    async def _serve(self, answered: threading.Event) -> None:
        from amqtt.broker import Broker  # slow to import, and seldom needed

        calls: set[asyncio.WriteTransport] = set()

        class Closing(Broker):  # type: ignore[misc]  # amqtt has no hints
            """Knows its connections: one that comes while it ends is left open otherwise."""

            async def stream_connected(
                self,
                reader: asyncio.StreamReader,
                writer: asyncio.StreamWriter,
                listener_name: str,
            ) -> None:
                calls.difference_update([call for call in calls if call.is_closing()])
                calls.add(writer.transport)
                with suppress(asyncio.CancelledError):  # at the end; asyncio would print it
                    await super().stream_connected(reader, writer, listener_name)

            async def take_no_more(self) -> None:
                """Let in who was accepted: asyncio drops them, open, when their server closes."""
                for server in self._servers.values():
                    for listening in server.instance.sockets if server.instance else ():
                        loop.remove_reader(listening.fileno())
                await _turns()

            def close_doors(self) -> None:
                """Listen no more, however far it has come."""
                for server in self._servers.values():
                    if server.instance:
                        server.instance.close()

        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(done.set)
        broker = Closing(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{self._port}"}},
                "plugins": {
                    "amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}
                },
            }
        )
        try:
            await broker.start()
            self.ready = True
            answered.set()
            await done.wait()
            await broker.take_no_more()
            with suppress(TimeoutError):  # it may wait for ever for who came last
                async with asyncio.timeout(END_S):
                    await broker.shutdown()
        finally:
            self._end = _nothing
            broker.close_doors()
            await _hang_up(calls)


async def _hang_up(calls: Iterable[asyncio.WriteTransport]) -> None:
    """End what amqtt left running, and let its connections close while there is a loop to do it."""
    await _turns()  # who was let in last is among the calls after this
    for _ in range(ROUNDS):  # what is ended may begin something at its end
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=END_S)
        for call in tuple(calls):
            call.close()
        await _turns()


async def _turns() -> None:
    """Let happen what is about to; from a knock to an answered call asyncio takes four turns."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


def _nothing() -> None:
    """Do nothing: there is no broker to end."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
