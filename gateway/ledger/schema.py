"""The ledger's tables, and how older ones become today's.

`rows` is the truth and append-only by triggers; every table under "projections"
can be thrown away and rebuilt from it. A migration is added at the end of
`MIGRATIONS`, never changed: `PRAGMA user_version` counts those applied.
"""

import sqlite3
from collections.abc import Sequence

from gateway.errors import DataNewer, StoreDamaged

APPLICATION_ID = 0x4F474C31
"""Says whose file it is ("OGL1"), in the header, for `file` and for us."""

_ROWS = (
    """
    CREATE TABLE rows (
        seq          INTEGER PRIMARY KEY,
        gateway      TEXT    NOT NULL,
        at_us        INTEGER NOT NULL, -- microseconds since 1970-01-01 UTC
        clock        TEXT    NOT NULL CHECK (clock IN ('trusted', 'untrusted')),
        kind         TEXT    NOT NULL,
        subject      TEXT,             -- subject, body, salt: NULL once blanked by retention
        body         TEXT,
        salt         BLOB,
        content_hash BLOB    NOT NULL,
        hash         BLOB    NOT NULL
    )
    """,
    "CREATE INDEX rows_by_kind ON rows (kind, seq)",
    "CREATE INDEX rows_by_subject ON rows (subject, seq)",
    """
    CREATE TABLE blanking (            -- filled and emptied inside a retention transaction
        kind      TEXT PRIMARY KEY,
        before_us INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TRIGGER rows_are_added_at_the_end BEFORE INSERT ON rows
    WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM rows)
    BEGIN SELECT raise(ABORT, 'the ledger only grows at its end'); END
    """,
    """
    CREATE TRIGGER rows_are_never_removed BEFORE DELETE ON rows
    BEGIN SELECT raise(ABORT, 'the ledger forgets no row'); END
    """,
    """
    CREATE TRIGGER rows_are_never_changed BEFORE UPDATE ON rows
    WHEN NOT (
        new.subject IS NULL AND new.body IS NULL AND new.salt IS NULL
        AND new.seq IS old.seq AND new.gateway IS old.gateway AND new.at_us IS old.at_us
        AND new.clock IS old.clock AND new.kind IS old.kind
        AND new.content_hash IS old.content_hash AND new.hash IS old.hash
        AND EXISTS (SELECT 1 FROM blanking b WHERE b.kind = old.kind AND old.at_us < b.before_us)
    )
    BEGIN SELECT raise(ABORT, 'the ledger changes no row'); END
    """,
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE checkpoint (
        id   INTEGER PRIMARY KEY CHECK (id = 1),
        seq  INTEGER NOT NULL,
        json TEXT    NOT NULL,
        seal BLOB    NOT NULL
    )
    """,
)

_PROJECTIONS = (
    """
    CREATE TABLE runs (                -- rows of one UTC day on end: an index of time that costs
        first_seq INTEGER PRIMARY KEY, -- one entry a day, and bears a clock that jumps
        utc_day   INTEGER NOT NULL     -- days since 1970-01-01
    )
    """,
    """
    CREATE TABLE taps (                -- each tap once; a month of everybody is one range
        day       TEXT    NOT NULL,    -- in the site's zone
        person    TEXT    NOT NULL,    -- '' for a card nobody has
        seq       INTEGER NOT NULL,
        at_us     INTEGER NOT NULL,
        tap_id    TEXT,
        zone      TEXT,
        direction TEXT,
        PRIMARY KEY (day, person, seq)
    ) WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX taps_once ON taps (tap_id)",
    """
    CREATE TABLE sessions (
        seq       INTEGER PRIMARY KEY, -- the row that opened it
        person    TEXT    NOT NULL,
        zone      TEXT    NOT NULL,
        opened_by TEXT    NOT NULL,    -- tap ids
        ended_by  TEXT,                -- NULL while open; '' when nobody tapped out
        in_us     INTEGER NOT NULL,
        out_us    INTEGER,
        clock     TEXT    NOT NULL
    )
    """,
    "CREATE INDEX sessions_by_person ON sessions (person, ended_by)",
    """
    CREATE TABLE alerts (              -- open ones
        key       TEXT PRIMARY KEY,
        state     TEXT    NOT NULL,
        severity  TEXT    NOT NULL,
        raised_us INTEGER NOT NULL,
        seq       INTEGER NOT NULL     -- the row that moved it last
    ) WITHOUT ROWID
    """,
)

