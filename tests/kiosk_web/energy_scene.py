"""Two weeks of an office's energy and one night, in a real ledger behind the fake office.

Friday 20 November 2026, 14:20. The meter was silent on Wednesday from 12:00 to
15:30; on Thursday night the last one out went at 21:12, and an air conditioner
came on at 23:40 by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from math import pi, sin
from pathlib import Path

from gateway.domain.effects import Record
from gateway.domain.energy.state import Avoiding, Energy, Metered
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.now import Now
from gateway.domain.rules import Channel, ChannelKind, Device, EnergyRules, Opening, Rules, Zone
from gateway.domain.text import Text
from gateway.ledger import Ledger, LedgerReader
from kiosk_web.context import KEY
from tests.kiosk_web.fake_gateway import ZONE, FakeOffice, office, sample_rules

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=ZONE)
FIRST = datetime(2026, 11, 9, tzinfo=ZONE)
GAP = (datetime(2026, 11, 18, 12, tzinfo=ZONE), datetime(2026, 11, 18, 15, 30, tzinfo=ZONE))
THURSDAY = datetime(2026, 11, 19, tzinfo=ZONE)
AC = "room-a.ac"


def rules(price: float | None = 0.85) -> Rules:
    """Return an office with a metered zone, one without meter, two things that measure."""
    base = sample_rules(2)
    weekdays = {d: ((time(7, 30), time(21, 30)),) for d in range(5)}
    zones = {
        "floor": Zone(id="floor", name=Text("二层", "Floor 2")),
        "office": Zone(
            id="office",
            name=Text("办公区", "Office"),
            parent="floor",
            meter="office-meter",
            opening=Opening(spans=weekdays),
        ),
        "store": Zone(id="store", name=Text("库房", "=Store room"), parent="floor"),
    }
    more = {
        AC: ("room-a", "office", Text("空调", "Air conditioner"), ChannelKind.AC, "room-a-ac"),
        "store.fridge": ("store", "store", Text("冰箱", "Fridge"), ChannelKind.SOCKET, "fridge"),
    }
    channels = {
        key: Channel(id=key, owner=owner, zone=zone, name=name, kind=kind, device=device, number=1)
        for key, (owner, zone, name, kind, device) in more.items()
    }
    names = ("office-meter", "room-a-ac", "fridge")
    devices = {d: Device(id=d, kind="tasmota", name=Text(d, d)) for d in names}
    return replace(
        base,
        zones=zones,
        channels={**base.channels, **channels},
        devices={**base.devices, **devices},
        wired={**base.wired, ("room-a-ac", 1): AC, ("fridge", 1): "store.fridge"},
        energy=EnergyRules(price_per_kwh=price),
    )


def watts(at: datetime) -> float:
    """Return what the office draws: people by day, a base by night, an AC left on once."""
    base = 180.0 + 25.0 * sin(at.hour)
    if THURSDAY + timedelta(hours=23, minutes=40) <= at < THURSDAY + timedelta(hours=24):
        return base + 900.0
    hour = at.hour + at.minute / 60
    if at.weekday() > 4 or not 7.5 <= hour < 21.2:
        return base
    more = 0.88 if at < FIRST + timedelta(days=7) else 1.0
    return base + more * (1500.0 + 2600.0 * sin(pi * (hour - 7.0) / 14.5))


def slots() -> Iterator[Record]:
    """Yield the facts of all quarters up to 14:15."""
    at = FIRST
    while at < NOW - timedelta(minutes=15):
        off = at.weekday() > 4 or not time(7, 30) <= at.time() < time(21, 30)
        wires: dict[str, object] = {
            "fridge:1": {"wh": 22.0, "s": 900, "peak": 140.0},
        }
        if not GAP[0] <= at < GAP[1]:
            load = watts(at)
            wires["office-meter"] = {"wh": load / 4, "s": 900, "peak": load * 1.1, "off": off}
            if at == GAP[1]:
                wires["office-meter"] = {
                    "wh": load / 8, "s": 450, "peak": load, "off": off, "late": 13_000.0,
                }  # fmt: skip
            if not off and 9 <= at.hour < 19:
                wires["room-a-ac:1"] = {"wh": 190.0, "s": 900, "peak": 900.0, "off": False}
            else:
                wires["room-a-ac:1"] = {"wh": 0.5, "s": 900, "peak": 2.0, "off": off}
        body = {"from": at.isoformat(), "seconds": 900, "wires": wires}
        yield Record(kind="energy.slots", subject="hq", body=body)
        at += timedelta(minutes=15)


def _tap(n: int, person: str, direction: str) -> Record:
    tap_id = f"front-door:1:{n}"
    ins = direction == "in"
    body = {
        "tap_id": tap_id,
        "person": person,
        "zone": "office",
        "reader": "front-door",
        "result": "accepted",
        "direction": direction,
        "session": tap_id if ins else "",
        "ends": [] if ins else ["office"],
        "outing": None,
        "clock_trusted": True,
    }
    return Record(kind="tap", subject=person, body=body)


def _title(zh: str, en: str) -> dict[str, object]:
    return {"zh": zh, "en": en}


def night() -> Iterator[tuple[datetime, Record]]:
    """Yield Thursday's rows with their instants."""

    def at(hour: float) -> datetime:
        return THURSDAY + timedelta(hours=hour)

    def row(kind: str, subject: str, **body: object) -> Record:
        return Record(kind=kind, subject=subject, body=body)

    check = {"id": "office:1", "person": "p018", "tap_id": "front-door:1:6", "reader": "front-door"}
    yield at(8.6), _tap(1, "p017", "in")
    yield at(8.9), _tap(2, "p018", "in")
    yield at(9.1), _tap(3, "p001", "in")
    yield at(17.6), _tap(4, "p001", "out")
    yield at(18.4), row("press", AC, room="room-a", control="ac.off", value=None, by="panel")
    yield at(18.9), _tap(5, "p017", "out")
    yield at(21.2), _tap(6, "p018", "out")
    yield at(21.2), row("lastout.asked", "office", **check, items=[], answer_s=60, quiet_s=60)
    yield at(21.21), row("lastout.switched", "office", id="office:1", channels=[AC], restore=[])
    for key in ("room-a.spot-1", "room-a.door-light", AC):
        yield at(21.21), row("wanted", key, verb="off", why="last-out")
    yield at(21.26), row(
        "lastout.ended", "office", id="office:1", outcome="verified", why="", failed=[],
        kept=[], confirmed=[AC], start_w=2400.0, w=170.0, inside=False, shown=True,
    )  # fmt: skip
    yield at(23.7), row(
        "alert.raised", "offhours:room-a", zone="office", severity="warning", channels=[AC],
        title=_title("会议室 A：下班了还有设备开着", "Room A: still on after hours"),
        body=_title("空调（900 W）", "Air conditioner (900 W)"),
    )  # fmt: skip
    yield at(23.95), row("wanted", AC, verb="off", why="alert")
    yield at(24.02), row("alert.resolved", "offhours:room-a", zone="office")
    yield at(31.5), row(
        "energy.avoided", "office", since=at(21.26).isoformat(), until=at(31.5).isoformat(),
        wh=22_835.0, watts=2230.0, measured=True, why="opened",
    )  # fmt: skip
    yield at(31.6), row(
        "energy.avoided", "office", since=at(-243).isoformat(), until=at(-232.5).isoformat(),
        wh=11_100.0, watts=1057.0, measured=True, why="opened",
    )  # fmt: skip
    yield at(32.3), _tap(7, "p017", "in")


