"""Keeps the keyboard's characters in step: `python -m tests.kiosk_web.pinyin_table`.

Writes `kiosk_web/static/js/pinyin_table.js`: every character of GB 2312 by how it is
typed, the frequent ones first (pypinyin's readings, weighed by its phrases), and the
surnames, given names and words of `pinyin_words`. The file is committed: no gateway
loads pypinyin's phrases (56 MB), and the keys answer without asking anybody.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from tests.kiosk_web import pinyin_words as words

TABLE = Path(__file__).resolve().parents[2] / "kiosk_web" / "static" / "js" / "pinyin_table.js"
SELDOM = 0.04
"""A reading that a character has in fewer of its phrases is left out, if no name has it."""

USUAL = 0.2
"""A reading of fewer is offered after the characters that are read so."""


def plain(syllable: str) -> str:
    """Return a syllable as it is typed: no tone, v for ü."""
    found = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    bare = unicodedata.normalize("NFC", "".join(c for c in found if c not in "̄́̌̀̂"))
    return bare.replace("ü", "v").replace("ê", "e")


def characters() -> Iterator[tuple[str, int]]:
    """Yield GB 2312's characters and their level (1: common use, 2: not), then what names add."""
    found = set()
    for row in range(16, 88):
        for cell in range(1, 95):
            try:
                character = bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            found.add(character)
            yield character, 1 if row < 56 else 2
    names = words.RARE + words.SURNAMES + words.SINGLE + words.GIVEN + words.PAIRS
    for character in dict.fromkeys("".join(names.split())):
        if character not in found:
            yield character, 2


def counted() -> Counter[tuple[str, str]]:
    """Return how many phrases have each character in each of its readings."""
    counts: Counter[tuple[str, str]] = Counter()
    for phrase, readings in phrases_dict.items():
        for character, said in zip(phrase, readings, strict=False):
            counts[character, plain(said[0])] += 1
    return counts


def readings() -> dict[str, list[str]]:
    """Return how each character is typed, the usual reading first."""
    counts, found = counted(), {}
    for character, _level in characters():
        known = pinyin_dict.get(ord(character), "")
        said = list(dict.fromkeys(plain(one) for one in known.split(",") if one))
        total = sum(counts[character, one] for one in said)
        keep = [one for one in said if not total or counts[character, one] >= SELDOM * total]
        keep.sort(key=lambda one: -counts[character, one])
        for more in (words.READ_AS.get(character), words.ALSO.get(character)):
            if more and more not in keep:
                keep.append(more)
        found[character] = [one for one in keep if one.isascii() and set(one) & set("aeiouv")]
    return found


def syllables() -> dict[str, str]:
    """Return what each syllable may be, in the order in which it is offered."""
    said, counts = readings(), counted()
    level = dict(characters())
    often = {c: n for n, c in enumerate(dict.fromkeys("".join(words.FREQUENT.split())))}
    table: dict[str, list[tuple[bool, int, int, int, str]]] = {}
    for character, ways in said.items():
        for place, way in enumerate(ways):
            rank = often.get(character, len(often))
            total = sum(counts[character, one] for one in ways) or 1
            is_seldom = place > 0 and counts[character, way] < USUAL * total
            key = (is_seldom, rank, level[character], -counts[character, way], character)
            table.setdefault(way, []).append(key)
    return {way: "".join(c for *_, c in sorted(found)) for way, found in sorted(table.items())}


def spelled(word: str, said: dict[str, list[str]]) -> str:
    """Return a word's syllables with an apostrophe between them; phrases know theirs."""
    if word in words.READ_AS:
        return words.READ_AS[word].replace(" ", "'")
    if word in phrases_dict:
        return "'".join(plain(one[0]) for one in phrases_dict[word])
    return "'".join(_inside(word, said))


def _inside(word: str, said: dict[str, list[str]]) -> Iterator[str]:
    """Yield the syllables of a word that is no phrase: by the longest phrases in it."""
    while word:
        for length in range(len(word), 1, -1):
            if word[:length] in phrases_dict:
                yield from (plain(one[0]) for one in phrases_dict[word[:length]])
                break
        else:
            length = 1
            yield said[word[0]][0]
        word = word[length:]


def text() -> str:
    """Return the file."""
    said = readings()

    def row(items: Iterator[str]) -> str:
        return " ".join(f"{spelled(item, said)}{item}" for item in dict.fromkeys(items))

    def letters(block: str) -> Iterator[str]:
        return iter(dict.fromkeys("".join(block.split())))

    surnames = row(iter([*letters(words.SURNAMES), *words.COMPOUND.split()]))
    table = " ".join(f"{way}{found}" for way, found in syllables().items())
    parts = {
        "TABLE": table,
        "SURNAMES": surnames,
        "SINGLE": "".join(letters(words.SINGLE)),
        "GIVEN": "".join(letters(words.GIVEN)),
        "PAIRS": row(iter(words.PAIRS.split())),
        "WORDS": row(iter(words.WORDS.split())),
    }
    lines = [f'export const {name} = "{value}";' for name, value in parts.items()]
    return "\n".join(["// Made by tests/kiosk_web/pinyin_table.py.", *lines, ""])


if __name__ == "__main__":
    TABLE.write_text(text())
