"""Keeps the catalogues of the screens in step: `python -m tests.kiosk_web.catalogues`.

Reads every message of `kiosk_web`, merges it into `translations/*/messages.po` (new ones
are empty until somebody writes them) and compiles the `.mo` files, which are committed.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "kiosk_web"
HOME = WEB / "translations"
LOCALES = ("zh", "en")

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "say": None,
    "n": (1, 2),
    "ngettext": (1, 2),
    "_plain": (3,),
    "pgettext": ((1, "c"), 2),
}


def extracted() -> Catalog:
    """Return every message of the screens, without the places where it stands."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(WEB), METHODS, keywords=KEYWORDS)
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def path(locale: str, suffix: str = "po") -> Path:
    """Return where a language's catalogue is kept."""
    return HOME / locale / "LC_MESSAGES" / f"messages.{suffix}"


def kept(locale: str) -> Catalog:
    """Return a language's catalogue as it is kept."""
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def missing(locale: str) -> list[str]:
    """Return the messages that a language has no words for."""
    catalog = kept(locale)
    found = []
    for message in extracted():
        if not message.id:
            continue
        told = catalog.get(message.id, message.context)
        words = told.string if told else ""
        if not words or (isinstance(words, tuple) and not all(words)) or (told and told.fuzzy):
            found.append(str(message.id))
    return found


def update() -> None:
    """Merge the messages into the catalogues and compile them."""
    messages = extracted()
    for locale in LOCALES:
        catalog = kept(locale) if path(locale).exists() else Catalog(locale=locale)
        catalog.update(messages, no_fuzzy_matching=True)
        catalog.fuzzy = False
        catalog.obsolete.clear()
        if locale == "en":
            for message in catalog:
                if message.id:
                    message.string = message.id
        path(locale).parent.mkdir(parents=True, exist_ok=True)
        with path(locale).open("wb") as file:
            write_po(file, catalog, width=100, omit_header=False, sort_output=True)
        with path(locale, "mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    update()
    for language in LOCALES:
        for words in missing(language):
            print(f"{language}: {words}")
