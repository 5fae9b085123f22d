"""The office as other programs see it: from a snapshot to topics and payloads, all retained.

Pure: no socket, no thread, no clock, and no names of people. When which topic
is sent is the shell's business (`gateway/northbound.py`); what may be asked
from outside is in `requests.py`; `homeassistant.py` describes all this to Home
Assistant. The topics are listed in `docs/northbound.md`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from devices.mqtt.topics import SiteTopics, as_level
from gateway.domain.alerts import Alert
from gateway.domain.alerts.life import SEVERITIES
from gateway.domain.devices import known_of
from gateway.domain.energy import zone_total_wh
from gateway.domain.energy.totals import sources_of
from gateway.domain.events import AlertAnswered, Reading
from gateway.domain.lastout import running_in
from gateway.domain.meters import fresh_w
from gateway.domain.office import Office
from gateway.domain.power.breach import PREFIX as OFFHOURS
from gateway.domain.presence import head_count, is_uncertain
from gateway.domain.privacy import is_personal
from gateway.domain.reports import Known
from gateway.domain.rooms.climate.state import climate_now
from gateway.domain.rooms.controls import channel_now, is_on
from gateway.domain.rooms.curtains.state import curtain_now
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.players.state import Doing, player_now
from gateway.domain.rooms.projector.state import LIT, Stage, projector_now
from gateway.domain.rooms.sources.state import sources_now
from gateway.domain.rooms.volume.state import volume_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules, Zone
from gateway.domain.service import calls_of, tickets_of
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json

ROOM, ZONE = "room", "zone"
ON, OFF = "ON", "OFF"
POWER_W = "power_w"
ENERGY_WH = "energy_wh"
DND = "dnd"
MOVING = frozenset({ChannelKind.CURTAIN, ChannelKind.SCREEN})
"""Kinds that are open or closed, not on or off."""

Owned = Sequence[tuple[str, Channel]]
"""A place's own channels with their names."""

ACKNOWLEDGE = "acknowledge"


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
    owned = channels_by_owner(rules)
    told: dict[str, Json] = {}
    for zone in rules.zones.values():
        told |= _zone(snapshot, zone, owned.get(zone.id, []), topics, wording)
    for room in rules.rooms.values():
        told |= _room(snapshot, room, owned.get(room.id, []), topics)
    told |= _alerts(office, rules, topics)
    return told


