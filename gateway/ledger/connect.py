"""Connections to the ledger's file, each with the same promises.

`synchronous` belongs to a connection, not to the file, and its default may be
weaker: it is set on every one. WAL lets the screens read while the loop writes.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gateway.errors import StoreDamaged, StoreUnavailable
from gateway.files import PRIVATE
from gateway.ledger.schema import refuse_newer

BUSY_MS = 1000
"""How long a writer waits for another program to let go, before it gives up."""

CACHE_KIB = 8192
"""Holds the ends of all indexes of a ledger of millions of rows."""
WAL_PAGES = 4000
"""A tap moves the log into the file only when no quiet moment did for 16 MB (`tidy`)."""


def writer(path: Path) -> sqlite3.Connection:
    """Return a connection that may write; transactions are begun by hand.

    Raises:
        sqlite3.Error, OSError: The file cannot be opened for writing.
    """
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE))
    conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        if conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute("PRAGMA secure_delete = ON")
        conn.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
        conn.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    except BaseException:
        conn.close()
        raise
    return conn


def reader(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write; usable from any one thread at a time.

    Raises:
        StoreUnavailable: There is no such file, or it cannot be opened.
    """
    if not path.exists():
        raise StoreUnavailable(f"there is no ledger at {path}")
    try:
        conn = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        conn.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        conn.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path} cannot be opened: {error}") from error
    return conn


@contextmanager
def asking(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a reading connection to a file that is a ledger we can work with; touches nothing.

    Raises:
        StoreUnavailable: There is none.
        DataNewer: A newer program wrote it.
        StoreDamaged: It is no ledger, or it cannot be read.
    """
    with closing(reader(path)) as conn:
        try:
            refuse_newer(conn)
            yield conn
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(f"{path} cannot be read ({error}): restore a backup") from error


def refuse_foreign(path: Path) -> None:
    """Return if the file is missing, empty, or a ledger we can work with; touches nothing.

    Raises:
        DataNewer, StoreDamaged: As `asking`.
    """
    if path.exists() and path.stat().st_size > 0:
        with asking(path):
            return


def copy_to(source: Path, target: Path) -> None:
    """Write a consistent copy of a ledger in use, in one file, synced.

    Raises:
        StoreUnavailable: It could not be read, or the copy not written.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    try:
        with closing(reader(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{source} could not be copied to {target}: {error}") from error
