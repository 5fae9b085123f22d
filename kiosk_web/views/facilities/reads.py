"""When the facilities pages are worth looking at again: at once for what happens, soon for figures.

A thousand devices tell their watts all the time, and a picture of the whole site
costs some milliseconds: figures are looked at every `FIGURES_S`.
"""

from dataclasses import fields

from gateway.domain.office import Office
from kiosk_web.ports import Snapshot

FIGURES_S = 2.0

FIGURES = frozenset({"devices", "energy", "metering", "power"})
"""Parts of the office that change with every report."""

HAPPENINGS = tuple(f.name for f in fields(Office) if f.name not in FIGURES)


def reads(snapshot: Snapshot, _target: str) -> object:
    """Return all that the pages take from a snapshot, but for figures and the time."""
    office, reports = snapshot.office, snapshot.office.devices.reports
    return (
        snapshot.rules,
        office.devices.broker_ok,
        tuple((r.known, r.reading.power, r.reading.online) for r in reports.values()),
        *(getattr(office, name) for name in HAPPENINGS),
    )
