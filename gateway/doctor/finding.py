"""One line of the doctor's report."""

from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.text import Text


class Level(StrEnum):
    """`OK` nothing to do, `WARN` works but not well or not proven, `BAD` does not work."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, in words, and the mend (None where there is none)."""

    topic: Text
    level: Level
    says: Text
    mend: Text | None = None


def ok(topic: Text, zh: str, en: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(topic, Level.OK, Text(zh, en))


def warn(topic: Text, zh: str, en: str, mend: Text) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(topic, Level.WARN, Text(zh, en), mend)


def bad(topic: Text, zh: str, en: str, mend: Text) -> Finding:
    """Return a finding that keeps the gateway from working."""
    return Finding(topic, Level.BAD, Text(zh, en), mend)


def same(words: str) -> Text:
    """Return a command or name that reads alike in both languages."""
    return Text(words, words)
