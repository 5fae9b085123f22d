"""Energy as tables: slots, hours of the site's clock, what was not wasted; rebuilt the same."""

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.effects import Record
from gateway.ledger import Ledger, LedgerReader
from gateway.ledger.energy import TABLES
from tests.stores.samples import KEY, MORNING, SHANGHAI, by_hand, now

NINE = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
DAY = (NINE.replace(hour=0), NINE.replace(hour=0) + timedelta(days=1))


def slot(minutes: float, seconds: int = 900, **wires: dict[str, object]) -> Record:
    """Return the fact of a slot that began so many minutes after nine."""
    began = (NINE + timedelta(minutes=minutes)).isoformat()
    body = {"from": began, "seconds": seconds, "wires": wires}
    return Record(kind="energy.slots", subject="hq", body=body)


def keep(ledger: Ledger, *records: Record) -> None:
    for record in records:
        ledger.append([record], now())


def test_an_hour_is_the_sum_of_its_slots(ledger: Ledger, reader: LedgerReader) -> None:
    """Energy, its part outside hours, covered time and the most it drew."""
    keep(
        ledger,
        slot(0, meter={"wh": 100.0, "s": 900, "peak": 500.0, "off": False}),
        slot(15, meter={"wh": 50.0, "s": 600, "peak": 700.0, "off": True, "late": 7.0}),
        slot(60, meter={"wh": 1.0, "s": 900}),
    )
    nine, ten = reader.energy_hours(*DAY, ["meter"])

    assert (nine.at, nine.wh, nine.off_wh, nine.hours_wh) == (NINE, 150.0, 50.0, 150.0)
    assert (nine.late_wh, nine.covered_s, nine.peak_w) == (7.0, 1500.0, 700.0)
    assert (ten.at.hour, ten.wh, ten.off_wh, ten.hours_wh, ten.peak_w) == (10, 1.0, 0.0, 0.0, None)


def test_slots_are_told_one_by_one(ledger: Ledger, reader: LedgerReader) -> None:
    """A slot that ended early with the hours keeps its own length."""
    keep(ledger, slot(30, 600, meter={"wh": 10.0, "s": 600, "off": False}))
    keep(ledger, slot(40, 300, meter={"wh": 5.0, "s": 300, "off": True}))

    told = [(u.at.minute, u.seconds, u.wh, u.off_wh) for u in reader.energy_slots(*DAY, ["meter"])]
    assert told == [(30, 600.0, 10.0, 0.0), (40, 300.0, 5.0, 5.0)]


def test_only_the_wires_and_the_span_asked_for_are_told(
    ledger: Ledger, reader: LedgerReader
) -> None:
    """Half-open, in order of time."""
    keep(ledger, slot(0, a={"wh": 1.0, "s": 900}, b={"wh": 2.0, "s": 900}))
    keep(ledger, slot(60, a={"wh": 3.0, "s": 900}))

    span = (NINE, NINE + timedelta(hours=1))
    assert [u.wh for u in reader.energy_hours(*span, ["a"])] == [1.0]
    assert [u.wire for u in reader.energy_hours(*DAY, ["b", "a"])] == ["a", "b", "a"]


def test_hours_stay_when_slots_are_dropped(ledger: Ledger, reader: LedgerReader) -> None:
    """After sixty days the hours alone are left."""
    keep(ledger, slot(0, meter={"wh": 1.0, "s": 900}))
    keep(ledger, slot(61 * 24 * 60, meter={"wh": 2.0, "s": 900}))
    span = (NINE, NINE + timedelta(days=62))

    assert [u.wh for u in reader.energy_slots(*span, ["meter"])] == [2.0]
    assert [u.wh for u in reader.energy_hours(*span, ["meter"])] == [1.0, 2.0]


def test_an_hour_is_one_of_the_sites_clock(ledger: Ledger, reader: LedgerReader) -> None:
    """Where the zone is half an hour off, hours still begin on the hour people read."""
    body = {"from": "2026-11-20T09:45:00+05:30", "seconds": 900, "wires": {"m": {"wh": 1.0}}}
    keep(ledger, Record(kind="energy.slots", subject="hq", body=body))

    (hour,) = reader.energy_hours(*DAY, ["m"])
    assert hour.at == datetime.fromisoformat("2026-11-20T09:00:00+05:30")


def test_what_was_not_wasted_is_told_by_when_it_ended(ledger: Ledger, reader: LedgerReader) -> None:
    """With how it is known."""
    since, until = (MORNING - timedelta(hours=hours) for hours in (12, 1))
    body = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "wh": 640.0,
        "measured": True,
    }
    keep(ledger, Record(kind="energy.avoided", subject="office", body=body))

    (spared,) = reader.energy_avoided(*DAY)
    assert (spared.zone, spared.wh, spared.measured) == ("office", 640.0, True)
    assert spared.until - spared.since == timedelta(hours=11)


ENTRIES = st.fixed_dictionaries(
    {"wh": st.floats(0, 500), "s": st.integers(0, 900)},
    optional={
        "late": st.floats(0, 9),
        "peak": st.floats(0, 900),
        "off": st.booleans(),
        "counter": st.floats(0, 1e6),
        "age": st.floats(0, 900),
    },
)
ROWS = st.lists(
    st.builds(
        slot,
        st.integers(0, 90 * 24 * 4).map(lambda n: n * 15),
        a=ENTRIES,
        b=st.one_of(ENTRIES, st.just({})),
    ),
    max_size=12,
)


@given(ROWS)
def test_rebuilt_tables_are_those_that_grew(tmp_path_factory, rows: list[Record]) -> None:
    """Whatever came, in whatever order: the rows are the truth."""
    path: Path = tmp_path_factory.mktemp("energy") / "ledger.db"
    ledger = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    keep(ledger, *rows)

    def tables() -> list[list[tuple]]:
        with by_hand(path) as conn:
            return [conn.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in TABLES]

    live = tables()
    ledger.rebuild()
    ledger.close()
    assert tables() == live


def test_bodies_that_say_nothing_of_the_kind_refuse_no_row(
    ledger: Ledger, reader: LedgerReader
) -> None:
    """The rows are the truth; a table reads what is there."""
    for kind in ("energy.slots", "energy.avoided"):
        keep(ledger, Record(kind=kind, subject="hq", body={"wires": 3, "since": None}))

    assert list(reader.energy_hours(*DAY, ["meter"])) == []
    assert list(reader.energy_avoided(*DAY)) == []
