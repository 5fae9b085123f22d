"""Which plugged-in reader is which of the site file's."""

import pytest

from devices.nfc.assign import assign
from devices.nfc.config import KeyboardReaderConfig, PcscReaderConfig

ONE = "ACS ACR122U PICC Interface 00 00"
TWO = "ACS ACR122U PICC Interface 01 00"
DESK = "Identiv uTrust 3700 F 02 00"


def test_a_part_of_the_name_in_any_case_finds_the_reader():
    """People copy what `doctor` shows."""
    assert assign([PcscReaderConfig(id="desk", match="utrust")], [ONE, DESK], {}) == {"desk": DESK}


def test_an_entry_without_a_match_takes_what_is_left_over():
    """Whatever their order in the file, entries that name a reader choose first."""
    configs = [PcscReaderConfig(id="any"), PcscReaderConfig(id="door", match="ACR122U")]

    assert assign(configs, [DESK, ONE], {}) == {"any": DESK, "door": ONE}


def test_two_alike_readers_go_to_two_entries_in_the_order_of_their_names():
    """One reader is never two doors."""
    configs = [PcscReaderConfig(id=i, match="ACR122U") for i in ("in", "out")]

    assert assign(configs, [TWO, ONE], {}) == {"in": ONE, "out": TWO}


def test_an_index_picks_one_of_several():
    """Counted from 0 over those that match."""
    configs = [PcscReaderConfig(id="out", match="ACR122U", index=1)]

    assert assign(configs, [ONE, DESK, TWO], {}) == {"out": TWO}
    assert assign(configs, [ONE, DESK], {}) == {}


@pytest.mark.parametrize("index", [None, 0])
def test_unplugging_one_of_two_never_turns_the_other_into_it(index):
    """The way out must not become the way in because a plug was pulled."""
    configs = [
        PcscReaderConfig(id="in", match="ACR122U", index=index),
        PcscReaderConfig(id="out", match="ACR122U", index=None if index is None else 1),
    ]
    held = assign(configs, [ONE, TWO], {})

    assert assign(configs, [TWO], held) == {"out": TWO}
    assert assign(configs, [ONE, TWO], held) == held


def test_a_reader_that_nothing_matches_is_left_alone():
    """A smart-card reader for something else."""
    assert assign([PcscReaderConfig(id="door", match="ACR122U")], [DESK], {}) == {}


def test_settings_out_of_range_say_the_limit():
    """Thing, value, limit."""
    with pytest.raises(ValueError, match="index must be 0 or more, not -1"):
        PcscReaderConfig(id="a", index=-1)
    with pytest.raises(ValueError, match="would grab any keyboard"):
        KeyboardReaderConfig(id="a", match=" ")
    with pytest.raises(ValueError, match="uid_bytes must be 4 to 10, not 3"):
        KeyboardReaderConfig(id="a", match="x", uid_bytes=3)
    with pytest.raises(ValueError, match=r"key_timeout_s must be 0\.05 to 10, not 0"):
        KeyboardReaderConfig(id="a", match="x", key_timeout_s=0)
