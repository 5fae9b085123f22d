"""Instants of an office, built as values: what each screen has to show in each of them.

No rule is run here, so a picture shows what a view makes of a state and nothing else.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.alerts import Alert, Alerts
from gateway.domain.devices import Devices, Known, Report
from gateway.domain.effects import PromptItem, Result
from gateway.domain.events import Correction, Reading
from gateway.domain.health import Health, Part
from gateway.domain.lastout import Check, LastOut, Outcome, Stage
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.presence import Presence, Session, Taps, TapShown
from gateway.domain.rooms.controls import Controls, Wish
from gateway.domain.rules import Channel, ChannelKind, Device, Input, Person, Rules, Shift, Zone
from gateway.domain.text import Text
from tests.kiosk_web.fake_gateway import START, sample_rules

MORNING = START
EVENING = START.replace(hour=21, minute=7)

EXTRA = (
    ("room-a.wall-1", "room-a", Text("壁灯", "Wall light"), ChannelKind.DIMMER, "room-a-lights", 2),
    (
        "room-a.window-light",
        "room-a",
        Text("窗边灯", "Window light"),
        ChannelKind.LIGHT,
        "room-a-relays",
        2,
    ),
    (
        "room-a.side-light",
        "room-a",
        Text("走廊侧灯", "Corridor side"),
        ChannelKind.LIGHT,
        "room-a-side",
        1,
    ),
    ("room-a.ac", "room-a", Text("空调", "Air conditioner"), ChannelKind.AC, "room-a-ac", 1),
    ("room-a.fan", "room-a", Text("新风", "Ventilation"), ChannelKind.FAN, "room-a-ac", 2),
    ("office.hall-light", "office", Text("走廊灯", "Hall lights"), ChannelKind.LIGHT, "hall", 1),
    ("office.water", "office", Text("饮水机", "Water dispenser"), ChannelKind.DISPENSER, "hall", 2),
    ("office.fridge", "office", Text("冰箱", "Fridge"), ChannelKind.SOCKET, "hall", 3),
)


def rules() -> Rules:
    """Return the sample office with a fuller room A, a meter, a window, a notice and a shift."""
    base = sample_rules(3)
    more = {
        key: Channel(
            id=key, owner=owner, zone="office", name=name, kind=kind, device=device, number=number
        )
        for key, owner, name, kind, device, number in EXTRA
    }
    room_a = replace(
        base.rooms["room-a"],
        seats=16,
        channels=("room-a.spot-1", "room-a.wall-1", "room-a.door-light", "room-a.window-light",
                  "room-a.side-light", "room-a.ac", "room-a.fan"),
    )  # fmt: skip
    people = {
        **base.people,
        "p020": Person(id="p020", number="1020", name="周敏"),
        "p021": Person(id="p021", number="1021", name="Alexandra Oyelaran"),
    }
    day = Shift(
        id="day",
        name=Text("白班", "Day"),
        start=datetime(2026, 1, 1, 9).time(),
        end=datetime(2026, 1, 1, 17, 30).time(),
    )
    zone = Zone(
        id="office",
        name=Text("二层办公区", "Floor 2"),
        meter="office-meter",
        standby_w=35,
        never_off=frozenset({"office.fridge"}),
    )
    wired = {*(channel.device for channel in more.values()), "office-meter"} - base.devices.keys()
    return replace(
        base,
        devices={
            **base.devices,
            **{d: Device(id=d, kind="tasmota", name=Text(d, d)) for d in sorted(wired)},
        },
        people=people,
        zones={"office": zone},
        rooms={**base.rooms, "room-a": room_a},
        channels={**base.channels, **more},
        shifts={"day": day},
        inputs={
            "window-3": Input(
                id="window-3", kind="window", zone="office", name=Text("3 号窗", "Window 3")
            )
        },
        notice=Text("三层今晚停水，请在 18:00 前接水。", "No water on floor 3 after 18:00 today."),
    )


def now(at: datetime = MORNING) -> Now:
    """Return an instant of the office's clock."""
    return Now(1000.0, at)


def report(at: datetime, known: Known = Known.CONFIRMED, **reading: object) -> Report:
    """Return what a device said."""
    return Report(Reading(**reading), known, at, 990.0)  # type: ignore[arg-type]


def devices(at: datetime = MORNING) -> Devices:
    """Return an office where most lights answer, one is silent and one was never heard of."""
    return Devices(
        reports={
            ("room-a-lights", 1): report(at, power=True, level_pct=40),
            ("room-a-lights", 2): report(at, power=True, level_pct=75),
            ("room-a-lights", None): report(at, online=True, power_w=186),
            ("room-a-relays", 1): report(at, power=True),
            ("room-a-relays", 2): report(at, power=False),
            ("room-a-side", 1): report(at, Known.UNREACHABLE, power=False),
            ("room-a-side", None): report(at, online=False),
            ("room-a-ac", 1): report(at, power=True, power_w=900),
            ("room-b-lights", 1): report(at, power=False, level_pct=0),
            ("room-b-relays", 1): report(at, power=False),
            ("hall", 1): report(at, power=True),
            ("hall", 2): report(at, power=True),
            ("office-meter", None): report(at, power_w=1566, online=True),
        }
    )


def presence(
    at: datetime = MORNING, people: tuple[str, ...] = ("p017", "p018", "p001")
) -> Presence:
    """Return an office with these people in."""
    sessions = {
        f"{p}@office": Session(id=f"t-{p}", person=p, zone="office", reader="front-door", in_at=at)
        for p in people
    }
    return Presence(sessions=sessions)


