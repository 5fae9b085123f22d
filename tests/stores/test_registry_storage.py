"""Power may be cut at any write: the old state or the new one, never neither, and never quietly."""

import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.events import PartChanged
from gateway.errors import DataNewer, StoreDamaged, StoreUnavailable
from gateway.keys import Keys
from gateway.registry import Registry
from gateway.registry.storage import GENERATIONS, SafeStorage

OLD = {"people": {"p1": {"name": "old"}}}
NEW = {"people": {"p1": {"name": "new"}, "p2": {"name": "李伟"}}}


class PowerCut(BaseException):
    """The machine is gone at this very step."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the registry is."""
    return tmp_path / "registry.json"


def _loaded(file: Path) -> tuple[dict | None, str]:
    storage = SafeStorage(file)
    storage.load()
    return storage.read(), storage.damage


def _written(file: Path) -> SafeStorage:
    storage = SafeStorage(file)
    storage.load()
    storage.write(OLD)
    storage.write(NEW)
    return storage


def test_what_was_written_is_read_and_is_private(file: Path) -> None:
    """As JSON that people can read and compare, for its owner's eyes."""
    _written(file)

    assert _loaded(file) == (NEW, "")
    assert "李伟" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_written_is_nothing_read(file: Path) -> None:
    """A first start is no damage."""
    assert _loaded(file) == (None, "")


_place = st.integers(0, 10_000)


