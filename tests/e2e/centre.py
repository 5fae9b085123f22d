"""The service centre whole, for tests: its site file with short ways, as the demo runs it.

Real gateway, real Mosquitto, a simulated device of each family, a simulated
projector; screens over real HTTP.
"""

import http.client
import re
import threading
from collections.abc import Callable
from pathlib import Path

from devices.sim.board import Board
from gateway.clock import uptime_s
from gateway.config.examples import example
from gateway.demo.office import DemoOffice, DemoOptions
from gateway.domain.effects import Answer
from gateway.domain.events import ControlPressed, TimePassed
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.snapshot import Snapshot
from kiosk_web.sessions import digest
from tests.e2e.web import Reply, Visitor
from tests.patience import PATIENCE_S

ROOM = "room-a"
SHORT = (
    (r"(open|close)_s = \d+", r"\1_s = 4"),
    (r"rack = \{ ", "rack = { delay_s = 0.1, "),
    (r"projector = \{ ", "projector = { warm_s = 2.0, cool_s = 2.0, "),
    (r'language = "zh"', 'language = "en"'),
)
"""What a test has no time for: travel, the rack's pauses, a lamp's warming and cooling."""


def site_file(folder: Path) -> Path:
    """Write the service centre with short ways and return where."""
    text = example("service-centre.toml").read_text("utf-8")
    for pattern, short in SHORT:
        text, count = re.subn(pattern, short, text)
        assert count, pattern
    made = folder / "site.toml"
    made.write_text(text, "utf-8")
    return made


class Centre:
    """The running service centre; a context manager."""

    def __init__(self, folder: Path) -> None:
        self.demo = DemoOffice(
            DemoOptions(data=folder / "data", port=0, config=site_file(folder), vpcd=None)
        )
        self._loop = threading.Thread(target=lambda: self.demo.app.run(), name="loop")

    def __enter__(self) -> "Centre":
        self.demo.start()
        self._loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.demo.app.stop()
        self._loop.join()
        self.demo.stop()

    def board(self, device: str) -> Board:
        """Return a simulated device."""
        return self.demo.things.devices[device]

    def look(self) -> Snapshot:
        """Return the office now."""
        return self.demo.app.door.snapshot()

    def see(self, fits: Callable[[Snapshot], object], within_s: float = PATIENCE_S) -> Snapshot:
        """Return the office as soon as it fits."""
        snapshot, until_s = self.look(), uptime_s() + within_s
        while not fits(snapshot):
            left_s = until_s - uptime_s()
            assert left_s > 0, "it never came about"
            snapshot = self.demo.app.door.wait_newer(snapshot.version, left_s)
        return snapshot

    def channel(self, channel: str, snapshot: Snapshot | None = None) -> ChannelNow:
        """Return what is known of a channel."""
        seen = snapshot or self.look()
        return channel_now(seen.office, seen.rules, channel)

    def see_channel(
        self, channel: str, fits: Callable[[ChannelNow], object], within_s: float = PATIENCE_S
    ) -> ChannelNow:
        """Return a channel as soon as it fits."""
        try:
            seen = self.see(lambda s: fits(self.channel(channel, s)), within_s)
        except AssertionError as never:
            raise AssertionError(f"{channel} is {self.channel(channel)}") from never
        return self.channel(channel, seen)

    def advance(self, seconds: float) -> None:
        """Let the office's time pass, and have every deadline looked at."""
        self.demo.clock.advance(seconds)
        self.demo.app.door.ask(TimePassed(), PATIENCE_S)

    def ask(self, control: str, value: object = None, room: str = ROOM) -> Answer:
        """Press a control without a screen, as the office's own rules do."""
        return self.demo.app.door.ask(ControlPressed(room=room, control=control, value=value))

    def panel(self) -> Visitor:
        """Return a browser that shows panels: in the demo it is paired by its first page."""
        one = Visitor(self.demo.app.web.port)
        assert one.get(f"/room/{ROOM}").status == 200
        return one

    def program(self) -> Visitor:
        """Return a program with a token that may switch."""
        secret = "only-for-tests"
        kept = {"name": "test", "scopes": ["control"], "token": digest(secret)}
        self.demo.app.registry.save("tokens", "t1", kept, by="test")
        return Visitor(self.demo.app.web.port, f"t1.{secret}")


class OpenPanel:
    """A room's panel as a browser keeps it: read all the time, opened again when it ends."""

    def __init__(self, browser: Visitor, room: str) -> None:
        self._browser = browser
        self._room = room
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._text = ""
        self._thread = threading.Thread(target=self._read, name=f"panel-{room}")

    def __enter__(self) -> "OpenPanel":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()

    def tile(self, control: str) -> str:
        """Return what one control's tile shows now."""
        return tile(self._text, control)

    def until(self, fits: Callable[[str], object], within_s: float = PATIENCE_S) -> None:
        """Return as soon as the whole of the panel fits."""
        with self._changed:
            seen = self._changed.wait_for(lambda: fits(self._text), within_s)
        assert seen, f"the panel never showed it:\n{self._text}"

    def until_tile(self, control: str, fits: Callable[[str], object]) -> None:
        """Return as soon as one control's tile fits."""
        with self._changed:
            seen = self._changed.wait_for(lambda: fits(tile(self._text, control)), PATIENCE_S)
        assert seen, f"the tile never showed it:\n{tile(self._text, control)}"

    def _read(self) -> None:
        while not self._closing.is_set():
            try:
                with self._browser.live("panel", self._room) as stream:
                    stream.until(lambda text: self._take(text), most=1_000_000)
            except (OSError, http.client.HTTPException):  # as when a laptop was shut
                self._closing.wait(0.1)

    def _take(self, text: str) -> bool:
        with self._changed:
            self._text = text or self._text
            self._changed.notify_all()
        return self._closing.is_set()


def press(program: Visitor, control: str, value: object = None, room: str = ROOM) -> Reply:
    """Press a control over HTTP."""
    body = {"control": control} if value is None else {"control": control, "value": value}
    return program.send(f"/api/v1/rooms/{room}/press", body, page=None)


def tile(shown: str, control: str) -> str:
    """Return the words and figures of one control's tile on a panel; empty if it has none."""
    found = re.search(
        rf'<section class="tile[^>]*data-key="{re.escape(control)}".*?</section>', shown, re.DOTALL
    )
    return found[0] if found else ""
