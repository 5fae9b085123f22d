"""Questions to the ledger from any thread, beside the one that writes.

Every question is answered from an index; none takes longer because the ledger
has grown. Connections are read-only and lent from a small pool, so threads may
come and go.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from queue import Empty, LifoQueue
from zoneinfo import ZoneInfo

from gateway.domain.snapshot import Avoided, How, Kept, Tapped, Used
from gateway.errors import StoreUnavailable
from gateway.ledger import energy
from gateway.ledger.connect import reader
from gateway.ledger.projections import DAY_US
from gateway.ledger.rows import from_us, how_told, kept_rows, tapped_of, to_us

_TOLD = "SELECT seq, at_us, kind, subject, body FROM rows"

_TAPPED = "SELECT seq, at_us, person, tap_id, how FROM taps t WHERE t.day BETWEEN ? AND ?"
_OLD_TAPS = """
    SELECT r.seq, r.at_us, r.kind, r.subject, r.body
    FROM taps t CROSS JOIN rows r ON r.seq = t.seq
    WHERE t.how IS NULL AND t.day BETWEEN ? AND ?
"""

_RUNS = """
    SELECT first_seq, (SELECT min(n.first_seq) FROM runs n WHERE n.first_seq > r.first_seq)
    FROM runs r WHERE utc_day BETWEEN ? AND ? ORDER BY first_seq