def as_payload(value: Json) -> bytes:
    """Return a value as it goes on the wire: a text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def is_figure(topic: str) -> bool:
    """Tell whether a topic is a measurement, which may lag: `.../power_w`, `.../energy_wh`."""
    return topic.endswith((f"/{POWER_W}", f"/{ENERGY_WH}"))


def channels_by_owner(rules: Rules) -> dict[str, list[tuple[str, Channel]]]:
    """Return each room's and zone's own channels, with their names without the place."""
    owned: dict[str, list[tuple[str, Channel]]] = {}
    for channel in rules.channels.values():
        name = channel.id.removeprefix(f"{channel.owner}.")
        owned.setdefault(channel.owner, []).append((name, channel))
    return owned


def _zone(
    snapshot: Snapshot, zone: Zone, own: Owned, topics: SiteTopics, wording: Wording
) -> dict[str, Json]:
    office, rules = snapshot.office, snapshot.rules
    people = head_count(office, rules, zone.id)
    hours_known = office.power.minute is not None
    state: dict[str, Json] = {
        "name": zone.name.as_json(),
        "parent": zone.parent,
        "occupied": people > 0,
        "uncertain": is_uncertain(office, rules, zone.id, snapshot.now),
        "open": zone.id not in office.power.closed if hours_known else None,
        "lastout": running_in(office, (zone.id,)),
        "alerts": sum(a.zone == zone.id for a in office.alerts.open.values()),
        "breach": any(_is_breach(rules, a, zone.id) for a in office.alerts.open.values()),
    }
    if wording.counts:
        state["count"] = people
    below, channels = _channels(snapshot, ZONE, zone.id, own, topics)
    if channels:
        state["channels"] = channels
    told: dict[str, Json] = {
        topics.place(ZONE, zone.id, "state"): state,
        topics.place(ZONE, zone.id, "occupied"): ON if people else OFF,
    }
    if zone.meter is not None:
        told[topics.place(ZONE, zone.id, POWER_W)] = _figure(
            fresh_w(office, rules, zone, snapshot.now)
        )
    if sources_of(rules, zone):
        told[topics.place(ZONE, zone.id, ENERGY_WH)] = _figure(
            zone_total_wh(office, rules, zone.id)
        )
    return told | below


def _is_breach(rules: Rules, alert: Alert, zone: str) -> bool:
    """Tell whether an alert is of something that runs off-hours in a zone or one inside it."""
    is_offhours = alert.key.startswith(OFFHOURS)
    return is_offhours and alert.zone is not None and zone in rules.zone_path(alert.zone)


def _room(snapshot: Snapshot, room: Room, own: Owned, topics: SiteTopics) -> dict[str, Json]:
    office = snapshot.office
    below, channels = _channels(snapshot, ROOM, room.id, own, topics)
    devices = {channel.device for _, channel in own}
    about = {room.id, *devices, *(f"{room.id}.{name}" for name in channels)}
    state: dict[str, Json] = {
        "name": room.name.as_json(),
        "zone": room.zone,
        "alerts": sum(key.partition(":")[2] in about for key in office.alerts.open),
        "breach": f"{OFFHOURS}{room.id}" in office.alerts.open,
        "calls": {call.kind: call.progress.value for call in calls_of(office, room.id)},
        "tickets": len(tickets_of(office, room.id)),
        "channels": channels,
    }
    if room.sources:
        state["source"] = _shown(snapshot, room)
    dnd = dnd_now(office, room.id)
    quiet: dict[str, Json] = {
        "state": ON if dnd else OFF,
        "until": dnd.until.isoformat(timespec="seconds") if dnd else None,
    }
    told: dict[str, Json] = {
        topics.place(ROOM, room.id, "state"): state,
        topics.place(ROOM, room.id, DND, "state"): quiet,
    }
    return told | below


def _channels(
    snapshot: Snapshot, kind: str, owner: str, own: Owned, topics: SiteTopics
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return the topics of a place's own channels, and their states by name."""
    told: dict[str, Json] = {}
    states: dict[str, Json] = {}
    office, rules, now_s = snapshot.office, snapshot.rules, snapshot.now.mono_s
    for name, channel in own:
        states[name] = channel_state(office, rules, channel, now_s)
        told[topics.place(kind, owner, name, "state")] = states[name]
        report = office.devices.reports.get((channel.device, channel.number))
        if report is not None and report.reading.power_w is not None:
            fresh = known_of(office, (channel.device, channel.number)) is Known.CONFIRMED
            power_w = report.reading.power_w if fresh else None
            told[topics.place(kind, owner, name, POWER_W)] = _figure(power_w)
    return told, states


def channel_state(office: Office, rules: Rules, channel: Channel, now_s: float) -> dict[str, Json]:
    """Return one channel's state; what is not known is null, never "off".

    `wish` is what became of the last thing that was asked: `asked`, `done`,
    `no_answer`, `not_sent` ...
    """
    if channel.kind in MOVING:
        return _moving(office, rules, channel, now_s)
    if channel.kind is ChannelKind.PROJECTOR:
        return _projector(office, rules, channel, now_s)
    if channel.kind is ChannelKind.PLAYER:
        return _player(office, rules, channel)
    if channel.kind is ChannelKind.VOLUME:
        return _volume(office, rules, channel)
    if channel.kind is ChannelKind.AC:
        return _climate(office, rules, channel, now_s)
    now = channel_now(office, rules, channel.id)
    reading = now.reported if now.known in HEARD else _NOTHING
    wish = now.wish.state if now.wish else None
    state: dict[str, Json] = {"state": _on_off(is_on(reading)), "known": now.known, "wish": wish}
    if channel.kind is ChannelKind.DIMMER:
        state["brightness"] = _whole(reading.level_pct)
        state["color_mode"] = "brightness"
    return state


def _moving(office: Office, rules: Rules, channel: Channel, now_s: float) -> dict[str, Json]:
    now = curtain_now(office, rules, channel.id, now_s)
    reached = now.known is not Known.UNREACHABLE
    position = _whole(now.position_pct) if reached else None
    word: str | None = None
    if now.moving and reached:
        word = "opening" if now.moving > 0 else "closing"
    elif position is not None:
        word = "closed" if position <= 0 else "open"
    wish = _failed_or_wished(office, channel, now.failed)
    return {"state": word, "known": now.known, "wish": wish, "position": position}


def _projector(office: Office, rules: Rules, channel: Channel, now_s: float) -> dict[str, Json]:
    now = projector_now(office, rules, channel.id, now_s)
    known = now.stage is not Stage.UNKNOWN and now.known is not Known.UNREACHABLE
    report = office.devices.reports.get((channel.device, channel.number))
    return {
        "state": _on_off(now.stage in LIT) if known else None,
        "known": now.known,
        "wish": _failed_or_wished(office, channel, now.failed),
        "phase": now.stage.value if known else None,
        "queued": now.queued or None,
        "source": report.reading.source if report and now.stage is Stage.ON else None,
    }


