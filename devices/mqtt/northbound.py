"""The office as other programs see it: from a snapshot to topics and payloads, all retained.

Pure: no socket, no thread, no clock, and no names of people. When which topic
is sent is the shell's business (`gateway/northbound.py`); what may be asked
from outside is in `requests.py`; `homeassistant.py` describes all this to Home
Assistant. The topics are listed in `docs/northbound.md`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devices.mqtt.topics import SiteTopics
from gateway.domain.events import Reading
from gateway.domain.lastout import running_in
from gateway.domain.meters import meter_w
from gateway.domain.office import Office
from gateway.domain.presence import head_count
from gateway.domain.reports import Known
from gateway.domain.rooms.controls import ChannelNow, channel_now, is_on
from gateway.domain.rules import Channel, ChannelKind, Room, Rules, Zone
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json

ROOM, ZONE = "room", "zone"
ON, OFF = "ON", "OFF"
POWER_W = "power_w"
MOVING = frozenset({ChannelKind.CURTAIN, ChannelKind.SCREEN})
"""Kinds that are open or closed, not on or off."""

_SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How much is said.

    Attributes:
        counts: How many people are in a zone, besides whether anybody is.
    """

    counts: bool = False


def said(snapshot: Snapshot, wording: Wording) -> dict[str, Json]:
    """Return everything that is retained about the office now, by topic."""
    office, rules = snapshot.office, snapshot.rules
    topics = SiteTopics(rules.site)
    told: dict[str, Json] = {}
    for zone in rules.zones.values():
        told |= _zone(office, rules, zone, topics, wording)
    for room in rules.rooms.values():
        told |= _room(office, rules, room, topics)
    told |= _alerts(office, rules, topics)
    return told


def as_payload(value: Json) -> bytes:
    """Return a value as it goes on the wire: a text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def is_figure(topic: str) -> bool:
    """Tell whether a topic is a measurement, which may lag: `.../power_w`."""
    return topic.endswith(f"/{POWER_W}")


def channels_of(rules: Rules, owner: str) -> Iterator[tuple[str, Channel]]:
    """Yield a room's or zone's own channels with their names without the place."""
    for channel in rules.channels.values():
        if channel.owner == owner:
            yield channel.id.removeprefix(f"{owner}."), channel


def _zone(
    office: Office, rules: Rules, zone: Zone, topics: SiteTopics, wording: Wording
) -> dict[str, Json]:
    people = head_count(office, rules, zone.id)
    hours_known = office.power.minute is not None
    state: dict[str, Json] = {
        "name": zone.name.as_json(),
        "parent": zone.parent,
        "occupied": people > 0,
        "open": zone.id not in office.power.closed if hours_known else None,
        "lastout": running_in(office, (zone.id,)),
        "alerts": sum(a.zone == zone.id for a in office.alerts.open.values()),
    }
    if wording.counts:
        state["count"] = people
    own, channels = _channels(office, rules, ZONE, zone.id, topics)
    if channels:
        state["channels"] = channels
    told: dict[str, Json] = {
        topics.place(ZONE, zone.id, "state"): state,
        topics.place(ZONE, zone.id, "occupied"): ON if people else OFF,
    }
    if zone.meter is not None:
        told[topics.place(ZONE, zone.id, POWER_W)] = _figure(meter_w(office, zone))
    return told | own


def _room(office: Office, rules: Rules, room: Room, topics: SiteTopics) -> dict[str, Json]:
    own, channels = _channels(office, rules, ROOM, room.id, topics)
    devices = {c.device for _, c in channels_of(rules, room.id)}
    about = {room.id, *devices, *(f"{room.id}.{name}" for name in channels)}
    state: dict[str, Json] = {
        "name": room.name.as_json(),
        "zone": room.zone,
        "alerts": sum(key.partition(":")[2] in about for key in office.alerts.open),
        "channels": channels,
    }
    return {topics.place(ROOM, room.id, "state"): state} | own


def _channels(
    office: Office, rules: Rules, kind: str, owner: str, topics: SiteTopics
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the topics of a place's own channels, and their states by name."""
    told: dict[str, Json] = {}
    states: dict[str, Json] = {}
    for name, channel in channels_of(rules, owner):
        now = channel_now(office, rules, channel.id)
        states[name] = channel_state(channel, now)
        told[topics.place(kind, owner, name, "state")] = states[name]
        if now.reported.power_w is not None:
            known = now.known is Known.CONFIRMED
            told[topics.place(kind, owner, name, POWER_W)] = _figure(
                now.reported.power_w if known else None
            )
    return told, states


def channel_state(channel: Channel, now: ChannelNow) -> dict[str, Json]:
    """Return one channel's state; what is not known is null, never "off".

    `wish` is what became of the last thing that was asked: `asked`, `done`,
    `no_answer`, `not_sent`.
    """
    heard = now.known in (Known.CONFIRMED, Known.ASSUMED)
    reading = now.reported if heard else _NOTHING
    state: dict[str, Json] = {
        "state": _moving(reading) if channel.kind in MOVING else _switched(reading),
        "known": now.known.value,
        "wish": now.wish.state if now.wish else None,
    }
    if channel.kind is ChannelKind.DIMMER:
        state["brightness"] = _whole(reading.level_pct)
        state["color_mode"] = "brightness"
    if channel.kind in MOVING:
        state["position"] = _whole(reading.position_pct)
    for more in ("phase", "source"):
        if (value := getattr(reading, more)) is not None:
            state[more] = value
    return state


_NOTHING = Reading()


def _switched(reading: Reading) -> str | None:
    on = is_on(reading)
    return None if on is None else ON if on else OFF


def _moving(reading: Reading) -> str | None:
    if reading.direction:
        return "opening" if reading.direction > 0 else "closing"
    if reading.position_pct is None:
        return None
    return "closed" if reading.position_pct <= 0 else "open"


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _figure(value: float | None) -> str:
    """Return a measurement as plain text; `None` is Home Assistant's word for unknown."""
    return "None" if value is None else f"{value:.1f}".removesuffix(".0")


def _alerts(office: Office, rules: Rules, topics: SiteTopics) -> dict[str, Json]:
    told: dict[str, Json] = {}
    for alert in office.alerts.open.values():
        one: dict[str, Json] = {
            "key": alert.key,
            "state": alert.state,
            "severity": alert.severity,
            "zone": alert.zone,
            "since": alert.raised_at.isoformat(timespec="seconds"),
        }
        if not _names_somebody(rules, alert.title.zh, alert.title.en):
            one["title"] = alert.title.as_json()
        told[topics.alert(alert.key)] = one
    told[topics.alerts] = _sum(told)
    return told


def _sum(alerts: Mapping[str, Json]) -> Json:
    severities = [a["severity"] for a in alerts.values() if isinstance(a, dict)]
    worst = max(severities, key=_SEVERITIES.index, default=None)
    return {"open": len(severities), "worst": worst}


def _names_somebody(rules: Rules, *texts: str) -> bool:
    """Tell whether a registered person is named; such words stay in the office."""
    return any(p.name and p.name in text for p in rules.people.values() for text in texts)
