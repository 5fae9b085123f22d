"""How long personal rows are kept: blanked at night, the chain holds, tables forget too."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.domain import closing
from gateway.domain.decide import fold
from gateway.domain.effects import Record
from gateway.domain.now import Now
from gateway.domain.turn import Fact
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger, LedgerReader, verify
from gateway.recovery import recover
from gateway.retention import KINDS, Purge, Retention
from tests.stores.samples import by_hand, tap

SHANGHAI = ZoneInfo("Asia/Shanghai")
KEY = b"k" * 32
FIRST = datetime(2024, 1, 10, 9, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 20, 3, 30, tzinfo=SHANGHAI)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.open(tmp_path / "ledger.db", KEY, "gw-1", SHANGHAI)
    yield made
    made.close()


def at(when: datetime, mono_s: float = 1000.0) -> Now:
    return Now(mono_s, when)


def kept(ledger: Ledger) -> list[str]:
    """Return the kinds of the rows that still say something."""
    return [fact.kind for _, fact in ledger.since(0) if fact.kind != "retention.blanked"]


def fill(ledger: Ledger, when: datetime) -> None:
    """Keep one row of every personal kind, and one that is nobody's."""
    ledger.append([tap(when.toordinal()), tap(when.toordinal() + 10**6, direction="out")], at(when))
    rows = [Record(kind=k, subject="p017", body={"person": "p017"}) for k in all_kinds()[1:]]
    ledger.append([*rows, Record(kind="energy.slots", subject="hq", body={"n": 1})], at(when))


def all_kinds() -> list[str]:
    return [kind for kinds in KINDS.values() for kind in kinds]


def a_night(purge: Purge, when: datetime, mono_s: float = 1000.0) -> None:
    """Let the deciding thread look for a while, as it does every second."""
    for second in range(10 * len(KINDS)):
        purge.look(at(when + timedelta(seconds=second), mono_s + second), quiet=True)


def test_what_is_older_than_it_may_be_is_blanked_and_the_rest_stays(ledger: Ledger) -> None:
    """Taps and requests two years, looks one, months five, visitors 90 days; nobody's stays."""
    fill(ledger, FIRST)
    fill(ledger, NIGHT - timedelta(days=400))
    fill(ledger, NIGHT - timedelta(days=1))

    a_night(Purge(ledger, Retention(), NIGHT - timedelta(days=1)), NIGHT)

    left = kept(ledger)
    assert left.count("tap") == 4
    assert left.count("request.filed") == 2
    assert left.count("personal.seen") == 1
    assert left.count("month.closed") == 3
    assert left.count("energy.slots") == 3
    assert left.count("visit.arrived") == 1
    assert left.count("visit.expected") == 2
    assert left.count("alert.raised") == 2


def test_the_chain_still_verifies_and_the_words_are_off_the_disk(ledger: Ledger) -> None:
    """The personal part is blanked, the hash stays."""
    fill(ledger, FIRST)
    ledger.append(
        [Record(kind="request.filed", subject="r1", body={"why": "grandmother"})], at(FIRST)
    )

    a_night(Purge(ledger, Retention(), NIGHT - timedelta(days=1)), NIGHT)

    verdict = verify(ledger.path, KEY)
    assert verdict.finding is None
    assert verdict.blanked > len(KINDS["requests"])
    files = [p.read_bytes() for p in ledger.path.parent.iterdir() if p.is_file()]
    assert not any(b"grandmother" in data for data in files)


def test_tables_forget_with_the_rows(ledger: Ledger) -> None:
    """Taps, sessions and closed months of blanked rows are gone, and stay gone when rebuilt."""
    fill(ledger, FIRST)
    long_ago = replace(Retention(), months=731)
    a_night(Purge(ledger, long_ago, NIGHT - timedelta(days=1)), NIGHT)

    def rows() -> list[int]:
        with by_hand(ledger.path) as conn:
            tables = ("taps", "sessions", "closed_months")
            ask = "SELECT count(*) FROM {}"
            return [conn.execute(ask.format(t)).fetchone()[0] for t in tables]

    assert rows() == [0, 0, 0]
    ledger.rebuild()
    assert rows() == [0, 0, 0]
    reader = LedgerReader(ledger.path, SHANGHAI)
    try:
        assert reader.taps(date(2024, 1, 1), date(2024, 12, 31)) == []
        assert reader.latest(subject="p017") == []
    finally:
        reader.close()


