"""Instants of a host's room: air conditioners, a locked panel, service and faults; built as values.

The room is wired, so a test may press with the real rules and let devices answer.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from gateway.domain.devices import Devices, Known, Report
from gateway.domain.effects import ClimateMode, ClimateSetting, FanSpeed
from gateway.domain.office import Office
from gateway.domain.options import AcOptions
from gateway.domain.rooms.climate.setting import Setting
from gateway.domain.rooms.climate.state import Ac, AcRuns, Acs
from gateway.domain.rooms.lock.state import Level, OpenPanel, OpenPanels, PinTries, Tries
from gateway.domain.rooms.machines import Machines, Runs
from gateway.domain.rooms.state import Controls, Wish
from gateway.domain.rules import Channel, ChannelKind, Device, PanelLock, Rules
from gateway.domain.service import Call, Progress, Service, Ticket
from gateway.domain.text import Text
from tests.browser import panel_scenes, scenes
from tests.browser.scenes import MORNING, report

WALL_AC, RELAY_AC = "room-a.wall-ac", "room-a.ac"
WIRE = ("a-climate", 1)
NOW_S = scenes.now().mono_s


def rules(*, full: bool = False) -> Rules:
    """Return room A with a lock and an air conditioner that knows modes beside the one on a relay.

    `full`: with every machine of a large room, for a fault form with many things.
    """
    base = panel_scenes.rules() if full else scenes.rules()
    unit = Channel(
        id=WALL_AC,
        owner="room-a",
        zone="office",
        name=Text("壁挂空调", "Wall air conditioner"),
        kind=ChannelKind.AC,
        device=WIRE[0],
        number=WIRE[1],
        options=AcOptions(climate=True),
    )
    channels = {**base.channels, WALL_AC: unit}
    room = base.rooms["room-a"]
    room = replace(room, channels=(WALL_AC, *room.channels), lock=PanelLock())
    device = Device(id=WIRE[0], kind="esphome", name=unit.name)
    return replace(
        base,
        rooms={**base.rooms, "room-a": room},
        channels=channels,
        devices={**base.devices, WIRE[0]: device},
        wired={(c.device, c.number): c.id for c in channels.values()},
    )


def opened(office: Office, level: Level = Level.SYSTEM) -> Office:
    """The panel open, just touched."""
    panel = OpenPanel(level=level, idle_due_s=NOW_S + 50)
    return replace(office, panels=OpenPanels({"room-a": panel}))


def air(
    unit: Ac | None = None,
    *,
    known: Known = Known.CONFIRMED,
    online: bool = True,
    wish: Wish | None = None,
    failed: str = "",
    **reading: object,
) -> Office:
    """The wall unit as told; by default it cools at 26 °C."""
    cools: dict[str, object] = {"power": True, "mode": "cool", "target_c": 26.0, "fan": "auto"}
    reports: dict[tuple[str, int | None], Report] = dict(scenes.devices().reports)
    reports[WIRE] = report(MORNING, known, **{**cools, **reading})
    reports[WIRE[0], None] = report(MORNING, online=online)
    setting = Setting(mode="cool", target_c=26.0, fan="auto")
    kept = unit or Ac(power=True, ran=True, setting=setting, by="panel", since=MORNING)
    office = replace(
        scenes.idle(),
        devices=Devices(reports=reports),
        controls=Controls(wishes={WALL_AC: wish} if wish else {}),
        machines=Machines(acs=Acs({WALL_AC: kept})),
        runs=Runs(acs=AcRuns(failed={WALL_AC: failed} if failed else {})),
    )
    return opened(office)


def resting(*, queued: bool) -> Office:
    """Off since a minute and a half: its compressor rests; asked on meanwhile, or not."""
    setting = Setting(mode="cool", target_c=27.5, fan="low")
    unit = Ac(power=False, rest_until_s=NOW_S + 214, queued=queued, setting=setting, since=MORNING)
    return air(unit, power=False)


def heating() -> Office:
    """At the upper limit of the site."""
    setting = Setting(mode="heat", target_c=20.0, fan="high")
    unit = Ac(power=True, ran=True, setting=setting, by="panel", since=MORNING)
    return air(unit, mode="heat", target_c=20.0, fan="high")


def asked() -> Office:
    """Asked to dry, not confirmed."""
    setting = ClimateSetting(power=True, mode=ClimateMode.DRY, target_c=26.0, fan=FanSpeed.AUTO)
    wish = Wish(
        power=True, level_pct=None, since=MORNING, by="panel", state="asked", climate=setting
    )
    return air(wish=wish)


def silent() -> Office:
    """Asked on, and no answer came."""
    return air(known=Known.UNREACHABLE, failed="no_answer")


def unheard() -> Office:
    """Right after a start: nobody has said anything."""
    office = air(Ac())
    wires = {wire: r for wire, r in office.devices.reports.items() if wire[0] != WIRE[0]}
    return replace(office, devices=Devices(reports=wires))


def locked(wrong: Mapping[Level, int] | None = None) -> Office:
    """The panel locked, after so many wrong PINs of each level."""
    tries = {
        f"room-a:{level.value}": Tries(
            wrong=n, last_since_s=NOW_S - 2, wait_until_s=NOW_S + 58 if n >= 5 else NOW_S - 2
        )
        for level, n in (wrong or {}).items()
    }
    office = air()
    return replace(office, panels=OpenPanels(), tries=PinTries(tries))


def serving(*, calls: bool = True, faults: int = 0) -> Office:
    """Somebody comes with tea; some things are broken."""
    tea = Call(id="c1", room="room-a", kind="tea", asked_at=MORNING, since=MORNING, by="p018")
    coming = {"c1": replace(tea, progress=Progress.COMING)}
    tickets = {
        f"t{n}": Ticket(
            id=f"t{n}",
            room="room-a",
            channel="room-a.wall-1" if n % 2 else None,
            text="一直在闪" if n % 2 else "A chair is broken, please take it away",
            opened_at=MORNING - timedelta(hours=n),
            since=MORNING - timedelta(hours=n),
        )
        for n in range(1, faults + 1)
    }
    service = Service(calls=coming if calls else {}, tickets=tickets)
    return replace(opened(panel_scenes.quiet()), service=service)
