"""The whole gateway for tests: in this process (`Office`) or as a program (`Program`).

Both on a real Mosquitto, with the demo's simulated devices speaking real MQTT,
screens on a free port, and a data folder of the test's own.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from devices.mqtt.address import Broker
from devices.sim.office import SimOffice
from gateway.app import App, Options
from gateway.clock import Clock, uptime_s
from gateway.config import Secrets, Site, load
from gateway.demo.things import things_of
from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, Event
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.snapshot import Snapshot
from kiosk_web.sessions import digest
from tests.e2e.web import Visitor
from tests.parts.mosquitto import Mosquitto, free_port
from tests.patience import PATIENCE_S

HERE = Path(__file__).parent
SITE = HERE / "site.toml"
PEOPLE = HERE / "people.json"
ROOT = HERE.parents[1]
ZHOU, LI = bytes.fromhex("04D001A1B2C325"), bytes.fromhex("04D002A1B2C34A")
STRANGER = bytes.fromhex("04EEEEEEEEEEE0")
DOOR, ROOM = "front-door", "room-a"
LIGHT, WALL, AC = "room-a.door-light", "room-a.wall-light", "room-a.ac"
GATEWAY = (sys.executable, "-m", "gateway")


def small_site() -> Site:
    """Return the small office's site file."""
    return load(SITE)[0]


class NoBroker:
    """Where a broker should be, and none is."""

    url = "mqtt://127.0.0.1:9"


class Devices:
    """The office's simulated devices on a broker, alive from entry to exit."""

    def __init__(self, broker: Mosquitto, site: Path = SITE) -> None:
        self.things = things_of(load(site)[0])
        self._office = SimOffice(Broker(url=broker.url), self.things.all(), uptime_s)
        for projector in self.things.projectors.values():
            projector.stop()  # a test that needs one starts its own, where its site file says

    @property
    def relays(self):
        """Return the relays of the room."""
        return self.things.devices["room-a-relays"]

    def __enter__(self) -> "Devices":
        self._office.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._office.stop()


class Office:
    """The gateway in this process, its loop in a thread; a context manager.

    Args:
        data: Its data folder.
        broker: The broker it goes to.
        clock: Another clock than the machine's.
        urls: Apprise addresses by contact.
        site: The site file.
    """

    def __init__(
        self,
        data: Path,
        broker: Mosquitto | NoBroker,
        *,
        clock: Clock | None = None,
        urls: tuple[tuple[str, tuple[str, ...]], ...] = (),
        site: Path = SITE,
    ) -> None:
        options = Options(
            data=data,
            broker_url=broker.url,
            port=0,
            clock=clock,
            notify_urls=urls,
            prepare=_people,
        )
        self.app = App(load(site)[0], Secrets(), options)
        self._thread = threading.Thread(target=self.app.run, name="loop")

    def __enter__(self) -> "Office":
        self.app.start()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.app.stop()
        self._thread.join()
        self.app.close()

    def look(self) -> Snapshot:
        """Return the office now."""
        return self.app.door.snapshot()

    def see(self, fits: Callable[[Snapshot], object], within_s: float = PATIENCE_S) -> Snapshot:
        """Return the office as soon as it fits."""
        snapshot, until_s = self.look(), uptime_s() + within_s
        while not fits(snapshot):
            left_s = until_s - uptime_s()
            assert left_s > 0, f"it never came about; parts {dict(snapshot.office.health.parts)}"
            snapshot = self.app.door.wait_newer(snapshot.version, left_s)
        return snapshot

    def channel(self, channel: str, snapshot: Snapshot | None = None) -> ChannelNow:
        """Return what is known of a channel."""
        seen = snapshot or self.look()
        return channel_now(seen.office, seen.rules, channel)

    def see_channel(
        self, channel: str, fits: Callable[[ChannelNow], object], within_s: float = PATIENCE_S
    ) -> ChannelNow:
        """Return a channel as soon as it fits."""
        seen = self.see(lambda s: fits(self.channel(channel, s)), within_s)
        return self.channel(channel, seen)

    def ready(self) -> None:
        """Wait until the broker is there and every channel has been heard."""
        self.see(lambda s: s.office.devices.broker_ok)
        for channel in (LIGHT, WALL, AC):
            self.see_channel(channel, lambda c: c.known == "confirmed")

    def tap(self, uid: bytes) -> None:
        """Lay a card on the door's reader."""
        self.app.readers.sim[DOOR].tap(uid)

    def ask(self, event: Event) -> Answer:
        """Ask the gateway and return its answer."""
        return self.app.door.ask(event, PATIENCE_S)

    def press(self, control: str) -> Answer:
        """Press a control of the room."""
        return self.ask(ControlPressed(room=ROOM, control=control))

    def people_in(self) -> set[str]:
        """Return who is signed in."""
        return {s.person for s in self.look().office.presence.sessions.values()}

    def visitor(self) -> Visitor:
        """Return a new browser."""
        return Visitor(self.app.web.port)

    def admin(self) -> Visitor:
        """Return the browser of the first administrator."""
        one = self.visitor()
        one.become_admin(self.app.setup_code)
        return one

    def program(self, *scopes: str) -> Visitor:
        """Return a program with a token for the API."""
        secret = "only-for-tests"
        kept = {"name": "test", "scopes": list(scopes), "token": digest(secret)}
        self.app.registry.save("tokens", "t1", kept, by="test")
        return Visitor(self.app.web.port, f"t1.{secret}")


