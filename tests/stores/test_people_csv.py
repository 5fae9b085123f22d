"""People from a spreadsheet: every error by its line, nothing imported if a line is bad."""

from pathlib import Path

import pytest

from gateway.keys import Keys
from gateway.registry import Registry, RegistryView, view_of_document
from gateway.registry.people_csv import PeopleFile, read_people, text_of
from tests.stores.samples import DOCUMENT

HEAD = "number,name,team,roles,uid\n"


@pytest.fixture
def view(keys: Keys) -> RegistryView:
    """The sample registry."""
    return view_of_document(DOCUMENT, keys.hash_uid)


def _read(text: str, view: RegistryView, keys: Keys) -> PeopleFile:
    return read_people(text, view, keys.hash_uid)


def _lines(found: PeopleFile) -> list[str]:
    return [problem.line("en") for problem in found.problems]


def test_people_and_their_badges_are_imported(tmp_path: Path, keys: Keys) -> None:
    """New people get an id from their number; roles are split however they are written."""
    text = HEAD + "2001,赵敏,service,staff;duty_leader,04:AA:BB:CC\n2002,Bob,,,\n"
    registry = Registry(tmp_path / "registry.json", keys)
    found = read_people(text, registry.view, keys.hash_uid)

    assert (found.problems, found.people) == ((), 2)
    assert registry.import_document(found.document) == ()

    people = registry.view.people
    assert people["p2001"].roles == ("staff", "duty_leader")
    assert people["p2002"].roles == ("staff",)
    assert registry.view.badges[keys.hash_uid(bytes.fromhex("04AABBCC"))].person == "p2001"


def test_somebody_known_keeps_their_id_and_what_the_file_does_not_say(
    view: RegistryView, keys: Keys
) -> None:
    """The number says who it is; a column that is not there changes nothing."""
    found = _read("number,name\n1017,李伟明\n", view, keys)

    [person] = found.document["people"]
    assert (person["id"], person["name"], person["team"]) == ("p017", "李伟明", "service")


def test_every_bad_line_is_said_with_its_number(view: RegistryView, keys: Keys) -> None:
    """With the column, the value and the limit; good lines are still there for --good-only."""
    rows = [
        "3001,good,,,",
        ",no number,,,",
        "3003,,,,",
        "3004,x,,boss,",
        "3005,x,,,12",
        "3001,again,,,",
        "3007,x,,,04A1B2C3D4E5F6",
        "3008,x,,,AABBCCDD",
        "3009,x,,,AA BB CC DD",
        "3010,x,,,,too,many",
        "",
        "3011,good,,,",
    ]
    found = _read(HEAD + "\n".join(rows), view, keys)

    lines = _lines(found)
    assert found.people == 3
    assert [line.split(":")[0] for line in lines] == [
        f"line {n}" for n in (3, 4, 5, 6, 7, 8, 10, 11)
    ]
    assert "number: must not be empty" in lines[0]
    assert "name: must not be empty" in lines[1]
    assert "roles: must be one of" in lines[2]
    assert "uid: uid must have 4 to 10 bytes" in lines[3]
    assert "number: the same as in line 2" in lines[4]
    assert "already bound to 李伟" in lines[5]
    assert "the same card as in line 9" in lines[6]
    assert "more columns" in lines[7]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("nummer,name\n", "unknown column 'nummer'; did you mean 'number'?"),
        ("name\n", "there is no column 'number'"),
        ("", "there is no column 'number'"),
    ],
)
def test_a_wrong_first_line_is_said(view: RegistryView, keys: Keys, head: str, said: str) -> None:
    """Before anything else is read."""
    assert f"line 1: {said}" in _lines(_read(head, view, keys))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_line(
    view: RegistryView, keys: Keys, separator: str
) -> None:
    """As spreadsheets of different countries save it; quotes hold line breaks."""
    text = 'Number,Name\n4001,"two\nlines"\n'.replace(",", separator)

    found = _read(text, view, keys)

    assert _lines(found) == []
    assert found.document["people"][0]["name"] == "two\nlines"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_as_spreadsheets_in_china_save_it(encoding: str) -> None:
    """UTF-8 with or without its mark, or GB 18030."""
    assert text_of("number,name\n1,李伟".encode(encoding)) == "number,name\n1,李伟"


def test_bytes_that_are_no_text_are_said() -> None:
    """A workbook is not a CSV."""
    with pytest.raises(ValueError, match="neither"):
        text_of(b"PK\x03\x04\xff\xff\x00")
