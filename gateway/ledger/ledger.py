"""The ledger: what happened, kept for good, in one commit a batch.

Owned by one thread at a time (the loop's). Nothing is remembered between calls
but the connection: the last row is read inside each transaction, so a failed
write leaves nothing behind, and the next call works as soon as the disk does.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.domain.snapshot import Kept
from gateway.domain.text import Json
from gateway.domain.turn import Fact
from gateway.errors import StoreDamaged, StoreUnavailable
from gateway.ledger import projections
from gateway.ledger.blanking import RETENTION, blank_rows, first_to_blank
from gateway.ledger.chain import GENESIS, content_hash, key_mark, link, seal
from gateway.ledger.connect import refuse_foreign, writer
from gateway.ledger.rows import body_text, clean, from_us, kept_rows, to_us
from gateway.ledger.schema import migrate

log = logging.getLogger(__name__)

T = TypeVar("T")

REPEATED = 0
"""Stands in `append`'s answer for a tap that was kept before."""

SALT_BYTES = 16

LAST = 2**63 - 1
"""No row comes after it: SQLite's greatest number."""

_HEAD = "SELECT seq, hash, at_us FROM rows ORDER BY seq DESC LIMIT 1"
_ADD = """
    INSERT INTO rows (seq, gateway, at_us, clock, kind, subject, body, salt, content_hash, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Ledger:
    """The one writer. Make it with `Ledger.open`; `close` it at the end.

    Attributes:
        path: The database's file.
        zone: The site's time zone; `since` tells times in it.
    """

    def __init__(self, path: Path, key: bytes, gateway_id: str, zone: ZoneInfo) -> None:
        self.path = path
        self.zone = zone
        self._key = key
        self._gateway = gateway_id
        self._conn: sqlite3.Connection | None = None

    @classmethod
    def open(
        cls, path: Path, key: bytes, gateway_id: str, zone: ZoneInfo | None = None
    ) -> "Ledger":
        """Return a ledger ready to append to; it is created or brought up to date first.

        Takes the same time whatever the number of rows.

        Args:
            path: `ledger.db` of the data folder.
            key: The ledger's key (`Keys.ledger`).
            gateway_id: Names this gateway in each row.
            zone: The site's zone; None takes the one last used here, or UTC.

        Raises:
            DataNewer: A newer program wrote it; nothing was touched.
            StoreDamaged: It cannot be read, or was written with another key.
            StoreUnavailable: It cannot be written now.
        """
        refuse_foreign(path)
        ledger = cls(path, key, gateway_id, zone or ZoneInfo("UTC"))
        try:
            ledger._conn = writer(path)
            migrate(ledger._conn)
            ledger._meet(zone)
        except BaseException as error:
            ledger.close()
            if type(error) is sqlite3.DatabaseError:  # malformed; its subclasses are troubles
                raise StoreDamaged(f"{path} cannot be read ({error}): restore a backup") from error
            if isinstance(error, sqlite3.Error | OSError):
                raise StoreUnavailable(f"{path} cannot be written: {error}") from error
            raise
        return ledger

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(sqlite3.Error):
                conn.close()

    def append(self, records: Sequence[Record], now: Now) -> list[int]:
        """Keep all records in one transaction and return when they are on disk.

        Returns:
            The sequence number of each, in order; `REPEATED` (0) for a `tap`
            whose `tap_id` was kept before, which is not kept again.

        Raises:
            StoreUnavailable: Nothing was kept (disk full, read-only, locked);
                try again whenever you like.
        """
        if not records:
            return []
        return self._write(lambda conn: self._add(conn, records, now))

    def append_past(self, kept: Iterable[tuple[Now, Sequence[Record]]]) -> int:
        """Keep rows of several instants, oldest first, in one transaction; return how many.

        For a past that is made up (the demo's): what happens is appended as it happens.

        Raises:
            StoreUnavailable: Nothing was kept.
        """
        rows = [(records, now) for now, records in kept]
        return sum(self._write(lambda c: [len(self._add(c, *each)) for each in rows]))

    def known_tap(self, tap_id: str) -> bool:
        """Return True if a tap is kept already: a reader may deliver it twice."""
        asked = "SELECT 1 FROM taps WHERE tap_id = ?"
        return self._read(lambda conn: conn.execute(asked, (tap_id,)).fetchone() is not None)

    def last_seq(self) -> int:
        """Return the number of the newest row, 0 for none."""
        return self._read(lambda conn: _head(conn)[0])

    def newest_at(self) -> datetime | None:
        """Return when the newest row with a trusted clock was kept, or None."""
        asked = "SELECT at_us FROM rows WHERE clock = 'trusted' ORDER BY seq DESC LIMIT 1"
        found = self._read(lambda conn: conn.execute(asked).fetchone())
        return None if found is None else from_us(found[0], self.zone)

    def since(
        self, seq: int, *, until: int | None = None, kinds: Sequence[str] = ()
    ) -> Iterator[tuple[int, Fact]]:
        """Yield the facts after a row, oldest first, as they were told to the rules.

        Up to the row `until` (None: to the last), of some `kinds` (none named: of all).
        Rows that retention has blanked are left out.

        Raises:
            StoreUnavailable: They cannot be read.
        """
        while True:
            page = self._page(seq, until, kinds)
            for row in page:
                yield row.seq, Fact(row.kind, row.subject, row.body, row.at)
            if not page:
                return
            seq = page[-1].seq

    def save_checkpoint(self, seq: int, text: str) -> None:
        """Keep the state as of a row beside the rows; it replaces the one before.

        Raises:
            StoreUnavailable: The one before is still there.
        """
        row = (seq, text, seal(self._key, f"{seq}\0{text}"))
        save = "INSERT OR REPLACE INTO checkpoint (id, seq, json, seal) VALUES (1, ?, ?, ?)"
        self._write(lambda conn: conn.execute(save, row))

    def load_checkpoint(self) -> tuple[int, str] | None:
        """Return (seq, text) of the last checkpoint.

        None if there is none, or if it is not what was saved (said in the
        log): fold all facts then.
        """
        asked = "SELECT seq, json, seal FROM checkpoint"
        found = self._read(lambda conn: conn.execute(asked).fetchone())
        if found is None:
            return None
        seq, text, kept_seal = found
        if kept_seal != seal(self._key, f"{seq}\0{text}") or seq > self.last_seq():
            log.error("the checkpoint at row %d is not ours; all facts are folded again", seq)
            return None
        return seq, text

    def blank(self, kinds: Sequence[str], before: datetime, now: Now) -> int:
        """Blank who and what in all rows of some kinds before a time; return how many.

        The rows stay, with their hashes: the chain verifies, and a
        `retention.blanked` row says what was done. What was blanked is
        overwritten on disk, not only unlinked.

        Raises:
            ValueError: The retention rows themselves were asked for.
            StoreUnavailable: Nothing was blanked.
        """
        if RETENTION in kinds:
            raise ValueError(f"{RETENTION} rows are never blanked")
        before_us = to_us(before)
        count = self._write(lambda conn: self._blank(conn, kinds, before_us, now))
        if count:
            self._read(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        return count

    def first_to_blank(self, kinds: Sequence[str], before: datetime) -> datetime | None:
        """Return when the first row of some kinds was kept that is older and not blank, or None.

        Raises:
            StoreUnavailable: It cannot be read.
        """
        us = to_us(before)
        found = self._read(lambda conn: [first_to_blank(conn, kind, us) for kind in kinds])
        return min(
            (from_us(at_us, self.zone) for at_us in found if at_us is not None), default=None
        )

    def rebuild(self) -> int:
        """Read every projection from the rows again; return how many rows were read.

        Raises:
            StoreUnavailable: The projections are as they were.
        """
        return self._write(lambda conn: projections.rebuild(conn, self.zone))

    def tidy(self) -> None:
        """Move what is in the write-ahead log into the file, as far as no reader needs it.

        Meant for quiet moments, so that no tap has to wait for it.
        """
        with suppress(StoreUnavailable):
            self._read(lambda conn: conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())

    def _meet(self, zone: ZoneInfo | None) -> None:
        """Check the key and remember who writes, in which zone."""
        assert self._conn is not None
        meta = dict(self._conn.execute("SELECT key, value FROM meta"))
        mark = key_mark(self._key)
        if meta.get("key", mark) != mark:
            raise StoreDamaged(
                f"{self.path} was written with another key: "
                "put back the keys.json that belongs to it"
            )
        if zone is None:
            self.zone = ZoneInfo(meta.get("timezone", "UTC"))
        wanted = {"key": mark, "gateway": self._gateway, "timezone": str(self.zone)}
        if wanted != meta:
            save = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
            self._conn.executemany(save, wanted.items())

    def _page(
        self, seq: int, until: int | None, kinds: Sequence[str], size: int = 2000
    ) -> list[Kept]:
        among = f"AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
        asked = f"""
            SELECT seq, at_us, kind, subject, body FROM rows
            WHERE seq > ? AND seq <= ? AND body IS NOT NULL {among} ORDER BY seq LIMIT ?
        """  # noqa: S608 - question marks only
        given = (seq, LAST if until is None else until, *kinds, size)
        return self._read(lambda conn: kept_rows(iter(conn.execute(asked, given)), self.zone))

    def _add(self, conn: sqlite3.Connection, records: Sequence[Record], now: Now) -> list[int]:
        seq, previous, last_us = _head(conn)
        at_us = to_us(now.at)
        utc_day = at_us // projections.DAY_US
        day = now.at.date().isoformat()
        clock = "trusted" if now.trusted else "untrusted"
        seqs: list[int] = []
        for record in records:
            seq += 1
            kind, subject, body = record.kind, clean(record.subject), record.body
            read = projections.Row(seq, at_us, clock, kind, subject, body)
            if kind != projections.TAP:
                projections.project(conn, read)
            elif not projections.add_tap(conn, read, day):
                seq -= 1
                seqs.append(REPEATED)
                continue
            text = body_text(body)
            salt = os.urandom(SALT_BYTES)
            content = content_hash(salt, subject, text)
            row = (seq, self._gateway, at_us, clock, kind)
            previous = link(self._key, previous, content, row)
            conn.execute(_ADD, (*row, subject, text, salt, content, previous))
            seqs.append(seq)
            if last_us is None or utc_day != last_us // projections.DAY_US:
                projections.begin_run(conn, seq, utc_day)
                last_us = at_us
        return seqs

    def _blank(
        self, conn: sqlite3.Connection, kinds: Sequence[str], before_us: int, now: Now
    ) -> int:
        count = sum(blank_rows(conn, kind, before_us) for kind in kinds)
        if count:
            if projections.TAP in kinds:
                projections.forget_taps(conn, before_us)
            if projections.CLOSED in kinds:
                projections.forget_months(conn)
            body: dict[str, Json] = {"kinds": list(kinds), "before_us": before_us, "rows": count}
            self._add(conn, [Record(kind=RETENTION, subject="ledger", body=body)], now)
        return count

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Run a change as one durable transaction, or as none."""
        try:
            conn = self._connection()
            conn.execute("BEGIN IMMEDIATE")
            result = change(conn)
            conn.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._undo()
            raise StoreUnavailable(f"{self.path} keeps nothing now: {error}") from error
        except BaseException:
            self._undo()
            raise
        return result

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return question(self._connection())
        except (sqlite3.Error, OSError) as error:
            self._undo()
            raise StoreUnavailable(f"{self.path} cannot be read now: {error}") from error

    def _connection(self) -> sqlite3.Connection:
        if self._conn is None:
            self._conn = writer(self.path)
        return self._conn

    def _undo(self) -> None:
        """Roll back; a connection that cannot even do that is thrown away."""
        if self._conn is None:
            return
        try:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()


def _head(conn: sqlite3.Connection) -> tuple[int, bytes, int | None]:
    """Return the last row's number, hash and time; the beginning of the chain for none."""
    return conn.execute(_HEAD).fetchone() or (0, GENESIS, None)