def _people(app: App) -> None:
    if not app.registry.view.people:
        assert app.registry.import_document(json.loads(PEOPLE.read_text()), by="test") == ()


def command(*words: object, within_s: float = PATIENCE_S) -> subprocess.CompletedProcess[str]:
    """Run `office-gateway` with some words as a process of its own; English messages."""
    return subprocess.run(
        [*GATEWAY, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=within_s,
        cwd=ROOT,
        env=english(),
        check=False,
    )


def english() -> dict[str, str]:
    """Return an environment in which messages are English."""
    return {**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "", "PYTHONUNBUFFERED": "1"}


class Program:
    """`office-gateway run` as a process of its own; a context manager that ends it."""

    def __init__(self, folder: Path, broker: Mosquitto | NoBroker) -> None:
        self.data = folder / "data"
        self.config = folder / "site.toml"
        self._broker = broker
        self._process: subprocess.Popen[str] | None = None
        self.said: list[str] = []
        self.port = 0
        self._code = ""
        self._has_code = threading.Event()

    def start(self) -> None:
        """Start it and return once it has greeted, which it does when all of it is up."""
        self.port = free_port()
        text = SITE.read_text("utf-8").replace("mqtt://127.0.0.1:1883", self._broker.url)
        self.config.write_text(text.replace("port = 8080", f"port = {self.port}"), "utf-8")
        self._process = subprocess.Popen(
            [*GATEWAY, "run", "--config", str(self.config), "--data", str(self.data)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=english(),
        )
        greeted = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(greeted,), name="program-says")
        self._reader.start()
        assert greeted.wait(PATIENCE_S), "".join(self.said)
        assert self._process.poll() is None, "".join(self.said)

    @property
    def setup_code(self) -> str:
        """Return the one-time code that it printed."""
        assert self._has_code.wait(PATIENCE_S), "".join(self.said)
        return self._code

    @property
    def pid(self) -> int:
        """Return its process id."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop as systemd does and return its exit code; at most 5 s."""
        return self._end(signal.SIGTERM)

    def visitor(self) -> Visitor:
        """Return a new browser."""
        return Visitor(self.port)

    def __enter__(self) -> "Program":
        try:
            self.start()
        except BaseException:  # a process that is left alone outlives the whole run
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()

    def _read(self, greeted: threading.Event) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.said.append(line)
            if found := re.search(r"one-time code (\w+)", line):
                self._code = found[1]
                self._has_code.set()
            if line.startswith("office-gateway: http://"):
                greeted.set()
        greeted.set()

    def _end(self, number: int) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        process.send_signal(number)
        try:
            code = process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            self._reader.join()
            assert process.stderr is not None
            process.stderr.close()
        return code
