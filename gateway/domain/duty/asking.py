"""What the rest of duty asks of the office: who leads, who is there, who is away, who can come."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.attendance.day import Away
from gateway.domain.duty.fitting import ABSENT_BY, Hindrance, employed, hindrance
from gateway.domain.duty.slots import Slot
from gateway.domain.duty.state import Planned, duties_of
from gateway.domain.presence import counted_zone
from gateway.domain.requests import aways, requests_of
from gateway.domain.rules import Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

LEADING = frozenset({"duty_leader", "hr", "admin"})
"""Roles that may do what a group's leader may."""


def leads(rules: Rules, who: str) -> bool:
    """Tell whether somebody leads any duty: a group's leader, or by their role."""
    found = rules.people.get(who)
    if found is None or not found.active:
        return False
    named = any(group.leader == who for group in rules.duty.groups.values())
    return named or not LEADING.isdisjoint(found.roles)


def may_lead(rules: Rules, who: str, *persons: str) -> bool:
    """Tell whether somebody may decide about people's duties: their leader, or by role.

    Nobody decides about themselves; where that leaves nobody, any other leader does
    (`leaders_of`).
    """
    found = rules.people.get(who)
    if found is None or not found.active or who in persons:
        return False
    if not LEADING.isdisjoint(found.roles):
        return True
    return any(who in leaders_of(rules, person) for person in persons)


def leaders_of(rules: Rules, *people: str) -> tuple[str, ...]:
    """Return who answers for people's duties: leaders of their groups, but none of `people`.

    Where that leaves nobody (the leader is one of them, or works here no more) it is the other
    groups' leaders.
    """
    groups = rules.duty.groups.values()
    own = dict.fromkeys(g.leader for p in people for g in groups if p in g.members)
    found = tuple(leader for leader in own if leader not in people and _works(rules, leader))
    others = dict.fromkeys(group.leader for group in groups)
    return found or tuple(x for x in others if x not in people and _works(rules, x))


def approvers(rules: Rules, *people: str) -> tuple[str, ...]:
    """Return who may decide about people's duties; where no leader is left, who may by role."""
    by_role = (p.id for p in rules.people.values() if p.active and LEADING & p.roles)
    return leaders_of(rules, *people) or tuple(p for p in by_role if p not in people)


def _works(rules: Rules, person: str) -> bool:
    found = rules.people.get(person)
    return found is not None and found.active


def aways_of(office: "Office", person: str) -> tuple[Away, ...]:
    """Return somebody's approved leave and outings."""
    return aways(requests_of(office, person))


def bound(office: "Office", slot: Slot, person: str) -> tuple[datetime, datetime] | None:
    """Return from when until when a duty binds somebody: leave at its ends does not count.

    None: they have leave (or an outing) all the time.
    """
    since, until = slot.start, slot.end
    mine = [a for a in aways_of(office, person) if a.kind in ABSENT_BY]
    for away in sorted(mine, key=lambda a: a.since):
        since = max(since, away.until) if away.since <= since else since
    for away in sorted(mine, key=lambda a: a.until, reverse=True):
        until = min(until, away.since) if away.until >= until else until
    return (since, until) if since < until else None


def lacking(office: "Office", rules: Rules, duty: Planned) -> int:
    """Return how many people a duty still needs: who has left or is on leave is none of them."""
    people = ((p, rules.people.get(p)) for p in duty.people)
    can = [p for p, found in people if found is not None and employed(found, duty.slot.day)]
    there = sum(bound(office, duty.slot, person) is not None for person in can)
    return max(0, duty.slot.heads - there)


def is_at(office: "Office", rules: Rules, post: str, person: str) -> bool:
    """Tell whether somebody is signed in where a post is."""
    return since_at(office, rules, post, person) is not None


def since_at(office: "Office", rules: Rules, post: str, person: str) -> datetime | None:
    """Return since when somebody is signed in where a post is; None: they are not.

    Where nobody can sign in at the post's own zone, the zone around it speaks.
    """
    found = rules.duty.posts.get(post)
    if found is None or found.zone not in rules.zones:
        return None
    below = rules.zones_below(counted_zone(rules, found.zone))
    sessions = office.presence.sessions.values()
    return min((s.in_at for s in sessions if s.person == person and s.zone in below), default=None)


def left_at(office: "Office", rules: Rules, post: str, person: str) -> datetime | None:
    """Return when somebody last signed out where a post is, or None."""
    found = rules.duty.posts.get(post)
    if found is None:
        return None
    below = rules.zones_below(counted_zone(rules, found.zone))
    last = office.presence.last
    outs = [t.at for zone in below if (t := last.get(f"{person}@{zone}")) and t.direction == "out"]
    return max(outs, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could come now.

    Attributes:
        hindrance: Only `rest`, or None: nothing stands in the way.
        is_in: Signed in somewhere here already.
        this_month: How many duties they have in the month of the duty.
    """

    person: str
    hindrance: Hindrance | None
    is_in: bool
    this_month: int


def candidates(office: "Office", rules: Rules, slot: Slot) -> tuple[Candidate, ...]:
    """Return who can come to a duty now, the best first.

    Who is here already goes first, then who has had fewest duties this month; who would have
    too little rest is named last. Who is away, at work or on another duty then is not named.
    """
    here = {session.person for session in office.presence.sessions.values()}
    duty = office.duties.planned.get(slot.id)
    on_it = duty.people if duty else ()
    found = []
    for person in rules.duty.members_at(slot.post):
        keeps = hindrance(rules, person, slot, duties_of(office, person), aways_of(office, person))
        if person in on_it or keeps not in (None, Hindrance.REST):
            continue
        mine = [d for d in duties_of(office, person) if _month(d) == _month(slot)]
        found.append(
            Candidate(person=person, hindrance=keeps, is_in=person in here, this_month=len(mine))
        )
    return tuple(
        sorted(found, key=lambda c: (c.hindrance is not None, not c.is_in, c.this_month, c.person))
    )


def _month(slot: Slot) -> tuple[int, int]:
    return slot.day.year, slot.day.month


def covering(office: "Office", rules: Rules, duty: Planned) -> tuple[str, ...]:
    """Return who of a duty is at its post now."""
    return tuple(p for p in duty.people if is_at(office, rules, duty.slot.post, p))
