"""Questions to the ledger, beside the writer: newest, after, between, taps of a month."""

import threading
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.effects import Record
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger, LedgerReader, tapped_of
from gateway.ledger.connect import reader as connect
from tests.stores.samples import MORNING, SHANGHAI, by_hand, note, now, tap


def _seqs(rows: list) -> list[int]:
    return [row.seq for row in rows]


def test_the_newest_rows_come_first(ledger: Ledger, reader: LedgerReader) -> None:
    """All of them, of some kinds, of a subject, and never more than asked for."""
    ledger.append([note("1"), tap(2), note("3", kind="alert.raised", subject="k")], now())
    ledger.append([note("4", kind="alert.resolved", subject="k"), note("5", kind="alerts")], now())

    assert _seqs(reader.latest()) == [5, 4, 3, 2, 1]
    assert _seqs(reader.latest(limit=2)) == [5, 4]
    assert _seqs(reader.latest(kinds=["alert."])) == [4, 3]
    assert _seqs(reader.latest(kinds=["alert.", "tap", "nothing", "nothing."], limit=2)) == [4, 3]
    assert _seqs(reader.latest(subject="k")) == [4, 3]
    assert _seqs(reader.latest(subject="k", kinds=["alert.raised"])) == [3]
    assert reader.latest(kinds=["tap"])[0].body["person"] == "p017"
    assert reader.latest(kinds=["tap"])[0].at == MORNING


def test_rows_after_a_number_come_oldest_first(ledger: Ledger, reader: LedgerReader) -> None:
    """How a page or a program catches up."""
    ledger.append([note(str(n)) for n in range(5)], now())

    assert _seqs(reader.after(2)) == [3, 4, 5]
    assert _seqs(reader.after(2, limit=1)) == [3]
    assert reader.after(5) == []


def test_a_span_of_time_is_half_open(ledger: Ledger, reader: LedgerReader) -> None:
    """From the first instant on, up to but not including the last."""
    for second in range(4):
        ledger.append([note(kind="a" if second % 2 else "b")], now(float(second)))

    assert _seqs(reader.between(now(1.0).at, now(3.0).at)) == [2, 3]
    assert _seqs(reader.between(now(1.0).at, now(9.0).at, kinds=["b"])) == [3]
    assert reader.between(now(3.0).at, now(1.0).at) == []


def test_a_span_is_right_though_the_clock_jumped(ledger: Ledger, reader: LedgerReader) -> None:
    """Boot at an old date, then NTP, then a day back: rows are found by what they say."""
    days = [0, -20_000, 0, 1, -1, 1, 0]
    for day in days:
        ledger.append([note()], now(day * 86_400.0))

    today = reader.between(now(-60.0).at, now(60.0).at)
    tomorrow = reader.between(now(86_400.0 - 60.0).at, now(86_400.0 + 60.0).at)

    assert _seqs(today) == [1, 3, 7]
    assert _seqs(tomorrow) == [4, 6]


def test_taps_of_a_month_come_by_local_day_and_person(ledger: Ledger, reader: LedgerReader) -> None:
    """A tap at 07:59 in Shanghai is still yesterday in UTC: the local day counts."""
    early = -3_660.0  # 07:59
    ledger.append([tap(1, "p018"), tap(2, "p017")], now(early))
    ledger.append([tap(3, "p017", "out"), note()], now(86_400.0))
    ledger.append([Record(kind="tap", subject="", body={"tap_id": "x:1"})], now(86_400.0))

    assert _seqs(reader.taps(date(2026, 11, 1), date(2026, 11, 30))) == [2, 1, 5, 3]
    assert _seqs(reader.taps(date(2026, 11, 20), date(2026, 11, 20))) == [2, 1]
    assert _seqs(reader.taps(date(2026, 11, 1), date(2026, 11, 30), person="p017")) == [2, 3]
    assert _seqs(reader.taps(date(2026, 11, 1), date(2026, 11, 30), person="")) == [5]


def test_what_attendance_asks_of_taps_is_the_same_from_columns_and_from_rows(
    ledger: Ledger, reader: LedgerReader, path: Path
) -> None:
    """An upgrade goes through no tap: older ones are read from their rows."""
    ledger.append([tap(1, wanted="leaving"), tap(2, "p018", clock_trusted=False)], now())
    ledger.append([Record(kind="tap", subject="", body={"tap_id": "x:1"})], now(60.0))
    month = date(2026, 11, 1), date(2026, 11, 30)
    fresh = sorted(reader.tapped(*month))

    with by_hand(path) as conn:
        conn.execute("UPDATE taps SET how = NULL")

    assert sorted(reader.tapped(*month)) == fresh == sorted(map(tapped_of, reader.taps(*month)))
    assert [t.seq for t in reader.tapped(*month, person="p018")] == [2]
    hows = [tap.how for tap in fresh]
    assert (hows[0].wanted, hows[1].trusted, hows[2].result) == ("leaving", False, "")