def idle() -> Office:
    """An ordinary morning."""
    return Office(presence=presence(), devices=devices(), health=Health())


def tapped(**what: object) -> Office:
    """The kiosk after a tap of Li Wei, in and on time unless told otherwise."""
    told: dict[str, object] = {
        "tap_id": "tap-1",
        "reader": "front-door",
        "result": Result.ACCEPTED,
        "person": "p017",
        "direction": "in",
        "message": Text("早上好，李伟", "Good morning, Li Wei"),
        "at": MORNING,
        "verdict": "on_time",
        "shift": "day",
        "offers": (Correction.LEAVING, Correction.GOING_OUT, Correction.UNDO),
        "name_until_s": 1006.0,
        "until_s": 1010.0,
        **what,
    }
    shown = TapShown(**told)  # type: ignore[arg-type]
    return replace(idle(), taps=Taps(shown={"front-door": shown}))


ITEMS = (
    PromptItem(channel="room-a.ac", state="on", watts=900),
    PromptItem(channel="office.hall-light", state="on", watts=216),
    PromptItem(channel="office.water", state="on", watts=140),
    PromptItem(channel="room-a.door-light", state="on", watts=20),
    PromptItem(channel="room-a.side-light", state="unreachable"),
    PromptItem(channel="window-3", state="open"),
)


def last_out(**what: object) -> Office:
    """The check after the last one tapped out at 21:07; asked, unless told otherwise."""
    told: dict[str, object] = {
        "id": "office:tap-9",
        "zone": "office",
        "person": "p020",
        "tap_id": "tap-9",
        "reader": "front-door",
        "asked_at": EVENING,
        "stage": Stage.ASKED,
        "items": ITEMS,
        "answer_due_s": 1060.0,
        "start_w": 1566.0,
        "now_w": 1566.0,
        **what,
    }
    check = Check(**told)  # type: ignore[arg-type]
    return replace(
        idle(),
        presence=Presence(),
        devices=devices(EVENING),
        lastout=LastOut(checks={"office": check}),
        health=Health(inputs={"window-3": True}),
    )


def switching() -> Office:
    """Half-way: two confirmed, the load sinks."""
    return last_out(
        stage=Stage.SWITCHING,
        switched=tuple(i.channel for i in ITEMS[:5]),
        confirmed=("office.hall-light", "office.water"),
        failed=("room-a.side-light",),
        now_w=948.0,
        verify_due_s=1060.0,
    )


def ended(outcome: Outcome, **what: object) -> Office:
    """The end of a check, as it turned out."""
    confirmed = tuple(i.channel for i in ITEMS[:4])
    told: dict[str, object] = {
        "stage": Stage.DONE,
        "outcome": outcome,
        "confirmed": confirmed,
        "items": tuple(i for i in ITEMS if i.channel != "room-a.side-light"),
        "now_w": 31.0,
        "done_until_s": 2000.0,
        "ticked": ("window-3",),
        **what,
    }
    return last_out(**told)


def wished(**wishes: str) -> Office:
    """Room A with wishes: channel name to state (`asked`, `no_answer`, `not_sent`)."""
    made = {
        f"room-a.{name.replace('_', '-')}": Wish(
            power=True, level_pct=None, since=MORNING, by="panel", state=state
        )
        for name, state in wishes.items()
    }
    return replace(idle(), controls=Controls(wishes=made))


def part(name: str, *, ok: bool, at: datetime = MORNING) -> Health:
    """Return the health of an office with one part as told."""
    return Health(parts={name: Part(ok=ok, since=at, detail="connection refused")})


def troubled(name: str) -> Office:
    """An ordinary morning with one part gone."""
    return replace(idle(), health=part(name, ok=False))


def alerted() -> Office:
    """A night with two open alerts and one just resolved."""
    at = EVENING.replace(hour=23, minute=40)
    burning = Alert(
        key="offhours:room-a",
        severity="warning",
        zone="office",
        title=Text("一号会议室的空调还开着", "The air conditioner in room A is still on"),
        body=Text(
            "没有人在，也没有预订。900 W，从 23:29 开始，最后离开的是周敏（21:07）。",
            "Nobody is in and nothing is booked. 900 W since 23:29. Last out: Zhou Min, 21:07.",
        ),
        raised_at=at,
        state="raised",
        escalate_due_s=1184.0,
        channels=("room-a.ac",),
    )
    seen = replace(
        burning,
        key="device:room-a-side",
        title=Text("走廊侧灯没有应答", "The corridor side light does not answer"),
        body=Text("最后回报 20:31。", "Last heard of at 20:31."),
        raised_at=at - timedelta(hours=3),
        state="acknowledged",
        acknowledged_by="p018",
        acknowledged_at=at - timedelta(hours=2),
        escalate_due_s=None,
        channels=(),
    )
    over = replace(
        burning,
        key="reader:front-door",
        title=Text("前门读卡器恢复", "The front door reader is back"),
        raised_at=at - timedelta(hours=5),
        state="resolved",
        resolved_at=at - timedelta(hours=5),
        escalate_due_s=None,
    )
    return replace(
        idle(),
        presence=Presence(),
        devices=devices(at),
        alerts=Alerts(open={a.key: a for a in (burning, seen)}, resolved=(over,)),
        health=Health(
            parts={
                "broker": Part(ok=True, since=MORNING),
                "reader:front-door": Part(ok=True, since=MORNING),
                "store": Part(ok=True, since=MORNING),
            },
            inputs={"window-3": True},
        ),
    )
