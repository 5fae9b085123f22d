"""Devices as a list: does each answer, when was it heard, what does it say, where is it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.devices import Known
from gateway.domain.events import Reading
from gateway.domain.meters import meter_parts
from gateway.domain.reports import Number, Report, Reports
from gateway.domain.rooms import names
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.places import keys_in, owners_of, place_of
from kiosk_web.views.loads import total_w
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

ORDER = ("bad", "warn", "", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One device on the wire, and how it is.

    Attributes:
        seen: How long ago it was heard; empty before its first word.
        place: The rooms and zones whose things hang on it.
        says: What it said last, short.
    """

    id: str
    name: str
    kind: str
    mark: Mark
    seen: str
    place: str
    says: str
    work: bool


@dataclass(frozen=True, slots=True)
class DevicesView:
    """Every device, those in trouble first."""

    rows: tuple[DeviceRow, ...]
    online: int
    troubled: int


def devices_view(snapshot: Snapshot, zone: str, tongue: Tongue) -> DevicesView:
    """Return the devices of a zone, "" for the site; those in trouble first."""
    rows = sorted(
        (device_row(snapshot, device, tongue) for device in devices_in(snapshot, zone)),
        key=lambda row: ORDER.index(row.mark.tone),
    )
    online = sum(row.mark.tone == "ok" for row in rows)
    return DevicesView(tuple(rows), online, len(rows) - online)


def troubled_view(snapshot: Snapshot, zone: str, tongue: Tongue) -> tuple[DevicesView, int]:
    """Return the devices in trouble only, with how many answer, and how many are gone.

    For the page that is always open: rows are made of few devices, not of all.
    """
    marks = {d: device_mark(snapshot, d, tongue) for d in devices_in(snapshot, zone)}
    troubled = [device for device, mark in marks.items() if mark.tone != "ok"]
    troubled.sort(key=lambda device: ORDER.index(marks[device].tone))
    rows = tuple(device_row(snapshot, device, tongue) for device in troubled)
    gone = sum(mark.tone == "bad" for mark in marks.values())
    return DevicesView(rows, len(marks) - len(rows), len(rows)), gone


def devices_in(snapshot: Snapshot, zone: str) -> tuple[str, ...]:
    """Return the devices whose things are in a zone or inside it; all of them for ""."""
    rules = snapshot.rules
    if not zone:
        return tuple(rules.devices)
    inside = {key.partition(":")[2] for key in keys_in(rules, zone)}
    wired = {channel.device for channel in rules.channels.values() if channel.owner in inside}
    wired |= {meter_parts(z.meter)[0] for z in rules.zones.values() if z.meter and z.id in inside}
    return tuple(device for device in rules.devices if device in wired)


def device_row(snapshot: Snapshot, device: str, tongue: Tongue) -> DeviceRow:
    """Return one device's row; the last time it was heard is to the minute."""
    known = snapshot.rules.devices[device]
    own = reports_of(snapshot, device)
    heard = last_heard(snapshot, own)
    return DeviceRow(
        id=device,
        name=device_name(snapshot, device, tongue),
        kind=known.kind,
        mark=device_mark(snapshot, device, tongue),
        seen="" if heard is None else tongue.ago(heard, snapshot.now.at),
        place=tongue.comma.join(place_names(snapshot, device, tongue)),
        says=_says(own, tongue),
        work=f"device:{device}" in snapshot.office.maintenance.works,
    )


def device_name(snapshot: Snapshot, device: str, tongue: Tongue) -> str:
    """Return what people call a device: its name, else what hangs on it, else its id in words."""
    return names.device_name(snapshot.rules, device).in_(tongue.language)


def reports_of(snapshot: Snapshot, device: str) -> Mapping[Number, Report]:
    """Return what a device says of itself, by channel; None for the whole of it."""
    return Reports.of(snapshot.office.devices.reports).device(device)


def last_heard(snapshot: Snapshot, own: Mapping[Number, Report]) -> datetime | None:
    """Return when a device was last heard, or None."""
    now = snapshot.now
    seen_s = max((r.seen_s for r in own.values()), default=None)
    if seen_s is None:
        return None
    return now.at - timedelta(seconds=max(0.0, now.mono_s - seen_s))


def place_names(snapshot: Snapshot, device: str, tongue: Tongue) -> tuple[str, ...]:
    """Return the names of the rooms and zones whose things hang on a device."""
    rules, owners = snapshot.rules, owners_of(snapshot.rules, device)
    keys = (f"{'room' if owner in rules.rooms else 'zone'}:{owner}" for owner in sorted(owners))
    return tuple(p.name for key in keys if (p := place_of(rules, key, tongue)) is not None)


def device_mark(snapshot: Snapshot, device: str, tongue: Tongue) -> Mark:
    """Return whether a device answers."""
    _ = tongue._
    own = reports_of(snapshot, device)
    whole = own.get(None)
    if not own:
        return Mark("k-unknown", _("Not heard yet"), "warn")
    gone = whole is not None and whole.reading.online is False
    if gone or all(r.known is Known.UNREACHABLE for r in own.values()):
        return Mark("k-noanswer", _("No answer"), "bad")
    return Mark("ok", _("Answers"), "ok")


def _says(own: Mapping[Number, Report], tongue: Tongue) -> str:
    """Return what a device says, short: how many of its channels are on, and its watts."""
    channels = [report.reading for number, report in own.items() if number is not None]
    states = [one.power for one in channels if one.power is not None]
    words = []
    if len(states) == 1:
        words.append(tongue._("On") if states[0] else tongue._("Off"))
    elif states:
        words.append(tongue._("%(on)s of %(n)s on", on=sum(states), n=len(states)))
    watts = watts_of(own)
    if watts is not None:
        words.append(tongue.watts(watts))
    if not words and channels:
        words = said(channels[0], tongue)[:2]
    return tongue.comma.join(words)


def watts_of(own: Mapping[Number, Report]) -> float | None:
    """Return what a device measures: its own sum, else that of its channels."""
    whole = own.get(None)
    if whole is not None and whole.reading.power_w is not None:
        return whole.reading.power_w
    return total_w(report.reading.power_w for report in own.values())


def said(reading: Reading, tongue: Tongue) -> list[str]:
    """Return a reading in words, part by part."""
    _ = tongue._
    words = []
    if reading.online is not None:
        words.append(_("online") if reading.online else _("offline"))
    if reading.power is not None:
        words.append(_("On") if reading.power else _("Off"))
    if reading.level_pct is not None:
        words.append(tongue.percent(reading.level_pct))
    if reading.position_pct is not None:
        words.append(_("%(p)s open", p=tongue.percent(reading.position_pct)))
    if reading.power_w is not None:
        words.append(tongue.watts(reading.power_w))
    if reading.energy_wh is not None:
        words.append(f"{reading.energy_wh / 1000:.2f} kWh")
    return words
