"""Words in both languages of the office, and plain JSON as a type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English; screens pick by their language."""

    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        """Return `{"zh": ..., "en": ...}`, as replay and the API print it."""
        return {"zh": self.zh, "en": self.en}

    def filled(self, **values: object) -> "Text":
        """Return the words with their places filled in; a `Text` fills each language's own."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def in_(self, language: str) -> str:
        """Return the words for a language tag; anything not Chinese gets English."""
        return self.zh if language.lower().startswith("zh") else self.en


NO_WORDS = Text("", "")
"""Nothing to say."""


def cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
