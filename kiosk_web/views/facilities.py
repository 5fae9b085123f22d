"""Facilities: what needs somebody now, what each zone draws, and whether everything answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from gateway.domain.alerts import Alert
from gateway.domain.devices import Known
from gateway.domain.presence import head_count
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rules import Zone
from kiosk_web.ports import Snapshot
from kiosk_web.views.ledger import part_name
from kiosk_web.views.marks import Mark, meter_w, power_of
from kiosk_web.views.service import desk_view
from kiosk_web.views.words import Tongue, due_at_ms, hhmm

MORNING = time(8, 0)
UNKNOWN = (Known.UNKNOWN, Known.UNREACHABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCard:
    """One alert with what can be done about it.

    Attributes:
        escalate_ms: When the next contact is told, for the browser; 0 when never.
        until: The instant of "known until" (next morning), in ISO.
    """

    key: str
    tone: str
    status: Mark
    title: str
    body: str
    when: str
    escalate_ms: int
    note: str
    open: bool
    can_switch_off: bool
    until: str
    until_words: str


@dataclass(frozen=True, slots=True)
class AlertsView:
    """Open alerts, the worst and newest first, and the last ones resolved."""

    open: tuple[AlertCard, ...]
    resolved: tuple[AlertCard, ...]
    undelivered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCard:
    """One zone: load, people, what is on, what is open."""

    id: str
    name: str
    depth: int
    watts: str
    standby: str
    people: int
    on: tuple[str, ...]
    unknown: int
    open_windows: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One device on the wire, and how it is."""

    id: str
    name: str
    kind: str
    mark: Mark
    seen: str


@dataclass(frozen=True, slots=True)
class Health:
    """The gateway's parts and the devices; troubles first."""

    parts: tuple[tuple[str, Mark, str], ...]
    devices: tuple[DeviceRow, ...]
    online: int
    away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The four figures at the top."""

    watts: str
    watts_unit: str
    metered: bool
    people: int
    alerts: int
    lost: int
    lights_on: int


def fragments(snapshot: Snapshot, target: str, tongue: Tongue) -> Mapping[str, object]:
    """Return the page's fragments; `target` is a zone's id, or empty for the whole site."""
    alerts = alerts_view(snapshot, tongue)
    health = health_view(snapshot, tongue)
    zones = zones_view(snapshot, target, tongue)
    return {
        "figures": _figures(snapshot, target, len(alerts.open), health, tongue),
        "service": desk_view(snapshot, target, tongue),
        "alerts": alerts,
        "zones": zones,
        "health": health,
    }


def _figures(
    snapshot: Snapshot, target: str, alerts: int, health: Health, tongue: Tongue
) -> Figures:
    office, rules = snapshot.office, snapshot.rules
    roots = [target] if target else [z.id for z in rules.zones.values() if z.parent is None]
    metered = [w for zone in roots if (w := _load(snapshot, zone)) is not None]
    watts, _, unit = tongue.watts(sum(metered) if metered else None).partition(" ")
    now = [channel_now(office, rules, channel) for channel in rules.channels]
    on = sum(1 for each in now if each.known not in UNKNOWN and power_of(each) is True)
    return Figures(
        watts=watts,
        watts_unit=unit,
        metered=bool(metered),
        people=sum(head_count(office, rules, zone) for zone in roots),
        alerts=alerts,
        lost=health.away,
        lights_on=on,
    )


def _load(snapshot: Snapshot, zone: str) -> float | None:
    """Return a zone's load: its own meter, else the sum of those below it."""
    own = meter_w(snapshot.office, snapshot.rules, zone)
    if own is not None:
        return own
    below = [z.id for z in snapshot.rules.zones.values() if z.parent == zone]
    found = [w for each in below if (w := _load(snapshot, each)) is not None]
    return sum(found) if found else None


def alerts_view(snapshot: Snapshot, tongue: Tongue) -> AlertsView:
    """Return the alerts: not yet acknowledged ones first, newest first."""
    alerts = snapshot.office.alerts
    waiting = sorted(alerts.open.values(), key=lambda a: a.raised_at, reverse=True)
    waiting.sort(key=lambda a: a.state == "acknowledged")
    return AlertsView(
        tuple(alert_card(snapshot, a, tongue) for a in waiting),
        tuple(alert_card(snapshot, a, tongue) for a in tuple(reversed(alerts.resolved))[:5]),
        len(alerts.outbox) + len(alerts.undelivered),
    )


