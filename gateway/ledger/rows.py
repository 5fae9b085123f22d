"""A row of the ledger, in Python: what the database gives back, as values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from gateway.domain.snapshot import How, Kept, Tapped
from gateway.domain.text import Json

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Raw(NamedTuple):
    """One row as stored, with all that proves it; a tuple, as there are millions."""

    seq: int
    gateway: str
    at_us: int
    clock: str
    kind: str
    subject: str | None
    body: str | None
    salt: bytes | None
    content_hash: bytes
    hash: bytes


RAW = "seq, gateway, at_us, clock, kind, subject, body, salt, content_hash, hash"
"""The columns of `Raw`, in its order."""


def to_us(at: datetime) -> int:
    """Return an aware time as whole microseconds since 1970, UTC."""
    return (at - EPOCH) // MICROSECOND


def from_us(at_us: int, zone: tzinfo) -> datetime:
    """Return microseconds since 1970 as a time in a zone."""
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(zone)


def _plain(value: object) -> object:
    """Return a mapping or sequence of another kind as JSON's own."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | frozenset | set):
        return list(value)
    raise TypeError(f"a record's body holds a {type(value).__name__}, which is not JSON: {value!r}")


_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain
).encode


def clean(text: str) -> str:
    """Return text that UTF-8 can say: half a surrogate pair (a broken emoji) becomes `?`."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def body_text(body: Mapping[str, Json]) -> str:
    """Return a body as it is kept: compact JSON.

    Raises:
        TypeError, ValueError: It is not JSON (a bug in the rule that made it).
    """
    return clean(_encode(body))


def kept_rows(found: Iterator[tuple[int, int, str, str, str]], zone: tzinfo) -> list[Kept]:
    """Return (seq, at_us, kind, subject, body) tuples as rows."""
    return [
        Kept(seq, from_us(at_us, zone), kind, subject or "", json.loads(body) if body else {})
        for seq, at_us, kind, subject, body in found
    ]


def how_of(body: Mapping[str, Json]) -> How:
    """Return how a card was read, from its tap's body."""
    zone, reader, result, wanted = (_word(body, k) for k in ("zone", "reader", "result", "wanted"))
    trusted = body.get("clock_trusted") is not False
    return How(zone, reader, result, wanted, trusted, _word(body, "witness"))


def how_text(how: How) -> str:
    """Return it as one text, for a column: without the witness that hardly any tap has."""
    return _encode(how if how.witness else how[:-1])


def how_told(text: str) -> How:
    """Return it from its text."""
    return How(*json.loads(text))


def tapped_of(row: Kept) -> Tapped:
    """Return what attendance asks of a tap, read from its row."""
    person, tap_id = _word(row.body, "person"), _word(row.body, "tap_id")
    return Tapped(row.seq, to_us(row.at), person, tap_id, how_of(row.body))


def _word(body: Mapping[str, Json], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""
