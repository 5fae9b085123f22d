"""How Chinese names are typed: pypinyin, with surnames read as surnames (单 is Shan).

Loaded when somebody is first looked for, and without its table of phrases: that
is 56 MB and most of a second for a start, and a name is no phrase.
"""

import os
from functools import lru_cache

from kiosk_web.views.visitor_hosts import Spelled, plain

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "盖": "ge", "任": "ren",
    "区": "ou", "朴": "piao", "尉": "wei", "覃": "qin", "翟": "zhai", "华": "hua", "冼": "xian",
    "召": "shao", "乐": "yue", "缪": "miao", "秘": "bi", "繁": "po", "种": "chong", "员": "yun",
}  # fmt: skip
"""Characters that are read otherwise in a surname than elsewhere."""
NAMES_KEPT = 4096


@lru_cache(maxsize=NAMES_KEPT)
def spelled(name: str) -> Spelled:
    """Return a name as it is typed without tones; a Latin name is itself, with its initials."""
    syllables = _syllables(name)
    if name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    words = [word for one in syllables for word in one.split() if plain(word)]
    return Spelled(full=plain("".join(words)), initials="".join(plain(word)[0] for word in words))


def _syllables(name: str) -> list[str]:
    """Return the commonest reading of each character; what is not Chinese stays as it is."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, pinyin

    return [one[0] for one in pinyin(name, style=Style.NORMAL)]
