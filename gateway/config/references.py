"""What no single table can know: ids that are double, missing, or in a circle.

Works on the file as parsed, however wrong its values are, so that a spelling
mistake in one table does not hide those of another.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gateway.config.machines import BESIDE, MACHINES, beside
from gateway.config.problems import Location, Problem, did_you_mean, path_of
from gateway.config.words import first_channel, meter_parts
from gateway.domain.options import AcOptions
from gateway.domain.rooms.climate.setting import span_of
from gateway.domain.text import Text

Table = Mapping[str, object]
_CONTACT = ("联系人", "contact")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of an array of tables, where it stands, and its id ("" if it has none)."""

    at: Location
    body: Table
    id: str


def reference_problems(raw: Table) -> list[Problem]:
    """Return every problem between the tables of a parsed site file."""
    return list(_Outline(raw).problems())


def _tables(value: object) -> list[Table]:
    """Return a list's tables; what is none is somebody else's complaint."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _figure(table: Table, key: str, default: float) -> float:
    value = table.get(key)
    return float(value) if type(value) in (int, float) else default  # type: ignore[arg-type]


def _numbers(channel: Table, lowest: int) -> Iterator[tuple[Location, int]]:
    """Yield the numbers a channel has on its device's wire, and where they are written."""
    curtain = channel.get("curtain")
    if isinstance(curtain, Mapping) and ("up" in curtain or "down" in curtain):
        for key in ("up", "down"):
            if type(number := curtain.get(key)) is int:
                yield ("curtain", key), number
    elif type(number := channel.get("channel", lowest)) is int:
        yield ("channel",), number


