"""The keys: made once, private, and never made anew beside data that needs the old ones."""

import logging
import threading
from pathlib import Path

import pytest

from gateway.errors import StoreDamaged
from gateway.keys import Keys, uid_from_text


def test_keys_are_made_at_first_use_and_are_the_same_afterwards(tmp_path: Path) -> None:
    """The first start makes four different keys, mode 0600; the next one reads them."""
    made = Keys.load_or_create(tmp_path)

    assert Keys.load_or_create(tmp_path) == made
    assert len({made.ledger, made.badge, made.web, made.link}) == 4
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["keys.json"]


def test_two_programs_that_start_at_once_get_the_same_keys(tmp_path: Path) -> None:
    """Whoever comes second keeps the first one's keys."""
    found: list[Keys] = []
    starters = [
        threading.Thread(target=lambda: found.append(Keys.load_or_create(tmp_path)))
        for _ in range(8)
    ]
    for one in starters:
        one.start()
    for one in starters:
        one.join()

    assert len(found) == 8
    assert len({keys.ledger for keys in found}) == 1


@pytest.mark.parametrize("needs", ["ledger.db", "registry.json"])
def test_lost_keys_are_not_replaced_beside_data_that_needs_them(tmp_path: Path, needs: str) -> None:
    """New keys would silently make the chain and every badge worthless."""
    (tmp_path / needs).write_bytes(b"data")

    with pytest.raises(StoreDamaged, match=r"put keys\.json back from a backup"):
        Keys.load_or_create(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", '{"ledger":"zz"}', "[]", '{"ledger":1}'])
def test_a_broken_key_file_is_said_and_left_alone(tmp_path: Path, content: str) -> None:
    """A damaged file is not overwritten."""
    (tmp_path / "keys.json").write_text(content)

    with pytest.raises(StoreDamaged, match=r"keys\.json"):
        Keys.load_or_create(tmp_path)
    assert (tmp_path / "keys.json").read_text() == content


def test_a_key_that_is_too_short_is_refused(tmp_path: Path) -> None:
    """An empty key would chain nothing."""
    Keys.load_or_create(tmp_path)
    text = (tmp_path / "keys.json").read_text()
    key = text.split('"')[3]
    (tmp_path / "keys.json").write_text(text.replace(key, key[:10]))

    with pytest.raises(StoreDamaged, match="32 bytes"):
        Keys.load(tmp_path)


def test_a_key_file_others_can_read_is_taken_from_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A careless copy is tightened, and said."""
    Keys.load_or_create(tmp_path)
    (tmp_path / "keys.json").chmod(0o644)

    with caplog.at_level(logging.WARNING):
        Keys.load(tmp_path)

    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert "could be read by others" in caplog.text


def test_keys_never_show_in_repr(keys: Keys) -> None:
    """Neither logs nor tracebacks hold a key."""
    assert repr(keys) == "Keys()"


def test_a_uid_becomes_the_same_hash_however_it_is_written(keys: Keys) -> None:
    """Case, spaces and colons do not make another card; another key does."""
    hashes = {keys.hash_uid(uid_from_text(t)) for t in ("04A1B2C3", "04:a1:b2:c3", "04 a1 b2 c3")}

    assert len(hashes) == 1
    assert len(hashes.pop()) == 64
    assert Keys.new().hash_uid(b"\x04\xa1\xb2\xc3") != keys.hash_uid(b"\x04\xa1\xb2\xc3")


@pytest.mark.parametrize("text", ["", "99", "99A1B2", "99A1B2C3D4E5F60708091011", "no hex", "99F"])
def test_a_uid_that_cannot_be_one_is_refused_without_repeating_it(text: str) -> None:
    """The message may end up in a log, so it does not hold the number."""
    with pytest.raises(ValueError, match="uid must") as raised:
        uid_from_text(text)

    assert not text or text not in str(raised.value)
