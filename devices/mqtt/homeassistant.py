"""The office described to Home Assistant: one device for the gateway, each room and each zone.

Device-based discovery (`homeassistant/device/<id>/config`, Home Assistant
2024.12 and later): `dev`, `o` and `cmps`. Ids are made of the site's, the
room's and the channel's, joined by `__`, which no id contains: they stay the
same when something is renamed or moved. Pure; sent by `gateway/northbound.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from devices.mqtt.northbound import (
    ACKNOWLEDGE,
    DND,
    ENERGY_WH,
    MOVING,
    POWER_W,
    ROOM,
    ZONE,
    channels_by_owner,
)
from devices.mqtt.topics import HomeAssistantTopics, SiteTopics
from gateway.domain.alerts.life import SEVERITIES
from gateway.domain.energy.totals import sources_of
from gateway.domain.options import RackOptions
from gateway.domain.rooms.climate.setting import STEP_C, modes_of, options_of, span_of
from gateway.domain.rooms.grammar import LIGHTS, SWITCHED
from gateway.domain.rooms.projector.state import Stage
from gateway.domain.rules import Channel, ChannelKind, Room, Rules, Zone
from gateway.domain.text import Json, Text

ORIGIN = "office-gateway"
HELD_S = 5.0
"""A switch out there counts as a key held so long: nobody brushes against it by accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """How the office is described.

    Attributes:
        topics: Where Home Assistant looks.
        language: Of the names: `zh` or `en`.
        version: Of this program.
        counts: Whether zones tell how many people are in.
        url: Where the screens are, or None.
    """

    topics: HomeAssistantTopics
    language: str = "zh"
    version: str = ""
    counts: bool = False
    url: str | None = None


def described(rules: Rules, how: Discovery) -> dict[str, Json]:
    """Return every device's configuration by topic; all are retained."""
    writer = _Writer(rules, how)
    devices = {rules.site: writer.gateway()}
    for zone in rules.zones.values():
        devices[_id(rules.site, ZONE, zone.id)] = writer.zone(zone)
    for room in rules.rooms.values():
        devices[_id(rules.site, ROOM, room.id)] = writer.room(room)
    return {how.topics.device(f"office__{name}"): config for name, config in devices.items()}


def _id(*parts: str) -> str:
    return "__".join(parts)


