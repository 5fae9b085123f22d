"""A live page for tests: one line about a lamp, one about the day, and a browser of sockets."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import jinja2

from gateway.domain.devices import Known, Report
from gateway.domain.events import Reading
from kiosk_web import WebSettings
from kiosk_web.live import LivePage
from kiosk_web.ports import Snapshot
from kiosk_web.security import Role, ScreenRole, access
from kiosk_web.server import WebServer
from kiosk_web.sessions import digest
from tests.kiosk_web.fake_gateway import FakeOffice, office
from tests.patience import PATIENCE_S

SECRET = "s" * 43
TEMPLATES = {
    "probe/page.html": "<main>{{ fragments.lamp }}|{{ fragments.day }}</main>",
    "probe/_lamp.html": "<b>{{ view.level }}</b>",
    "probe/_day.html": "<i>{{ view.day }} {{ _('Code') }}</i>",
}


@dataclass(frozen=True)
class Lamp:
    level: float | None


@dataclass(frozen=True)
class Day:
    day: str


def view(snapshot: Snapshot, room: str, language: str) -> Mapping[str, object]:
    if room not in snapshot.rules.rooms:
        raise RuntimeError("a bug in a view")
    report = snapshot.office.devices.reports.get((f"{room}-lights", 1))
    level = report.reading.level_pct if report else None
    return {"lamp": Lamp(level), "day": Day(f"{snapshot.now.at:%d} {language}")}


def exists(snapshot: Snapshot, room: str) -> bool:
    return room in snapshot.rules.rooms or room == "room-broken"


PAGE = LivePage(
    name="probe", view=view, access=access(ScreenRole.PANEL, Role.FACILITIES), exists=exists
)


def probe_office(rooms: int = 2, **settings: object) -> FakeOffice:
    """Return an office with the page `probe` and a paired panel for each room."""
    words: dict[str, object] = {"trusted_hosts": ("127.0.0.1", "localhost"), **settings}
    built = office(rooms=rooms, settings=WebSettings(**words))  # type: ignore[arg-type]
    loader = built.app.jinja_env.loader
    assert loader is not None
    built.app.jinja_env.loader = jinja2.ChoiceLoader([jinja2.DictLoader(TEMPLATES), loader])
    built.app.extensions["live"].add(PAGE)
    for room in (*built.gateway.rules.rooms, "room-broken"):
        built.registry.tables.setdefault("screens", {})[f"panel-{room}"] = {
            "name": room,
            "role": "panel",
            "target": room,
            "token": digest(SECRET),
            "language": "en",
        }
    return built


def dim(built: FakeOffice, room: str, level: float) -> None:
    """Have a room's lamp report a level."""
    gateway = built.gateway
    known = Report(Reading(level_pct=level), Known.CONFIRMED, gateway.clock.at, 0.0)
    before = gateway.office.devices
    reports = {**before.reports, (f"{room}-lights", 1): known}
    gateway.change(office=replace(gateway.office, devices=replace(before, reports=reports)))


@contextmanager
def serving(built: FakeOffice) -> Iterator[WebServer]:
    """Serve an office on a free port of loopback, and stop it."""
    server = WebServer(built.app, "127.0.0.1", 0)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Said:
    """One server-sent event."""

    event: str
    id: str | None
    data: dict[str, object]

    @property
    def fragments(self) -> dict[str, str]:
        found = self.data["fragments"]
        assert isinstance(found, dict)
        return found


class Listener:
    """A browser's end of one `/events` answer."""

    def __init__(self, port: int, room: str, last: str | None = None, page: str = "probe") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        lines = [
            f"GET /events?page={page}&target={room} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: office_screen=panel-{room}.{SECRET}",
        ]
        if last is not None:
            lines.append(f"Last-Event-ID: {last}")
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self.socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers = dict(iter(self._header, None))

    def _header(self) -> tuple[str, str] | None:
        name, colon, value = self._file.readline().decode().strip().partition(": ")
        return (name.lower(), value) if colon else None

    def next(self) -> Said | None:
        """Return the next event, or None when the server ended the stream."""
        event, last, data = "", None, None
        for raw in self._file:
            line = raw.decode().rstrip("\r\n")
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("id: "):
                last = line[4:]
            elif line.startswith("data: "):
                data = json.loads(line[6:])
            elif not line and data is not None:
                return Said(event, last, data)
        return None

    def next_patch(self) -> Said:
        """Return the next event that is no beat."""
        while (said := self.next()) is not None:
            if said.event != "beat":
                return said
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self._file.close()
        self.socket.close()
