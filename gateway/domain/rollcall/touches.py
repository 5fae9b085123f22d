"""What is said of one line, by several people on phones that may be late: merged by when.

A phone at the muster point loses the network, and sends what was touched when it
is back: older words arrive after newer ones, and some arrive twice. So all words
on a line are kept, in the order in which they were touched, and each touch counts
once. What the line is follows from them alone: the same words, in whatever order
they come and however often, make the same line.

When a touch was made is told by its age, by the clock of the phone that waits with
it; the clocks of phones and gateway are never compared. An age reaches back to the
beginning of the roll-call, and not before. Two words of one instant stand in the
order in which they came.
"""

from bisect import bisect_right
from datetime import datetime, timedelta
from math import isfinite
from operator import attrgetter

from gateway.domain.rollcall.state import RollCall, Tick, Word

MOST_WORDS = 100
"""So many words of one line are kept, the newest: nobody fills the memory from a phone."""


def merged(words: tuple[Word, ...], word: Word) -> tuple[Word, ...]:
    """Return a line's words with one more, in the order of touching; sent twice, it is one."""
    if is_known(words, word.touch):
        return words
    place = bisect_right(words, word.at, key=attrgetter("at"))
    return (*words[:place], word, *words[place:])[-MOST_WORDS:]


def is_known(words: tuple[Word, ...], touch: str) -> bool:
    """Tell whether a touch has come before; one without an id never has."""
    return bool(touch) and any(word.touch == touch for word in words)


def standing(words: tuple[Word, ...]) -> Tick:
    """Return what a line is: the last word, and who said it first without a break since."""
    first = words[-1]
    for word in reversed(words):
        if word.choice is not first.choice:
            break
        first = word
    return Tick(choice=first.choice, by=first.by, at=first.at)


def touched_at(running: RollCall, now: datetime, age_s: float) -> datetime:
    """Return when a touch was made that comes now, and has waited for so long.

    A clock that is set back meanwhile makes no word of now older than what was heard.
    """
    heard = max(now, running.heard_at or running.started_at)
    most_s = (heard - running.started_at).total_seconds()
    waited_s = min(max(age_s, 0.0), most_s) if isfinite(age_s) else 0.0
    return heard - timedelta(seconds=waited_s)
