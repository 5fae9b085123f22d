"""Is the ledger what was written? `verify` walks the chain, an anchor pins its end.

A chain alone cannot show that its newest rows were cut off; an anchor, kept
where the writer of the file cannot reach (mail, paper, another machine), can.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from pathlib import Path

from gateway.errors import StoreDamaged, StoreUnavailable
from gateway.ledger.blanking import RETENTION
from gateway.ledger.chain import GENESIS, content_hash, key_mark, link
from gateway.ledger.connect import asking
from gateway.ledger.rows import RAW, Raw, from_us


class Breach(StrEnum):
    """What is wrong with the first row that does not fit; the words are for people."""

    CONTENT = "its subject or body was changed"
    LINK = "its time, kind, gateway or hash was changed, or a row before it was replaced"
    MISSING = "a row was removed here"
    START = "the chain does not begin here with this gateway's key"
    BLANKED = "it was blanked, but no retention row says so"
    SHORT = "rows were removed from the end: the anchor knows this one"
    ANCHOR = "its hash is not the anchor's: the ledger was rewritten"
    UNREADABLE = "the file is damaged here"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first broken row and what is wrong with it."""

    seq: int
    breach: Breach


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found.

    Attributes:
        rows: Rows that fit, counted from the first.
        blanked: How many of them retention has blanked.
        finding: The first that does not fit; None for an intact chain.
    """

    rows: int
    blanked: int
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at one moment, as a line to keep elsewhere."""

    gateway: str
    seq: int
    hash: str

    def line(self) -> str:
        """Return `office-gateway-anchor <gateway> <seq> <hash>`."""
        return f"office-gateway-anchor {self.gateway} {self.seq} {self.hash}"

    @classmethod
    def read(cls, text: str) -> "Anchor":
        """Return the last anchor in a text (a mail, a log of anchors).

        Raises:
            ValueError: There is none.
        """
        found = re.findall(r"office-gateway-anchor (\S+) (\d+) ([0-9a-f]{64})\b", text)
        if not found:
            raise ValueError("no line here reads `office-gateway-anchor GATEWAY SEQ HASH`")
        gateway, seq, digest = found[-1]
        return cls(gateway, int(seq), digest)


@dataclass(frozen=True, slots=True)
class _Retention:
    """What one retention row allows to be blank: older rows of some kinds."""

    seq: int
    kinds: frozenset[str]
    before_us: int

    def covers(self, row: Raw) -> bool:
        return row.seq < self.seq and row.kind in self.kinds and row.at_us < self.before_us


def raw_rows(path: Path) -> Iterator[Raw]:
    """Yield every row as stored, oldest first, as of the moment of the first.

    Raises:
        StoreDamaged, DataNewer: It is no ledger of ours, or it cannot be read.
        StoreUnavailable: There is no ledger.
    """
    with asking(path) as conn:
        ask = f"SELECT {RAW} FROM rows ORDER BY seq"  # noqa: S608 - our own column names
        for row in conn.execute(ask):
            yield Raw._make(row)


def verify(path: Path, key: bytes, anchor: Anchor | None = None) -> Verdict:
    """Walk the whole chain and return how far it holds.

    Reads one row at a time, beside a gateway that goes on writing.

    Raises:
        StoreDamaged: It is no ledger, or it was written with another key.
        StoreUnavailable: There is no ledger.
        DataNewer: A newer program wrote it.
    """
    _check_key(path, key)
    retention = _retention(path)
    rows = blanked = 0
    previous = GENESIS
    try:
        for row in raw_rows(path):
            breach = _breach(row, rows, previous, key, retention, anchor)
            if breach is not None:
                seq = rows + 1 if breach is Breach.MISSING else row.seq
                return Verdict(rows, blanked, Finding(seq, breach))
            rows += 1
            blanked += row.body is None
            previous = row.hash
    except (StoreDamaged, TypeError):  # TypeError: a column holds what was never written to it
        return Verdict(rows, blanked, Finding(rows + 1, Breach.UNREADABLE))
    if anchor is not None and anchor.seq > rows:
        return Verdict(rows, blanked, Finding(rows + 1, Breach.SHORT))
    return Verdict(rows, blanked)


def _breach(
    row: Raw,
    rows: int,
    previous: bytes,
    key: bytes,
    retention: list[_Retention],
    anchor: Anchor | None,
) -> Breach | None:
    """Return what is wrong with a row, given the one before it."""
    if row.seq != rows + 1:
        return Breach.MISSING
    if row.body is None or row.subject is None or row.salt is None:
        if not any(r.covers(row) for r in retention):
            return Breach.BLANKED
    elif content_hash(row.salt, row.subject, row.body) != row.content_hash:
        return Breach.CONTENT
    place = row[:5]
    if link(key, previous, row.content_hash, place) != row.hash:
        return Breach.START if rows == 0 else Breach.LINK
    if anchor is not None and anchor.seq == row.seq and anchor.hash != row.hash.hex():
        return Breach.ANCHOR
    return None


def anchor_now(path: Path) -> Anchor:
    """Return the end of the chain.

    Raises:
        StoreUnavailable: There is no ledger, or it has no row yet.
    """
    with asking(path) as conn:
        ask = "SELECT gateway, seq, hash FROM rows ORDER BY seq DESC LIMIT 1"
        found = conn.execute(ask).fetchone()
    if found is None:
        raise StoreUnavailable(f"{path} has no row yet, so there is nothing to anchor")
    return Anchor(found[0], found[1], found[2].hex())


def export_lines(path: Path) -> Iterator[str]:
    """Yield every row as one line of JSON, with all that proves it.

    Raises:
        StoreDamaged, StoreUnavailable, DataNewer: As `raw_rows`.
    """
    for row in raw_rows(path):
        yield json.dumps(
            {
                "seq": row.seq,
                "gateway": row.gateway,
                "at": from_us(row.at_us, UTC).isoformat(),
                "clock": row.clock,
                "kind": row.kind,
                "subject": row.subject,
                "body": None if row.body is None else json.loads(row.body),
                "salt": None if row.salt is None else row.salt.hex(),
                "content_hash": row.content_hash.hex(),
                "hash": row.hash.hex(),
            },
            ensure_ascii=False,
        )


def _check_key(path: Path, key: bytes) -> None:
    with asking(path) as conn:
        found = conn.execute("SELECT value FROM meta WHERE key = 'key'").fetchone()
    if found is not None and found[0] != key_mark(key):
        raise StoreDamaged(
            f"{path} was written with another key: put back the keys.json that belongs to it"
        )


def _retention(path: Path) -> list[_Retention]:
    """Return what retention rows say; each is itself proven by the walk."""
    with asking(path) as conn:
        ask = "SELECT seq, body FROM rows WHERE kind = ? AND body IS NOT NULL"
        said = conn.execute(ask, (RETENTION,)).fetchall()
    try:
        bodies = [(seq, json.loads(text)) for seq, text in said]
        return [_Retention(s, frozenset(b["kinds"]), int(b["before_us"])) for s, b in bodies]
    except (ValueError, KeyError, TypeError):
        return []
