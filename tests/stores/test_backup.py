"""A backup is only one when it has been restored: whole, proven, and over nothing unasked."""

import io
import json
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.backup import make_backup, restore
from gateway.errors import StoreDamaged, StoreUnavailable
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader, verify
from gateway.registry import FolderLock, Registry
from tests.stores.samples import (
    DOCUMENT,
    MORNING,
    SHANGHAI,
    by_hand,
    note,
    now,
    tap,
    without_triggers,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with something in each store."""
    folder = tmp_path / "data"
    folder.mkdir()
    keys = Keys.load_or_create(folder)
    ledger = Ledger.open(folder / "ledger.db", keys.ledger, "gw-1", SHANGHAI)
    ledger.append([tap(1), note()], now())
    ledger.close()
    Registry(folder / "registry.json", keys).import_document(DOCUMENT)
    return folder


def test_everything_comes_back_from_a_backup(data: Path, tmp_path: Path) -> None:
    """Ledger, registry and keys; the chain verifies with the restored key, writing goes on."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    new = tmp_path / "new"

    done = restore(archive, new, MORNING)

    assert (done.rows, done.moved_to) == (2, None)
    keys = Keys.load(new)
    assert keys == Keys.load(data)
    assert (new / "keys.json").stat().st_mode & 0o777 == 0o600
    assert Registry(new / "registry.json", keys).view.people["p017"].name == "李伟"
    ledger = Ledger.open(new / "ledger.db", keys.ledger, "gw-1")
    assert ledger.append([tap(2), tap(1)], now(1.0)) == [3, 0]
    ledger.close()
    assert verify(new / "ledger.db", keys.ledger).rows == 3
    assert {p.name for p in new.iterdir()} >= {"ledger.db", "registry.json", "keys.json"}
    assert not [p for p in new.iterdir() if p.name.startswith(".")]


def test_a_gateway_in_use_is_backed_up_as_of_one_moment(data: Path, tmp_path: Path) -> None:
    """What was committed before is in it; it does not stop the writer."""
    keys = Keys.load(data)
    ledger = Ledger.open(data / "ledger.db", keys.ledger, "gw-1", SHANGHAI)
    ledger.append([note("uncheckpointed")], now())
    running = Registry(data / "registry.json", keys, lambda event: None)
    running.start()

    archive = make_backup(data, tmp_path / "to", MORNING)
    ledger.append([note("after")], now())
    running.stop()
    ledger.close()

    assert restore(archive, tmp_path / "new", MORNING).rows == 3


def test_a_backup_is_private_and_the_oldest_go(data: Path, tmp_path: Path) -> None:
    """It holds keys: mode 0600. Only so many stay, and nothing half-written."""
    to = tmp_path / "to"
    for day in range(4):
        make_backup(data, to, MORNING + timedelta(days=day), keep=2)

    assert sorted(p.name for p in to.iterdir()) == [
        "office-gateway-20261122T090000.tar.gz",
        "office-gateway-20261123T090000.tar.gz",
    ]
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in to.iterdir())


def test_a_folder_with_content_is_left_alone(data: Path, tmp_path: Path) -> None:
    """Nobody's data goes by a slip; backups kept inside the data folder do not count."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    before = (data / "ledger.db").read_bytes()

    with pytest.raises(StoreUnavailable, match="not empty"):
        restore(archive, data, MORNING)

    assert (data / "ledger.db").read_bytes() == before
    new = tmp_path / "new"
    restore(make_backup(data, new / "backups", MORNING), new, MORNING)


def test_force_moves_what_was_there_aside(data: Path, tmp_path: Path) -> None:
    """A wrong restore can itself be undone."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    keys = Keys.load(data)
    ledger = Ledger.open(data / "ledger.db", keys.ledger, "gw-1", SHANGHAI)
    ledger.append([note("later")], now())
    ledger.close()

    done = restore(archive, data, MORNING, force=True)

    assert done.rows == 2
    assert done.moved_to is not None
    assert verify(done.moved_to / "ledger.db", Keys.load(done.moved_to).ledger).rows == 3
    reader = LedgerReader(data / "ledger.db", SHANGHAI)
    assert len(reader.latest()) == 2
    reader.close()


def test_a_folder_in_use_is_not_restored_into(data: Path, tmp_path: Path) -> None:
    """Not even with force: the gateway would write on into the old files."""
    archive = make_backup(data, tmp_path / "to", MORNING)

    with FolderLock(data), pytest.raises(StoreUnavailable, match="stop the gateway first"):
        restore(archive, data, MORNING, force=True)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_backup_cut_off_is_refused(data: Path, tmp_path: Path, share: float) -> None:
    """In words, and nothing is left in the folder."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])

    _refused(archive, tmp_path / "new")


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_backup_with_garbled_bytes_is_refused(data: Path, tmp_path: Path, place: float) -> None:
    """Wherever they are: a bad card is said, not restored."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    content = bytearray(archive.read_bytes())
    at = int(len(content) * place)
    content[at : at + 8] = bytes(8 * [0x5A])
    archive.write_bytes(content)

    _refused(archive, tmp_path / "new")


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    """Any file, or none."""
    (tmp_path / "x").write_bytes(b"hello" * 100)

    _refused(tmp_path / "x", tmp_path / "new")
    _refused(tmp_path / "missing", tmp_path / "new")


def test_a_member_that_is_not_what_was_saved_is_refused(data: Path, tmp_path: Path) -> None:
    """Its checksum is in the manifest."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    members = _members(archive)
    members["registry.json"] += b" "
    _pack(archive, members)

    _refused(archive, tmp_path / "new", "registry.json is not what was saved")


def test_a_backup_without_its_ledger_is_refused(data: Path, tmp_path: Path) -> None:
    """What is missing is named."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    members = _members(archive)
    del members["ledger.db"]
    _pack(archive, members)

    _refused(archive, tmp_path / "new", "is damaged: ledger.db is not in it")


def test_a_ledger_edited_before_its_backup_is_refused(data: Path, tmp_path: Path) -> None:
    """The chain is walked before anything is put in place."""
    with by_hand(data / "ledger.db") as conn:
        without_triggers(conn)
        conn.execute("UPDATE rows SET body = '{}' WHERE seq = 2")
    archive = make_backup(data, tmp_path / "to", MORNING)

    _refused(archive, tmp_path / "new", "does not hold at row 2")


def test_a_backup_cannot_write_outside_its_folder(data: Path, tmp_path: Path) -> None:
    """Names with paths, links and unknown members are passed over."""
    archive = make_backup(data, tmp_path / "to", MORNING)
    members = _members(archive) | {"../evil": b"x", "/tmp/evil-restore": b"x", "extra": b"x"}
    _pack(archive, members)

    restore(archive, tmp_path / "new", MORNING)

    assert not (tmp_path / "evil").exists()
    assert not Path("/tmp/evil-restore").exists()
    assert not (tmp_path / "new" / "extra").exists()


def test_nothing_to_back_up_is_said(tmp_path: Path) -> None:
    """And no empty backup pretends to be one."""
    with pytest.raises(StoreUnavailable, match="nothing to back up"):
        make_backup(tmp_path, tmp_path / "to", MORNING)
    assert not (tmp_path / "to").exists()


def _refused(archive: Path, new: Path, why: str = "damaged|cannot be read|no backup") -> None:
    with pytest.raises(StoreDamaged, match=why):
        restore(archive, new, MORNING)
    assert [p.name for p in new.iterdir() if p.name != "owner.lock"] == []


def _members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def _pack(archive: Path, members: dict[str, bytes]) -> None:
    assert json.loads(members["manifest.json"])["format"] == 1
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
