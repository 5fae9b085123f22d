"""Finding whom a visitor sees: by name or by pinyin, a handful at most (S10, S26). Pure.

The list of who works here is nobody's to read at the door: two characters at
least are needed (one, where it is a Chinese one), a few names come back, each
with the team and nothing else but whether they are in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gateway.domain.rules import Person

MOST = 5
LEAST = 2


@dataclass(frozen=True, slots=True)
class Spelled:
    """How a name is typed: `full` in one word, `initials` of its syllables; small letters."""

    full: str
    initials: str


Spell = Callable[[str], Spelled]


def plain(text: str) -> str:
    """Return what counts of typed text: letters and digits, small."""
    return "".join(c for c in text.casefold() if c.isalnum())


def is_enough(typed: str) -> bool:
    """Tell whether so much was typed that names may be shown."""
    found = plain(typed)
    return len(found) >= LEAST or (bool(found) and not found.isascii())


def find(people: Iterable[Person], typed: str, spell: Spell) -> tuple[Person, ...]:
    """Return who fits what was typed, best first, at most five; nobody for too little.

    The name itself comes before its spelling, that before its initials; what
    begins so before what holds it. Who has left is not found.
    """
    wanted = plain(typed)
    if not is_enough(typed):
        return ()
    ranked = [
        (rank, person.name, person.id, person)
        for person in people
        if person.active and (rank := _rank(person.name, wanted, spell)) is not None
    ]
    return tuple(person for *_, person in sorted(ranked, key=lambda row: row[:3])[:MOST])


def _rank(name: str, wanted: str, spell: Spell) -> int | None:
    own, spelled = plain(name), spell(name)
    if own == wanted:
        return 0
    for rank, way in enumerate((own, spelled.full, spelled.initials), start=1):
        if way.startswith(wanted):
            return rank
    # Inside: a given name alone; not the middle of a syllable of three letters.
    return 4 if wanted in own or (len(wanted) > LEAST and wanted in spelled.full) else None
