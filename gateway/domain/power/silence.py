"""The watcher is watched: a meter that says nothing for 15 minutes is an alert of its own."""

from dataclasses import replace

from gateway.domain.events import DeviceReported, MinuteBegan, PartChanged, TroubleGone
from gateway.domain.power.watching import index
from gateway.domain.power.words import silent_meter
from gateway.domain.reports import Reports
from gateway.domain.turn import Turn


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Look for meters not heard for too long; without the broker none can be."""
    meters = index(turn).meters
    power = turn.office.power
    if power.listening_s is None:
        turn.change(power=replace(power, listening_s=turn.now.mono_s))
    if turn.office.devices.broker_ok is False:
        return
    reports = Reports.of(turn.office.devices.reports)
    listening_s = turn.office.power.listening_s or turn.now.mono_s
    for device, zones in meters.items():
        heard_s = [r.seen_s for r in reports.device(device).values()]
        silent_s = turn.now.mono_s - max([*heard_s, listening_s])
        key = f"meter:{device}"
        if silent_s >= turn.rules.durations.meter_silent_s and key not in turn.office.alerts.open:
            turn.tell(silent_meter(turn.rules, zones[0], device, int(silent_s) // 60))


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """A meter is heard again."""
    if turn.office.alerts.open and not event.stale:
        key = f"meter:{event.device}"
        if key in turn.office.alerts.open and event.reading.online is not False:
            turn.tell(TroubleGone(key=key))


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """The broker is back: meters have their time to report from now on."""
    if event.part == "broker" and event.ok:
        turn.change(power=replace(turn.office.power, listening_s=turn.now.mono_s))
