"""Nobody edits the ledger quietly: guards in the file, and a chain that names the row."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import DataNewer, StoreDamaged, StoreUnavailable
from gateway.ledger import (
    Anchor,
    Breach,
    Finding,
    Ledger,
    anchor_now,
    export_lines,
    verify,
)
from gateway.ledger.chain import GENESIS, content_hash, link
from tests.stores.samples import KEY, SHANGHAI, by_hand, note, now, tap, without_triggers


@pytest.fixture
def five(ledger: Ledger) -> Ledger:
    """A ledger with five rows."""
    for number in range(5):
        ledger.append([tap(number)], now(float(number)))
    return ledger


def test_an_untouched_ledger_is_intact(five: Ledger, path: Path) -> None:
    """All rows hold, also while the gateway has it open."""
    verdict = verify(path, KEY)

    assert (verdict.rows, verdict.blanked, verdict.finding) == (5, 0, None)


def test_an_empty_ledger_is_intact(ledger: Ledger, path: Path) -> None:
    """Nothing happened, nothing was changed."""
    assert verify(path, KEY).rows == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rows SET body = '{}' WHERE seq = 3",
        "UPDATE rows SET at_us = at_us + 1 WHERE seq = 3",
        "UPDATE rows SET subject = NULL, body = NULL, salt = NULL WHERE seq = 3",
        "DELETE FROM rows WHERE seq = 3",
        "DELETE FROM rows",
        "INSERT OR REPLACE INTO rows SELECT * FROM rows WHERE seq = 3",
        "INSERT INTO rows SELECT 9, gateway, at_us, clock, kind, subject, body, salt,"
        " content_hash, hash FROM rows WHERE seq = 3",
    ],
)
def test_the_file_itself_refuses_every_change(five: Ledger, path: Path, statement: str) -> None:
    """Append-only by triggers, for programs with a bug and people with a tool."""
    with by_hand(path) as conn, pytest.raises(Exception, match="the ledger"):
        conn.execute(statement)

    assert verify(path, KEY).finding is None


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        ("UPDATE rows SET body = replace(body, 'in', 'out') WHERE seq = 3", (3, Breach.CONTENT)),
        ("UPDATE rows SET subject = 'p018' WHERE seq = 3", (3, Breach.CONTENT)),
        ("UPDATE rows SET salt = x'00' WHERE seq = 3", (3, Breach.CONTENT)),
        ("UPDATE rows SET at_us = at_us - 60000000 WHERE seq = 3", (3, Breach.LINK)),
        ("UPDATE rows SET kind = 'note' WHERE seq = 3", (3, Breach.LINK)),
        ("UPDATE rows SET gateway = 'gw-2' WHERE seq = 3", (3, Breach.LINK)),
        ("UPDATE rows SET clock = 'untrusted' WHERE seq = 3", (3, Breach.LINK)),
        ("UPDATE rows SET hash = zeroblob(32) WHERE seq = 3", (3, Breach.LINK)),
        ("UPDATE rows SET at_us = 0 WHERE seq = 1", (1, Breach.START)),
        ("DELETE FROM rows WHERE seq = 3", (3, Breach.MISSING)),
        ("DELETE FROM rows WHERE seq = 1", (1, Breach.MISSING)),
        (
            "DELETE FROM rows WHERE seq = 2; UPDATE rows SET seq = seq - 1 WHERE seq > 2",
            (2, Breach.LINK),
        ),
        (
            "UPDATE rows SET subject = NULL, body = NULL, salt = NULL WHERE seq = 3",
            (3, Breach.BLANKED),
        ),
        ("UPDATE rows SET body = NULL WHERE seq = 3", (3, Breach.BLANKED)),
    ],
)
def test_a_row_edited_by_hand_is_named(
    five: Ledger, path: Path, edit: str, finding: tuple[int, Breach]
) -> None:
    """`verify` names the first row that does not fit, and what was done to it."""
    with by_hand(path) as conn:
        without_triggers(conn)
        conn.executescript(edit)

    assert verify(path, KEY).finding == Finding(*finding)


def test_a_row_forged_without_the_key_is_named(five: Ledger, path: Path) -> None:
    """Who recomputes every hash from the row on still has no key."""
    with by_hand(path) as conn:
        without_triggers(conn)
        rows = conn.execute("SELECT * FROM rows ORDER BY seq").fetchall()
        previous = rows[2][9]
        for seq, gateway, at_us, clock, kind, subject, body, salt, _, _ in rows[3:]:
            forged = body.replace("p017", "p099")
            content = content_hash(salt, subject, forged)
            previous = link(b"guess" * 6, previous, content, (seq, gateway, at_us, clock, kind))
            conn.execute(
                "UPDATE rows SET body = ?, content_hash = ?, hash = ? WHERE seq = ?",
                (forged, content, previous, seq),
            )

    assert verify(path, KEY).finding == Finding(4, Breach.LINK)


def test_rows_cut_off_the_end_are_found_with_an_anchor(five: Ledger, path: Path) -> None:
    """A chain alone cannot miss its newest rows; an anchor kept elsewhere does."""
    anchor = anchor_now(path)
    with by_hand(path) as conn:
        without_triggers(conn)
        conn.execute("DELETE FROM rows WHERE seq > 3")

    assert verify(path, KEY).finding is None
    assert verify(path, KEY, anchor).finding == Finding(4, Breach.SHORT)


def test_an_anchor_still_fits_when_the_ledger_has_grown(five: Ledger, path: Path) -> None:
    """Yesterday's anchor is good for ever."""
    anchor = Anchor.read("Subject: anchor\n" + anchor_now(path).line() + "\n")
    five.append([note()], now(9.0))

    assert verify(path, KEY, anchor).finding is None
    assert verify(path, KEY, anchor).rows == 6


