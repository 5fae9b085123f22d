"""Watts added up without guessing: what nobody measured is not in a sum."""

from collections.abc import Iterable

from gateway.domain.office import Office
from gateway.domain.rules import Channel


def room_w(office: Office, channels: Iterable[Channel]) -> float | None:
    """Return what the devices of a room say they draw, in watts.

    None when none says so, or when something is on whose device measures
    nothing: a sum without it would be a wrong figure.
    """
    reports, mine = office.devices.reports, tuple(channels)
    wires = dict.fromkeys((c.device, number) for c in mine for number in (c.number, None))
    found = {
        wire: report.reading.power_w
        for wire in wires
        if (report := reports.get(wire)) and report.reading.power_w is not None
    }
    measuring = {device for device, _ in found}
    for channel in mine:
        report = reports.get((channel.device, channel.number))
        if report and report.reading.power and channel.device not in measuring:
            return None
    return total_w(found.values())


def total_w(parts: Iterable[float | None]) -> float | None:
    """Return the sum of what is known; None when nothing is."""
    found = [part for part in parts if part is not None]
    return sum(found) if found else None
