"""Sessions, taps and open alerts as tables: right after each row, and the same when rebuilt."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.effects import Record
from gateway.ledger import Ledger, LedgerReader
from tests.stores.samples import KEY, MORNING, SHANGHAI, by_hand, note, now, tap

Tables = dict[str, list[tuple]]


def _tables(path: Path) -> Tables:
    names = ("runs", "taps", "sessions", "alerts", "closed_months")
    with by_hand(path) as conn:
        return {n: sorted(conn.execute(f"SELECT * FROM {n}").fetchall(), key=repr) for n in names}


def _sessions(path: Path) -> list[tuple]:
    with by_hand(path) as conn:
        ask = "SELECT person, opened_by, ended_by FROM sessions ORDER BY seq"
        return conn.execute(ask).fetchall()


def month(kind: str, person: str, name: str = "2026-10") -> Record:
    """Return a month that was closed or opened again."""
    return Record(kind=kind, subject=person, body={"month": name, "person": person, "days": []})


def _corrected(number: int, direction: str, *, undo: bool = True, at_s: float = 0.0) -> Record:
    tap_id = f"front-door:boot:{number}"
    body = {
        "tap_id": tap_id,
        "of": tap_id,
        "person": "p017",
        "zone": "office",
        "undo": undo,
        "tapped_at": (MORNING + timedelta(seconds=at_s)).isoformat(),
        "direction": direction,
        "session": tap_id if direction == "in" else "",
        "ends": ["office"] if direction == "out" else [],
    }
    return Record(kind="tap.corrected", subject="p017", body=body)


IN, OUT = "front-door:boot:1", "front-door:boot:2"


def test_a_tap_in_opens_a_session_and_a_tap_out_ends_it(ledger: Ledger, path: Path) -> None:
    """As the tap's own `session` and `ends` say."""
    ledger.append([tap(1)], now())
    assert _sessions(path) == [("p017", IN, None)]

    ledger.append([tap(2, direction="out")], now(60.0))
    assert _sessions(path) == [("p017", IN, OUT)]


def test_an_undone_tap_out_leaves_the_session_open(ledger: Ledger, path: Path) -> None:
    """Undo takes back what the tap did; nothing else."""
    ledger.append([tap(1), tap(3, "p018"), tap(2, direction="out")], now())
    ledger.append([_corrected(2, "")], now(5.0))

    assert _sessions(path) == [("p017", IN, None), ("p018", "front-door:boot:3", None)]


def test_a_tap_in_corrected_to_out_opens_nothing(ledger: Ledger, path: Path) -> None:
    """ "I am leaving" after a tap that was taken for an arrival."""
    ledger.append([tap(1)], now())
    ledger.append([_corrected(1, "out")], now(5.0))

    assert _sessions(path) == []


def test_a_session_nobody_ended_is_closed_without_a_time(ledger: Ledger, path: Path) -> None:
    """The day's end does not invent a tap-out."""
    ledger.append([tap(1)], now())
    body = {"session": IN, "person": "p017", "zone": "office"}
    ledger.append([Record(kind="session.missing_out", subject="p017", body=body)], now(60.0))

    with by_hand(path) as conn:
        assert conn.execute("SELECT ended_by, out_us FROM sessions").fetchall() == [("", None)]


def test_a_session_of_the_wrong_clock_is_dated_later(ledger: Ledger, path: Path) -> None:
    """When NTP answers, the open session moves by the offset; a trusted one does not."""
    ledger.append([tap(1)], now(-3_600.0, trusted=False))
    ledger.append([tap(3, "p018")], now())
    body = {"offset_s": 3_600.0}
    ledger.append([Record(kind="clock.trusted", subject="clock", body=body)], now(1.0))

    with by_hand(path) as conn:
        times = conn.execute("SELECT DISTINCT in_us, clock FROM sessions").fetchall()
    assert times == [(int(MORNING.timestamp()) * 1_000_000, "trusted")]


def test_an_alert_is_listed_until_it_is_resolved(ledger: Ledger, path: Path) -> None:
    """Its state moves, the time it was raised stays."""
    raised = Record(kind="alert.raised", subject="offhours:b", body={"severity": "warning"})
    ledger.append([raised], now())
    ledger.append([note(kind="alert.escalated", subject="offhours:b")], now(60.0))

    raised_us = int(MORNING.timestamp()) * 1_000_000
    assert _tables(path)["alerts"] == [("offhours:b", "escalated", "warning", raised_us, 2)]

    ledger.append([note(kind="alert.resolved", subject="offhours:b")], now(90.0))
    assert _tables(path)["alerts"] == []


def test_a_closed_month_is_found_until_it_is_opened_again(ledger: Ledger, path: Path) -> None:
    """By month and person; what retention has blanked is gone."""
    closed = [
        month("month.closed", person, name) for person in "ab" for name in ("2026-09", "2026-10")
    ]
    ledger.append(closed, now())
    ledger.append([month("month.reopened", "a")], now())
    reader = LedgerReader(path, SHANGHAI)

    assert [row.seq for row in reader.closed_months(["2026-09", "2026-10"])] == [1, 3, 4]
    assert [row.seq for row in reader.closed_months(["2026-10"], person="b")] == [4]

    ledger.blank(["month.closed"], now(1.0).at, now(2.0))
    assert reader.closed_months(["2026-09", "2026-10"]) == []
    assert _tables(path)["closed_months"] == []
    reader.close()


@pytest.mark.parametrize(
    "kind", ["tap", "month.closed", "tap.corrected", "alert.raised", "clock.trusted", "x"]
)
def test_a_body_without_the_expected_keys_is_kept_all_the_same(ledger: Ledger, kind: str) -> None:
    """The rows are the truth; a table that cannot read one says nothing of it."""
    odd = Record(kind=kind, subject="s", body={"tap_id": 3, "ends": "office", "offset_s": "x"})

    assert ledger.append([odd, Record(kind=kind, subject="s")], now()) == [1, 2]


_steps = st.lists(
    st.one_of(
        st.builds(tap, st.integers(0, 9), st.sampled_from(["p1", "p017"]), st.just("in")),
        st.builds(tap, st.integers(10, 19), st.sampled_from(["p1", "p017"]), st.just("out")),
        st.builds(_corrected, st.integers(0, 19), st.sampled_from(["in", "out", ""])),
        st.builds(
            note,
            kind=st.sampled_from(["alert.raised", "alert.acknowledged", "alert.resolved"]),
            subject=st.sampled_from(["a", "b"]),
        ),
        st.builds(
            month,
            st.sampled_from(["month.closed", "month.reopened"]),
            st.sampled_from(["p1", "p017"]),
        ),
    ),
    max_size=30,
)


@given(records=_steps)
def test_rebuilt_tables_are_the_same_as_kept_ones(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record]
) -> None:
    """Whatever happened: reading all rows again gives what was kept row by row."""
    path = tmp_path_factory.mktemp("tables") / "ledger.db"
    ledger = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    for number, record in enumerate(records):
        ledger.append([record], now(number * 7_200.0))
    kept = _tables(path)

    assert ledger.rebuild() == ledger.last_seq()

    ledger.close()
    assert _tables(path) == kept


def test_rebuilding_mends_tables_that_were_edited(ledger: Ledger, path: Path) -> None:
    """The rows are the truth; the tables are only read from them."""
    ledger.append([tap(1), tap(2, "p018")], now())
    kept = _tables(path)
    with by_hand(path) as conn:
        conn.executescript("DELETE FROM sessions; UPDATE taps SET day = 'x'; DELETE FROM runs")

    ledger.rebuild()

    assert _tables(path) == kept