_ENERGY = (
    """
    CREATE TABLE energy_slots (        -- what each wire used, by quarters of an hour; 60 days
        wire      TEXT    NOT NULL,    -- `device` or `device:channel`
        from_us   INTEGER NOT NULL,
        seconds   REAL    NOT NULL,
        wh        REAL    NOT NULL,
        late_wh   REAL    NOT NULL,    -- of a gap before: drawn, but when is not known
        covered_s REAL    NOT NULL,
        peak_w    REAL,
        off       INTEGER,             -- outside opening hours, as decided then; NULL: no hours
        PRIMARY KEY (wire, from_us)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE energy_hours (        -- the same by hours, for good
        wire      TEXT    NOT NULL,
        hour_us   INTEGER NOT NULL,
        wh        REAL    NOT NULL,
        off_wh    REAL    NOT NULL,    -- of wh, outside opening hours
        hours_wh  REAL    NOT NULL,    -- of wh, where opening hours were known
        late_wh   REAL    NOT NULL,
        covered_s REAL    NOT NULL,
        peak_w    REAL,
        PRIMARY KEY (wire, hour_us)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE energy_avoided (      -- what last-out checks have spared
        seq      INTEGER PRIMARY KEY,
        zone     TEXT    NOT NULL,
        from_us  INTEGER NOT NULL,
        until_us INTEGER NOT NULL,
        wh       REAL    NOT NULL,
        measured INTEGER NOT NULL
    )
    """,
    "CREATE INDEX energy_avoided_by_end ON energy_avoided (until_us)",
)

_ATTENDANCE = (
    # What attendance asks of a tap, so that no body is parsed for it. NULL in taps of before:
    # they are read from their rows (`reader.tapped`), so that no upgrade has to go through them.
    # One column for all of it (`rows.how_text`): most taps of an office say the same.
    "ALTER TABLE taps ADD COLUMN how TEXT",
)

_MONTHS = (
    """
    CREATE TABLE closed_months (       -- months of attendance that are closed
        month  TEXT    NOT NULL,
        person TEXT    NOT NULL,
        seq    INTEGER NOT NULL,       -- the row that closed it
        PRIMARY KEY (month, person)
    ) WITHOUT ROWID
    """,
)

MIGRATIONS: tuple[Sequence[str], ...] = ((*_ROWS, *_PROJECTIONS), _ENERGY, _ATTENDANCE, _MONTHS)
"""Statements that lead from version n to n + 1."""


def version_of(conn: sqlite3.Connection) -> int:
    """Return how many migrations a file has seen; 0 for an empty one."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(
    conn: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS
) -> None:
    """Return if this program can work with the file; reads only.

    Raises:
        DataNewer: A newer program wrote it.
        StoreDamaged: It is some other program's database.
    """
    version = version_of(conn)
    if version > len(migrations):
        raise DataNewer(
            f"the ledger has format {version}, this program knows up to {len(migrations)}: "
            "install the newer program again, or restore a backup made before the upgrade"
        )
    if version == 0 and conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreDamaged("the file is a database, but not a ledger of ours")


def migrate(conn: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Bring the tables up to date, each step whole or not at all; return the steps taken.

    Raises:
        DataNewer, StoreDamaged: As `refuse_newer`; nothing was touched.
        sqlite3.Error: A step failed and left no trace.
    """
    refuse_newer(conn, migrations)
    began_at = version_of(conn)
    for version in range(began_at, len(migrations)):
        conn.execute("BEGIN IMMEDIATE")
        try:
            for statement in migrations[version]:
                conn.execute(statement)
            conn.execute(f"PRAGMA user_version = {version + 1}")
            conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            conn.execute("COMMIT")
        except BaseException:
            conn.execute("ROLLBACK")
            raise
    return len(migrations) - began_at