@contextmanager
def energy_office(
    folder: Path, built: FakeOffice | None = None, *, empty: bool = False
) -> Iterator[FakeOffice]:
    """Lend the office, a new one unless given, with its ledger; `empty`: nothing was measured."""
    ledger = Ledger.open(folder / "ledger.db", b"k" * 32, "gw-1", ZONE)
    reader = LedgerReader(ledger.path, ZONE)
    built = built or office()
    built.app.extensions[KEY] = replace(built.app.extensions[KEY], history=reader)
    built.gateway.clock = Now(5_000.0, NOW)
    built.gateway.change(rules=rules())
    try:
        if not empty:
            ledger.append(list(slots()), Now(0.0, NOW))
            for at, record in night():
                ledger.append([record], Now(0.0, at))
            _heard(built)
        yield built
    finally:
        reader.close()
        ledger.close()


def _heard(built: FakeOffice) -> None:
    """Put the counts in place that the facts fold into, and the devices' last words."""
    metered = Metered(total_wh=1.0)
    names = ("office-meter", "room-a-ac:1", "fridge:1")
    spared = Avoiding(
        watts=400.0,
        measured=False,
        began_at=NOW - timedelta(hours=1),
        until=NOW + timedelta(days=1),
    )
    energy = Energy(meters=dict.fromkeys(names, metered), avoiding={"store": spared})
    built.gateway.change(replace(built.gateway.office, energy=energy))
    for device, number, power_w in (
        ("office-meter", None, 4100.0),
        ("room-a-ac", 1, 880.0),
        ("fridge", 1, 88.0),
    ):
        reading = Reading(power_w=power_w)
        built.gateway.tell(DeviceReported(device=device, channel=number, reading=reading))
