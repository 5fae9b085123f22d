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

_NEVER = 2**62
_BLANK = """
    UPDATE rows SET subject = NULL, body = NULL, salt = NULL
    WHERE kind = ? AND seq >= ? AND seq < ? AND at_us < ? AND body IS NOT NULL
    AND (clock = 'trusted' OR (
        SELECT n.at_us FROM rows n WHERE n.seq > rows.seq AND n.clock = 'trusted'
        ORDER BY n.seq LIMIT 1) < ?)
"""
"""What was kept under a clock that was not set (1970, on a Pi without a battery) is no older than
the first row after it whose clock was; while there is none, nobody knows how old it is."""

_FIRST = """
    SELECT at_us, set_us FROM (
        SELECT seq, at_us, CASE clock WHEN 'trusted' THEN at_us ELSE (
            SELECT n.at_us FROM rows n WHERE n.seq > rows.seq AND n.clock = 'trusted'
            ORDER BY n.seq LIMIT 1) END AS set_us
        FROM rows WHERE kind = ? AND seq >= ? AND seq < ? AND at_us < ? AND body IS NOT NULL)
    WHERE set_us < ? ORDER BY seq LIMIT 1
"""
_RUNS = """
    SELECT first_seq, utc_day, next_seq, next_day FROM (
        SELECT first_seq, utc_day,
            lead(first_seq, 1, ?) OVER (ORDER BY first_seq) AS next_seq,
            lead(utc_day, 1, 0) OVER (ORDER BY first_seq) AS next_day
        FROM runs)
    WHERE utc_day <= ? ORDER BY first_seq
"""
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
    count = sum(conn.execute(_BLANK, (kind, *s, before_us, before_us)).rowcount for s in spans)
    conn.execute("DELETE FROM blanking")
    return count


def first_to_blank(conn: sqlite3.Connection, kind: str, before_us: int) -> int | None:
    """Return when the first row of a kind was kept that is older and not blank; None: none is."""
    for span in _spans(conn, kind, before_us):
        found = conn.execute(_FIRST, (kind, *span, before_us, before_us)).fetchone()
        if found is not None:
            return int(max(found))
    return None


def _spans(conn: sqlite3.Connection, kind: str, before_us: int) -> list[tuple[int, int]]:
    """Return the runs of rows that may hold some of a kind that are older and not blank."""
    done = _done(conn, kind)
    runs = conn.execute(_RUNS, (_NEVER, before_us // DAY_US)).fetchall()
    young = done.before_us // DAY_US
    return [
        (first, end)
        for first, day, end, after in runs
        if max(day, after) >= young or end > done.seq
    ]


def _done(conn: sqlite3.Connection, kind: str) -> Done:
    """Return how far a kind was blanked before; nothing where no retention row names it."""
    ask = "SELECT seq, body FROM rows WHERE kind = ? ORDER BY seq DESC LIMIT ?"
    for seq, body in conn.execute(ask, (RETENTION, _MOST_READ)):
        said = json.loads(body)
        if kind in said.get("kinds", ()):
            return Done(int(said["before_us"]), seq)
    return Done()
