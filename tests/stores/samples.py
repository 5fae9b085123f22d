"""Records, instants and documents for the tests of the stores."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.domain.effects import Record
from gateway.domain.now import Now

KEY = b"k" * 32
SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


def now(seconds: float = 0.0, *, trusted: bool = True) -> Now:
    """Return an instant so many seconds after 09:00."""
    return Now(1_000.0 + seconds, MORNING + timedelta(seconds=seconds), trusted)


def tap(number: int, person: str = "p017", direction: str = "in", **more: object) -> Record:
    """Return a paired tap as `presence` records it."""
    tap_id = f"front-door:boot:{number}"
    body = {
        "tap_id": tap_id,
        "person": person,
        "zone": "office",
        "reader": "front-door",
        "result": "accepted",
        "direction": direction,
        "session": tap_id if direction == "in" else "",
        "ends": [] if direction == "in" else ["office"],
        **more,
    }
    return Record(kind="tap", subject=person, body=body)


def note(text: str = "hello", kind: str = "note", subject: str = "s") -> Record:
    """Return a record that nothing is read from."""
    return Record(kind=kind, subject=subject, body={"text": text})


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection as an insider with a database tool would have."""
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        yield conn
    finally:
        conn.close()


def without_triggers(conn: sqlite3.Connection) -> None:
    """Take the guards off, as whoever may write the file can."""
    for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        conn.execute(f"DROP TRIGGER {name}")


DOCUMENT = {
    "people": [
        {"id": "p017", "number": "1017", "name": "李伟", "team": "service", "roles": ["staff"]},
        {"id": "p018", "number": "1018", "name": "王芳"},
    ],
    "badges": [{"uid": "04A1B2C3D4E5F6", "person": "p017"}],
    "shifts": [
        {
            "id": "day",
            "name": {"zh": "日班", "en": "Day"},
            "start": "09:00",
            "end": "17:30",
            "breaks": [{"start": "12:00", "end": "13:00"}],
            "before_min": 60,
            "after_min": 60,
            "late_grace_min": 5,
            "early_grace_min": 5,
            "pairing": "first_last",
        }
    ],
    "assignments": [
        {"person": "p017", "shift": "day", "from": "2026-01-01", "to": None, "pattern": "weekdays"}
    ],
    "calendar": [{"date": "2026-12-31", "kind": "holiday"}],
}
