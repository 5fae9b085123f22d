"""The office that is measured: rooms, people, readers, panels, in the size asked for."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.keys import Keys
from gateway.registry import FILE, Registry
from tests.parts.mosquitto import Mosquitto

SECRET = "s" * 43
"""Every panel carries the same secret; its hash is in the registry."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of everything; `devices` counts those that hang in no room."""

    rooms: int = 20
    people: int = 200
    readers: int = 1
    devices: int = 0
    panels: int = 0


def room(number: int) -> str:
    """Return a room's id; numbers begin at 0."""
    return f"room-{number:02}"


def room_of_panel(size: Size, panel: int) -> str:
    """Return which room a panel is bound to."""
    return room(panel % size.rooms)


def site_text(size: Size, broker_url: str, port: int = 8080) -> str:
    """Return a whole site file."""
    parts = [
        '[site]\nid = "bench"\nname = { zh = "测量", en = "Bench" }\ntimezone = "Asia/Shanghai"',
        f'[broker]\nurl = "{broker_url}"',
        f"[web]\nport = {port}",
        '[gpio]\nfactory = "mock"',
        '[[zones]]\nid = "office"\nopening = { mon-fri = "07:30-21:30" }',
    ]
    parts += [
        f'[[readers]]\nid = "reader-{n:02}"\nkind = "sim"\nzone = "office"'
        for n in range(size.readers)
    ]
    for n in range(size.rooms):
        name = room(n)
        parts += [_device(f"{name}-relays"), _device(f"{name}-lights"), _room(name)]
    parts += [_device(f"thing-{n:04}") for n in range(size.devices)]
    return "\n\n".join(parts) + "\n"


def _device(name: str) -> str:
    return f'[[devices]]\nid = "{name}"\nkind = "tasmota"\ntopic = "{name}"'


def _room(name: str) -> str:
    relays, lights = f"{name}-relays", f"{name}-lights"
    return f"""[[rooms]]
id = "{name}"
name = {{ zh = "会议室 {name}", en = "{name}" }}
zone = "office"
channels = [
  {{ id = "spot", kind = "dimmer", device = "{lights}", channel = 1, levels = 4 }},
  {{ id = "door-light", kind = "light", device = "{relays}", channel = 1 }},
  {{ id = "ac", kind = "ac", device = "{relays}", channel = 2, watts = 900 }},
]"""


def uid(person: int) -> bytes:
    """Return the number of somebody's card."""
    return b"\x04" + person.to_bytes(5, "big") + b"\x80"


def people(count: int) -> dict[str, object]:
    """Return a registry document of so many people with a badge and a shift each."""
    ids = [f"p{n:04}" for n in range(count)]
    return {
        "people": [
            {"id": p, "number": str(10_000 + n), "name": f"李伟{n}", "team": "service"}
            for n, p in enumerate(ids)
        ],
        "badges": [{"uid": uid(n).hex(), "person": p} for n, p in enumerate(ids)],
        "shifts": [
            {"id": "day", "name": {"zh": "日班", "en": "Day"}, "start": "09:00", "end": "17:30"}
        ],
        "assignments": [
            {"person": p, "shift": "day", "from": "2026-01-01", "pattern": "daily"} for p in ids
        ],
    }


def furnish(folder: Path, size: Size, broker_url: str, port: int = 8080) -> Path:
    """Make a data folder with people and paired panels; return the site file beside it."""
    data = folder / "data"
    keys = Keys.load_or_create(data)
    registry = Registry(data / FILE, keys)
    if problems := registry.import_document(people(size.people), by="bench"):
        raise ValueError(problems)
    token = hashlib.sha256(SECRET.encode()).hexdigest()
    for n in range(size.panels):
        target = room_of_panel(size, n)
        screen = {"id": f"panel-{n}", "name": f"panel {n}", "role": "panel", "target": target}
        registry.save("screens", f"panel-{n}", {**screen, "token": token}, by="bench")
    site = folder / "site.toml"
    site.write_text(site_text(size, broker_url, port), "utf-8")
    return site


@contextmanager
def broker() -> Iterator[Mosquitto]:
    """Yield a real Mosquitto that never drops what a slow subscriber has not read."""
    with Mosquitto("max_queued_messages 0") as running:
        yield running


def power(on: bool) -> bytes:
    """Return what a relay says of itself."""
    return b"ON" if on else b"OFF"


def sensor(watts: int) -> bytes:
    """Return the telemetry of a metered plug, as long as a real one's."""
    energy = {
        "TotalStartTime": "2026-01-01T00:00:00",
        "Total": 12.345,
        "Yesterday": 1.234,
        "Today": 0.567,
        "Period": 1,
        "Power": watts,
        "ApparentPower": watts + 7,
        "ReactivePower": 13,
        "Factor": 0.98,
        "Voltage": 229,
        "Current": round(watts / 229, 3),
    }
    return json.dumps({"Time": "2026-11-20T09:00:00", "ENERGY": energy}).encode()