"""

_NEVER = 2**62

_NEXT_KIND = "SELECT min(kind) FROM rows WHERE kind > ?"

_MOST_IDLE = 8


class LedgerReader:
    """What screens and reports may ask (`kiosk_web.ports.History`). `close` it at the end.

    Args:
        path: `ledger.db` of the data folder.
        zone: The site's time zone, in which times are told.
    """

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._path = path
        self._zone = zone
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._closed = False

    def latest(
        self, *, kinds: Sequence[str] = (), subject: str | None = None, limit: int = 50
    ) -> list[Kept]:
        """Return the newest rows first; a kind ending in `.` matches as a prefix.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        with self._asking() as conn:
            if not kinds:
                where, args = ("", ()) if subject is None else (" WHERE subject = ?", (subject,))
                ask = f"{_TOLD}{where} ORDER BY seq DESC LIMIT ?"
                return self._rows(conn.execute(ask, (*args, limit)))
            found: list[Kept] = []
            for kind in self._exact(conn, kinds):
                found += self._latest_of(conn, kind, subject, limit)
        return sorted(found, key=lambda row: -row.seq)[:limit]

    def after(self, seq: int, *, limit: int = 200) -> list[Kept]:
        """Return rows after a sequence number, oldest first.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        with self._asking() as conn:
            ask = f"{_TOLD} WHERE seq > ? ORDER BY seq LIMIT ?"
            return self._rows(conn.execute(ask, (seq, limit)))

    def between(self, since: datetime, until: datetime, *, kinds: Sequence[str] = ()) -> list[Kept]:
        """Return rows with `since` <= at < `until`, oldest first, in the order they were kept.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        span = to_us(since), to_us(until)
        found: list[Kept] = []
        with self._asking() as conn:
            exact: list[str | None] = [*self._exact(conn, kinds)] if kinds else [None]
            days = span[0] // DAY_US, span[1] // DAY_US
            for begin, end in conn.execute(_RUNS, days).fetchall():
                for kind in exact:
                    found += self._in_run(conn, (begin, end or _NEVER), span, kind)
        return sorted(found, key=lambda row: row.seq)

    def taps(self, first: date, last: date, *, person: str | None = None) -> list[Kept]:
        """Return the taps of some local days, both included, by day and person, then in order.

        Args:
            first: The first day, in the site's zone.
            last: The last day.
            person: Only this person's; "" for cards that nobody has.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        ask = """
            SELECT r.seq, r.at_us, r.kind, r.subject, r.body
            FROM taps t CROSS JOIN rows r ON r.seq = t.seq WHERE t.day BETWEEN ? AND ?
        """
        args: tuple[object, ...] = (first.isoformat(), last.isoformat())
        if person is not None:
            ask += " AND t.person = ?"
            args += (person,)
        with self._asking() as conn:
            return self._rows(conn.execute(f"{ask} ORDER BY t.day, t.person, t.seq", args))

    def tapped(self, first: date, last: date, *, person: str | None = None) -> list[Tapped]:
        """Return what attendance asks of the same taps, without reading their rows.

        Taps that an older program kept come last, read from their rows: the
        order is nobody's promise.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        spans = [(first.isoformat(), last.isoformat())]
        theirs = ""
        if person is not None:  # by each day: of a year of everybody only their own are touched
            days = (last - first).days + 1
            spans = [(day, day) for n in range(days) if (day := f"{first + timedelta(days=n)}")]
            theirs = " AND t.person = ?"
        who = () if person is None else (person,)
        with self._asking() as conn:
            ask = _TAPPED + theirs
            rows = [row for span in spans for row in conn.execute(ask, (*span, *who))]
            found, is_whole = _tapped(rows)
            if not is_whole:
                ask = _OLD_TAPS + theirs
                old = [row for span in spans for row in conn.execute(ask, (*span, *who))]
                found += map(tapped_of, self._rows(iter(old)))
            return found

    def since(self, at: datetime, *, kinds: Sequence[str]) -> list[Kept]:
        """Return all rows of some kinds from a day on, oldest first: one look for each kind.

        Rows of the same UTC day that came before `at` may be among them.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        found: list[Kept] = []
        with self._asking() as conn:
            day = to_us(at) // DAY_US
            first = "SELECT min(first_seq) FROM runs WHERE utc_day >= ?"
            (begin,) = conn.execute(first, (day,)).fetchone()
            for kind in self._exact(conn, kinds) if begin is not None else ():
                ask = f"{_TOLD} WHERE kind = ? AND seq >= ? AND body IS NOT NULL ORDER BY seq"
                found += self._rows(conn.execute(ask, (kind, begin)))
        return sorted(found, key=lambda row: row.seq)

    def began(self) -> datetime | None:
        """Return when recording began: the first row under a clock that was set; None without one.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        ask = "SELECT at_us FROM rows WHERE clock = 'trusted' ORDER BY seq LIMIT 1"
        with self._asking() as conn:
            found = conn.execute(ask).fetchone()
        return None if found is None else from_us(found[0], self._zone)

    def before(self, seqs: Sequence[int]) -> dict[int, datetime]:
        """Return for some rows when the row before each was written; the first row has none.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        ask = "SELECT at_us FROM rows WHERE seq = ?"
        with self._asking() as conn:
            found = {seq: conn.execute(ask, (seq - 1,)).fetchone() for seq in seqs}
        return {seq: from_us(row[0], self._zone) for seq, row in found.items() if row is not None}

    def closed_months(self, months: Sequence[str], *, person: str | None = None) -> list[Kept]:
        """Return the rows that closed some months (`2026-11`) and have not been undone.

        Args:
            months: Which.
            person: Only this person's.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        ask = """
            SELECT r.seq, r.at_us, r.kind, r.subject, r.body
            FROM closed_months m CROSS JOIN rows r ON r.seq = m.seq
            WHERE r.body IS NOT NULL AND m.month = ?
        """
        theirs, who = ("", ()) if person is None else (" AND m.person = ?", (person,))
        with self._asking() as conn:
            found = [r for month in months for r in conn.execute(ask + theirs, (month, *who))]
        return self._rows(iter(found))

    def energy_hours(self, since: datetime, until: datetime, wires: Sequence[str]) -> list[Used]:
        """Return what some wires used, by hours that begin in `since` <= at < `until`.

        An hour without a word of a wire has no row. Hours are kept for good.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        with self._asking() as conn:
            return energy.hours(conn, (to_us(since), to_us(until)), wires, self._zone)

    def energy_slots(self, since: datetime, until: datetime, wires: Sequence[str]) -> list[Used]:
        """Return the same by slots of at most a quarter of an hour; kept for 60 days.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        with self._asking() as conn:
            return energy.slots(conn, (to_us(since), to_us(until)), wires, self._zone)

    def energy_avoided(self, since: datetime, until: datetime) -> list[Avoided]:
        """Return what last-out checks have spared that ended in `since` <= at < `until`.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """
        with self._asking() as conn:
            return energy.avoided(conn, (to_us(since), to_us(until)), self._zone)

    def close(self) -> None:
        """Close every connection; safe to call twice."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _in_run(
        self,
        conn: sqlite3.Connection,
        run: tuple[int, int],
        span: tuple[int, int],
        kind: str | None,
    ) -> list[Kept]:
        ask = f"{_TOLD} WHERE seq >= ? AND seq < ? AND at_us >= ? AND at_us < ?"
        args: tuple[int | str, ...] = (*run, *span)
        if kind is not None:
            ask, args = f"{ask} AND kind = ?", (*args, kind)
        return self._rows(conn.execute(ask, args))

    def _latest_of(
        self, conn: sqlite3.Connection, kind: str, subject: str | None, limit: int
    ) -> list[Kept]:
        if subject is None:
            ask = f"{_TOLD} WHERE kind = ? ORDER BY seq DESC LIMIT ?"
            return self._rows(conn.execute(ask, (kind, limit)))
        ask = f"{_TOLD} WHERE subject = ? AND +kind = ? ORDER BY seq DESC LIMIT ?"
        return self._rows(conn.execute(ask, (subject, kind, limit)))

    def _exact(self, conn: sqlite3.Connection, kinds: Sequence[str]) -> list[str]:
        """Return the kinds that some patterns mean; each costs one look into the index."""
        prefixes = tuple(kind for kind in kinds if kind.endswith("."))
        exact = {kind for kind in kinds if not kind.endswith(".")}
        for prefix in prefixes:
            kind = conn.execute(_NEXT_KIND, (prefix,)).fetchone()[0]
            while kind is not None and kind.startswith(prefix):
                exact.add(kind)
                kind = conn.execute(_NEXT_KIND, (kind,)).fetchone()[0]
        return sorted(exact)

    def _rows(self, found: Iterator[tuple[int, int, str, str, str]]) -> list[Kept]:
        return kept_rows(found, self._zone)

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection; one that failed is not used again."""
        try:
            conn = self._idle.get_nowait()
        except Empty:
            conn = reader(self._path)
        try:
            yield conn
        except sqlite3.Error as error:
            conn.close()
            raise StoreUnavailable(f"{self._path} cannot be read now: {error}") from error
        except BaseException:
            conn.close()
            raise
        if self._closed or self._idle.qsize() >= _MOST_IDLE:
            conn.close()
        else:
            self._idle.put(conn)


def _tapped(
    rows: Iterable[tuple[int, int, str, str | None, str | None]],
) -> tuple[list[Tapped], bool]:
    """Return taps read from columns, and whether all could be."""
    hows: dict[str | None, How] = {}
    found: list[Tapped] = []
    is_whole = True
    for seq, at_us, person, tap_id, told in rows:
        how = hows.get(told)
        if how is None:
            if told is None:
                is_whole = False
                continue
            how = hows[told] = how_told(told)
        found.append(Tapped(seq, at_us, person, tap_id or "", how))
    return found, is_whole
