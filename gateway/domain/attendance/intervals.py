"""Arithmetic on spans of time: from an instant to another that is not included, in UTC."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Pair = tuple[datetime, datetime]
"""From one instant to another, in UTC."""

NOTHING = timedelta()
SECOND = timedelta(seconds=1)


def merged(spans: Iterable[Pair]) -> list[Pair]:
    """Return the same time as spans by time that neither touch nor overlap; empty ones are gone."""
    found: list[Pair] = []
    for since, until in sorted(spans):
        if since >= until:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def inside(spans: Iterable[Pair], whole: Pair) -> list[Pair]:
    """Return the parts of some spans that lie in a whole; what is empty is gone."""
    begins, ends = whole
    cut = ((max(since, begins), min(until, ends)) for since, until in spans)
    return [(since, until) for since, until in cut if since < until]


def minus(spans: Iterable[Pair], others: Sequence[Pair]) -> list[Pair]:
    """Return the parts of some spans (by time, apart) that lie in none of others (likewise)."""
    found: list[Pair] = []
    if not others:
        return [span for span in spans if span[0] < span[1]]
    for since, until in spans:
        at = since
        for begins, ends in others:
            if ends <= at or begins >= until:
                continue
            if begins > at:
                found.append((at, begins))
            at = max(at, ends)
        if at < until:
            found.append((at, until))
    return found


def common(spans: Iterable[Pair], others: Sequence[Pair]) -> list[Pair]:
    """Return the time that lies in both (each by time and apart)."""
    return [part for span in spans for part in inside(others, span)]


def seconds(spans: Iterable[Pair]) -> int:
    """Return the length of some spans that do not overlap, in whole seconds."""
    length = NOTHING
    for since, until in spans:
        length += until - since
    return length // SECOND
