"""A draft of who works what in a month: rest days and shifts by rotation (S21, S22). Pure.

The month goes in blocks of seven days from its first day on. In each block a
person rests as many days as the team has, one after the other, and works one
shift; from block to block the shifts go round, so that nobody has one of them
more than one block oftener than another. What remains after the fourth block
is a turn of its own, without a rest day owed. Where a shift would have too few
people on a day, somebody of a shift with more than it needs helps out there,
on less than half of the days of a block.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from gateway.domain.attendance.shifts import instant, shift_on, windows_on
from gateway.domain.rules import Rules

DAY = timedelta(days=1)
BLOCK = 7
SHORT = timedelta(hours=11)
"""Less time than this between two shifts is avoided where another shift will do."""
REST = ""
"""A rest day in a roster."""

Days = Mapping[date, str]
Roster = Mapping[str, Days]
Dates = frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a draft has to bring about.

    Attributes:
        people: Ids, in the order in which their turns begin.
        first, last: The days to be planned, both with it.
        needs: How many people each shift needs on a day, in the shifts' order.
        rest_a_week: Rest days of each person in seven days, 0 to 6.
        away: Days on which somebody is on leave: they are not planned at all.
        wishes: Days somebody would like to have free.
    """

    people: tuple[str, ...]
    first: date
    last: date
    needs: Mapping[str, int]
    rest_a_week: int = 1
    away: Mapping[str, Dates] = field(default_factory=dict)
    wishes: Mapping[str, Dates] = field(default_factory=dict)


def proposed(rules: Rules, wanted: Wanted) -> Roster:
    """Return a draft: by person and day the shift's id, or "" for a rest day.

    The same is always proposed for the same. Where no shift of the day goes
    with the one before (they overlap), the day is a rest day.

    Args:
        rules: The shifts, and what everybody works on the day before `first`.
        wanted: Who, which days, and what is needed.
    """
    return _Draft(rules, wanted).made()


