"""What the tests of calls and of tickets have in common."""

from gateway.domain.effects import Answer
from gateway.domain.events import Event
from tests.domain.scene import Scene, only

RESTART = "restart"


def answer_to(scene: Scene, event: Event) -> Answer:
    """Return what the one who asked is told."""
    return only(Answer, scene.feed(event))


def take(scene: Scene, step: Event | float | str) -> None:
    """Take one step of a sequence: an event, time that passes, or a restart that loses nothing."""
    if isinstance(step, float):
        scene.advance(step)
    elif isinstance(step, str):
        before = scene.durable()
        scene.restart()
        assert scene.durable() == before
    else:
        scene.feed(step)
