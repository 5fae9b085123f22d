"""Who waits for a witness at which reader, and who left the badge at home when; frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.now import Now
    from gateway.domain.office import Office
    from gateway.domain.rules import Person, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Somebody at a kiosk waits for a colleague's badge.

    Attributes:
        id: Made by the screen, so that only the screen that shows it ends it.
        number: As it was typed; whose it is is looked up when a witness comes.
        began_at: When it began.
        until_s: When it ends by itself (or is put away, once refused).
        refused: A witness came, and the number is nobody's who may sign in.
    """

    id: str
    number: str
    began_at: datetime
    until_s: float
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """Transient: who waits now, by reader; one at each."""

    by_reader: Mapping[str, Wait] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Durable: the days of one month on which each person had a witness, in order."""

    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


def wait_at(office: "Office", now: "Now", reader: str) -> Wait | None:
    """Return the wait at a reader that a witness may still end, or None."""
    wait = office.waits.by_reader.get(reader)
    if wait is None or wait.refused or wait.until_s <= now.mono_s:
        return None
    return wait


def is_witness(office: "Office", now: "Now", reader: str, person: "Person") -> bool:
    """Tell whether somebody's badge at a reader is a witness's now; never for themselves."""
    wait = wait_at(office, now, reader)
    return wait is not None and wait.number != person.number


def person_of(rules: "Rules", number: str) -> "Person | None":
    """Return who works here with a staff number."""
    return next((p for p in rules.people.values() if p.active and p.number == number), None)
