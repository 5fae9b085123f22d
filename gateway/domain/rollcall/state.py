"""A roll-call as frozen values: the list as it was, what was said of each line, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PAST_KEPT = 10


class Kind(StrEnum):
    """What a line is about."""

    PERSON = "person"
    VISITOR = "visitor"
    SAID = "said"


class Doubt(StrEnum):
    """Why somebody who counts as in may not be: *unconfirmed* until somebody says otherwise."""

    NONE = ""
    SHIFT_OVER = "shift_over"
    NOT_NOTICED = "not_noticed"
    CLOCK = "clock"
    SAID = "said"


class Choice(StrEnum):
    """What is said of a line; `OPEN`: nothing yet, or taken back."""

    OPEN = "open"
    FOUND = "found"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"


SETTLED = frozenset({Choice.FOUND, Choice.ELSEWHERE})
"""Nobody has to be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One person, or one party of visitors, on the list.

    Attributes:
        key: `p:<person>`, `v:<visit>`, or `x:<zone or number>` for who has no name here.
        name: Of a visitor, or in the words of who said it; empty for people who work here.
        zone: Where they were last, as far as doors know.
        since: When they signed in there, or went out.
        doubt: Why they may not be there, or none.
        host: Of a visitor: whom they see.
        count: How many they are.
        away: On an outing: listed, but nobody looks for them.
    """

    key: str
    kind: Kind
    zone: str
    since: datetime
    name: str = ""
    doubt: Doubt = Doubt.NONE
    host: str = ""
    count: int = 1
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What was said of a line last, by whom, and when."""

    choice: Choice
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """People, not lines; the four parts are the whole."""

    total: int
    found: int
    elsewhere: int
    missing: int
    open: int

    @property
    def is_complete(self) -> bool:
        """Whether nobody has to be looked for."""
        return self.total == self.found + self.elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """One that runs.

    Attributes:
        lines: The list as it was when it began, and whoever was added since.
        ticks: By a line's key: the last word.
    """

    id: str
    drill: bool
    by: str
    started_at: datetime
    lines: tuple[Line, ...] = ()
    ticks: Mapping[str, Tick] = field(default_factory=dict)

    def choice_of(self, key: str) -> Choice:
        """Return what is said of a line."""
        tick = self.ticks.get(key)
        return tick.choice if tick is not None else Choice.OPEN

    def tally(self) -> Tally:
        """Return how many are found, elsewhere, missing, and not spoken of."""
        sums = dict.fromkeys(Choice, 0)
        for line in self.lines:
            if not line.away:
                sums[self.choice_of(line.key)] += line.count
        return Tally(
            total=sum(sums.values()),
            found=sums[Choice.FOUND],
            elsewhere=sums[Choice.ELSEWHERE],
            missing=sums[Choice.MISSING],
            open=sums[Choice.OPEN],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a roll-call came to, without names.

    Attributes:
        by: Who ended it.
        missing: How many were not found.
        reason: Why it ended all the same.
        found_s: How long it took until each line was found, in seconds, shortest first.
    """

    id: str
    drill: bool
    started_at: datetime
    ended_at: datetime
    by: str
    total: int
    found: int
    elsewhere: int
    missing: int
    reason: str = ""
    found_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RollCalls:
    """Durable: the one that runs, or None; the last ones, oldest first."""

    running: RollCall | None = None
    past: tuple[Report, ...] = ()
    serial: int = 0