def alert_card(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> AlertCard:
    """Return one alert as a card."""
    now = snapshot.now
    until = next_morning(now.at)
    waiting = alert.state in ("raised", "escalated")
    return AlertCard(
        key=alert.key,
        tone=_tone(alert),
        status=_status(snapshot, alert, tongue),
        title=alert.title.in_(tongue.language),
        body=alert.body.in_(tongue.language),
        when=_when(alert, now.at, tongue),
        escalate_ms=due_at_ms(alert.escalate_due_s, now.mono_s, now.at)
        if alert.escalate_due_s is not None and waiting
        else 0,
        note=_note(alert, now.at, tongue),
        open=waiting,
        can_switch_off=bool(alert.channels) and alert.state != "resolved",
        until=until.isoformat(),
        until_words=tongue.when(until, now.at),
    )


def _tone(alert: Alert) -> str:
    if alert.state == "resolved":
        return "ok"
    if alert.state == "acknowledged":
        return "info"
    return "warn" if alert.severity == "info" else "bad"


def _status(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> Mark:
    _ = tongue._
    if alert.state == "resolved":
        return Mark("ok", _("Over"), "ok")
    if alert.state == "acknowledged":
        who = snapshot.rules.people.get(alert.acknowledged_by or "")
        contact = snapshot.rules.contacts.get(alert.acknowledged_by or "")
        name = who.name if who else (contact.name.in_(tongue.language) if contact else "")
        word = _("%(name)s has it", name=name) if name else _("Somebody has it")
        return Mark("check", word, "info")
    if alert.state == "escalated":
        return Mark("bad", _("Nobody answered, told the next"), "bad")
    return Mark("bad", _("Not acknowledged"), "bad")


def _when(alert: Alert, at: datetime, tongue: Tongue) -> str:
    then = alert.resolved_at or alert.raised_at
    comma = "，" if tongue.language == "zh" else ", "
    return f"{tongue.when(then, at)}{comma}{tongue.ago(then, at)}"


def _note(alert: Alert, at: datetime, tongue: Tongue) -> str:
    if alert.known_until is not None and alert.known_until > at:
        return tongue._("Quiet until %(time)s", time=tongue.when(alert.known_until, at))
    return ""


def next_morning(at: datetime) -> datetime:
    """Return the next 08:00."""
    morning = datetime.combine(at.date(), MORNING, at.tzinfo)
    return morning if morning > at else morning + timedelta(days=1)


def zones_view(snapshot: Snapshot, target: str, tongue: Tongue) -> tuple[ZoneCard, ...]:
    """Return the zones in the site file's order, each with its depth."""
    rules = snapshot.rules
    names = rules.zones_below(target) if target else tuple(rules.zones)
    return tuple(_zone(snapshot, rules.zones[name], tongue) for name in names)


def _zone(snapshot: Snapshot, zone: Zone, tongue: Tongue) -> ZoneCard:
    office, rules = snapshot.office, snapshot.rules
    on: list[str] = []
    unknown = 0
    for channel in rules.channels_in(zone.id):
        now = channel_now(office, rules, channel.id)
        power = power_of(now)
        if now.known in UNKNOWN or power is None:
            unknown += 1
        elif power:
            on.append(channel.name.in_(tongue.language))
    load = _load(snapshot, zone.id)
    people = head_count(office, rules, zone.id)
    below = set(rules.zones_below(zone.id))
    windows = tuple(
        sensor.name.in_(tongue.language)
        for sensor in rules.inputs.values()
        if sensor.zone in below
        and sensor.kind in ("window", "door")
        and office.health.inputs.get(sensor.id)
    )
    return ZoneCard(
        id=zone.id,
        name=zone.name.in_(tongue.language),
        depth=len(rules.zone_path(zone.id)) - 1,
        watts=tongue.watts(load),
        standby=tongue.watts(zone.standby_w) if zone.meter else "",
        people=people,
        on=tuple(on),
        unknown=unknown,
        open_windows=windows,
        mark=_zone_mark(snapshot, zone, load, people, tongue),
    )


def _zone_mark(
    snapshot: Snapshot, zone: Zone, load: float | None, people: int, tongue: Tongue
) -> Mark:
    """Return the zone's sign: in trouble, in use, at rest, or not known."""
    _ = tongue._
    troubled = any(
        a.zone == zone.id and a.state in ("raised", "escalated")
        for a in snapshot.office.alerts.open.values()
    )
    if troubled:
        return Mark("bad", _("Alert"), "bad")
    if people:
        return Mark("people", _("In use"), "info")
    if load is None:
        return Mark("k-unknown", _("No meter"), "")
    if load > zone.standby_w + snapshot.rules.durations.hysteresis_w:
        return Mark("warn", _("Empty, but drawing power"), "warn")
    return Mark("k-confirmed", _("At rest"), "ok")


def health_view(snapshot: Snapshot, tongue: Tongue) -> Health:
    """Return the gateway's parts and all devices; those in trouble first."""
    _ = tongue._
    office, rules = snapshot.office, snapshot.rules
    parts = []
    for name, part in sorted(office.health.parts.items(), key=lambda p: (p[1].ok, p[0])):
        word = _("Works") if part.ok else _("Gone since %(time)s", time=hhmm(part.since))
        mark = Mark("ok" if part.ok else "bad", word, "ok" if part.ok else "bad")
        parts.append((part_name(name, rules, tongue), mark, "" if part.ok else part.detail))
    rows = sorted(
        (_device(snapshot, device, tongue) for device in rules.devices),
        key=lambda row: ("bad", "warn", "", "ok").index(row.mark.tone),
    )
    away = sum(1 for row in rows if row.mark.tone == "bad")
    online = sum(1 for row in rows if row.mark.tone == "ok")
    return Health(tuple(parts), tuple(rows), online, away)


def _device(snapshot: Snapshot, device: str, tongue: Tongue) -> DeviceRow:
    """Return one device's row; the last time it was heard is to the minute."""
    _ = tongue._
    rules, now = snapshot.rules, snapshot.now
    found = [r for wire, r in snapshot.office.devices.reports.items() if wire[0] == device]
    heard = max((r.seen_s for r in found), default=None)
    whole = snapshot.office.devices.reports.get((device, None))
    if not found:
        mark = Mark("k-unknown", _("Not heard yet"), "warn")
    elif (whole is not None and whole.reading.online is False) or all(
        r.known is Known.UNREACHABLE for r in found
    ):
        mark = Mark("k-noanswer", _("No answer"), "bad")
    else:
        mark = Mark("ok", _("Answers"), "ok")
    seen = ""
    if heard is not None:
        seen = tongue.ago(now.at - timedelta(seconds=max(0.0, now.mono_s - heard)), now.at)
    known = rules.devices[device]
    return DeviceRow(
        id=device,
        name=known.name.in_(tongue.language),
        kind=known.kind,
        mark=mark,
        seen=seen,
    )
