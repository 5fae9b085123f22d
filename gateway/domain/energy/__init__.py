"""Energy, counted for good: what each zone and each thing used, and what was not wasted.

Theory of operation: a device's own counter, or its watts over time, is counted
by wire (`counter.py`, `tally.py`); each quarter of an hour one fact keeps what
all wires used (`slots.py`), so that a restart costs at most that, and nothing
where the device counts itself. A zone's and a channel's count is added up from
its wires when asked (`totals.py`).
"""

from typing import Any

from gateway.domain.energy.slots import fold_slots, on_device_reported, on_minute_began
from gateway.domain.energy.state import Avoiding, Energy, Metering
from gateway.domain.energy.totals import channel_total_wh, zone_total_wh
from gateway.domain.events import DeviceReported, MinuteBegan
from gateway.domain.turn import Fold

__all__ = [
    "FOLDS",
    "ON",
    "Avoiding",
    "Energy",
    "Metering",
    "channel_total_wh",
    "next_due_s",
    "zone_total_wh",
]


def next_due_s(_office: object) -> None:
    """Return None: slots end as minutes begin."""
    return


ON: dict[type, Any] = {DeviceReported: on_device_reported, MinuteBegan: on_minute_began}
FOLDS: dict[str, Fold] = {"energy.slots": fold_slots}
