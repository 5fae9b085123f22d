"""Visits out of the ledger's facts: when, whom, how they were answered, how they ended.

Of what retention has blanked only that somebody came, and when, is left; which
visit ended how is then told by the order in which they came. Who was expected is
kept for longer: that they never came is only said where that is beyond doubt.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.now import Now
from gateway.domain.turn import Fact, names_in, number_in
from gateway.domain.visitors.folds import (
    ANSWERED,
    ARRIVED,
    CALLED_OFF,
    CARD_LENT,
    DATED,
    ENDED,
    EXPECTED,
    NOTE_LEFT,
    TIDIED,
    UNANSWERED,
)

OF_ONE = (EXPECTED, CALLED_OFF, ARRIVED, ANSWERED, UNANSWERED, NOTE_LEFT, CARD_LENT, DATED, ENDED)
KINDS = (*OF_ONE, TIDIED)
"""What of the ledger tells of visits."""


class State(StrEnum):
    """How far a visit has come."""

    EXPECTED = "expected"
    CALLED_OFF = "called_off"
    NOT_COME = "not_come"
    HERE = "here"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """One visit, as far as the ledger still knows it.

    Attributes:
        id: Of the visit, or of who was expected and never came; empty once nobody can tell.
        expected_on, expected_at: The day a host had noted, and the local time `HH:MM` or empty.
        count: How many they were; 0 once blanked.
        answer: The host's last word: `coming`, `wait`, `away`; empty: none.
        unanswered: Others were told that the host did not answer.
        note_left: They left the host a message.
        ended: `kiosk`, `card`, `host`, `reception` or `forgotten`; empty while it is not over.
        blanked: Too old for names: who it was is not kept any more.
    """

    id: str
    state: State
    host: str = ""
    name: str = ""
    company: str = ""
    count: int = 0
    expected_on: date | None = None
    expected_at: str = ""
    arrived_at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None
    unanswered: bool = False
    note_left: bool = False
    card: str = ""
    left_at: datetime | None = None
    ended: str = ""
    blanked: bool = False

    @property
    def day(self) -> date | None:
        """The day they came, or were to come."""
        return self.arrived_at.date() if self.arrived_at is not None else self.expected_on


@dataclass(slots=True)
class _Told:
    """All that was told of one id, by kind; of each kind the last."""

    id: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def text(self, kind: str, key: str) -> str:
        fact = self.facts.get(kind)
        return str(fact.body.get(key, "")) if fact is not None else ""

    def at(self, kind: str) -> datetime | None:
        fact = self.facts.get(kind)
        return fact.at if fact is not None else None


def visited(facts: Iterable[Fact], now: Now) -> tuple[Visited, ...]:
    """Return every visit and everybody who was expected, by the time they came or were to come.

    Args:
        facts: Rows of `KINDS`, oldest first, from the first that was ever kept; a blanked one
            has no subject and no body. Their times are in the site's zone.
        now: When is asked: who was expected before its day has not come.
    """
    rows = tuple(facts)
    told, nameless = _gathered(fact for fact in rows if fact.kind in OF_ONE)
    guests = {each.id: each for each in told if EXPECTED in each.facts}
    came = [each for each in told if ARRIVED in each.facts]
    met = {each.text(ARRIVED, "expected") for each in came}
    found = [_visit(each, guests.get(each.text(ARRIVED, "expected"))) for each in came]
    unmet = [each for each in guests.values() if each.id not in met]
    never = {
        name for fact in rows if fact.kind == TIDIED for name in names_in(fact.body, "expected")
    }
    doubtful = {fact.at.date() for fact in nameless}
    found += [_guest(each, now) for each in unmet if each.id in never or _on(each) not in doubtful]
    rest = [each for each in told if not {ARRIVED, EXPECTED, CALLED_OFF} & each.facts.keys()]
    found += _blanked(rest, nameless)
    return tuple(sorted(found, key=_order))


def _gathered(facts: Iterable[Fact]) -> tuple[list[_Told], list[Fact]]:
    """Return what was told of each id, and who came whose names are gone."""
    told: list[_Told] = []
    current: dict[str, _Told] = {}
    nameless: list[Fact] = []
    for fact in facts:
        if not fact.subject:
            nameless += [fact] if fact.kind == ARRIVED else []
            continue
        known = current.get(fact.subject)
        if known is None or (fact.kind in known.facts and fact.kind in (ARRIVED, EXPECTED)):
            known = current[fact.subject] = _Told(fact.subject)
            told.append(known)
        known.facts[fact.kind] = fact
    return told, nameless


def _visit(told: _Told, guest: _Told | None) -> Visited:
    arrived = told.facts[ARRIVED]
    ended = told.facts.get(ENDED)
    return Visited(
        id=told.id,
        state=State.LEFT if ended else State.HERE,
        host=told.text(ARRIVED, "host"),
        name=told.text(ARRIVED, "name"),
        company=told.text(ARRIVED, "company"),
        count=int(number_in(arrived.body, "count") or 1),
        expected_on=_on(guest) if guest else None,
        expected_at=guest.text(EXPECTED, "at") if guest else "",
        arrived_at=told.at(DATED) or arrived.at,
        answer=told.text(ANSWERED, "reply"),
        answered_at=told.at(ANSWERED),
        unanswered=UNANSWERED in told.facts,
        note_left=NOTE_LEFT in told.facts,
        card=told.text(CARD_LENT, "card"),
        left_at=told.at(ENDED),
        ended=told.text(ENDED, "how"),
    )


def _guest(told: _Told, now: Now) -> Visited:
    on = _on(told)
    state = State.NOT_COME if on < now.at.date() else State.EXPECTED
    return Visited(
        id=told.id,
        state=State.CALLED_OFF if CALLED_OFF in told.facts else state,
        host=told.text(EXPECTED, "host"),
        name=told.text(EXPECTED, "name"),
        company=told.text(EXPECTED, "company"),
        count=int(number_in(told.facts[EXPECTED].body, "count") or 1),
        expected_on=on,
        expected_at=told.text(EXPECTED, "at"),
    )


def _on(told: _Told) -> date:
    return date.fromisoformat(told.text(EXPECTED, "on"))


def _blanked(told: Sequence[_Told], nameless: Sequence[Fact]) -> Iterator[Visited]:
    """Yield who came and is not named any more; how it ended, where that is beyond doubt."""
    known = sorted(told, key=lambda each: _serial(each.id))
    pairs = list(zip(nameless, known, strict=False))
    is_whole = len(known) == len(nameless) and all(
        came.at <= fact.at for came, each in pairs for fact in each.facts.values()
    )
    for place, came in enumerate(nameless):
        each = known[place] if is_whole else _Told("")
        ended = each.facts.get(ENDED)
        yield Visited(
            id=each.id,
            state=State.LEFT,
            arrived_at=each.at(DATED) or came.at,
            unanswered=UNANSWERED in each.facts,
            card=each.text(CARD_LENT, "card"),
            left_at=ended.at if ended else None,
            ended=each.text(ENDED, "how"),
            blanked=True,
        )


def _serial(visit: str) -> int:
    digits = visit[1:]
    return int(digits) if digits.isdecimal() else 0


def _order(each: Visited) -> tuple[str, str, str]:
    """Return where a visit stands: by day, then by the clock."""
    at = f"{each.arrived_at:%H:%M:%S.%f}" if each.arrived_at else each.expected_at
    return str(each.day or ""), at, each.id
