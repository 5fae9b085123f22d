"""Power off-hours: a closed, empty place that draws more than it should, or stands open.

`hours.py` tells whether a zone is closed, `find.py` what is wrong there,
`watch.py` what is told of it, `breach.py` what is kept of it as long as it
lasts, `known.py` what people said ahead; `silence.py` watches the meters
themselves (spec 04 §4).
"""

from typing import Any

from gateway.domain.events import (
    DeviceReported,
    InputChanged,
    LoadsKnown,
    MeetingBegan,
    MinuteBegan,
    PartChanged,
    TimePassed,
    ZoneEntered,
)
from gateway.domain.power import breach, known, silence, watch
from gateway.domain.power.breach import BreachNow, breach_now, place_of
from gateway.domain.power.hours import is_surely_closed
from gateway.domain.power.state import Breach, KnownLoads, Offhours, Power, next_due_s
from gateway.domain.turn import Fold, Turn

__all__ = [
    "FOLDS",
    "ON",
    "Breach",
    "BreachNow",
    "KnownLoads",
    "Offhours",
    "Power",
    "breach_now",
    "is_surely_closed",
    "next_due_s",
    "place_of",
]


def _on_device_reported(turn: Turn, event: DeviceReported) -> None:
    watch.on_device_reported(turn, event)
    silence.on_device_reported(turn, event)


def _on_minute_began(turn: Turn, event: MinuteBegan) -> None:
    watch.on_minute_began(turn, event)
    silence.on_minute_began(turn, event)


ON: dict[type, Any] = {
    DeviceReported: _on_device_reported,
    InputChanged: watch.on_input_changed,
    LoadsKnown: watch.on_loads_known,
    MeetingBegan: watch.on_use_began,
    MinuteBegan: _on_minute_began,
    PartChanged: silence.on_part_changed,
    TimePassed: watch.on_time_passed,
    ZoneEntered: watch.on_use_began,
}
FOLDS: dict[str, Fold] = {**breach.FOLDS, **known.FOLDS}
