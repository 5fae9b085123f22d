"""Who decides about a request, level by level; levels cannot be skipped (S4).

The first level is the managers of the person's team, the next the team around
it, the last HR. Who was a manager when it was filed and is none any more decides no
more: who is now takes their place. While all of a level are on leave (or have left), the team's
stand-ins decide; where there are none, the next level does.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway.domain.now import Now
from gateway.domain.requests.state import WAITING, Asked, Request, Step, away_now
from gateway.domain.rules import LeaveKind, Rules
from gateway.domain.staff import EVERYBODYS, levels, team_path

if TYPE_CHECKING:
    from gateway.domain.office import Office

Names = tuple[str, ...]


def needed_for(
    rules: Rules, asked: Asked, person: str, days: float, kind: LeaveKind | None
) -> tuple[Names, ...]:
    """Return who has to approve, level by level; empty where nobody could.

    Leave beyond the first level's days needs the next level too, and other
    people for it: who stands on both levels decides once.
    """
    chain = levels(rules, person)
    if asked is not Asked.LEAVE or kind is None or days <= kind.first_level_days:
        return chain[:1]
    first = chain[:1]
    seen = set(first[0]) if first else set()
    for level in chain[1:]:
        others = tuple(name for name in level if name not in seen)
        if others:
            return (*first, others)
    return first


def deciders(office: "Office", rules: Rules, request: Request, now: Now) -> Names:
    """Return who may decide about a request now; empty when nothing is to be decided."""
    if request.step not in WAITING or not request.needed:
        return ()
    level = 0 if request.step is Step.CANCEL_ASKED else request.level
    if level >= len(request.needed):
        return ()
    return tuple(dict.fromkeys(_for_level(office, rules, request, level, now)))


def _for_level(
    office: "Office", rules: Rules, request: Request, level: int, now: Now
) -> Sequence[str]:
    """Return a level's people; with them who stands in while none of them is here."""
    own = _answering(rules, request, request.needed[level])
    if _here(office, own, now):
        return own
    stand_ins = _at_work(rules, request, _stand_ins(rules, request, request.needed[level]))
    if _here(office, stand_ins, now):
        return (*own, *stand_ins)
    return (*own, *stand_ins, *_next(office, rules, request, level, now))


def _next(office: "Office", rules: Rules, request: Request, level: int, now: Now) -> Names:
    """Return the nearest level above that has somebody here; else the nearest, here or not."""
    known, chain = set(request.needed[level]), levels(rules, request.person)
    own = [place for place, names in enumerate(chain) if not known.isdisjoint(names)]
    if own:
        above = (*request.needed[level + 1 :], *chain[max(own) + 1 :])
    else:  # none of them is in charge any more: who is now, at the same place
        above = (*chain[level:], *request.needed[level + 1 :])
    found = [names for each in above if (names := _answering(rules, request, each))]
    return next((each for each in found if _here(office, each, now)), found[0] if found else ())


def _stand_ins(rules: Rules, request: Request, level: Names) -> Names:
    """Return the stand-ins of the team whose managers a level is; HR has none."""
    somebody = rules.people.get(request.person)
    for team in team_path(rules, somebody.team if somebody else ""):
        if not set(level).isdisjoint(team.managers):
            return team.stand_ins
    return ()


def _at_work(rules: Rules, request: Request, names: Names) -> Names:
    """Return who of some people may decide at all: not oneself, and nobody who has left."""
    return tuple(
        name
        for name in names
        if name != request.person and (who := rules.people.get(name)) is not None and who.active
    )


def _answering(rules: Rules, request: Request, names: Names) -> Names:
    """Return who of a level decides about anybody still: a manager that was, no more."""
    managers = {name for team in rules.teams.values() for name in team.managers}
    return tuple(
        name
        for name in _at_work(rules, request, names)
        if name in managers or not EVERYBODYS.isdisjoint(rules.people[name].roles)
    )


def _here(office: "Office", names: Names, now: Now) -> bool:
    """Tell whether somebody of some people is not on leave now; an outing keeps nobody from it."""
    return any(not _on_leave(office, name, now) for name in names)


def _on_leave(office: "Office", person: str, now: Now) -> bool:
    away = away_now(office, person, now.at)
    return away is not None and away.asked is Asked.LEAVE


def may_decide(office: "Office", rules: Rules, request: Request, who: str, now: Now) -> bool:
    """Tell whether somebody may approve or refuse a request now; nobody may for oneself."""
    return who in deciders(office, rules, request, now)


def waiting_for(office: "Office", rules: Rules, who: str, now: Now) -> tuple[Request, ...]:
    """Return what waits for somebody's decision, oldest first."""
    found = [
        each for each in office.requests.open.values() if may_decide(office, rules, each, who, now)
    ]
    return tuple(sorted(found, key=lambda r: (r.filed_at, r.id)))


def level_after(request: Request, who: str) -> int:
    """Return how many levels have approved once somebody has: their own with all it counts for.

    Who decides in place of a level below speaks for their own level as well.
    """
    level = request.level + 1
    while level < len(request.needed) and who in request.needed[level]:
        level += 1
    return level