@given(cut=_place)
def test_a_file_cut_off_anywhere_gives_the_generation_before(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    """Truncated at any byte: the last good one, said loudly, and the damaged one is kept."""
    file = tmp_path_factory.mktemp("cut") / "registry.json"
    _written(file)
    whole = file.read_bytes()
    part = whole[: cut % (len(whole) - 2)]
    _replace(file, part)

    tables, damage = _loaded(file)

    assert tables == OLD
    assert "registry.json is damaged" in damage
    assert "registry.json.1" in damage
    assert file.with_name("registry.json.damaged").read_bytes() == part


@given(place=_place, garbage=st.binary(min_size=1, max_size=40))
def test_a_garbled_file_gives_the_old_state_or_the_new(
    tmp_path_factory: pytest.TempPathFactory, place: int, garbage: bytes
) -> None:
    """Bytes overwritten anywhere: never a third state, never an exception."""
    file = tmp_path_factory.mktemp("garbled") / "registry.json"
    _written(file)
    content = bytearray(file.read_bytes())
    at = place % len(content)
    content[at : at + len(garbage)] = garbage
    _replace(file, bytes(content))

    try:
        tables, damage = _loaded(file)
    except DataNewer:
        return  # it says that it is newer; refused, nothing touched
    assert tables == (OLD if damage else NEW)


def _replace(file: Path, content: bytes) -> None:
    """Damage the file alone: the generation beside it may be the same inode."""
    file.unlink()
    file.write_bytes(content)


@pytest.mark.parametrize("survive", range(9))
def test_power_cut_at_any_step_of_a_write_leaves_old_or_new(
    file: Path, monkeypatch: pytest.MonkeyPatch, survive: int
) -> None:
    """After each system call in turn: whatever was done until then is a whole state."""
    storage = SafeStorage(file)
    storage.load()
    storage.write({"people": {"p0": {}}})
    storage.write(OLD)
    left = [survive]

    def cut_after(call):
        def step(*args, **kwargs):
            if left[0] == 0:
                raise PowerCut
            left[0] -= 1
            return call(*args, **kwargs)

        return step

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", cut_after(os.open))
        patched.setattr(os, "fsync", cut_after(os.fsync))
        patched.setattr(os, "link", cut_after(os.link))
        patched.setattr(Path, "replace", cut_after(Path.replace))
        try:
            storage.write(NEW)
        except PowerCut:
            is_cut = True
        else:
            is_cut = False

    tables, damage = _loaded(file)
    assert tables in ((OLD, NEW) if is_cut else (NEW,))
    assert damage == ""


def test_several_generations_are_gone_through_until_one_is_whole(file: Path) -> None:
    """The newest whole one counts."""
    storage = _written(file)
    _age(file.with_name("registry.json.1"))
    storage.write({"people": {"p3": {}}})
    _replace(file, b"")
    _replace(file.with_name("registry.json.1"), b"{")

    tables, damage = _loaded(file)

    assert tables == OLD
    assert damage.count("is damaged") == 2


def test_a_missing_file_beside_a_generation_is_damage(file: Path) -> None:
    """Somebody deleted it: not taken for a new office without people."""
    _written(file)
    file.unlink()

    assert _loaded(file) == (OLD, "registry.json is missing; using registry.json.1")


def test_nothing_whole_at_all_is_said_and_not_overwritten(file: Path) -> None:
    """An empty registry in its place would let nobody in and look well."""
    file.write_bytes(b"\0" * 100)
    file.with_name("registry.json.1").write_bytes(b"{}")

    with pytest.raises(StoreDamaged, match="restore a backup"):
        _loaded(file)
    assert file.read_bytes() == b"\0" * 100


def test_generations_are_apart_and_not_too_many(file: Path) -> None:
    """A busy minute pushes none of them out; old ones go."""
    storage = SafeStorage(file)
    storage.load()
    for number in range(5):
        storage.write({"people": {str(number): {}}})
    assert _generations(file) == 2

    for number in range(20):
        for generation in file.parent.glob("registry.json.?"):
            _age(generation)
        storage.write({"people": {str(number): {}}})
    assert _generations(file) == GENERATIONS


def _generations(file: Path) -> int:
    return len(list(file.parent.glob("registry.json.?")))


def _age(path: Path) -> None:
    """Make a file an hour older."""
    at = path.stat().st_mtime - 3_600.0
    os.utime(path, (at, at))


def test_a_file_system_without_links_keeps_generations_too(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy does as well."""

    def no_links(*args, **kwargs):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    _written(file)
    _replace(file, b"")

    assert _loaded(file)[0] == OLD


def test_newer_data_is_refused_and_not_touched(file: Path) -> None:
    """An older program steps back without harm."""
    _written(file)
    kept = json.loads(file.read_text())
    kept["format"] = 99
    _replace(file, json.dumps(kept).encode())

    with pytest.raises(DataNewer, match="format 99"):
        _loaded(file)
    assert json.loads(file.read_text())["format"] == 99


def test_a_registry_that_does_not_make_sense_is_said_with_its_path(file: Path, keys: Keys) -> None:
    """Whole, but not of this program."""
    SafeStorage(file).write({"people": {"p1": {"id": "p1", "number": "1"}}})

    with pytest.raises(StoreDamaged, match=r"people\.p1\.name"):
        Registry(file, keys)

    SafeStorage(file).write({"robots": {}})
    with pytest.raises(StoreDamaged, match="robots"):
        Registry(file, keys)


def test_damage_is_said_loudly_and_mended(
    file: Path, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log, and as an event for the facilities page; afterwards the file is whole again."""
    registry = Registry(file, keys)
    registry.save("people", "p1", {"number": "1", "name": "x"}, by="cli")
    registry.save("people", "p2", {"number": "2", "name": "y"}, by="cli")
    _replace(file, file.read_bytes()[:-20])

    said: list = []
    with caplog.at_level(logging.CRITICAL):
        mended = Registry(file, keys, said.append)
    mended.start()
    mended.stop()

    assert "the registry was damaged" in caplog.text
    assert set(mended.view.people) == {"p1"}
    parts = [event for event in said if isinstance(event, PartChanged)]
    assert [(p.part, p.ok) for p in parts] == [("registry", False)]
    assert "registry.json is damaged" in parts[0].detail
    assert Registry(file, keys).damage == ""


def test_a_full_disk_leaves_the_old_file_and_no_rubbish(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says which file; nothing half-written stays."""
    storage = _written(file)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreUnavailable, match=r"registry\.json keeps nothing now"):
            storage.write(OLD)

    assert _loaded(file) == (NEW, "")
    assert not file.with_name("registry.json.new").exists()