class _Writer:
    """Writes the configurations of one site."""

    def __init__(self, rules: Rules, how: Discovery) -> None:
        self._rules = rules
        self._how = how
        self._topics = SiteTopics(rules.site)
        self._owned = channels_by_owner(rules)

    def gateway(self) -> Json:
        """Return the gateway itself: is it there, what is wrong."""
        status, alerts = self._topics.status, self._topics.alerts
        parts: dict[str, dict[str, Json]] = {
            "connected": {
                "p": "binary_sensor",
                "name": self._words("网关在线", "Gateway online"),
                "device_class": "connectivity",
                "entity_category": "diagnostic",
                "state_topic": status,
                "payload_on": "online",
                "payload_off": "offline",
                "availability": [],
            },
            "alerts": {
                "p": "sensor",
                "name": self._words("告警", "Alerts"),
                "icon": "mdi:alert-outline",
                "state_class": "measurement",
                "state_topic": alerts,
                "value_template": "{{ value_json.open }}",
                "json_attributes_topic": alerts,
            },
            "worst": {
                "p": "sensor",
                "name": self._words("最严重的告警", "Worst alert"),
                "icon": "mdi:alert",
                "device_class": "enum",
                "options": ["none", *SEVERITIES],
                "state_topic": alerts,
                "value_template": "{{ value_json.worst or 'none' }}",
                "json_attributes_topic": alerts,
            },
            "acknowledge": {
                "p": "button",
                "name": self._words("接手最严重的告警", "Acknowledge the worst alert"),
                "icon": "mdi:hand-back-right",
                "command_topic": self._topics.alerts_set,
                "payload_press": ACKNOWLEDGE,
            },
        }
        return self._device((), self._rules.name, "Gateway", parts)

    def zone(self, zone: Zone) -> Json:
        """Return a zone: is anybody in, what does it draw, what is wrong, its own channels."""
        state = self._topics.place(ZONE, zone.id, "state")
        parts: dict[str, dict[str, Json]] = {
            "occupied": {
                "p": "binary_sensor",
                "name": self._words("有人", "Occupied"),
                "device_class": "occupancy",
                "state_topic": self._topics.place(ZONE, zone.id, "occupied"),
            },
            "uncertain": {
                "p": "binary_sensor",
                "name": self._words("人数存疑", "Head-count uncertain"),
                "icon": "mdi:account-question",
                "entity_category": "diagnostic",
                "state_topic": state,
                "value_template": "{{ 'ON' if value_json.uncertain else 'OFF' }}",
            },
            "alerts": self._alerts(state),
            "breach": self._breach(state),
        }
        if zone.meter is not None:
            parts[POWER_W] = self._power(ZONE, zone.id)
        if sources_of(self._rules, zone):
            parts[ENERGY_WH] = self._energy(ZONE, zone.id)
        if self._how.counts:
            parts["count"] = {
                "p": "sensor",
                "name": self._words("人数", "People"),
                "icon": "mdi:account-group",
                "state_class": "measurement",
                "state_topic": state,
                "value_template": "{{ value_json.count }}",
            }
        parts |= self._channels(ZONE, zone.id)
        return self._device((ZONE, zone.id), zone.name, "Zone", parts)

    def room(self, room: Room) -> Json:
        """Return a room: its channels, all lights, what is wrong."""
        parts = self._channels(ROOM, room.id)
        if any(c.kind in LIGHTS for _, c in self._owned.get(room.id, ())):
            parts["lights_all_on"] = self._button(room, "all_on", "全部开灯", "All lights on")
            parts["lights_all_off"] = self._button(room, "all_off", "全部关灯", "All lights off")
        dnd = self._topics.place(ROOM, room.id, DND, "state")
        parts[DND] = {
            "p": "switch",
            "name": self._words("免打扰", "Do not disturb"),
            "icon": "mdi:minus-circle",
            "state_topic": dnd,
            "value_template": _SAYS,
            "json_attributes_topic": dnd,
            "command_topic": self._topics.place(ROOM, room.id, DND, "set"),
        }
        parts["alerts"] = self._alerts(self._topics.place(ROOM, room.id, "state"))
        parts["breach"] = self._breach(self._topics.place(ROOM, room.id, "state"))
        return self._device((ROOM, room.id), room.name, "Room", parts)

    def _device(
        self, path: tuple[str, ...], name: Text, model: str, parts: dict[str, dict[str, Json]]
    ) -> Json:
        how, site = self._how, self._rules.site
        device: dict[str, Json] = {
            "ids": [_id("office", site, *path)],
            "name": name.in_(how.language),
            "mf": ORIGIN,
            "mdl": model,
            "sw": how.version,
        }
        if path:
            device["via_device"] = _id("office", site)
            device["suggested_area"] = name.in_(how.language)
        if how.url:
            device["configuration_url"] = how.url
        for key, part in parts.items():
            part["unique_id"] = _id("office", site, *path, key)
        return {
            "dev": device,
            "o": {"name": ORIGIN, "sw": how.version},
            "cmps": parts,
            "availability": [self._gateway_there()],
            "availability_mode": "all",
            "qos": 1,
        }

    def _channels(self, kind: str, owner: str) -> dict[str, dict[str, Json]]:
        parts: dict[str, dict[str, Json]] = {}
        for name, channel in self._owned.get(owner, ()):
            if (part := self._channel(kind, owner, name, channel)) is not None:
                parts[name] = part
            if channel.kind is ChannelKind.PROJECTOR:
                parts[f"{name}__phase"] = self._phase(kind, owner, name, channel)
        return parts

    def _channel(
        self, kind: str, owner: str, name: str, channel: Channel
    ) -> dict[str, Json] | None:
        """Return a channel that can be asked for something, else None."""
        state = self._topics.place(kind, owner, name, "state")
        part: dict[str, Json] = {
            "name": channel.name.in_(self._how.language),
            "state_topic": state,
            "command_topic": self._topics.place(kind, owner, name, "set"),
            "json_attributes_topic": state,
            "availability": [self._gateway_there(), _reachable(state)],
            "availability_mode": "all",
        }
        if channel.kind is ChannelKind.DIMMER:
            return {**part, **_DIMMER}
        if channel.kind in MOVING:
            position = self._topics.place(kind, owner, name, "position", "set")
            return {**part, **_COVER, "position_topic": state, "set_position_topic": position}
        if channel.kind is ChannelKind.PROJECTOR:
            return {**part, **_PROJECTOR}
        if channel.kind is ChannelKind.VOLUME:
            return {**part, **_VOLUME}
        if isinstance(channel.options, RackOptions):  # switched with its rack only
            part = {key: value for key, value in part.items() if key != "command_topic"}
            return {**part, "p": "binary_sensor", "value_template": _SAYS}
        if channel.kind is ChannelKind.AC and modes_of(options_of(channel)):
            del part["command_topic"]  # it has one for each thing that is set
            return {**part, **self._climate(kind, owner, name, channel)}
        if channel.kind not in SWITCHED:
            return None
        return {**part, **_SWITCHED.get(channel.kind, _SWITCH)}

    def _climate(self, kind: str, owner: str, name: str, channel: Channel) -> dict[str, Json]:
        """Return an air conditioner; the set-points of all its modes, the gateway keeps each's."""
        options, state = options_of(channel), self._topics.place(kind, owner, name, "state")
        modes = modes_of(options)
        spans = [span_of(options, mode) for mode in modes]
        said: dict[str, Json] = {"p": "climate", "temperature_unit": "C", "temp_step": STEP_C}
        for ours, theirs in (("run", "mode"), ("setpoint", "temperature"), ("fan", "fan_mode")):
            said[f"{theirs}_command_topic"] = self._topics.place(kind, owner, name, ours, "set")
            said[f"{theirs}_state_topic"] = state
        return {
            **said,
            "modes": ["off", *("fan_only" if mode == "fan" else mode for mode in modes)],
            "mode_command_template": "{{ 'fan' if value == 'fan_only' else value }}",
            "mode_state_template": _MODE,
            "temperature_state_template": "{{ value_json.setpoint }}",
            "fan_modes": list(options.fans),
            "fan_mode_state_template": "{{ value_json.fan }}",
            "min_temp": min(low_c for low_c, _ in spans),
            "max_temp": max(high_c for _, high_c in spans),
        }

    def _phase(self, kind: str, owner: str, name: str, channel: Channel) -> dict[str, Json]:
        state = self._topics.place(kind, owner, name, "state")
        named = channel.name
        return {
            "p": "sensor",
            "name": self._words(f"{named.zh}的阶段", f"{named.en}: stage"),
            "device_class": "enum",
            "options": [stage.value for stage in Stage if stage is not Stage.UNKNOWN],
            "state_topic": state,
            "value_template": "{{ value_json.phase }}",
            "availability": [self._gateway_there(), _reachable(state)],
            "availability_mode": "all",
        }

    def _button(self, room: Room, verb: str, zh: str, en: str) -> dict[str, Json]:
        return {
            "p": "button",
            "name": self._words(zh, en),
            "command_topic": self._topics.place(ROOM, room.id, "lights", verb, "set"),
        }

    def _alerts(self, state: str) -> dict[str, Json]:
        return {
            "p": "sensor",
            "name": self._words("告警", "Alerts"),
            "icon": "mdi:alert-outline",
            "state_class": "measurement",
            "state_topic": state,
            "value_template": "{{ value_json.alerts }}",
        }

    def _breach(self, state: str) -> dict[str, Json]:
        return {
            "p": "binary_sensor",
            "name": self._words("非工作时间有用电", "On after hours"),
            "device_class": "problem",
            "state_topic": state,
            "value_template": "{{ 'ON' if value_json.breach else 'OFF' }}",
        }

    def _energy(self, kind: str, place: str) -> dict[str, Json]:
        return {
            "p": "sensor",
            "name": self._words("用电量", "Energy"),
            "device_class": "energy",
            "state_class": "total_increasing",
            "unit_of_measurement": "Wh",
            "state_topic": self._topics.place(kind, place, ENERGY_WH),
        }

    def _power(self, kind: str, place: str) -> dict[str, Json]:
        return {
            "p": "sensor",
            "name": self._words("功率", "Power"),
            "device_class": "power",
            "state_class": "measurement",
            "unit_of_measurement": "W",
            "state_topic": self._topics.place(kind, place, POWER_W),
        }

    def _gateway_there(self) -> dict[str, Json]:
        return {"topic": self._topics.status}

    def _words(self, zh: str, en: str) -> str:
        return Text(zh, en).in_(self._how.language)


