"""Energy, counted for good: what each zone and each thing used, and what was not wasted.

Theory of operation: a device's own counter, or its watts over time, is counted
by wire (`counter.py`, `tally.py`); each quarter of an hour one fact keeps what
all wires used (`slots.py`), so that a restart costs at most that, and nothing
where the device counts itself. A zone's and a channel's count is added up from
its wires when asked (`totals.py`). What the last-one-out check has spared is
kept when it is over (`avoided.py`).
"""

from typing import Any

from gateway.domain.energy import avoided, slots
from gateway.domain.energy.avoided import avoided_wh
from gateway.domain.energy.state import Avoiding, Energy, Metering
from gateway.domain.energy.totals import channel_total_wh, zone_total_wh
from gateway.domain.events import DeviceReported, LastOutEnded, MinuteBegan, ZoneEntered
from gateway.domain.turn import Fold, Turn

__all__ = [
    "FOLDS",
    "ON",
    "Avoiding",
    "Energy",
    "Metering",
    "avoided_wh",
    "channel_total_wh",
    "next_due_s",
    "zone_total_wh",
]


def next_due_s(_office: object) -> None:
    """Return None: slots end as minutes begin."""
    return


def _on_minute_began(turn: Turn, event: MinuteBegan) -> None:
    slots.on_minute_began(turn, event)
    avoided.on_minute_began(turn, event)


ON: dict[type, Any] = {
    DeviceReported: slots.on_device_reported,
    LastOutEnded: avoided.on_lastout_ended,
    MinuteBegan: _on_minute_began,
    ZoneEntered: avoided.on_zone_entered,
}
FOLDS: dict[str, Fold] = {
    "energy.avoided": avoided.fold_avoided,
    "energy.avoiding": avoided.fold_avoiding,
    "energy.slots": slots.fold_slots,
}