def test_it_is_done_once_a_night_and_only_in_quiet_moments(ledger: Ledger) -> None:
    """A tap never waits for it: one kind at a time, nothing while something is to be decided."""
    fill(ledger, FIRST)
    purge = Purge(ledger, Retention(), NIGHT - timedelta(days=1))
    purge.look(at(NIGHT.replace(hour=2)), quiet=True)
    purge.look(at(NIGHT), quiet=False)
    assert "tap" in kept(ledger)

    a_night(purge, NIGHT)
    rows = ledger.last_seq()
    a_night(purge, NIGHT + timedelta(hours=2))
    assert ledger.last_seq() == rows

    a_night(purge, NIGHT + timedelta(days=1))
    assert ledger.last_seq() == rows


@pytest.mark.parametrize("leap", [timedelta(days=365 * 60), timedelta(days=40)])
def test_a_clock_that_leapt_blanks_nothing_for_a_day(ledger: Ledger, leap: timedelta) -> None:
    """A clock years ahead would blank everything; somebody has a day to set it."""
    fill(ledger, FIRST)
    newest = NIGHT - leap
    purge = Purge(ledger, Retention(), newest)
    a_night(purge, NIGHT)
    assert "tap" in kept(ledger)

    a_night(purge, NIGHT + timedelta(days=1), 1000.0 + 86_400)
    assert "tap" not in kept(ledger)


def test_an_untrusted_clock_blanks_nothing(ledger: Ledger) -> None:
    """Before the time is known nothing is known to be old."""
    fill(ledger, FIRST)
    purge = Purge(ledger, Retention(), None)
    for second in range(10):
        purge.look(Now(1000.0 + second, NIGHT, trusted=False), quiet=True)

    assert "tap" in kept(ledger)


def test_a_full_disk_is_tried_again_the_next_night() -> None:
    """What cannot be blanked today stops nothing else."""
    asked: list[tuple[str, ...]] = []

    class Full:
        def first_to_blank(self, kinds: tuple[str, ...], before: datetime) -> datetime | None:
            return before - timedelta(days=1)

        def blank(self, kinds: tuple[str, ...], before: datetime, now: Now) -> int:
            asked.append(tuple(kinds))
            raise StoreUnavailable("full")

    purge = Purge(Full(), Retention(), None)
    a_night(purge, NIGHT)
    assert sorted(asked) == sorted(KINDS.values())
    a_night(purge, NIGHT + timedelta(days=1))
    assert len(asked) == 2 * len(KINDS)


def test_years_are_blanked_a_week_at_a_time(ledger: Ledger) -> None:
    """After years without it no single look takes long, and all of it goes in one night."""
    for weeks in range(4):
        fill(ledger, FIRST + timedelta(weeks=2 * weeks))
    purge = Purge(ledger, Retention(), NIGHT - timedelta(days=1))
    left = []
    for second in range(10 * len(KINDS)):
        purge.look(at(NIGHT + timedelta(seconds=second)), quiet=True)
        left.append(kept(ledger).count("tap"))

    assert sorted(set(left), reverse=True) == [8, 6, 4, 2, 0]


def test_each_span_counts_from_now(ledger: Ledger) -> None:
    """A site may keep less, or more."""
    fill(ledger, NIGHT - timedelta(days=100))
    Purge(ledger, Retention(taps=90, requests=200), NIGHT).all_now(at(NIGHT))

    left = kept(ledger)
    assert "tap" not in left
    assert "request.filed" in left


