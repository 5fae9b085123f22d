"""One event's decision in progress: what every rule is handed.

A rule is `def on_something(turn: Turn, event: Something) -> None`. It reads
`turn.office`, `turn.now`, `turn.rules`; it keeps (`record`), asks for effects
(`do`), tells other subjects (`tell`) and changes its own transient part
(`change`). Outside `decide` nobody sees this object, so the whole stays pure.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from gateway.domain.effects import Answer, Effect, Record
from gateway.domain.events import Event
from gateway.domain.now import Now
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text

if TYPE_CHECKING:
    from gateway.domain.office import Office

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ledger as the rules see it: `Record` plus when it happened."""

    kind: str
    subject: str
    body: Mapping[str, Json]
    at: datetime


Fold = Callable[["Office", Fact, Now], "Office"]
"""Returns the office after a fact. `now` is the present: a deadline that began
at `fact.at` is due at `now.mono_s + duration - (now.at - fact.at)`; live, the
two instants are the same."""


def number_in(body: Mapping[str, Json], key: str) -> float | None:
    """Return a number of a fact's body; None when it is missing or no number."""
    number = body.get(key)
    return float(number) if isinstance(number, int | float) else None


def names_in(body: Mapping[str, Json], key: str) -> tuple[str, ...]:
    """Return a list of names of a fact's body; empty when it is missing or no list."""
    names = body.get(key)
    return tuple(str(name) for name in names) if isinstance(names, list | tuple) else ()


def without(values: Mapping[str, T], *keys: str) -> Mapping[str, T]:
    """Return a part of the state without some keys."""
    return {key: value for key, value in values.items() if key not in keys}


def due_s(fact: Fact, now: Now, after_s: float) -> float:
    """Return the monotonic deadline of something that is due `after_s` after a fact.

    At start the fact lies in the past and the deadline may already be over. A
    fact from the future (the clock was set back) counts from now.
    """
    age_s = max(0.0, (now.at - fact.at).total_seconds())
    return now.mono_s + after_s - age_s


class Turn:
    """See the module. Not frozen: it lives for one call of `decide`."""

    __slots__ = ("_folds", "effects", "now", "office", "rules", "said", "via")

    def __init__(self, office: "Office", now: Now, rules: Rules, folds: Mapping[str, Fold]) -> None:
        self.office = office
        self.now = now
        self.rules = rules
        self.effects: list[Effect] = []
        self.said: deque[Event] = deque()
        self.via = ""
        self._folds = folds

    def record(
        self, kind: str, subject: str, body: Mapping[str, Json] | None = None, *, vital: bool = True
    ) -> None:
        """Keep a fact and fold it into the state at once.

        While what somebody did through a program is decided (`via` of its event), the
        fact says which program it was.
        """
        body = body or {}
        body = {**body, "via": self.via} if self.via else body
        row = Record(kind=kind, subject=subject, body=body, vital=vital)
        self.effects.append(row)
        fold = self._folds.get(kind)
        if fold is not None:
            fact = Fact(kind, subject, row.body, self.now.at)
            self.office = fold(self.office, fact, self.now)

    def do(self, effect: Effect) -> None:
        """Ask for an effect."""
        self.effects.append(effect)

    def tell(self, event: Event) -> None:
        """Tell the other subjects; decided after this one, in the same decision."""
        self.said.append(event)

    def change(self, **parts: object) -> None:
        """Replace transient parts of the office: `turn.change(devices=...)`."""
        self.office = self.office.changed(**parts)

    def reply(self, code: str, said: Text, *, ok: bool, **data: Json) -> None:
        """Answer whoever asked, in words that are at hand in both languages."""
        self.answer(ok=ok, code=code, zh=said.zh, en=said.en, **data)

    def answer(self, *, ok: bool, code: str, zh: str, en: str, **data: Json) -> None:
        """Answer whoever asked."""
        self.effects.append(Answer(ok=ok, code=code, text=Text(zh, en), data=data))
