"""P8: everybody's timesheet of a month, out of a ledger of a million taps.

Floor: reading the same taps with one SQL query. The same again with a tenth of
the rows: what a month costs must not grow with the years kept. The ledgers are
made once and kept under build/.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from gateway.config import load_alone
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from gateway.process import settle
from gateway.registry import FILE, Registry
from gateway.rules import build_rules
from gateway.timesheets import Timesheets
from tests.benchmarks.figures import Figure, ms, quantile
from tests.benchmarks.scene import Size, furnish

CACHE = Path("build/bench")
LAST_DAY = date(2026, 10, 31)
MONTH = (date(2026, 10, 1), LAST_DAY)
BARE = "SELECT r.body FROM taps t CROSS JOIN rows r ON r.seq = t.seq WHERE t.day BETWEEN ? AND ?"


def p8(
    people: int = 500, taps: int = 1_000_000, runs: int = 5, cache: Path = CACHE
) -> list[Figure]:
    """Measure a month of everybody, out of all taps and out of a tenth of them."""
    whole = _Office(cache / f"p8-{people}-{taps}", people, taps)
    tenth = _Office(cache / f"p8-{people}-{taps // 10}", people, taps // 10)
    settle()  # as the program does that answers screens
    ours: list[float] = []
    floor: list[float] = []
    less: list[float] = []
    for _ in range(runs + 1):
        ours.append(whole.month_s())
        floor.append(whole.bare_s())
        less.append(tenth.month_s())
    whole_s, bare_s, tenth_s = (quantile(each[1:], 0.5) for each in (ours, floor, less))
    return [
        Figure(
            id="P8",
            what=f"{people} people's month out of {taps:,} taps",
            ours=ms(whole_s),
            floor=ms(bare_s),
            value=whole_s / bare_s,
            limit=10,
        ),
        Figure(
            id="P8 growth",
            what="the same out of a tenth of the taps",
            ours=ms(whole_s),
            floor=ms(tenth_s),
            value=whole_s / tenth_s,
            limit=1.2,
        ),
    ]


class _Office:
    """A data folder with so many taps; made when it is not there yet."""

    def __init__(self, folder: Path, people: int, taps: int) -> None:
        self._path = folder / "data" / "ledger.db"
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            _fill(folder, furnish(folder, Size(people=people, rooms=0), "mqtt://127.0.0.1:1"), taps)
            (folder / "made").touch()
        self._rules = _rules(folder)
        key = Keys.load(folder / "data").ledger
        Ledger.open(self._path, key, "bench", self._rules.timezone).close()  # made by an older one

    def month_s(self) -> float:
        """Return how long everybody's month takes, from opening the ledger on."""
        began_s = time.perf_counter()
        reader = LedgerReader(self._path, self._rules.timezone)
        try:
            days = Timesheets(self._rules, reader).days(*MONTH)
        finally:
            reader.close()
        took_s = time.perf_counter() - began_s
        assert days
        return took_s

    def bare_s(self) -> float:
        """Return how long one query for the same taps takes."""
        began_s = time.perf_counter()
        conn = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        try:
            found = conn.execute(BARE, [day.isoformat() for day in MONTH]).fetchall()
        finally:
            conn.close()
        took_s = time.perf_counter() - began_s
        assert found
        return took_s


def _rules(folder: Path) -> Rules:
    keys = Keys.load(folder / "data")
    return build_rules(
        load_alone(folder / "site.toml"), Registry(folder / "data" / FILE, keys).view, 0
    )


def _fill(folder: Path, site_file: Path, taps: int) -> None:
    """Write two taps a day of everybody, backwards from the last day, oldest first."""
    (folder / "site.toml").write_bytes(site_file.read_bytes())
    rules = _rules(folder)
    ledger = Ledger.open(
        folder / "data" / "ledger.db", Keys.load(folder / "data").ledger, "bench", rules.timezone
    )
    ids = sorted(rules.people)
    for day in _days(max(1, taps // (2 * len(ids)))):
        for local, way in ((clock_time(8, 52), "in"), (clock_time(17, 34), "out")):
            at = datetime.combine(day, local, rules.timezone)
            told = [_tap(person, f"{day}:{way}", way) for person in ids]
            ledger.append(told, Now(at.timestamp(), at))
    ledger.close()


def _days(count: int) -> Iterator[date]:
    """Yield so many days, the last one being `LAST_DAY`."""
    return (LAST_DAY - timedelta(days=n) for n in range(count - 1, -1, -1))


def _tap(person: str, when: str, way: str) -> Record:
    """Return a tap as the rules keep one."""
    tap_id = f"reader-00:{person}:{when}"
    body: dict[str, Json] = {
        "tap_id": tap_id,
        "reader": "reader-00",
        "zone": "office",
        "badge": person * 4,
        "uid_tail": "0080",
        "person": person,
        "result": "accepted",
        "wanted": None,
        "clock_trusted": True,
        "direction": way,
        "session": tap_id,
        "ends": ["office"] if way == "out" else [],
        "outing": None,
        "verdict": None,
        "worked_s": 31_320 if way == "out" else None,
    }
    return Record(kind="tap", subject=person, body=body)
