"""Who is on duty now and next, at each post: what boards show, without a reason of anybody's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.duty.asking import since_at
from gateway.domain.duty.state import Planned
from gateway.domain.requests import away_now
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Is(StrEnum):
    """How it is with somebody on a duty."""

    AHEAD = "ahead"
    HERE = "here"
    MISSING = "missing"
    OUT = "out"
    OFF_POST = "off_post"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPost:
    """One post at an instant.

    Attributes:
        now: The duty that runs, or None.
        people: Who is on it and how it is with them.
        next: The duty after it, or None where none is published.
    """

    post: str
    now: Planned | None
    people: tuple[tuple[str, Is], ...]
    next: Planned | None

    @property
    def is_empty(self) -> bool:
        """Whether nobody of a running duty is there."""
        return self.now is not None and all(is_ is not Is.HERE for _, is_ in self.people)


def on_duty(office: "Office", rules: Rules, at: datetime) -> tuple[OnPost, ...]:
    """Return every post with who is there now and who is next."""
    return tuple(_at(office, rules, post, at) for post in rules.duty.posts)


def _at(office: "Office", rules: Rules, post: str, at: datetime) -> OnPost:
    mine = [d for d in office.duties.planned.values() if d.slot.post == post]
    now = next((d for d in mine if d.slot.start <= at < d.slot.end), None)
    later = next((d for d in mine if d.slot.start > at and d.people), None)
    people = tuple((p, how_is(office, rules, now, p, at)) for p in now.people) if now else ()
    return OnPost(post=post, now=now, people=people, next=later)


def how_is(office: "Office", rules: Rules, duty: Planned, person: str, at: datetime) -> Is:
    """Return how it is with somebody on a duty at an instant."""
    standing = duty.standing(person)
    if at < duty.slot.start:
        return Is.AHEAD
    if since_at(office, rules, duty.slot.post, person) is not None:
        return Is.HERE if standing.off_since is None else Is.OFF_POST
    if standing.released:
        return Is.RELEASED
    if standing.off_since is not None:
        return Is.OFF_POST
    is_out = person in office.presence.out or away_now(office, person, at) is not None
    return Is.OUT if is_out else Is.MISSING
