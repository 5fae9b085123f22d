"""When the disk refuses: nothing is half kept, the reason is said, and it recovers by itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger, look_at_disk, verify
from tests.stores.samples import KEY, SHANGHAI, by_hand, note, now, tap

FULL = """
import resource, sys
from pathlib import Path
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger, verify
from tests.stores.samples import KEY, now, tap

path = Path(sys.argv[1])
ledger = Ledger.open(path, KEY, "gw-1")
assert ledger.append([tap(1)], now()) == [1]
size = sum(p.stat().st_size for p in path.parent.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, resource.RLIM_INFINITY))
for attempt in range(3):
    try:
        ledger.append([tap(n) for n in range(2, 200)], now())
    except StoreUnavailable as error:
        print("refused:", error)
    else:
        raise SystemExit("kept on a full disk")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert ledger.append([tap(2), tap(3)], now()) == [2, 3], "did not recover"
assert ledger.known_tap("front-door:boot:3") and not ledger.known_tap("front-door:boot:4")
ledger.close()
assert verify(path, KEY).rows == 3
"""


def _python(code: str, *args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_a_disk_that_takes_no_more_refuses_the_whole_batch_and_recovers(path: Path) -> None:
    """With the kernel itself refusing to let the files grow."""
    done = _python(FULL, path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("refused:") == 3
    assert "keeps nothing now" in done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_file_system_refuses_and_recovers_when_room_is_made(small_disk: Path) -> None:
    """A real ENOSPC; taking something away is all it needs."""
    path = small_disk / "ledger.db"
    ledger = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    ledger.append([tap(1)], now())
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (look_at_disk(small_disk).free_bytes - 8_192))

    with pytest.raises(StoreUnavailable, match="full"):
        ledger.append([note("x" * 1_000) for _ in range(50)], now(1.0))
    assert look_at_disk(small_disk).low

    ballast.unlink()
    assert ledger.append([tap(2)], now(2.0)) == [2]
    ledger.close()
    assert verify(path, KEY).rows == 2


def test_a_ledger_another_program_holds_is_waited_for_and_then_refused(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for ever: people stand at the door. It works again when let go."""
    assert ledger._conn is not None
    ledger._conn.execute("PRAGMA busy_timeout = 10")
    with by_hand(path) as hand:
        hand.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable, match="locked"):
            ledger.append([tap(1)], now())

        hand.execute("ROLLBACK")
    assert ledger.append([tap(1)], now()) == [1]


def test_two_programs_may_write_in_turn_and_the_chain_holds(ledger: Ledger, path: Path) -> None:
    """The last row is read inside each transaction, not remembered."""
    other = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    for number in range(0, 10, 2):
        ledger.append([tap(number)], now())
        other.append([tap(number + 1)], now())
    other.close()

    verdict = verify(path, KEY)
    assert (verdict.rows, verdict.finding) == (10, None)


def test_a_connection_that_broke_is_replaced(ledger: Ledger, path: Path) -> None:
    """Whatever happened to it: the next batch opens a new one."""
    ledger.append([tap(1)], now())
    assert ledger._conn is not None
    ledger._conn.close()

    with pytest.raises(StoreUnavailable):
        ledger.append([tap(2)], now())
    assert ledger.append([tap(2)], now()) == [2]


READ_ONLY = """
import os, sys
from pathlib import Path
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger, look_at_disk
from tests.stores.samples import KEY

os.chdir(sys.argv[1])
if os.getuid() == 0:  # whom no mode keeps out
    os.setuid(65534)
try:
    Ledger.open(Path("ledger.db"), KEY, "gw-1")
except StoreUnavailable as error:
    print("refused:", error)
print(look_at_disk(Path()).writable)
"""


def test_a_folder_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    """A start on a read-only card ends in words."""
    tmp_path.chmod(0o555)

    done = _python(READ_ONLY, tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith("refused: ledger.db cannot be written")
    assert done.stdout.splitlines()[1] == "False"


def test_the_disk_is_looked_at_without_leaving_anything(tmp_path: Path) -> None:
    """Room and a write that works; a folder that is gone is no exception."""
    state = look_at_disk(tmp_path)

    assert state.writable
    assert state.free_bytes > 0
    assert list(tmp_path.iterdir()) == []
    assert not look_at_disk(tmp_path / "gone").writable


def test_tidying_up_empties_the_log_and_keeps_everything(ledger: Ledger, path: Path) -> None:
    """In a quiet moment, so that no tap has to wait for it."""
    for number in range(50):
        ledger.append([tap(number)], now())

    ledger.tidy()

    with by_hand(path) as conn:
        assert conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0] == 0
    assert verify(path, KEY).rows == 50
