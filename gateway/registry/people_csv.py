"""People and badge numbers from a table as offices have it: CSV, every error by its line. Pure."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.text import Text
from gateway.registry.reading import HashUid, read_document
from gateway.registry.view import RegistryView

COLUMNS = ("number", "name", "team", "roles", "uid")
NEEDED = ("number", "name")
_SPLIT = re.compile(r"[;,|/\s、，；]+")


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a file holds.

    Attributes:
        document: The good lines as a registry document.
        problems: The bad ones, each under `line N`.
        people: How many good lines there are.
    """

    document: Mapping[str, list[Mapping[str, Any]]]
    problems: tuple[Problem, ...]
    people: int


@dataclass(slots=True)
class _Seen:
    """What earlier lines have taken: number or card to its line."""

    numbers: dict[str, int] = field(default_factory=dict)
    badges: dict[str, int] = field(default_factory=dict)


def text_of(content: bytes) -> str:
    """Return a file's text: UTF-8, or GB 18030 as spreadsheets in China save it.

    Raises:
        ValueError: It is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("the file is neither UTF-8 nor GB 18030 text")


def read_people(text: str, view: RegistryView, hash_uid: HashUid) -> PeopleFile:
    """Return the people of a file with the columns number, name, team, roles, uid.

    Somebody with a known number keeps their id, and what the file has no
    column for. An empty team or uid is none; empty roles are `staff`.

    Args:
        text: The file; separated by commas, semicolons or tabs, as its first line is.
        view: The registry now.
        hash_uid: Makes the keyed hash of a card's UID.
    """
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    columns = [str(name).strip().lower() for name in reader.fieldnames or ()]
    if problems := _header_problems(columns):
        return PeopleFile({}, tuple(problems), 0)
    reader.fieldnames = columns
    found, seen = PeopleFile({"people": [], "badges": []}, (), 0), _Seen()
    wrong: list[Problem] = []
    for row in reader:
        if any(str(value or "").strip() for value in row.values()):
            wrong += _read_line(reader.line_num, row, view, hash_uid, seen, found)
    return PeopleFile(found.document, tuple(wrong), len(found.document["people"]))


def _header_problems(columns: list[str]) -> list[Problem]:
    problems = []
    for column in columns:
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS)
            zh, en = f"不认识的列 {column!r}{hint.zh}", f"unknown column {column!r}{hint.en}"
            problems.append(Problem("line 1", Text(zh, en)))
    for column in NEEDED:
        if column not in columns:
            zh, en = f"缺少列 {column!r}", f"there is no column {column!r}"
            problems.append(Problem("line 1", Text(zh, en)))
    return problems


def _read_line(
    line: int,
    row: Mapping[str | None, Any],
    view: RegistryView,
    hash_uid: HashUid,
    seen: _Seen,
    found: PeopleFile,
) -> list[Problem]:
    """Add a line's person and badge if it is good; return what is wrong with it."""
    where = f"line {line}"
    if None in row:
        return [Problem(where, Text("列数多于首行", "has more columns than the first line"))]
    said = {str(name): str(value or "").strip() for name, value in row.items()}
    person = _person(said, view)
    badges = [{"uid": said["uid"], "person": person["id"]}] if said.get("uid") else []
    read = read_document({"people": [person], "badges": badges}, hash_uid)
    problems = [Problem(where, _worded(problem)) for problem in read.problems]
    hashes = list(read.tables.get("badges", {}))
    problems += _taken(where, said["number"], hashes, person["id"], seen, view)
    if problems:
        return problems
    seen.numbers[said["number"]] = line
    seen.badges.update(dict.fromkeys(hashes, line))
    found.document["people"].append(person)
    found.document["badges"].extend(badges)
    return []


def _person(said: Mapping[str, str], view: RegistryView) -> dict[str, Any]:
    """Return a line's person over what is known of them."""
    number = said["number"]
    known = next((p for p in view.people.values() if p.number == number and p.active), None)
    person: dict[str, Any] = known.as_json() if known else {"id": _id(number)}
    person |= {"number": number, "name": said["name"]}
    if "team" in said:
        person["team"] = said["team"]
    if "roles" in said:
        person["roles"] = [r for r in _SPLIT.split(said["roles"].lower()) if r] or ["staff"]
    return person


def _id(number: str) -> str:
    """Return the id of somebody new: `p1017`."""
    return "p" + re.sub(r"[^A-Za-z0-9._-]", "-", number)


def _worded(problem: Problem) -> Text:
    """Return a problem with the column in front of it."""
    column = problem.path.rpartition(".")[2].partition("[")[0]
    if column not in COLUMNS:
        return problem.text
    return Text(f"{column}：{problem.text.zh}", f"{column}: {problem.text.en}")


def _taken(
    where: str, number: str, badges: list[str], person: str, seen: _Seen, view: RegistryView
) -> list[Problem]:
    """Return whether a number or a card is somebody else's already, here or in the registry."""
    problems = []
    if number in seen.numbers:
        line = seen.numbers[number]
        zh, en = f"number：与第 {line} 行相同", f"number: the same as in line {line}"
        problems.append(Problem(where, Text(zh, en)))
    for badge in badges:
        if badge in seen.badges:
            line = seen.badges[badge]
            zh, en = f"uid：与第 {line} 行相同", f"uid: the same card as in line {line}"
            problems.append(Problem(where, Text(zh, en)))
        bound = view.badges.get(badge)
        if bound is not None and bound.person != person and bound.status == "active":
            holder = view.people[bound.person].name
            zh, en = f"uid：这张卡已绑定{holder}", f"uid: this card is already bound to {holder}"
            problems.append(Problem(where, Text(zh, en)))
    return problems
