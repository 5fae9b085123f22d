"""The keyboard's table of characters is what the tool makes of its words and pypinyin."""

import re
import subprocess
import sys

from tests.kiosk_web import pinyin_words as words

CHECK = """
from tests.kiosk_web.pinyin_table import TABLE, text
import sys
sys.exit(TABLE.read_text() != text())
"""


def test_the_table_is_as_the_tool_makes_it():
    """In a process of its own: the phrases it reads are 56 MB that no other test shall carry."""
    assert subprocess.run([sys.executable, "-c", CHECK], check=False, timeout=60).returncode == 0


def test_words_are_han_and_names_have_two_characters():
    """A slip of the hand in the lists would be offered to visitors."""
    for block in (words.FREQUENT, words.SURNAMES, words.SINGLE, words.GIVEN, words.WORDS):
        assert re.fullmatch(r"[\u4e00-\u9fff\s]+", block)
    assert {len(pair) for pair in words.PAIRS.split()} == {2}
    assert {len(name) for name in words.COMPOUND.split()} == {2}
