"""Older data becomes today's, step by step; a step that fails leaves no trace."""

import sqlite3
from pathlib import Path

import pytest

from gateway.errors import StoreDamaged
from gateway.ledger import Ledger, verify
from gateway.ledger.connect import writer
from gateway.ledger.schema import APPLICATION_ID, MIGRATIONS, migrate, version_of
from tests.stores.samples import KEY, by_hand, now, tap

NEXT = ("ALTER TABLE taps ADD COLUMN verdict TEXT", "CREATE TABLE extra (x)")


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    """From nothing to the newest format, once."""
    path.touch()
    conn = writer(path)

    assert migrate(conn) == len(MIGRATIONS)
    assert migrate(conn) == 0
    assert version_of(conn) == len(MIGRATIONS)
    assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    conn.close()


def test_a_step_keeps_every_row_and_the_chain(ledger: Ledger, path: Path) -> None:
    """An upgrade is no reason to doubt the past."""
    ledger.append([tap(1), tap(2)], now())
    ledger.close()
    conn = writer(path)

    assert migrate(conn, (*MIGRATIONS, NEXT)) == 1

    assert conn.execute("SELECT count(*) FROM extra").fetchone() == (0,)
    conn.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    conn.close()
    assert verify(path, KEY).rows == 2


def test_a_step_that_fails_half_way_leaves_no_trace(ledger: Ledger, path: Path) -> None:
    """The old program still works with the file."""
    ledger.append([tap(1)], now())
    ledger.close()
    conn = writer(path)

    with pytest.raises(sqlite3.Error):
        migrate(conn, (*MIGRATIONS, (*NEXT, "this is not SQL")))

    assert version_of(conn) == len(MIGRATIONS)
    conn.close()
    with by_hand(path) as hand:
        names = {name for (name,) in hand.execute("SELECT name FROM sqlite_master")}
    assert "extra" not in names
    again = Ledger.open(path, KEY, "gw-1")
    assert again.append([tap(2)], now()) == [2]
    again.close()


def test_somebody_elses_database_is_refused(path: Path) -> None:
    """A file that is not ours is not made ours."""
    with by_hand(path) as conn:
        conn.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()

    with pytest.raises(StoreDamaged, match="not a ledger"):
        Ledger.open(path, KEY, "gw-1")
    assert path.read_bytes() == before
