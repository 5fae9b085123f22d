"""Both languages are complete, and the compiled catalogues are those of the sources."""

import io

import pytest
from babel.messages.mofile import write_mo

from tests.kiosk_web import catalogues


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_every_message_of_the_screens_has_words_in_each_language(locale: str) -> None:
    """Spec 05: Chinese and English complete. Mend: `python -m tests.kiosk_web.catalogues`."""
    assert catalogues.missing(locale) == []


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_the_compiled_catalogue_is_made_from_its_source(locale: str) -> None:
    """A wheel carries the `.mo`; an old one would show old words."""
    made = io.BytesIO()
    write_mo(made, catalogues.kept(locale))

    assert catalogues.path(locale, "mo").read_bytes() == made.getvalue()


def test_chinese_words_use_full_width_punctuation() -> None:
    """Spec 08 and the tone of the prototypes: no half-width comma between Chinese characters."""
    wrong = []
    for message in catalogues.kept("zh"):
        words = message.string if isinstance(message.string, str) else message.string[0]
        for before, mark, after in zip(words, words[1:], words[2:] + " ", strict=False):
            if mark in ",;:?!" and (ord(before) > 0x2E80 or ord(after) > 0x2E80):
                wrong.append(words)
    assert wrong == []
