"""The demo's strings to pull: cards to tap, the clock to move, things to break.

Implements `kiosk_web.ports.Demo`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devices.sim.board import Board, Fault
from devices.sim.meter import SimMeter
from devices.sim.projector import ProjectorFault
from devices.sim.vpcd import VirtualCards
from gateway.broker import LocalBroker
from gateway.config import Site
from gateway.config.examples import example
from gateway.config.model import InputKind, ReaderKind
from gateway.demo.pilot import TELEMETRY_MIN, Pilot, next_time
from gateway.demo.things import Things
from gateway.domain.text import Json, Text

if TYPE_CHECKING:
    from gateway.app import App

STRANGER = "stranger"
STRANGERS_UID = bytes.fromhex("04EEEEEEEEEEE0")

FINE = Text("正常", "works")
FAULTS = {
    Fault.NONE: FINE,
    Fault.SILENT: Text("不听指令", "ignores commands"),
    Fault.LIES: Text("说关了其实没关", "lies about its state"),
    Fault.LATE: Text("慢 3 秒", "3 s late"),
    Fault.DOUBLED: Text("答两遍", "answers twice"),
    Fault.GARBAGE: Text("答乱码", "answers nonsense"),
    Fault.OFFLINE: Text("掉线", "off the network"),
}
METER_FAULTS = (Fault.NONE, Fault.OFFLINE)
PROJECTOR_FAULTS = {
    ProjectorFault.NONE: FINE,
    ProjectorFault.SILENT: Text("不答话", "does not answer"),
    ProjectorFault.BUSY: Text("被别人占用", "held by another controller"),
    ProjectorFault.GARBAGE: FAULTS[Fault.GARBAGE],
    ProjectorFault.LAMP: Text("灯泡坏了", "its lamp is broken"),
    ProjectorFault.OFFLINE: Text("断电", "without mains"),
}
ON_OFF = {"ok": FINE, "gone": Text("停掉", "stopped")}
WINDOW = {"closed": Text("关着", "closed"), "open": Text("开着", "open")}
MOTION = {"quiet": Text("没有人动", "nobody moves"), "moving": Text("有人走动", "somebody moves")}


@dataclass(frozen=True, slots=True)
class Breakable:
    """One thing on the demo page: its states, how to read and how to set it."""

    name: Text
    states: Mapping[str, Text]
    read: Callable[[], str]
    set: Callable[[str], None]


class Strings:
    """See the module; `connect` gives it the running gateway."""

    def __init__(
        self,
        things: Things,
        broker: LocalBroker,
        site: Site,
        virtual: VirtualCards | None = None,
    ) -> None:
        self._things = things
        self._virtual = virtual
        self._broker = broker
        self._site = site
        self._broker_runs = True
        document = json.loads((example("demo-registry.json")).read_text("utf-8"))
        self._uids = {row["person"]: bytes.fromhex(row["uid"]) for row in document["badges"]}
        self._names = {row["id"]: row["name"] for row in document["people"]}
        self._breakables = self._all_breakables()

    def connect(self, app: "App", pilot: Pilot) -> None:
        """Take hold of the running gateway."""
        self._app = app
        self._pilot = pilot

    def tap(self, reader: str, card: str) -> None:
        """Lay a sample card on a reader: a virtual one, one on MQTT, or one that is only said.

        Raises:
            KeyError: There is no such reader or card.
        """
        uid = STRANGERS_UID if card == STRANGER else self._uids[card]
        kind = next(one.kind for one in self._site.readers if one.id == reader)
        if kind is ReaderKind.PCSC and self._virtual is not None:
            self._virtual.tap(uid)
        elif reader in self._things.badges:
            self._things.badges[reader].tap(uid)
        else:
            self._app.readers.sim[reader].tap(uid)

    def cards(self) -> Sequence[Mapping[str, Json]]:
        """Return the sample cards."""
        known: list[Mapping[str, Json]] = [
            {"card": person, "person": person, "name": self._names[person], "note": ""}
            for person in self._uids
        ]
        return [*known, {"card": STRANGER, "person": None, "name": "", "note": "unknown"}]

    def move_clock(self, to: str) -> None:
        """Set off to a local `HH:MM`, today or tomorrow; the clock runs there by itself."""
        self._pilot.go(next_time(self._app.clock.now().at, to))

    def breakable(self) -> Sequence[Mapping[str, Json]]:
        """Return what can be broken, and the state each is in."""
        return [
            {
                "id": id_,
                "zh": one.name.zh,
                "en": one.name.en,
                "state": one.read(),
                "states": [
                    {"id": state, "zh": words.zh, "en": words.en}
                    for state, words in one.states.items()
                ],
            }
            for id_, one in self._breakables.items()
        ]

    def break_(self, thing: str, state: str) -> None:
        """Put a breakable thing into one of its states.

        Raises:
            KeyError: There is no such thing or state.
        """
        one = self._breakables[thing]
        if state not in one.states:
            raise KeyError(state)
        one.set(state)

    def telemetry(self) -> None:
        """Make every device report now, its energy counted for the time the clock was moved."""
        for device in self._things.devices.values():
            device.report(TELEMETRY_MIN * 60.0)

    def _all_breakables(self) -> dict[str, Breakable]:
        found = {"broker": self._broker_string()}
        found |= {f"input:{one}": self._contact(one) for one in self._things.contacts}
        found |= {f"device:{one}": self._device(one) for one in self._things.devices}
        found |= {f"device:{one}": self._projector(one) for one in self._things.projectors}
        return found

    def _broker_string(self) -> Breakable:
        def put(state: str) -> None:
            if self._broker_runs and state == "gone":
                self._broker.stop()
            elif not self._broker_runs and state == "ok":
                self._broker.start()
            self._broker_runs = state == "ok"

        name = Text("消息服务器", "Message broker")
        return Breakable(name, ON_OFF, lambda: "ok" if self._broker_runs else "gone", put)

    def _contact(self, id_: str) -> Breakable:
        thing = self._things.contacts[id_]
        one = next(i for i in self._site.inputs if i.id == id_)
        states = WINDOW if one.kind in (InputKind.WINDOW, InputKind.DOOR) else MOTION
        off, on = states
        return Breakable(
            one.name or Text(id_, id_),
            states,
            lambda: on if thing.state() else off,
            lambda state: thing.set(state == on),
        )

    def _device(self, id_: str) -> Breakable:
        thing: Board = self._things.devices[id_]
        kinds = METER_FAULTS if isinstance(thing, SimMeter) else tuple(FAULTS)
        return Breakable(
            self._name(id_),
            {fault.value: FAULTS[fault] for fault in kinds},
            lambda: thing.state().fault.value,
            lambda state: thing.break_(Fault(state)),
        )

    def _projector(self, id_: str) -> Breakable:
        thing = self._things.projectors[id_]
        return Breakable(
            self._name(id_),
            {fault.value: words for fault, words in PROJECTOR_FAULTS.items()},
            lambda: thing.state().fault.value,
            lambda state: thing.break_(ProjectorFault(state)),
        )

    def _name(self, device: str) -> Text:
        """Return a device's name, else those of what hangs on it, else its id."""
        one = next(d for d in self._site.devices if d.id == device)
        places = [
            *((zone.name, zone.channels) for zone in self._site.zones),
            *((room.name, room.channels) for room in self._site.rooms),
        ]
        wired = [
            (place, channel.name)
            for place, channels in places
            for channel in channels
            if channel.device == device and channel.name
        ]
        if one.name is not None or not wired:
            return one.name or Text(device, device)
        place, first = wired[0]
        more = len(wired) > 1
        assert first is not None
        where = place or Text("", "")
        return Text(
            f"{where.zh}：{first.zh}{'等' if more else ''}",
            f"{where.en}: {first.en}{' and more' if more else ''}",
        )
