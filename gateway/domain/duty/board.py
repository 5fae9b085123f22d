"""A plan under way: who is where so far, and who may be put where. Lives for one call."""

from collections import Counter
from collections.abc import Iterator

from gateway.domain.duty.fitting import Hindrance, at_all, beside
from gateway.domain.duty.plan import Ask
from gateway.domain.duty.slots import Slot


class Board:
    """See the module. Not frozen: the generator fills it, nobody else sees it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.slots = {slot.id: slot for slot in ask.slots}
        self.on: dict[str, list[str]] = {slot.id: [] for slot in ask.slots}
        self._of: dict[str, dict[str, Slot]] = {}
        self._near: dict[str, list[Slot]] = {}
        for slot, people in ask.around:
            for person in people:
                self._near.setdefault(person, []).append(slot)
        self._at_all: dict[tuple[str, str], Hindrance | None] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._totals: Counter[str] = Counter()
        self._order = {p: n for n, p in enumerate(self.everybody())}
        self._able: dict[str, tuple[str, ...]] = {}
        self.fixed = {
            (name, person)
            for name, people in ask.published.items()
            for person in people
            if name in self.slots
        }
        for name, slot in self.slots.items():
            for person in ask.published.get(name, ()):
                self.put(slot, person)

    def everybody(self) -> tuple[str, ...]:
        """Return everybody who works here and may be put anywhere, in the order of the groups."""
        rules = self.ask.rules
        found = (m for group in rules.duty.groups.values() for m in group.members)
        return tuple(
            dict.fromkeys(m for m in found if (p := rules.people.get(m)) is not None and p.active)
        )

    def put_draft(self) -> None:
        """Put people where the draft has them, as far as they still fit and are needed."""
        for slot in self.ask.slots:
            for person in self.ask.draft.get(slot.id, ()):
                if self.missing(slot) and person in self.able(slot) and self.fits(person, slot):
                    self.put(slot, person)

    def put(self, slot: Slot, person: str) -> None:
        """Put somebody on a duty."""
        self.on[slot.id].append(person)
        self._of.setdefault(person, {})[slot.id] = slot
        self._counts[person, slot.kind] += 1
        self._totals[person] += 1

    def take(self, slot: Slot, person: str) -> None:
        """Take somebody off a duty."""
        self.on[slot.id].remove(person)
        del self._of[person][slot.id]
        self._counts[person, slot.kind] -= 1
        self._totals[person] -= 1

    def missing(self, slot: Slot) -> int:
        """Return how many people a duty lacks."""
        return max(0, slot.heads - len(self.on[slot.id]))

    def able(self, slot: Slot) -> tuple[str, ...]:
        """Return who could take a duty if they had no other."""
        found = self._able.get(slot.id)
        if found is None:
            found = tuple(p for p in self.everybody() if self.never(p, slot) is None)
            self._able[slot.id] = found
        return found

    def never(self, person: str, slot: Slot) -> Hindrance | None:
        """Return what keeps somebody from a duty whatever else they have."""
        key = (person, slot.id)
        if key not in self._at_all:
            aways = self.ask.aways.get(person, ())
            self._at_all[key] = at_all(self.ask.rules, person, slot, aways)
        return self._at_all[key]

    def duties(self, person: str, without: Slot | None = None) -> Iterator[Slot]:
        """Yield somebody's duties so far, those around the span with them."""
        for slot in self._of.get(person, {}).values():
            if without is None or slot.id != without.id:
                yield slot
        yield from self._near.get(person, ())

    def fits(self, person: str, slot: Slot, without: Slot | None = None) -> bool:
        """Tell whether somebody able can take a duty beside their others (but one)."""
        if person in self.on[slot.id]:
            return False
        return beside(self.ask.rules, slot, self.duties(person, without)) is None

    def has_wish(self, person: str, slot: Slot) -> bool:
        """Tell whether somebody asked to be free on a duty's day."""
        return (person, slot.day) in self.ask.wishes

    def turn_of(self, person: str, slot: Slot) -> tuple[bool, int, int, int, int, int]:
        """Return where somebody stands in the queue for a duty; the lowest is next."""
        kind = slot.kind
        passed = [d.day for d in self.duties(person) if d.day < slot.day]
        last = max(passed).toordinal() if passed else 0
        return (
            self.has_wish(person, slot),
            self._counts[person, kind],
            self.ask.before.get((person, kind), 0),
            self._totals[person],
            last,
            self._order.get(person, 0),
        )

    def count(self, person: str, kind: str) -> int:
        """Return how many duties of a kind somebody has in the span so far."""
        return self._counts[person, kind]

    def least(self, kind: str) -> int:
        """Return the smallest share of a kind."""
        return min((self._counts[p, kind] for p in self.everybody()), default=0)

    def by_most(self) -> list[tuple[str, str]]:
        """Return people and kinds, the largest share first."""
        kinds = dict.fromkeys(slot.kind for slot in self.ask.slots)
        pairs = [(p, kind) for kind in kinds for p in self.everybody()]
        return sorted(pairs, key=lambda pair: -self._counts[pair])

    def movable(self, person: str, kind: str) -> list[Slot]:
        """Return somebody's duties of a kind that are not published, by time."""
        found = self._of.get(person, {}).values()
        mine = (s for s in found if s.kind == kind and (s.id, person) not in self.fixed)
        return sorted(mine, key=lambda slot: (slot.start, slot.id))