def test_a_ledger_written_anew_does_not_fit_its_anchor(five: Ledger, path: Path) -> None:
    """Even an insider with the key cannot rewrite what was anchored."""
    old = Anchor("gw-1", 3, "0" * 64)

    assert verify(path, KEY, old).finding == Finding(3, Breach.ANCHOR)


def test_an_anchor_that_is_none_is_refused() -> None:
    """A wrong file is not taken for a good one."""
    with pytest.raises(ValueError, match="office-gateway-anchor"):
        Anchor.read("nothing here")


def test_nothing_to_anchor_is_said(ledger: Ledger, path: Path) -> None:
    """An empty chain has no end."""
    with pytest.raises(StoreUnavailable, match="no row yet"):
        anchor_now(path)


def test_retention_blanks_who_and_what_and_the_chain_still_verifies(
    five: Ledger, path: Path
) -> None:
    """Subject, body and salt go; the rows and their hashes stay; a row says so."""
    five.append([note("stays")], now(5.0))

    assert five.blank(["tap"], now(3.0).at, now(10.0)) == 3

    verdict = verify(path, KEY)
    assert (verdict.rows, verdict.blanked, verdict.finding) == (7, 3, None)
    assert [seq for seq, _ in five.since(0)] == [4, 5, 6, 7]
    assert b"front-door:boot:1" not in _bytes(path)
    assert five.blank(["tap"], now(3.0).at, now(11.0)) == 0


def test_blanking_more_than_retention_said_is_named(five: Ledger, path: Path) -> None:
    """A retention row covers what it names, nothing newer and nothing of another kind."""
    five.blank(["tap"], now(2.0).at, now(10.0))
    with by_hand(path) as conn:
        without_triggers(conn)
        conn.execute("UPDATE rows SET subject = NULL, body = NULL, salt = NULL WHERE seq = 4")

    assert verify(path, KEY).finding == Finding(4, Breach.BLANKED)


def test_the_retention_rows_themselves_stay(five: Ledger) -> None:
    """What was blanked must remain explainable."""
    with pytest.raises(ValueError, match="never blanked"):
        five.blank(["retention.blanked"], now().at, now())


