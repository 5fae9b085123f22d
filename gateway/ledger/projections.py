"""Tables read from the rows, for questions that must be quick: taps, sessions, open alerts.

Kept in the same transaction as the row they come from, and rebuilt from the
rows by `rebuild`. They read a body's keys if they are there and never refuse a
row: the rows are the truth. The one exception says something back: a tap
already kept is not kept again.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

from gateway.domain.text import Json
from gateway.ledger import energy
from gateway.ledger.rows import from_us, how_of, how_text, to_us

TAP = "tap"
CLOSED = "month.closed"
DAY_US = 86_400_000_000
_TABLES = ("runs", "taps", "sessions", "alerts", "closed_months", *energy.TABLES)


class Row(NamedTuple):
    """What a projection reads of a row; a tuple, as every tap makes one."""

    seq: int
    at_us: int
    clock: str
    kind: str
    subject: str
    body: Mapping[str, Json]

    def word(self, key: str) -> str:
        """Return a text of the body, or "" where there is none."""
        value = self.body.get(key)
        return value if isinstance(value, str) else ""


Project = Callable[[sqlite3.Connection, Row], None]

_ADD = """
    INSERT OR IGNORE INTO taps
        (day, person, seq, at_us, tap_id, zone, direction, how)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def begin_run(conn: sqlite3.Connection, seq: int, utc_day: int) -> None:
    """Note that from this row on the rows are of another day than the one before."""
    conn.execute("INSERT INTO runs (first_seq, utc_day) VALUES (?, ?)", (seq, utc_day))


def add_tap(conn: sqlite3.Connection, row: Row, day: str) -> bool:
    """Return False for a tap whose id is kept already; then nothing was changed."""
    tap_id, zone, direction = (row.word(k) or None for k in ("tap_id", "zone", "direction"))
    about = (day, row.word("person"), row.seq, row.at_us, tap_id, zone, direction)
    added = conn.execute(_ADD, (*about, how_text(how_of(row.body))))
    if added.rowcount == 0:
        return False
    _move_sessions(conn, row, row.at_us)
    return True


def project(conn: sqlite3.Connection, row: Row) -> None:
    """Bring the tables up to a row that is not a tap."""
    change = _PROJECT.get(row.kind)
    if change is not None:
        change(conn, row)


def _move_sessions(conn: sqlite3.Connection, row: Row, at_us: int) -> None:
    """Open the session a tap opens, end those it ends (`presence`: `session`, `ends`)."""
    tap_id, person, body = row.word("tap_id"), row.word("person"), row.body
    if body.get("direction") == "in" and tap_id and body.get("session") == tap_id:
        conn.execute(
            "INSERT INTO sessions (seq, person, zone, opened_by, in_us, clock)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (row.seq, person, row.word("zone"), tap_id, at_us, row.clock),
        )
    ends = body.get("ends")
    if isinstance(ends, list | tuple):
        for zone in ends:
            conn.execute(
                "UPDATE sessions SET ended_by = ?, out_us = ?"
                " WHERE person = ? AND ended_by IS NULL AND zone = ?",
                (tap_id, at_us, person, zone),
            )


def _correct(conn: sqlite3.Connection, row: Row) -> None:
    """Take back what a tap did, if asked to, then do what the correction says."""
    person, of = row.word("person"), row.word("of")
    if row.body.get("undo") is True and of:
        conn.execute("DELETE FROM sessions WHERE person = ? AND opened_by = ?", (person, of))
        conn.execute(
            "UPDATE sessions SET ended_by = NULL, out_us = NULL WHERE person = ? AND ended_by = ?",
            (person, of),
        )
    tapped_at = row.word("tapped_at")
    at_us = to_us(datetime.fromisoformat(tapped_at)) if tapped_at else row.at_us
    _move_sessions(conn, row, at_us)


def _miss_out(conn: sqlite3.Connection, row: Row) -> None:
    """Close a session that nobody ended: when, is not known."""
    conn.execute(
        "UPDATE sessions SET ended_by = '' WHERE person = ? AND ended_by IS NULL AND opened_by = ?",
        (row.word("person"), row.word("session")),
    )


