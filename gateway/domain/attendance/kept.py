"""A day of attendance as one line of text and back, whole: how a closed month is kept.

`told.as_json` is for readers; this is for keeping: what is empty or nothing is
left out, instants are in UTC, and `day_of(line_of(day)) == day`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from gateway.domain.attendance.day import Day, Flag, Span, Status, UsedTap, Why
from gateway.domain.text import Json, Text

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def line_of(day: Day) -> str:
    """Return a day as one line of JSON."""
    return _ENCODE(as_kept(day))


def as_kept(day: Day) -> dict[str, Json]:
    """Return a day as JSON, without what says nothing."""
    found: dict[str, Json] = {}
    for each in fields(Day):
        value = getattr(day, each.name)
        if each.default is MISSING or value != each.default:
            out = _OUT.get(each.name)
            found[each.name] = value if out is None else out(value)
    return found


def day_of(kept: Mapping[str, Json] | str) -> Day:
    """Return the day that a line (or its JSON) tells; what this program does not know is left out.

    Raises:
        ValueError: It tells none.
    """
    try:
        told: Mapping[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
        known = {key: _IN.get(key, _as_is)(told[key]) for key in _NAMES if key in told}
        return Day(**known)
    except (AttributeError, KeyError, LookupError, TypeError) as error:
        raise ValueError(f"this is no day of attendance: {error}") from error


def digest_of(days: Iterable[Day]) -> str:
    """Return what stands for some days (SHA-256, hex): their facts, not the words of `why`.

    So nobody has to sign again because a sentence was put better.
    """
    lines = []
    for day in days:
        kept = as_kept(day)
        kept.pop("why", None)
        lines.append(_ENCODE(kept))
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _as_is(value: Any) -> Any:
    return value


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _taps(taps: Iterable[UsedTap]) -> list[Json]:
    # The witness last, and only where there is one: days kept before have none.
    return [
        [tap.id, _moment(tap.at), tap.way, tap.why, tap.by, *filter(None, [tap.witness])]
        for tap in taps
    ]


def _span(span: Span) -> list[Json]:
    return [getattr(span, each.name) for each in fields(Span)]


def _span_of(told: Iterable[int]) -> Span:
    return Span(**dict(zip(_SPAN, told, strict=False)))


def _taps_of(told: Iterable[Any]) -> tuple[UsedTap, ...]:
    return tuple(
        UsedTap(
            id=id_,
            at=datetime.fromisoformat(at),
            way=way,
            why=why,
            by=by,
            witness=more[0] if more else "",
        )
        for id_, at, way, why, by, *more in told
    )


_NAMES = tuple(each.name for each in fields(Day))
_SPAN = tuple(each.name for each in fields(Span))

_OUT: Mapping[str, Callable[[Any], Json]] = {
    "date": date.isoformat,
    "start": _moment,
    "end": _moment,
    "came": _moment,
    "left": _moment,
    "span": _span,
    "taps": _taps,
    "why": lambda whys: [[why.code, why.text.zh, why.text.en] for why in whys],
}
_IN: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "status": Status,
    "flags": lambda flags: tuple(map(Flag, flags)),
    "start": datetime.fromisoformat,
    "end": datetime.fromisoformat,
    "came": datetime.fromisoformat,
    "left": datetime.fromisoformat,
    "span": _span_of,
    "taps": _taps_of,
    "why": lambda whys: tuple(Why(code, Text(zh, en)) for code, zh, en in whys),
}
