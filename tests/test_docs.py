"""The documents say what is there: paths exist, commands are understood, nothing is left out."""

import re
import shlex
from pathlib import Path

import pytest

from gateway.cli import parser

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
OUR_FOLDERS = ("gateway/", "devices/", "kiosk_web/", "tests/", "docs/", "config/", "tools/")

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def code_of(text):
    """Return what stands in code: whole lines of blocks, and words in the text."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return lines + re.findall(r"`([^`]+)`", rest)


@each_document
def test_every_link_leads_somewhere(document):
    """A file that is renamed takes its links along."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)(#[^)]*)?\)", document.read_text("utf-8"))

    assert [link for link, _ in links if link and not (document.parent / link).exists()] == []


@each_document
def test_every_file_it_names_is_there(document):
    """A path in code type is one of this repository; placeholders stand in <> or *."""
    words = {
        word.strip(",;:()").rstrip("/")
        for line in code_of(document.read_text("utf-8"))
        for word in line.split()
        if word.startswith(OUR_FOLDERS) and not re.search(r"[<>*{…]", word)
    }

    assert sorted(word for word in words if not (ROOT / word).exists()) == []


@each_document
def test_every_command_of_ours_is_understood(document, capsys):
    """What a reader types after `office-gateway` is taken by the program as written."""
    for line in code_of(document.read_text("utf-8")):
        found = re.search(r"(?:^|.*[\s/])office-gateway ((?:[a-z]|--).*)", line)
        if found is None or line.startswith("journalctl"):
            continue
        words = shlex.split(found[1], comments=True)
        if len(words) == 1:
            continue  # the command's name alone, in the text
        try:
            parser().parse_args(words)
        except SystemExit as end:
            if end.code:
                pytest.fail(f"{line}: {capsys.readouterr().err}")


@each_document
def test_every_target_of_make_is_there(document):
    """`make X` is in the Makefile."""
    named = {
        word
        for line in code_of(document.read_text("utf-8"))
        for word in re.findall(r"(?:^|\s)make ([a-z]+)\b", line)
    }

    assert named <= set(TARGETS)


def test_every_part_of_the_shell_and_of_the_rules_is_in_the_map():
    """A new module comes with its line in `docs/architecture.md`."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    parts = [*(ROOT / "gateway").iterdir(), *(ROOT / "gateway" / "domain").iterdir()]
    names = {
        p.name if p.suffix == ".py" else f"{p.name}/" for p in parts if p.suffix in (".py", "")
    }
    named = set(re.findall(r"`(?:gateway/)?([a-z_]+(?:\.py|/))`", text))

    assert names - {"__init__.py", "__main__.py", "__pycache__/"} - named == set()


def test_every_decision_and_every_document_is_listed():
    """Nothing is written that nobody finds."""
    decisions = ROOT / "docs" / "decisions"
    index = (decisions / "README.md").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [p.name for p in decisions.glob("0*.md") if f"]({p.name})" not in index] == []
    assert [p.name for p in (ROOT / "docs").glob("*.md") if f"docs/{p.name})" not in readme] == []