def test_the_export_holds_all_that_proves_it(five: Ledger, path: Path) -> None:
    """Anybody with the key can walk the chain of an export with ten lines of their own."""
    rows = [json.loads(line) for line in export_lines(path)]
    previous = GENESIS
    with by_hand(path) as conn:
        times = [at for (at,) in conn.execute("SELECT at_us FROM rows ORDER BY seq")]
        texts = [body for (body,) in conn.execute("SELECT body FROM rows ORDER BY seq")]

    for row, at_us, text in zip(rows, times, texts, strict=True):
        content = content_hash(bytes.fromhex(row["salt"]), row["subject"], text)
        assert content.hex() == row["content_hash"]
        place = (row["seq"], row["gateway"], at_us, row["clock"], row["kind"])
        previous = link(KEY, previous, content, place)
        assert previous.hex() == row["hash"]
    assert rows[0]["body"]["person"] == "p017"
    assert rows[0]["at"] == "2026-11-20T01:00:00+00:00"


@pytest.mark.parametrize("step", [61, 997, 5003])
def test_a_file_that_is_damaged_is_said_in_words(five: Ledger, path: Path, step: int) -> None:
    """Rubbish all over the file is a finding or an expected error, never a traceback."""
    five.close()
    content = bytearray(path.read_bytes())
    for place in range(100, len(content), step):
        content[place] ^= 0xFF
    path.write_bytes(content)

    assert _is_found_out(path)


def _is_found_out(path: Path) -> bool:
    try:
        return verify(path, KEY).finding is not None
    except StoreDamaged:
        return True


def test_a_file_that_is_no_database_is_said_in_words(path: Path) -> None:
    """A wrong file in the data folder is named."""
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(StoreDamaged, match="restore a backup"):
        Ledger.open(path, KEY, "gw-1")
    with pytest.raises(StoreDamaged):
        verify(path, KEY)


def test_no_ledger_is_said_in_words(path: Path) -> None:
    """`verify` of an empty folder creates nothing."""
    with pytest.raises(StoreUnavailable, match="no ledger"):
        verify(path, KEY)
    assert not path.exists()


def test_the_wrong_key_is_said_as_such(five: Ledger, path: Path) -> None:
    """Not as a thousand broken rows."""
    with pytest.raises(StoreDamaged, match="another key"):
        verify(path, b"x" * 32)


def test_newer_data_is_refused_and_not_touched(five: Ledger, path: Path) -> None:
    """An older program steps back without harm."""
    five.close()
    with by_hand(path) as conn:
        conn.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    with pytest.raises(DataNewer, match="format 99"):
        Ledger.open(path, KEY, "gw-1")
    with pytest.raises(DataNewer):
        verify(path, KEY)
    assert path.read_bytes() == before


def _bytes(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.glob("ledger.db*"))


_words = st.text(max_size=20)
_rows = st.lists(
    st.tuples(_words, _words, st.dictionaries(_words, _words, max_size=3)), min_size=2, max_size=8
)


@given(rows=_rows, data=st.data())
def test_no_single_edit_of_any_row_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, rows: list, data: st.DataObject
) -> None:
    """Whatever is in the rows: change any column of any row, and that row is named."""
    from gateway.domain.effects import Record

    path = tmp_path_factory.mktemp("chain") / "ledger.db"
    ledger = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    ledger.append([Record(kind=k or "k", subject=s, body=b) for k, s, b in rows], now())
    ledger.close()
    assert verify(path, KEY).finding is None

    seq = data.draw(st.integers(1, len(rows)))
    edit = data.draw(
        st.sampled_from(
            [
                "subject = subject || 'x'",
                "body = body || ' '",
                "kind = kind || 'x'",
                "gateway = 'g'",
                "at_us = at_us + 1",
                "clock = 'untrusted'",
                "content_hash = zeroblob(32)",
                "hash = zeroblob(32)",
                "salt = zeroblob(16)",
            ]
        )
    )
    with by_hand(path) as conn:
        without_triggers(conn)
        conn.execute(f"UPDATE rows SET {edit} WHERE seq = ?", (seq,))

    finding = verify(path, KEY).finding
    assert finding is not None
    assert finding.seq == seq