def _player(office: Office, rules: Rules, channel: Channel) -> dict[str, Json]:
    """Return what a player is taken to do: assumed at best."""
    now = player_now(office, rules, channel.id)
    known = now.known in HEARD
    state = now.doing.value if known and now.doing is not Doing.UNKNOWN else None
    return {"state": state, "known": now.known, "wish": now.failed or None}


def _volume(office: Office, rules: Rules, channel: Channel) -> dict[str, Json]:
    """Return how loud it is meant to be, 0 to 100, and whether it is silent instead."""
    now = volume_now(office, rules, channel.id)
    heard = now.known in HEARD
    return {
        "state": now.level if heard else None,
        "muted": now.muted if heard else None,
        "known": now.known,
        "wish": now.failed or ("asked" if now.wanted is not None else None),
    }


def _shown(snapshot: Snapshot, room: Room) -> Json:
    """Return the source a room shows, the first of several; None where nothing is known of it."""
    now = sources_now(snapshot.office, snapshot.rules, room.id, snapshot.now.mono_s)
    return next((one.source.id for one in now.sources if one.shown), None) if now else None


def _climate(office: Office, rules: Rules, channel: Channel, now_s: float) -> dict[str, Json]:
    now = climate_now(office, rules, channel.id, now_s)
    on = now.on if now.known in HEARD else None
    state: dict[str, Json] = {
        "state": _on_off(on),
        "known": now.known,
        "wish": _failed_or_wished(office, channel, now.failed),
        "queued": "on" if now.queued else None,
    }
    if now.climate:
        state |= {"mode": now.mode, "setpoint": now.setpoint_c, "fan": now.fan}
    return state


def _failed_or_wished(office: Office, channel: Channel, failed: str) -> str | None:
    wish = office.controls.wishes.get(channel.id)
    return failed or (wish.state if wish else None)


HEARD = frozenset({Known.CONFIRMED, Known.ASSUMED})

_NOTHING = Reading()


def _on_off(on: bool | None) -> str | None:
    return None if on is None else ON if on else OFF


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _figure(value: float | None) -> str:
    """Return a measurement as plain text; `None` is Home Assistant's word for unknown."""
    return "None" if value is None else f"{value:.1f}".removesuffix(".0")


def _alerts(office: Office, rules: Rules, topics: SiteTopics) -> dict[str, Json]:
    told: dict[str, Json] = {}
    for alert in _impersonal(office):
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
    told[topics.alerts] = _sum(office, told)
    return told


def _sum(office: Office, alerts: Mapping[str, Json]) -> Json:
    """Return how many alerts are open, and the worst: which one a press would acknowledge."""
    first = worst_alert(office)
    said: dict[str, Json] = {
        "open": len(alerts),
        "waiting": sum(_waits(a) for a in _impersonal(office)),
        "worst": first.severity if first else None,
        "key": first.key if first else None,
    }
    told = next((a for a in alerts.values() if isinstance(a, dict) and a["key"] == said["key"]), {})
    return {**said, "title": told.get("title"), "since": told.get("since")}


def worst_alert(office: Office) -> Alert | None:
    """Return the worst open alert: of those nobody has taken, then of the others; the oldest."""
    return max(
        _impersonal(office),
        key=lambda a: (_waits(a), SEVERITIES.index(a.severity), -a.raised_at.timestamp()),
        default=None,
    )


def _impersonal(office: Office) -> list[Alert]:
    """Return the open alerts that are not about a person: those are for people, not for a bus."""
    return [alert for alert in office.alerts.open.values() if not is_personal(alert.key)]


def _waits(alert: Alert) -> bool:
    return alert.state != "acknowledged" and not alert.maintenance


def meant(snapshot: Snapshot, asked: AlertAnswered) -> AlertAnswered:
    """Return an answer with the key of the alert it is about; as it was, if there is none.

    From outside a key comes as a level of a topic, or not at all: the worst.
    """
    office = snapshot.office
    if asked.key:
        keys = (alert.key for alert in _impersonal(office))
        key = next((k for k in keys if as_level(k) == asked.key), asked.key)
    else:
        worst = worst_alert(office)
        key = worst.key if worst else ""
    return replace(asked, key=key)


def _names_somebody(rules: Rules, *texts: str) -> bool:
    """Tell whether a registered person is named; such words stay in the office."""
    return any(p.name and p.name in text for p in rules.people.values() for text in texts)
