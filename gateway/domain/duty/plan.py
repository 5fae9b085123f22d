"""A fair plan of duties, as frozen values: what is asked, what comes out, and why.

`planned` (in `planning`) makes it. The same question always has the same answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gateway.domain.attendance.day import Away
from gateway.domain.duty.fitting import Hindrance
from gateway.domain.duty.slots import Slot
from gateway.domain.rules import Rules
from gateway.domain.text import Text

Places = Mapping[str, Sequence[str]]
"""By a slot's id the people on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What shall be planned.

    Attributes:
        slots: The duties of the span.
        aways: Approved absences by person.
        wishes: Who would like to be free on which day: kept where somebody else can.
        published: Places that are published: they stay as they are, whatever speaks against them.
        draft: Places of an earlier draft: they stay where they still fit, so that one change
            does not turn the whole month round.
        before: How many duties of a kind somebody had before the span, by (person, kind): who
            had more waits, among equals.
        around: Published duties just outside the span with who is on them: rest counts over its
            ends.
    """

    rules: Rules
    slots: tuple[Slot, ...]
    aways: Mapping[str, tuple[Away, ...]] = field(default_factory=dict)
    wishes: frozenset[tuple[str, date]] = frozenset()
    published: Places = field(default_factory=dict)
    draft: Places = field(default_factory=dict)
    before: Mapping[tuple[str, str], int] = field(default_factory=dict)
    around: tuple[tuple[Slot, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person on one duty.

    Attributes:
        published: It was so before; the generator did not choose.
        against: What speaks against a published place now (a leave approved since), or a wish
            that could not be kept.
        why: In words: the share, and who was passed over for what.
    """

    slot: Slot
    person: str
    published: bool = False
    against: Hindrance | None = None
    why: Text = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A duty with too few people: `hindered` says of everybody what stands in the way."""

    slot: Slot
    missing: int
    hindered: tuple[tuple[str, Hindrance], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many duties of a kind somebody has in the span, and had before it."""

    person: str
    kind: str
    count: int
    before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uneven:
    """A kind whose shares differ by more than one, and what made it so for whom has fewest."""

    kind: str
    fewest: int
    most: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who is on duty when, and how fair that is.

    Attributes:
        places: By slot's start, then in the order in which people were put there.
        gaps: Duties with too few people.
        shares: Of everybody who may be put anywhere, by kind, then person.
        uneven: Kinds whose shares are not within one, with the reason.
    """

    places: tuple[Place, ...] = ()
    gaps: tuple[Gap, ...] = ()
    shares: tuple[Share, ...] = ()
    uneven: tuple[Uneven, ...] = ()

    def people(self) -> dict[str, tuple[str, ...]]:
        """Return who is on each duty, by the slot's id; duties with nobody are left out."""
        found: dict[str, tuple[str, ...]] = {}
        for place in self.places:
            found[place.slot.id] = (*found.get(place.slot.id, ()), place.person)
        return found
