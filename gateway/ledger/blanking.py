"""Blanking old rows without looking at all of them: only at what has grown too old since last time.

A retention row says up to when rows of its kinds are blank, as of its own place
in the ledger; what came later, or is younger than that, is all there is to look at.
"""

import json
import sqlite3
from typing import NamedTuple

from gateway.ledger.projections import DAY_US

RETENTION = "retention.blanked"
"""The kind of the row that says what was blanked; never blanked itself."""

_BLANK = """
    UPDATE rows SET subject = NULL, body = NULL, salt = NULL
    WHERE kind = ? AND seq >= ? AND seq < ? AND at_us < ? AND body IS NOT NULL
"""
_FIRST = """
    SELECT at_us FROM rows
    WHERE kind = ? AND seq >= ? AND seq < ? AND at_us < ? AND body IS NOT NULL
    ORDER BY seq LIMIT 1
"""
_RUNS = """
    SELECT first_seq, utc_day,
        coalesce((SELECT min(n.first_seq) FROM runs n WHERE n.first_seq > r.first_seq), ?)
    FROM runs r WHERE utc_day <= ? ORDER BY first_seq
"""
_NEVER = 2**62
_MOST_READ = 2000
"""So many retention rows are looked through for a kind: more than a year of nights."""


class Done(NamedTuple):
    """Up to when a kind is blank already, among the rows before `seq`."""

    before_us: int = -_NEVER
    seq: int = 0


def blank_rows(conn: sqlite3.Connection, kind: str, before_us: int) -> int:
    """Blank rows of a kind before a time, inside the caller's transaction; return how many."""
    spans = _spans(conn, kind, before_us)
    conn.execute("INSERT INTO blanking (kind, before_us) VALUES (?, ?)", (kind, before_us))
    count = sum(conn.execute(_BLANK, (kind, *span, before_us)).rowcount for span in spans)
    conn.execute("DELETE FROM blanking")
    return count


def first_to_blank(conn: sqlite3.Connection, kind: str, before_us: int) -> int | None:
    """Return when the first row of a kind was kept that is older and not blank; None: none is."""
    for span in _spans(conn, kind, before_us):
        found = conn.execute(_FIRST, (kind, *span, before_us)).fetchone()
        if found is not None:
            return int(found[0])
    return None


def _spans(conn: sqlite3.Connection, kind: str, before_us: int) -> list[tuple[int, int]]:
    """Return the runs of rows that may hold some of a kind that are older and not blank."""
    done = _done(conn, kind)
    runs = conn.execute(_RUNS, (_NEVER, before_us // DAY_US)).fetchall()
    young = done.before_us // DAY_US
    return [(first, end) for first, day, end in runs if day >= young or end > done.seq]


def _done(conn: sqlite3.Connection, kind: str) -> Done:
    """Return how far a kind was blanked before; nothing where no retention row names it."""
    ask = "SELECT seq, body FROM rows WHERE kind = ? ORDER BY seq DESC LIMIT ?"
    for seq, body in conn.execute(ask, (RETENTION, _MOST_READ)):
        said = json.loads(body)
        if kind in said.get("kinds", ()):
            return Done(int(said["before_us"]), seq)
    return Done()
