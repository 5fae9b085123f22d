"""A shift changed from a day on: what it was before stays what those days are judged by."""

from collections.abc import Mapping
from datetime import date, timedelta

from gateway.domain.rules import Shift
from gateway.domain.text import Json

HOURS = (
    "start",
    "end",
    "breaks",
    "before_min",
    "after_min",
    "late_grace_min",
    "early_grace_min",
    "pairing",
    "watch_min",
    "half_day_min",
    "absent_min",
    "early_counts",
)
"""What of a shift belongs to its days; its name does not."""
DAY = timedelta(days=1)

Document = Mapping[str, Json]


def changed_from(kept: Document, hours: Document, first: date) -> dict[str, Json]:
    """Return a shift's document with other hours from a day on.

    Days before keep the hours they had. A change that was to come later than
    `first` is replaced; one that changes nothing leaves nothing behind.

    Args:
        kept: The document as it is.
        hours: The new hours, by the names of `HOURS`.
        first: The first day they hold.
    """
    last = first - DAY
    earlier = [was for was in _earlier(kept) if _until(was) < last]
    before = hours_on(kept, last)
    new: dict[str, Json] = {name: hours.get(name) for name in HOURS}
    if before != new:
        earlier.append({"until": last.isoformat(), **before})
    return {**kept, **new, "earlier": earlier}


def hours_on(kept: Document, day: date) -> dict[str, Json]:
    """Return the hours a shift's document has for a day."""
    found = next((was for was in _earlier(kept) if day <= _until(was)), kept)
    return {name: found.get(name) for name in HOURS}


def begins_of(shift: Shift) -> tuple[tuple[date | None, Shift], ...]:
    """Return each version of a shift with its first day, oldest first; None: from the beginning."""
    firsts = (None, *(until + DAY for until, _was in shift.earlier))
    versions = (*(was for _until, was in shift.earlier), shift)
    return tuple(zip(firsts, versions, strict=True))


def _earlier(kept: Document) -> list[Document]:
    listed = kept.get("earlier")
    return [was for was in listed if isinstance(was, Mapping)] if isinstance(listed, list) else []


def _until(was: Document) -> date:
    return date.fromisoformat(str(was["until"]))