class _Outline:
    """The ids of a site file by table, and what leans on them."""

    def __init__(self, raw: Table) -> None:
        self._raw = raw
        self.zones = self._entries("zones")
        self.rooms = self._entries("rooms")
        self.devices = self._entries("devices")
        self.readers = self._entries("readers")
        self.inputs = self._entries("inputs")
        self.contacts = self._entries("contacts")
        self.groups = self._entries("groups")
        self.routes = self._routes()
        self.channels = [
            (owner, channel)
            for table, owners in (("zones", self.zones), ("rooms", self.rooms))
            for owner in owners
            for channel in self._entries("channels", owner)
        ]

    def _routes(self) -> list[_Entry]:
        alerts = self._raw.get("alerts")
        body = alerts if isinstance(alerts, Mapping) else {}
        return self._entries("routes", _Entry(("alerts",), body, ""))

    def _entries(self, key: str, within: _Entry | None = None) -> list[_Entry]:
        body = within.body if within else self._raw
        at = within.at if within else ()
        tables = body.get(key)
        if not isinstance(tables, list):
            return []
        return [
            _Entry((*at, key, index), table, _id(table))
            for index, table in enumerate(tables)
            if isinstance(table, Mapping)
        ]

    def problems(self) -> Iterator[Problem]:
        """Yield every problem found."""
        yield from self._doubles()
        yield from self._unknowns()
        yield from self._circles()
        yield from self._hours_of_setback()
        yield from self._wires()
        yield from self._machines()
        yield from self._topics()
        yield from self._pins()
        yield from self._sources()
        yield from self._matches()

    def _problem(self, at: Location, zh: str, en: str) -> Problem:
        return Problem(path_of(at, self._raw), Text(zh, en))

    def _doubles(self) -> Iterator[Problem]:
        for entries in (
            self.zones,
            self.rooms,
            self.devices,
            self.readers,
            self.inputs,
            [*self.contacts, *self.groups],
            self._entries("services"),
        ):
            yield from self._double(entries)
        for owner in (*self.zones, *self.rooms):
            yield from self._double(self._entries("channels", owner))
        for room in self.rooms:
            yield from self._double(self._entries("scenes", room))
            yield from self._double(self._entries("sources", room))
            yield from self._double(self._entries("groups", room))
        zones = {zone.id for zone in self.zones if zone.id}
        for room in self.rooms:
            if room.id in zones and room.body.get("zone") != room.id:
                yield self._problem(
                    (*room.at, "id"),
                    f"{room.id!r} 已是另一个区域的编号；请改名",
                    f"{room.id!r} is already the id of a zone the room is not in; rename one",
                )

    def _double(self, entries: Iterable[_Entry]) -> Iterator[Problem]:
        seen: dict[str, _Entry] = {}
        for entry in entries:
            if not entry.id:
                continue
            first = seen.setdefault(entry.id, entry)
            if first is not entry:
                nth, here = first.at[-1], entry.at[-1]
                yield self._problem(
                    (*entry.at, "id"),
                    f"编号重复：第 {_nth(nth)} 项与第 {_nth(here)} 项相同；每个编号只能用一次",
                    f"double id: entries {_nth(nth)} and {_nth(here)} share it; rename one",
                )

    def _unknowns(self) -> Iterator[Problem]:
        zones = [zone.id for zone in self.zones if zone.id]
        devices = [device.id for device in self.devices if device.id]
        for zone in self.zones:
            yield from self._unknown(zone, "parent", "区域", "zone", zones)
        for entry in (*self.readers, *self.rooms, *self.inputs):
            yield from self._unknown(entry, "zone", "区域", "zone", zones)
        rooms = [room.id for room in self.rooms if room.id]
        for reader in self.readers:
            yield from self._unknown(reader, "room", "会议室", "room", rooms)
        for _, channel in self.channels:
            yield from self._unknown(channel, "device", "设备", "device", devices)
        yield from self._unknown_meters(devices)
        yield from self._unknown_listed()

    def _unknown(
        self, entry: _Entry, key: str, zh: str, en: str, known: list[str]
    ) -> Iterator[Problem]:
        value = entry.body.get(key)
        if isinstance(value, str) and value not in known:
            yield self._missing((*entry.at, key), value, zh, en, known)

    def _missing(self, at: Location, value: str, zh: str, en: str, known: list[str]) -> Problem:
        hint = did_you_mean(value, known)
        return self._problem(at, f"没有{zh} {value!r}{hint.zh}", f"no {en} {value!r}{hint.en}")

    def _unknown_meters(self, devices: list[str]) -> Iterator[Problem]:
        for zone in self.zones:
            meter = zone.body.get("meter")
            if not isinstance(meter, str):
                continue
            try:
                device, _ = meter_parts(meter)
            except ValueError:
                continue
            if device not in devices:
                yield self._missing((*zone.at, "meter"), device, "设备", "device", devices)

    def _unknown_listed(self) -> Iterator[Problem]:
        channels = [f"{owner.id}.{channel.id}" for owner, channel in self.channels]
        for zone in self.zones:
            for value in _texts(zone.body.get("never_off")):
                if value not in channels:
                    at = (*zone.at, "never_off")
                    yield self._missing(at, value, "通道", "channel", channels)
            for number, load in enumerate(_tables(zone.body.get("expected"))):
                named = load.get("channel")
                if isinstance(named, str) and named not in channels:
                    here = (*zone.at, "expected", number, "channel")
                    yield self._missing(here, named, "通道", "channel", channels)
        yield from self._unknown_told()

    def _unknown_told(self) -> Iterator[Problem]:
        """Yield who is to be told and is neither a contact nor a group, and routes' zones."""
        contacts = [contact.id for contact in self.contacts]
        anybody = [*contacts, *(group.id for group in self.groups)]
        zones = [zone.id for zone in self.zones if zone.id]
        alerts = self._raw.get("alerts")
        told = alerts.get("facilities") if isinstance(alerts, Mapping) else None
        yield from self._unlisted(("alerts", "facilities"), told, _CONTACT, anybody)
        for group in self.groups:
            at = (*group.at, "contacts")
            yield from self._unlisted(at, group.body.get("contacts"), _CONTACT, contacts)
        for route in self.routes:
            yield from self._unlisted((*route.at, "to"), route.body.get("to"), _CONTACT, anybody)
            at = (*route.at, "zones")
            yield from self._unlisted(at, route.body.get("zones"), ("区域", "zone"), zones)

    def _unlisted(
        self, at: Location, values: object, what: tuple[str, str], known: list[str]
    ) -> Iterator[Problem]:
        for value in _texts(values):
            if value not in known:
                yield self._missing(at, value, *what, known)

    def _circles(self) -> Iterator[Problem]:
        parents = {
            zone.id: zone.body["parent"]
            for zone in self.zones
            if isinstance(zone.body.get("parent"), str)
        }
        told: set[object] = set()
        for zone in self.zones:
            path: list[object] = [zone.id]
            while (up := parents.get(str(path[-1]))) is not None and up not in path:
                path.append(up)
            if up == zone.id and zone.id not in told:
                told.update(path)
                circle = " → ".join(map(str, (*path, up)))
                yield self._problem(
                    (*zone.at, "parent"),
                    f"区域互相包含：{circle}；请去掉其中一个 parent",
                    f"zones lie inside each other: {circle}; take one parent away",
                )

    def _hours_of_setback(self) -> Iterator[Problem]:
        """A zone that is set back in working hours has to have some, itself or around it."""
        bodies = {zone.id: zone.body for zone in self.zones}
        for zone in self.zones:
            if not isinstance(zone.body.get("setback"), Mapping):
                continue
            path: list[str] = []
            at: object = zone.id
            while isinstance(at, str) and at in bodies and at not in path:
                path.append(at)
                at = bodies[at].get("parent")
            if not any(bodies[each].get("opening") for each in path):
                yield self._problem(
                    (*zone.at, "setback"),
                    "需要 opening：只在工作时间内生效",
                    "needs an opening here or in a zone around: it is for working hours only",
                )

    def _wires(self) -> Iterator[Problem]:
        """A relay may have one name only; a device's first may be numbered or not."""
        kinds = {device.id: device.body.get("kind") for device in self.devices}
        seen: dict[tuple[str, int], str] = {}
        for owner, channel in self.channels:
            device, name = channel.body.get("device"), f"{owner.id}.{channel.id}"
            if not isinstance(device, str):
                continue
            lowest = first_channel(kinds.get(device))
            for at, number in _numbers(channel.body, lowest):
                if number == 0 < lowest:
                    yield self._problem(
                        (*channel.at, *at),
                        f"{device} 的通道从 1 开始编号",
                        f"the channels of {device} are numbered from 1",
                    )
                first = seen.setdefault((device, number), name)
                if first != name:
                    yield self._problem(
                        (*channel.at, *at),
                        f"{device} 的第 {number} 路已用于 {first}；一路只能有一个名称",
                        f"channel {number} of {device} is already {first}; one wire, one name",
                    )

    def _machines(self) -> Iterator[Problem]:
        """A machine's table belongs to its kind; the channels it names are there."""
        known = {f"{owner.id}.{channel.id}" for owner, channel in self.channels}
        for owner, channel in self.channels:
            for table, kinds in MACHINES.items():
                body = channel.body.get(table)
                if not isinstance(body, Mapping):
                    continue
                if channel.body.get("kind") not in kinds:
                    yield self._problem(
                        (*channel.at, table),
                        f"只有 {kinds[0]} 才有 {table}；请去掉",
                        f"only a {kinds[0]} has a table {table}; take it away",
                    )
                for key in BESIDE.get(table, ()):
                    name = body.get(key)
                    if isinstance(name, str) and beside(owner.id, name) not in known:
                        at = (*channel.at, table, key)
                        yield self._missing(at, name, "通道", "channel", sorted(known))
            yield from self._relays(channel)
            yield from self._limits(channel)
            yield from self._range(channel)

    def _limits(self, channel: _Entry) -> Iterator[Problem]:
        """An air conditioner's limits leave it a set-point, in every mode that is written down."""
        ac = channel.body.get("ac")
        if not isinstance(ac, Mapping):
            return
        usual, modes = AcOptions(), ac.get("modes")
        options = AcOptions(
            min_cool_c=_figure(ac, "min_cool_c", usual.min_cool_c),
            max_heat_c=_figure(ac, "max_heat_c", usual.max_heat_c),
            low_c=_figure(ac, "low_c", usual.low_c),
            high_c=_figure(ac, "high_c", usual.high_c),
        )
        for mode in usual.modes if modes is None else _texts(modes):
            low_c, high_c = span_of(options, mode)
            if low_c <= high_c or (modes is None and mode == "auto"):
                continue
            at = (*channel.at, "ac") if modes is None else (*channel.at, "ac", "modes")
            yield self._problem(
                at,
                f"{mode} 没有可用的温度：不低于 {low_c:g} °C 又不高于 {high_c:g} °C；"
                "请修改限值，或去掉这个模式",
                f"{mode} has no set-point: no less than {low_c:g} °C and no more than "
                f"{high_c:g} °C; change the limits or take the mode away",
            )

    def _relays(self, channel: _Entry) -> Iterator[Problem]:
        curtain = channel.body.get("curtain")
        if not isinstance(curtain, Mapping):
            return
        up, down = curtain.get("up"), curtain.get("down")
        if (up is None) != (down is None) or (up is not None and up == down):
            yield self._problem(
                (*channel.at, "curtain"),
                "up 和 down 要么都写且不同，要么都不写",
                "needs up and down, two different relays, or neither",
            )
        elif up is not None and "channel" in channel.body:
            yield self._problem(
                (*channel.at, "channel"),
                "两个继电器的窗帘只写 curtain.up 和 curtain.down",
                "a curtain on two relays has curtain.up and curtain.down instead",
            )

    def _range(self, channel: _Entry) -> Iterator[Problem]:
        """A volume's device is louder at 100 than at 0; a remote has both keys or none."""
        volume = channel.body.get("volume")
        if not isinstance(volume, Mapping):
            return
        low, high = volume.get("low", 0.0), volume.get("high", 100.0)
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            yield self._problem(
                (*channel.at, "volume", "high"),
                f"high（{high:g}）要大于 low（{low:g}）",
                f"high ({high:g}) must be more than low ({low:g})",
            )
        if ("up_key" in volume) != ("down_key" in volume):
            yield self._problem(
                (*channel.at, "volume"),
                "up_key 和 down_key 要么都写，要么都不写",
                "needs up_key and down_key, or neither",
            )

    def _topics(self) -> Iterator[Problem]:
        seen: dict[tuple[object, str], str] = {}
        for device in self.devices:
            topic = device.body.get("topic", device.id)
            if not isinstance(topic, str) or not topic:
                continue
            first = seen.setdefault((device.body.get("kind"), topic), device.id)
            if first != device.id:
                yield self._problem(
                    (*device.at, "topic"),
                    f"主题 {topic!r} 已用于设备 {first}；每台设备要有自己的主题",
                    f"topic {topic!r} already belongs to {first}; each device needs its own",
                )

    def _pins(self) -> Iterator[Problem]:
        seen: dict[int, str] = {}
        for at, pin in self._pins_used():
            path = path_of(at, self._raw)
            first = seen.setdefault(pin, path)
            if first != path:
                yield self._problem(
                    at,
                    f"引脚 {pin} 已用于 {first}；一个引脚只能接一处",
                    f"pin {pin} is already used by {first}; one pin, one part",
                )

    def _pins_used(self) -> Iterator[tuple[Location, int]]:
        places = [(reader, "lamp") for reader in self.readers]
        places += [(one, "gpio") for one in self.inputs]
        for entry, key in places:
            body = entry.body.get(key)
            for part, pin in body.items() if isinstance(body, Mapping) else ():
                if type(pin) is int:
                    yield (*entry.at, key, str(part)), pin

    def _sources(self) -> Iterator[Problem]:
        for one in self.inputs:
            if ("mqtt" in one.body) == ("gpio" in one.body):
                yield self._problem(
                    one.at,
                    "需要且只需要一个来源：mqtt = { topic = … } 或 gpio = { pin = … }",
                    "needs exactly one source: mqtt = { topic = … } or gpio = { pin = … }",
                )

    def _matches(self) -> Iterator[Problem]:
        """Two PC/SC readers must be told apart, by name or by order."""
        seen: dict[tuple[str, str], _Entry] = {}
        for reader in self.readers:
            if reader.body.get("kind") != "pcsc":
                continue
            which = (str(reader.body.get("match", "")), str(reader.body.get("index")))
            first = seen.setdefault(which, reader)
            if first is not reader:
                yield self._problem(
                    (*reader.at, "match"),
                    f"与读卡器 {first.id} 无法区分；请写明各自名称中不同的部分，或各自的 index",
                    f"can't be told from reader {first.id}; "
                    "give each a part of its name that the other lacks, or an index",
                )


def _id(table: Table) -> str:
    value = table.get("id")
    return value if isinstance(value, str) else ""


def _nth(index: int | str) -> int:
    return int(index) + 1
