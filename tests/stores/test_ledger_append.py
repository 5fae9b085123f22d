"""Keeping records: one commit, in order, each tap once, told back as the rules knew it."""

from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.effects import Record
from gateway.domain.turn import Fact
from gateway.errors import StoreDamaged
from gateway.ledger import REPEATED, Ledger, verify
from tests.stores.samples import KEY, MORNING, SHANGHAI, by_hand, note, now, tap


def test_a_batch_is_kept_in_order_and_told_back_in_the_sites_zone(ledger: Ledger) -> None:
    """What the rules are told after a restart is what they recorded."""
    assert ledger.append([note("a"), note("b")], now()) == [1, 2]
    assert ledger.append([note("c")], now(0.25)) == [3]

    facts = list(ledger.since(0))

    assert facts == [
        (1, Fact("note", "s", {"text": "a"}, MORNING)),
        (2, Fact("note", "s", {"text": "b"}, MORNING)),
        (3, Fact("note", "s", {"text": "c"}, MORNING + timedelta(seconds=0.25))),
    ]
    assert facts[0][1].at.tzinfo == SHANGHAI
    assert [seq for seq, _ in ledger.since(2)] == [3]
    assert ledger.last_seq() == 3


def test_nothing_to_keep_is_no_commit(ledger: Ledger) -> None:
    """An empty batch writes nothing."""
    assert ledger.append([], now()) == []
    assert ledger.last_seq() == 0


def test_a_tap_delivered_twice_is_kept_once_and_said(ledger: Ledger, path: Path) -> None:
    """Idempotent in one batch, in the next, and after a restart; what else came is kept."""
    assert ledger.append([tap(1), tap(1), note()], now()) == [1, REPEATED, 2]
    ledger.close()
    again = Ledger.open(path, KEY, "gw-1", SHANGHAI)

    assert again.append([tap(1), tap(2)], now(1.0)) == [REPEATED, 3]
    assert again.known_tap("front-door:boot:1")
    assert not again.known_tap("front-door:boot:9")
    again.close()
    assert verify(path, KEY).rows == 3


def test_a_correction_may_name_a_tap_again(ledger: Ledger) -> None:
    """Only the tap itself is kept once; corrections of it are facts of their own."""
    correction = Record(kind="tap.corrected", subject="p017", body={"tap_id": "front-door:boot:1"})

    assert ledger.append([tap(1), correction, correction], now()) == [1, 2, 3]


def test_taps_without_an_id_are_all_kept(ledger: Ledger) -> None:
    """Nothing to compare is no repetition."""
    bare = Record(kind="tap", subject="", body={})

    assert ledger.append([bare, bare], now()) == [1, 2]


def test_any_json_comes_back_whatever_its_python_type(ledger: Ledger) -> None:
    """Tuples, mappings and Chinese are JSON too; half an emoji does not stop the office."""
    body = {"n": None, "t": (1, 2.5, True), "m": MappingProxyType({"词": "词"}), "half": "a\ud83d"}
    ledger.append([Record(kind="k", subject="李\ud83d", body=body)], now())

    [(_, fact)] = ledger.since(0)

    assert fact.body == {"n": None, "t": [1, 2.5, True], "m": {"词": "词"}, "half": "a?"}
    assert fact.subject == "李?"


def test_a_body_that_is_no_json_is_a_bug_and_keeps_nothing(ledger: Ledger) -> None:
    """Not an expected trouble: it raises as itself, and the batch is gone as a whole."""
    with pytest.raises(TypeError, match="not JSON"):
        ledger.append([note(), Record(kind="k", subject="s", body={"x": object()})], now())  # type: ignore[dict-item]

    assert ledger.last_seq() == 0
    assert ledger.append([note()], now()) == [1]


def test_every_row_says_whether_its_clock_was_to_be_trusted(ledger: Ledger, path: Path) -> None:
    """A tap before NTP is kept and flagged; the newest trusted time is the floor of the clock."""
    ledger.append([note()], now())
    ledger.append([note()], now(-86_400.0, trusted=False))

    with by_hand(path) as conn:
        clocks = [c for (c,) in conn.execute("SELECT clock FROM rows ORDER BY seq")]
    assert clocks == ["trusted", "untrusted"]
    assert ledger.newest_at() == MORNING


def test_a_new_ledger_has_no_newest_time(ledger: Ledger) -> None:
    """Nothing kept, nothing to compare a clock with."""
    assert ledger.newest_at() is None


def test_every_commit_is_synced_and_the_log_written_ahead(ledger: Ledger) -> None:
    """WAL with synchronous=FULL on the connection itself: a green light survives a power cut."""
    assert ledger._conn is not None
    assert ledger._conn.execute("PRAGMA synchronous").fetchone() == (2,)
    assert ledger._conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_a_checkpoint_comes_back_as_saved(ledger: Ledger) -> None:
    """The newer one replaces the older."""
    ledger.append([note(), note()], now())
    assert ledger.load_checkpoint() is None
    ledger.save_checkpoint(1, "one")
    ledger.save_checkpoint(2, "二")

    assert ledger.load_checkpoint() == (2, "二")


@pytest.mark.parametrize("edit", ["json = 'other'", "seq = 1", "seal = x'00'"])
def test_a_checkpoint_that_was_tampered_with_is_not_used(
    ledger: Ledger, path: Path, edit: str
) -> None:
    """It is sealed with the key: state cannot be slipped in beside the chain."""
    ledger.append([note(), note()], now())
    ledger.save_checkpoint(2, "state")
    with by_hand(path) as conn:
        conn.execute(f"UPDATE checkpoint SET {edit}")

    assert ledger.load_checkpoint() is None


def test_another_key_is_refused_before_it_breaks_the_chain(ledger: Ledger, path: Path) -> None:
    """A lost keys.json is said at the start, not found out at the next audit."""
    ledger.append([note()], now())
    ledger.close()

    with pytest.raises(StoreDamaged, match="another key"):
        Ledger.open(path, b"x" * 32, "gw-1")


def test_the_zone_is_remembered_for_commands_that_know_no_site_file(
    ledger: Ledger, path: Path
) -> None:
    """`ledger rebuild` tells days in the site's zone without a site file."""
    ledger.close()
    again = Ledger.open(path, KEY, "gw-1")

    assert again.zone == ZoneInfo("Asia/Shanghai")
    again.close()


def test_closing_twice_is_no_error(ledger: Ledger) -> None:
    """Stopping half-way and stopping again ends the same."""
    ledger.close()
    ledger.close()
