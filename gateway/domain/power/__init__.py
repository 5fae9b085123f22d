"""Power off-hours: a closed, empty zone that draws more than its standby (spec 04 §4)."""

from typing import Any

from gateway.domain.events import (
    DeviceReported,
    MinuteBegan,
    PartChanged,
    TimePassed,
    ZoneEntered,
)
from gateway.domain.power import silence, watch
from gateway.domain.power.hours import is_closed
from gateway.domain.power.state import Power, next_due_s
from gateway.domain.turn import Fold, Turn

__all__ = ["FOLDS", "ON", "Power", "is_closed", "next_due_s"]


def _on_device_reported(turn: Turn, event: DeviceReported) -> None:
    watch.on_device_reported(turn, event)
    silence.on_device_reported(turn, event)


def _on_minute_began(turn: Turn, event: MinuteBegan) -> None:
    watch.on_minute_began(turn, event)
    silence.on_minute_began(turn, event)


ON: dict[type, Any] = {
    DeviceReported: _on_device_reported,
    MinuteBegan: _on_minute_began,
    PartChanged: silence.on_part_changed,
    TimePassed: watch.on_time_passed,
    ZoneEntered: watch.on_zone_entered,
}
FOLDS: dict[str, Fold] = {}
