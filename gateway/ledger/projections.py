"""Tables read from the rows, for questions that must be quick: taps, who is in, open alerts.

Kept in the same transaction as the row they come from, and rebuilt from the
rows by `rebuild`. They read a body's keys if they are there and never refuse a
row: the rows are the truth. The one exception says something back: a tap
already kept is not kept again.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import tzinfo

from gateway.domain.text import Json
from gateway.ledger.rows import from_us

TAP = "tap"
_IN = frozenset({"in", "back"})
_OUT = frozenset({"out", "going_out"})
_TABLES = ("runs", "taps", "sessions", "alerts")

_ADD_TAP = """
    INSERT OR IGNORE INTO taps (day, person, seq, at_us, tap_id, zone, direction)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_OPEN_SESSION = "INSERT OR REPLACE INTO sessions (person, zone, seq, in_us) VALUES (?, ?, ?, ?)"
_CLOSE_SESSION = "DELETE FROM sessions WHERE person = ? AND zone = ?"
_MOVE_ALERT = """
    INSERT INTO alerts (key, state, severity, raised_us, seq) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, seq = excluded.seq,
        severity = CASE excluded.severity WHEN '' THEN severity ELSE excluded.severity END
"""
_END_ALERT = "DELETE FROM alerts WHERE key = ?"


DAY_US = 86_400_000_000


def begin_run(conn: sqlite3.Connection, seq: int, utc_day: int) -> None:
    """Note that from this row on the rows are of another day than the one before."""
    conn.execute("INSERT INTO runs (first_seq, utc_day) VALUES (?, ?)", (seq, utc_day))


def _word(body: Mapping[str, Json], key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) else None


def add_tap(
    conn: sqlite3.Connection, seq: int, at_us: int, day: str, body: Mapping[str, Json]
) -> bool:
    """Return False for a tap whose id is kept already; then nothing was changed."""
    person, zone, direction = (_word(body, k) for k in ("person", "zone", "direction"))
    row = (day, person or "", seq, at_us, _word(body, "tap_id"), zone, direction)
    if conn.execute(_ADD_TAP, row).rowcount == 0:
        return False
    if _word(body, "result") in (None, "accepted"):
        _move_session(conn, seq, at_us, body)
    return True


def _move_session(conn: sqlite3.Connection, seq: int, at_us: int, body: Mapping[str, Json]) -> None:
    person, zone, direction = (_word(body, k) for k in ("person", "zone", "direction"))
    if not (person and zone and direction):
        return
    if direction in _IN:
        conn.execute(_OPEN_SESSION, (person, zone, seq, at_us))
    elif direction in _OUT:
        conn.execute(_CLOSE_SESSION, (person, zone))


def _move_alert(
    conn: sqlite3.Connection, seq: int, at_us: int, key: str, kind: str, body: Mapping[str, Json]
) -> None:
    state = _word(body, "state") or kind.removeprefix("alert.")
    if state == "resolved":
        conn.execute(_END_ALERT, (key,))
    elif state in ("raised", "escalated", "acknowledged"):
        conn.execute(_MOVE_ALERT, (key, state, _word(body, "severity") or "", at_us, seq))


def project(
    conn: sqlite3.Connection,
    seq: int,
    at_us: int,
    kind: str,
    subject: str,
    body: Mapping[str, Json],
) -> None:
    """Bring the tables up to a row that is not a tap."""
    if kind.startswith("tap."):
        _move_session(conn, seq, at_us, body)
    elif kind == "alert" or kind.startswith("alert."):
        _move_alert(conn, seq, at_us, _word(body, "key") or subject, kind, body)


def rebuild(conn: sqlite3.Connection, zone: tzinfo) -> int:
    """Empty the tables and read them from the rows again; return how many rows were read.

    Runs inside the caller's transaction. Blanked rows add nothing but their day.
    """
    for table in _TABLES:
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - our own three names
    rows = conn.execute("SELECT seq, at_us, kind, subject, body FROM rows ORDER BY seq")
    count = 0
    run: int | None = None
    for seq, at_us, kind, subject, text in rows:
        count += 1
        if run != at_us // DAY_US:
            run = at_us // DAY_US
            begin_run(conn, seq, run)
        if text is None:
            continue
        if kind == TAP:
            day = from_us(at_us, zone).date().isoformat()
            add_tap(conn, seq, at_us, day, json.loads(text))
        elif kind.startswith(("tap.", "alert")):
            project(conn, seq, at_us, kind, subject, json.loads(text))
    return count


def forget_taps(conn: sqlite3.Connection, before_us: int) -> None:
    """Drop the taps whose rows retention has just blanked."""
    conn.execute("DELETE FROM taps WHERE at_us < ?", (before_us,))
