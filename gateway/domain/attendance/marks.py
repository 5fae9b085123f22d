"""From all taps of a person to those that count (spec 02 §1): the same whatever their order.

Judged from the instants alone, not from what a reader answered at the time: a
reader's taps may be delivered days later, in any order, and twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One tap, or a declared one, as attendance sees it.

    Attributes:
        id: The tap's id; two with one id are the same tap.
        at: When, aware.
        zone: Of its reader; empty for one that nobody tapped but somebody declared.
        way: `in` or `out` where somebody said so (a one-way reader, a touch on the
            kiosk, a declaration); empty when only the order tells.
        undone: The person took it back.
        by: Who said what it was (at the kiosk), or declared it; empty for a card alone.
        witness: Who vouched for them with a badge of their own, or empty.
    """

    id: str
    at: datetime
    zone: str = ""
    way: str = ""
    undone: bool = False
    by: str = ""
    witness: str = ""

    @property
    def is_declared(self) -> bool:
        """Whether it is no tap, but an approved correction that says there should be one."""
        return bool(self.by) and not self.zone


SAME_GOING = timedelta(minutes=5)
"""Two taps of one way this near are of one coming or leaving: who declares one, recalls it so."""
BOUNCE, ASKED, UNDONE, INNER = "bounce", "second_tap", "undone", "inner_door"
"""Why a tap does not count."""


def counted(rules: Rules, marks: Iterable[Mark]) -> tuple[list[Mark], Mapping[str, str]]:
    """Return the taps that count, by time, and for each other one why it does not.

    A second tap at the same zone within the bounce time is the card still in
    the field; within the time for undo it asked a question nobody answered. A
    zone inside one that has doors of its own is passed inside the office.
    """
    ignored: dict[str, str] = {}
    kept: list[Mark] = []
    seen: dict[str, datetime] = {}
    paired: dict[str, Mark] = {}
    in_order = _in_order(marks)
    inner = {zone for zone in {mark.zone for mark in in_order} if is_inner(rules, zone)}
    long = timedelta(seconds=max(rules.durations.bounce_s, rules.durations.undo_window_s))
    for mark in in_order:
        zone, last = mark.zone, seen.get(mark.zone)
        seen[zone] = mark.at
        # Most taps come hours after the one before: they need no closer look.
        if mark.undone or (last is not None and mark.at - last <= long):
            why = _why_not(rules, mark, last, paired.get(zone))
            if why:
                ignored[mark.id] = why
                continue
        paired[zone] = mark
        if zone in inner:
            ignored[mark.id] = INNER
            continue
        kept.append(mark)
    return _as_declared(kept), ignored


def _as_declared(marks: list[Mark]) -> list[Mark]:
    """Return taps of which those beside a declared one, of which nobody said more, go its way."""
    declared = [mark for mark in marks if mark.is_declared]
    if not declared:
        return marks
    found = []
    for mark in marks:
        nearest = min(declared, key=lambda d: (abs(d.at - mark.at), d.at, d.id))
        is_same = not mark.way and abs(nearest.at - mark.at) <= SAME_GOING
        found.append(replace(mark, way=nearest.way) if is_same else mark)
    return found


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    """Return each tap once, by time; of two with one id, the one somebody said more of."""
    once: dict[str, Mark] = {}
    for mark in marks:
        old = once.setdefault(mark.id, mark)
        if old is not mark:
            once[mark.id] = _both(old, mark)
    return sorted(once.values(), key=attrgetter("at", "id"))


def _both(one: Mark, other: Mark) -> Mark:
    first, second = sorted((one, other), key=lambda m: (m.at, m.way, m.by, m.zone, m.witness))
    return replace(
        first,
        way=first.way or second.way,
        undone=first.undone or second.undone,
        by=first.by or second.by,
        witness=first.witness or second.witness,
    )


def _why_not(rules: Rules, mark: Mark, seen: datetime | None, paired: Mark | None) -> str:
    if mark.undone:
        return UNDONE
    if mark.by or paired is None or seen is None:
        return ""
    if mark.way and mark.way != paired.way:
        return ""
    limits = rules.durations
    if mark.at - seen <= timedelta(seconds=limits.bounce_s):
        return BOUNCE
    if mark.at - paired.at <= timedelta(seconds=limits.undo_window_s):
        return ASKED
    return ""


def is_inner(rules: Rules, zone: str) -> bool:
    """Tell whether a zone lies inside one that has doors of its own: passed inside the office."""
    doors = {reader.zone for reader in rules.readers.values() if reader.is_door}
    return any(around in doors for around in rules.zone_path(zone)[1:])