def _redate(conn: sqlite3.Connection, row: Row) -> None:
    """Date the sessions that began under a wrong clock."""
    offset_s = row.body.get("offset_s")
    if isinstance(offset_s, int | float):
        conn.execute(
            "UPDATE sessions SET in_us = in_us + ?, clock = 'trusted'"
            " WHERE ended_by IS NULL AND clock = 'untrusted'",
            (round(offset_s * 1_000_000),),
        )


def _move_alert(conn: sqlite3.Connection, row: Row) -> None:
    state = row.kind.removeprefix("alert.")
    conn.execute(
        "INSERT INTO alerts (key, state, severity, raised_us, seq) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET state = excluded.state, seq = excluded.seq,"
        " severity = iif(excluded.severity = '', severity, excluded.severity)",
        (row.subject, state, row.word("severity"), row.at_us, row.seq),
    )


def _end_alert(conn: sqlite3.Connection, row: Row) -> None:
    conn.execute("DELETE FROM alerts WHERE key = ?", (row.subject,))


def _close_month(conn: sqlite3.Connection, row: Row) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO closed_months (month, person, seq) VALUES (?, ?, ?)",
        (row.word("month"), row.word("person"), row.seq),
    )


def _open_month(conn: sqlite3.Connection, row: Row) -> None:
    conn.execute(
        "DELETE FROM closed_months WHERE month = ? AND person = ?",
        (row.word("month"), row.word("person")),
    )


def _add_slots(conn: sqlite3.Connection, row: Row) -> None:
    energy.add_slots(conn, row.body)


def _add_avoided(conn: sqlite3.Connection, row: Row) -> None:
    energy.add_avoided(conn, row.seq, row.subject, row.body)


_PROJECT: Mapping[str, Project] = {
    "energy.slots": _add_slots,
    "energy.avoided": _add_avoided,
    CLOSED: _close_month,
    "month.reopened": _open_month,
    "tap.corrected": _correct,
    "session.missing_out": _miss_out,
    "clock.trusted": _redate,
    "alert.raised": _move_alert,
    "alert.reopened": _move_alert,
    "alert.escalated": _move_alert,
    "alert.acknowledged": _move_alert,
    "alert.resolved": _end_alert,
}


def rebuild(conn: sqlite3.Connection, zone: tzinfo) -> int:
    """Empty the tables and read them from the rows again; return how many rows were read.

    Runs inside the caller's transaction. Blanked rows add nothing but their day.
    """
    for table in _TABLES:
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    rows = conn.execute("SELECT seq, at_us, clock, kind, subject, body FROM rows ORDER BY seq")
    count = 0
    run: int | None = None
    for seq, at_us, clock, kind, subject, text in rows:
        count += 1
        if run != at_us // DAY_US:
            run = at_us // DAY_US
            begin_run(conn, seq, run)
        if text is None or (kind != TAP and kind not in _PROJECT):
            continue
        row = Row(seq, at_us, clock, kind, subject, json.loads(text))
        if kind == TAP:
            add_tap(conn, row, from_us(at_us, zone).date().isoformat())
        else:
            project(conn, row)
    return count


def forget_taps(conn: sqlite3.Connection, before_us: int) -> None:
    """Drop the taps whose rows retention has just blanked, and the sessions they made."""
    conn.execute(
        "DELETE FROM taps WHERE at_us < ?"
        " AND (SELECT r.body FROM rows r WHERE r.seq = taps.seq) IS NULL",
        (before_us,),
    )
    conn.execute(
        "DELETE FROM sessions WHERE in_us < ?"
        " AND (SELECT r.body FROM rows r WHERE r.seq = sessions.seq) IS NULL",
        (before_us,),
    )


def forget_months(conn: sqlite3.Connection) -> None:
    """Drop the closed months whose rows retention has just blanked."""
    conn.execute(
        "DELETE FROM closed_months WHERE seq IN"
        " (SELECT seq FROM rows WHERE kind = ? AND body IS NULL)",
        (CLOSED,),
    )
