"""Finds wishes of the site's scenes that never can come true, before anybody presses one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rooms.grammar import Refusal
from gateway.domain.rooms.scenes.course import read_wish
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.domain.turn import Turn


@dataclass(frozen=True, slots=True)
class WrongWish:
    """A wish that is refused in an office where everything answers; `index` counts from 0."""

    room: str
    scene: str
    index: int
    text: Text


def wrong_wishes(rules: Rules) -> Iterator[WrongWish]:
    """Yield every wish of the site's own scenes that would always be refused."""
    now = Now(0.0, datetime(2000, 1, 1, tzinfo=rules.timezone))
    turn = Turn(Office(), now, rules, {})
    for room in rules.rooms.values():
        for scene in room.scenes:
            for index, wish in enumerate(scene.wishes):
                read = read_wish(turn, room.id, scene, wish)
                if isinstance(read, Refusal):
                    yield WrongWish(room.id, scene.id, index, read.text)
