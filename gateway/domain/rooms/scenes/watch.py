"""What scenes listen to: everything that may make a wish come true, or end it."""

from typing import TYPE_CHECKING, Any

from gateway.domain.events import (
    CommandNotSent,
    ControlPressed,
    DeviceReported,
    PartChanged,
    TimePassed,
)
from gateway.domain.rooms.scenes import course
from gateway.domain.rooms.scenes.press import is_scene
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """See a wish come true by what its channel says."""
    runs = turn.office.runs.scenes.by_place
    if not runs or event.stale:
        return
    channel = turn.rules.channels.get(turn.rules.wired.get((event.device, event.channel), ""))
    if channel is not None and channel.owner in runs:
        course.look(turn, channel.owner)


def on_something(turn: Turn, _event: TimePassed | CommandNotSent | PartChanged) -> None:
    """See wishes end that nobody reported on."""
    for place, run in turn.office.runs.scenes.by_place.items():
        if run.limit_s is not None:
            course.look(turn, place)


def on_control_pressed(turn: Turn, event: ControlPressed) -> None:
    """See wishes end that somebody's press took the place of."""
    if event.room in turn.office.runs.scenes.by_place and not is_scene(turn, event):
        course.look(turn, event.room)


def next_due_s(office: "Office") -> float | None:
    """Return when what a scene still waits for counts as not done."""
    runs = office.runs.scenes.by_place.values()
    return min((run.limit_s for run in runs if run.limit_s is not None), default=None)


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    ControlPressed: on_control_pressed,
    TimePassed: on_something,
    CommandNotSent: on_something,
    PartChanged: on_something,
}
FOLDS: dict[str, Fold] = {}
