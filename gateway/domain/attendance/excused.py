"""What of a shift is excused by approved leave, outings and work elsewhere (spec 02 §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from gateway.domain.attendance.day import Away, Status
from gateway.domain.attendance.intervals import Pair, inside, merged, minus, seconds
from gateway.domain.attendance.shifts import Window
from gateway.domain.attendance.spending import breaks_of
from gateway.domain.rules import Rules

STATUS = {
    "leave": Status.ON_LEAVE,
    "outing": Status.OUTING,
    "field_work": Status.FIELD_WORK,
}
"""What a shift becomes that an approved absence covers whole."""
LEAVE, FIELD_WORK = "leave", "field_work"


def kind_of(away: Away) -> str:
    """Return what an absence is: field work is asked for like leave and is none."""
    return FIELD_WORK if away.kind == LEAVE and away.what == FIELD_WORK else away.kind


@dataclass(frozen=True, slots=True)
class Excused:
    """What approved absences leave of a shift.

    Attributes:
        due: When somebody still has to be there; a break next to an absence is excused with it.
        leaves, outings: The approved times within the shift.
        leave_s, outing_s: The same as planned working time, in whole seconds.
        used: The absences that touch the shift, by time.
        status: What the shift is when nothing of it is due, else None.
    """

    due: tuple[Pair, ...]
    leaves: tuple[Pair, ...] = ()
    outings: tuple[Pair, ...] = ()
    leave_s: int = 0
    outing_s: int = 0
    used: tuple[Away, ...] = ()
    status: Status | None = None


def excused(rules: Rules, window: Window, aways: Sequence[Away]) -> Excused:
    """Return what of a shift is excused, and what is left to be there for."""
    whole = (window.start, window.end)
    used = tuple(
        sorted(
            (a for a in aways if a.kind in STATUS and a.since < window.end and a.until > whole[0]),
            key=lambda a: (a.since, a.until, a.id),
        )
    )
    if not used:
        return Excused(due=(whole,))
    pauses = breaks_of(rules, window)
    leaves = merged(inside((_utc(a) for a in used if kind_of(a) == LEAVE), whole))
    others = merged(inside((_utc(a) for a in used if kind_of(a) != LEAVE), whole))
    outings = minus(others, leaves)
    away = merged([*leaves, *outings])
    due = minus([whole], merged([*away, *(p for p in pauses if _touches(p, away))]))
    planned = minus([whole], pauses)
    return Excused(
        due=tuple(due),
        leaves=tuple(leaves),
        outings=tuple(outings),
        leave_s=_planned_s(planned, leaves),
        outing_s=_planned_s(planned, outings),
        used=used,
        status=None if minus(due, pauses) else _chief(used, planned),
    )


def _touches(pause: Pair, away: Sequence[Pair]) -> bool:
    return any(since <= pause[1] and until >= pause[0] for since, until in away)


def _planned_s(planned: Sequence[Pair], spans: Sequence[Pair]) -> int:
    return sum(seconds(inside(spans, part)) for part in planned)


def _chief(used: Sequence[Away], planned: Sequence[Pair]) -> Status:
    """Return the status by the kind that covers most; of equal ones leave."""
    covers = dict.fromkeys(STATUS, 0)
    for away in used:
        covers[kind_of(away)] += _planned_s(planned, [_utc(away)])
    return STATUS[max(covers, key=lambda kind: covers[kind])]


def _utc(away: Away) -> Pair:
    return away.since.astimezone(UTC), away.until.astimezone(UTC)