def test_a_night_looks_at_what_has_grown_too_old_since_the_last_one(ledger: Ledger) -> None:
    """Each night blanks the next day, none twice, none missed; the one after finds nothing."""
    for day in range(3):
        fill(ledger, FIRST + timedelta(days=day))
    purge = Purge(ledger, Retention(), NIGHT)
    start = FIRST + timedelta(days=731)
    blanked = [purge.all_now(at(start + timedelta(days=n, hours=1))) for n in range(4)]

    assert [n > 0 for n in blanked] == [True, True, True, False]
    assert verify(ledger.path, KEY).finding is None
    assert "tap" not in kept(ledger)


def test_rows_that_are_blank_already_are_not_read_again(ledger: Ledger) -> None:
    """However long the ledger, a night costs what a day holds: counted in SQLite's own steps."""
    for day in range(40):
        fill(ledger, FIRST + timedelta(days=day))
    purge = Purge(ledger, Retention(), NIGHT)
    first = steps(ledger, lambda: purge.all_now(at(FIRST + timedelta(days=731 + 38))))
    second = steps(ledger, lambda: purge.all_now(at(FIRST + timedelta(days=731 + 39))))

    assert second * 3 < first


def steps(ledger: Ledger, act: Callable[[], object]) -> int:
    """Return how many hundreds of its steps SQLite needed for something."""
    conn, counted = ledger._connection(), [0]

    def count() -> int:
        counted[0] += 1
        return 0

    conn.set_progress_handler(count, 100)
    act()
    conn.set_progress_handler(None, 100)
    return counted[0]


def test_rows_of_a_clock_that_was_behind_are_blanked_too(ledger: Ledger) -> None:
    """A row dated long ago that was kept after the last purge does not slip through."""
    fill(ledger, FIRST)
    purge = Purge(ledger, Retention(), NIGHT)
    purge.all_now(at(NIGHT))
    late = Record(kind="request.filed", subject="r9", body={"why": "late"})
    ledger.append([late], at(datetime(2023, 5, 1, tzinfo=UTC)))

    assert purge.all_now(at(NIGHT + timedelta(days=1))) >= 1
    assert "request.filed" not in kept(ledger)


def test_what_was_kept_under_a_clock_that_was_not_set_is_as_old_as_what_came_after(
    ledger: Ledger,
) -> None:
    """A Pi boots in 1970: those taps are of today, are told for two years, and then blanked."""
    fill(ledger, FIRST - timedelta(days=1))
    ledger.append([tap(5)], Now(5.0, datetime(1970, 1, 1, 8, 0, tzinfo=SHANGHAI), trusted=False))
    told = Record(kind="clock.trusted", subject="clock", body={"offset_s": 1.7e9})
    ledger.append([told], at(FIRST))
    fill(ledger, FIRST)
    soon = FIRST + timedelta(days=200)

    Purge(ledger, Retention(taps=90), FIRST).all_now(at(FIRST + timedelta(hours=19)))
    assert kept(ledger).count("tap") == 5
    assert ledger._connection().execute("SELECT count(*) FROM taps").fetchone() == (5,)
    Purge(ledger, Retention(taps=90), soon).all_now(at(soon))

    assert "tap" not in kept(ledger)
    assert verify(ledger.path, KEY).finding is None
    assert ledger._connection().execute("SELECT count(*) FROM taps").fetchone() == (0,)


def test_a_month_whose_days_are_blanked_stays_closed_live_and_after_a_start(
    ledger: Ledger,
) -> None:
    """Its row says nothing any more; the row of the blanking says enough."""
    closed = Record(
        kind="month.closed", subject="p017", body={"person": "p017", "month": "2023-12", "days": []}
    )
    ledger.append([closed], at(FIRST))
    before = recover(ledger, at(NIGHT))
    live = [before]

    def told(fact: Fact) -> None:
        live.append(fold(live[-1], fact, at(NIGHT)))

    a_night(Purge(ledger, replace(Retention(), months=731), NIGHT, told), NIGHT)

    after = recover(ledger, at(NIGHT))
    assert "month.closed" not in kept(ledger)
    assert after.closing == live[-1].closing
    for office in (before, after):
        assert closing.is_closed(office, "p017", "2023-12")
    assert not closing.is_closed(after, "p017", "2026-10")
