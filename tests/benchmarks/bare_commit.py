"""The floor of everything durable: one row, one commit, WAL, synchronous=FULL."""

import sqlite3
import time
from pathlib import Path

BODY = "x" * 300
"""About what a tap is in the ledger."""


class BareCommits:
    """A table with nothing to it, on the same disk as what it is compared with."""

    def __init__(self, path: Path) -> None:
        self._conn = sqlite3.connect(path, isolation_level=None)
        self._conn.execute("PRAGMA journal_mode = WAL")
        self._conn.execute("PRAGMA synchronous = FULL")
        self._conn.execute("CREATE TABLE rows (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)")

    def commit_s(self, more_s: float = 0.0) -> float:
        """Commit one row (and wait, as for a slower disk); return how long it took, in seconds."""
        began = time.perf_counter()
        self._conn.execute("BEGIN IMMEDIATE")
        self._conn.execute("INSERT INTO rows (body) VALUES (?)", (BODY,))
        self._conn.execute("COMMIT")
        if more_s:
            time.sleep(more_s)
        return time.perf_counter() - began

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()