def test_blanked_taps_are_nobodys_attendance(ledger: Ledger, reader: LedgerReader) -> None:
    """What retention has blanked is gone from the columns too."""
    ledger.append([tap(1)], now())
    ledger.blank(["tap"], now(1.0).at, now(2.0))

    assert reader.tapped(MORNING.date(), MORNING.date()) == []


def test_rows_of_some_kinds_from_a_day_on(ledger: Ledger, reader: LedgerReader) -> None:
    """Oldest first; what lies days before is not looked at, what is blanked left out."""
    ledger.append([note(kind="a"), note(kind="b")], now(-2 * 86_400.0))
    ledger.append([note(kind="b"), note(kind="c"), note(kind="a")], now())

    assert _seqs(reader.since(now().at, kinds=("a", "b"))) == [3, 5]
    assert reader.since(now(2 * 86_400.0).at, kinds=("a",)) == []


def test_when_recording_began_and_what_was_written_before_a_row(
    ledger: Ledger, reader: LedgerReader
) -> None:
    """A boot at an old date is no beginning; the first row has none before it."""
    assert reader.began() is None
    ledger.append([note()], now(-1e9, trusted=False))
    ledger.append([note()], now())
    ledger.append([note()], now(60.0))

    assert reader.began() == now().at
    assert reader.before([1, 3]) == {3: now().at}


def test_blanked_rows_are_shown_as_empty(ledger: Ledger, reader: LedgerReader) -> None:
    """A page shows that something was there, and nothing of it."""
    ledger.append([tap(1)], now())
    ledger.blank(["tap"], now(1.0).at, now(2.0))

    row = reader.after(0)[0]

    assert (row.kind, row.subject, row.body) == ("tap", "", {})
    assert reader.taps(MORNING.date(), MORNING.date()) == []


def test_many_threads_ask_while_one_writes(ledger: Ledger, reader: LedgerReader) -> None:
    """Each answer is a prefix of the chain: never a hole, never a half batch."""
    wrong: list[list[int]] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            seqs = _seqs(reader.after(0, limit=1_000))
            if seqs != list(range(1, len(seqs) + 1)) or len(seqs) % 3:
                wrong.append(seqs)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for one in askers:
        one.start()
    for number in range(60):
        ledger.append([note(), note(), tap(number)], now(float(number)))
    done.set()
    for one in askers:
        one.join()

    assert wrong == []
    assert len(reader.after(0, limit=1_000)) == 180


def test_a_closed_reader_keeps_no_connection(ledger: Ledger) -> None:
    """Closing twice is no error; an answer after it still leaves nothing open."""
    reader = LedgerReader(ledger.path, SHANGHAI)
    reader.latest()
    reader.close()
    reader.close()

    assert reader.latest() == []
    assert reader._idle.empty()


def test_a_reader_cannot_write(ledger: Ledger) -> None:
    """Not even by a bug."""
    conn = connect(ledger.path)
    with pytest.raises(Exception, match="readonly"):
        conn.execute("DELETE FROM meta")
    conn.close()


def test_no_ledger_is_an_expected_trouble(tmp_path: Path) -> None:
    """A page says so; nothing is created."""
    reader = LedgerReader(tmp_path / "ledger.db", ZoneInfo("UTC"))

    with pytest.raises(StoreUnavailable, match="no ledger"):
        reader.latest()
    assert list(tmp_path.iterdir()) == []


def test_every_question_is_answered_from_an_index(ledger: Ledger) -> None:
    """No question walks all rows: a year of use is no slower than a day."""
    ledger.append([tap(1), note()], now())
    questions = {
        "SELECT seq FROM rows WHERE kind = ? ORDER BY seq DESC LIMIT 5": "rows_by_kind",
        "SELECT body FROM rows WHERE subject = ? ORDER BY seq DESC LIMIT 5": "rows_by_subject",
        "SELECT seq FROM rows WHERE seq >= ? AND kind = 'k'": "rows_by_kind",
        "SELECT 1 FROM taps WHERE tap_id = ?": "taps_once",
        "SELECT seq FROM taps WHERE day = ?": "PRIMARY KEY",
        "SELECT min(kind) FROM rows WHERE kind > ?": "rows_by_kind",
    }
    with by_hand(ledger.path) as conn:
        for question, index in questions.items():
            plan = " ".join(
                row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {question}", (1,)).fetchall()
            )
            assert "SCAN" not in plan, question
            assert index in plan, question


def test_a_span_of_an_old_day_does_not_read_the_days_after(
    ledger: Ledger, reader: LedgerReader
) -> None:
    """The index of time has one entry a day, whatever the number of rows."""
    for day in range(30):
        ledger.append([note() for _ in range(20)], now(day * 86_400.0))

    with by_hand(ledger.path) as conn:
        assert conn.execute("SELECT count(*) FROM runs").fetchone() == (30,)
    found = reader.between(MORNING, MORNING + timedelta(days=2))
    assert _seqs(found) == list(range(1, 41))