def blocks_of(first: date, last: date) -> list[tuple[date, ...]]:
    """Return a span in blocks of seven days; the last one may be shorter."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    return [tuple(days[at : at + BLOCK]) for at in range(0, len(days), BLOCK)]


class _Draft:
    """A draft in the making."""

    def __init__(self, rules: Rules, wanted: Wanted) -> None:
        self._rules, self._wanted = rules, wanted
        self._needs = {s: n for s, n in wanted.needs.items() if n > 0 and s in rules.shifts}
        self._turns = {p: dict.fromkeys(self._needs, 0) for p in wanted.people}
        self._days: dict[str, dict[date, str]] = {p: {} for p in wanted.people}

    def made(self) -> Roster:
        for number, block in enumerate(blocks_of(self._wanted.first, self._wanted.last)):
            rests = self._rests(number, block)
            heads = dict.fromkeys(self._needs, 0)
            for place, person in enumerate(self._wanted.people):
                worked = [d for d in block if d not in self._away(person) | rests[person]]
                shift = self._shift(person, number, place, worked, heads) if worked else REST
                self._write(person, block, rests[person], shift)
            self._cover(block)
        return self._days

    def _write(self, person: str, block: tuple[date, ...], rests: Dates, shift: str) -> None:
        for day in block:
            if day not in self._away(person):
                wanted = REST if day in rests else shift
                self._days[person][day] = self._fitting(person, day, wanted)

    def _cover(self, block: tuple[date, ...]) -> None:
        """Have people of a shift with too many help out where one has too few."""
        worked = {
            p: sum(days.get(d, REST) != REST for d in block) for p, days in self._days.items()
        }
        helped = dict.fromkeys(self._days, 0)
        for day in block:
            for shift, need in self._needs.items():
                while self._heads(day)[shift] < need:
                    able = [
                        p
                        for p in self._days
                        if (helped[p] + 1) * 2 < worked[p] and self._can_help(p, day, shift)
                    ]
                    if not able:
                        break
                    who = min(able, key=lambda p: helped[p])
                    self._days[who][day] = shift
                    helped[who] += 1

    def _heads(self, day: date) -> Counter[str]:
        return Counter(days.get(day, REST) for days in self._days.values())

    def _can_help(self, person: str, day: date, shift: str) -> bool:
        """Tell whether somebody's own shift can spare them, and both neighbours go with it."""
        mine = self._days[person].get(day, REST)
        if mine in (REST, shift) or self._heads(day)[mine] <= self._needs[mine]:
            return False
        following = self._days[person].get(day + DAY, REST)
        after = self._start(day + DAY, following) - self._end(day, shift) if following else SHORT
        return self._between(person, day, shift) >= SHORT and after >= SHORT

    def _away(self, person: str) -> Dates:
        return self._wanted.away.get(person, frozenset())

    def _rests(self, number: int, block: tuple[date, ...]) -> dict[str, Dates]:
        """Return each person's rest days in a block: wishes first, else by rotation."""
        people, count = self._wanted.people, self._wanted.rest_a_week
        resting = {day: sum(day in self._away(p) for p in people) for day in block}
        level = -(-len(people) * count // BLOCK)
        found: dict[str, Dates] = {}
        if len(block) < BLOCK:
            return dict.fromkeys(people, frozenset())
        for place, person in enumerate(people):
            wished = self._wanted.wishes.get(person, frozenset())
            free: set[date] = set()
            for turn in range(count):
                left = [d for d in block if d not in self._away(person) and d not in free]
                if not left:
                    break
                begin = (place + number + turn * (BLOCK // max(count, 1))) % BLOCK

                def rank(
                    day: date, begin: int = begin, wished: Dates = wished
                ) -> tuple[bool, bool, int]:
                    turns = (block.index(day) - begin) % BLOCK
                    return day not in wished, resting[day] >= level, turns

                day = min(left, key=rank)
                free.add(day)
                resting[day] += 1
            found[person] = frozenset(free)
        return found

    def _shift(
        self, person: str, number: int, place: int, worked: list[date], heads: dict[str, int]
    ) -> str:
        """Return a person's shift for a block: one whose turn it is, where most are missing."""
        if not self._needs:
            return REST
        turns, total = self._turns[person], sum(self._needs.values())
        had = sum(turns.values()) + 1
        due = [s for s, need in self._needs.items() if turns[s] < -(-need * had // total)]
        order = list(self._needs)

        def rank(shift: str) -> tuple[int, float, int]:
            between = self._between(person, worked[0], shift)
            trouble = 2 if between < timedelta() else int(between < SHORT)
            missing = (self._needs[shift] - heads[shift]) / self._needs[shift]
            return trouble, -missing, (order.index(shift) - place - number) % len(order)

        best = min(due, key=rank)
        if self._between(person, worked[0], best) < timedelta():
            best = min(order, key=rank)
        turns[best] += 1
        heads[best] += 1
        return best

    def _fitting(self, person: str, day: date, shift: str) -> str:
        """Return the shift, or rest where it would begin before the last one ends."""
        if shift == REST or self._between(person, day, shift) >= timedelta():
            return shift
        return REST

    def _between(self, person: str, day: date, shift: str) -> timedelta:
        """Return the time from the end of the shift before to the start of one on a day."""
        start = self._start(day, shift)
        before = day - DAY
        if before >= self._wanted.first:
            kept = self._days[person].get(before, REST)
            end = self._end(before, kept) if kept else None
        else:
            ends = [w.end for w in windows_on(self._rules, person, before)]
            end = max(ends, default=None)
        return start - end if end is not None else DAY * 2

    def _start(self, day: date, shift: str) -> datetime:
        on = shift_on(self._rules.shifts[shift], day)
        return instant(self._rules.timezone, day, on.start)

    def _end(self, day: date, shift: str) -> datetime:
        on = shift_on(self._rules.shifts[shift], day)
        return instant(self._rules.timezone, day if on.end > on.start else day + DAY, on.end)
