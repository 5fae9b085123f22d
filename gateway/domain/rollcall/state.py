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
class Word:
    """What somebody once said of a line.

    Attributes:
        at: When it was touched; on a phone without a network, before it came here.
        touch: The phone's own mark of this touch: sent twice, it is one. May be empty.
    """

    choice: Choice
    by: str
    at: datetime
    touch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What a line is: the last word on it, who said so first, and since when."""

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
        ticks: By a line's key: what it is.
        words: By a line's key: all that was said of it, in the order of touching.
        is_dated: False while the clock is not set since it began: no instant in it is right yet,
            what lies between them is.
        heard_at: When the newest word came; None: none has.
        reason: Why it ends although somebody is missing.
    """

    id: str
    drill: bool
    by: str
    started_at: datetime
    is_dated: bool = True
    lines: tuple[Line, ...] = ()
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    words: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    heard_at: datetime | None = None
    reason: str = ""

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
class Part:
    """What a roll-call came to in one zone.

    Attributes:
        zone: Its id; empty for who was added by hand.
        total: How many were on the list there.
        settled: How many of them were found, or known to be elsewhere.
        last_s: After how many seconds the last of these was; None: nobody was.
    """

    zone: str
    total: int
    settled: int
    last_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a roll-call came to, without names; people, not lines.

    Attributes:
        by: Who ended it.
        missing: How many were not found.
        reason: Why it ended all the same.
        found_s: How long it took until each of the others was found, or known to be
            elsewhere, in seconds, shortest first.
        unconfirmed: How many were on the list of whom the doors were not sure.
        visitors: How many of all were visitors.
        added: How many came onto the list while it ran.
        parts: The same by zone.
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
    unconfirmed: int = 0
    visitors: int = 0
    added: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def half_s(self) -> float | None:
        """After how many seconds half of all were accounted for; None: half never were."""
        half = (self.total + 1) // 2
        return self.found_s[half - 1] if 0 < half <= len(self.found_s) else None

    @property
    def last_s(self) -> float | None:
        """After how many seconds the last of those who were accounted for was, or None."""
        return self.found_s[-1] if self.found_s else None

    @property
    def lasted_s(self) -> float:
        """How long it took from its beginning to its end, in seconds."""
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True, slots=True)
class RollCalls:
    """Durable: the one that runs, or None; the last ones, oldest first."""

    running: RollCall | None = None
    past: tuple[Report, ...] = ()
    serial: int = 0