def _reachable(state: str) -> dict[str, Json]:
    """Return the part of availability that is the device's own."""
    template = "{{ 'offline' if value_json.known == 'unreachable' else 'online' }}"
    return {"topic": state, "value_template": template}


_MODE = (
    "{% if value_json.state == 'ON' %}{{ 'fan_only' if value_json.mode == 'fan' else "
    "value_json.mode }}{% elif value_json.state == 'OFF' %}off{% else %}None{% endif %}"
)
_SAYS = "{{ value_json.state }}"
_PROJECTOR: Mapping[str, Json] = {
    "p": "switch",
    "icon": "mdi:projector",
    "value_template": _SAYS,
    "payload_on": "ON",
    "payload_off": json.dumps({"state": "OFF", "held_s": HELD_S}),
    "state_on": "ON",
    "state_off": "OFF",
}
_VOLUME: Mapping[str, Json] = {
    "p": "number",
    "icon": "mdi:volume-high",
    "min": 0,
    "max": 100,
    "value_template": _SAYS,
}
_SWITCH: Mapping[str, Json] = {"p": "switch", "value_template": _SAYS}
_SWITCHED: Mapping[ChannelKind, Mapping[str, Json]] = {
    ChannelKind.LIGHT: {"p": "light", "state_value_template": _SAYS},
    ChannelKind.FAN: {"p": "fan", "state_value_template": _SAYS},
    ChannelKind.SOCKET: {"p": "switch", "value_template": _SAYS, "device_class": "outlet"},
}
_DIMMER: Mapping[str, Json] = {
    "p": "light",
    "schema": "json",
    "brightness": True,
    "brightness_scale": 100,
    "supported_color_modes": ["brightness"],
}
_COVER: Mapping[str, Json] = {
    "p": "cover",
    "value_template": _SAYS,
    "position_template": "{% if value_json.position is not none %}{{ value_json.position }}"
    "{% endif %}",
}
