"""People and badge numbers from a table as offices have it: CSV, every error by its line. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.config.problems import Problem, did_you_mean
from gateway.domain.people import BadLine, GoodLine, PeopleTable
from gateway.domain.text import Text
from gateway.registry.reading import HashUid, read_document
from gateway.registry.view import RegistryView

COLUMNS = ("number", "name", "team", "roles", "uid")
NEEDED = ("number", "name")
SPOKEN = {
    "工号": "number",
    "员工编号": "number",
    "编号": "number",
    "no": "number",
    "staff number": "number",
    "姓名": "name",
    "名字": "name",
    "部门": "team",
    "团队": "team",
    "department": "team",
    "角色": "roles",
    "role": "roles",
    "卡号": "uid",
    "card": "uid",
    "badge": "uid",
}
"""What columns are called in offices' own tables."""
MOST_LINES = 5000
"""A longer table is somebody's mistake."""
_SPLIT = re.compile(r"[;,|/\s、，；]+")


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a file holds.

    Attributes:
        document: The good lines as a registry document.
        problems: The bad ones, each under `line N`.
        people: How many good lines there are.
        good: The good lines, for who looks at them first.
    """

    document: Mapping[str, list[Mapping[str, Any]]]
    problems: tuple[Problem, ...]
    people: int
    good: tuple[GoodLine, ...] = ()


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


def read_people(
    text: str, view: RegistryView, hash_uid: HashUid, may_give: frozenset[str] | None = None
) -> PeopleFile:
    """Return the people of a file with the columns number, name, team, roles, uid.

    Columns may be named as offices name them (工号, 姓名, 部门 ...). Somebody with a
    known number keeps their id, and what the file has no column for. An empty
    team or uid is none; empty roles are `staff`.

    Args:
        text: The file; separated by commas, semicolons or tabs, as its first line is.
        view: The registry now.
        hash_uid: Makes the keyed hash of a card's UID.
        may_give: Roles that whoever imports may give to who has them not; None: all.
    """
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    file = _File(view=view, hash_uid=hash_uid, may_give=may_give)
    try:
        columns = [_column(name) for name in reader.fieldnames or ()]
        if problems := _header_problems(columns):
            return PeopleFile({}, tuple(problems), 0)
        reader.fieldnames = columns
        for row in reader:
            if any(str(value or "").strip() for value in row.values()):
                file.read(reader.line_num, row)
            if reader.line_num > MOST_LINES:
                zh, en = f"超过 {MOST_LINES} 行", f"more than {MOST_LINES} lines"
                return PeopleFile({}, (Problem("line 1", Text(zh, en)),), 0)
    except csv.Error as error:
        where = f"line {reader.line_num + 1}"
        zh, en = f"这一行读不出来（{error}）", f"this line cannot be read ({error})"
        file.problems.append(Problem(where, Text(zh, en)))
    return PeopleFile(file.document, tuple(file.problems), len(file.good), tuple(file.good))


def table_of(found: PeopleFile, *, taken: int = 0, refused: Iterable[Problem] = ()) -> PeopleTable:
    """Return what a file holds for who looks at it on a screen.

    Args:
        found: The file as it was read.
        taken: How many people were taken just now.
        refused: What the registry as a whole had against the good lines.
    """
    bad = [
        *(BadLine(line=int(p.path.rpartition(" ")[2]), text=p.text) for p in found.problems),
        *(BadLine(line=0, text=p.text) for p in refused),
    ]
    return PeopleTable(good=found.good, bad=tuple(bad), taken=taken)


def _column(name: object) -> str:
    """Return a column's own name for what a table calls it."""
    said = str(name or "").strip().lower()
    return SPOKEN.get(said, said)


def _header_problems(columns: list[str]) -> list[Problem]:
    problems = []
    for column in dict.fromkeys(columns):
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS)
            zh, en = f"不认识的列 {column!r}{hint.zh}", f"unknown column {column!r}{hint.en}"
            problems.append(Problem("line 1", Text(zh, en)))
        elif columns.count(column) > 1:
            zh, en = f"列 {column!r} 出现了不止一次", f"the column {column!r} is there twice"
            problems.append(Problem("line 1", Text(zh, en)))
    for column in NEEDED:
        if column not in columns:
            zh, en = f"缺少列 {column!r}", f"there is no column {column!r}"
            problems.append(Problem("line 1", Text(zh, en)))
    return problems


@dataclass(slots=True, kw_only=True)
class _File:
    """A file as far as it was read."""

    view: RegistryView
    hash_uid: HashUid
    may_give: frozenset[str] | None
    seen: _Seen = field(default_factory=_Seen)
    document: dict[str, list[Mapping[str, Any]]] = field(
        default_factory=lambda: {"people": [], "badges": []}
    )
    good: list[GoodLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, line: int, row: Mapping[str | None, Any]) -> None:
        """Take a line's person and badge if it is good, else note what is wrong with it."""
        where = f"line {line}"
        if None in row:
            words = Text("列数多于首行", "has more columns than the first line")
            self.problems.append(Problem(where, words))
            return
        said = {str(name): str(value or "").strip() for name, value in row.items()}
        person = _person(said, self.view)
        badges = [{"uid": said["uid"], "person": person["id"]}] if said.get("uid") else []
        read = read_document({"people": [person], "badges": badges}, self.hash_uid)
        wrong = [Problem(where, _worded(problem)) for problem in read.problems]
        hashes = list(read.tables.get("badges", {}))
        wrong += _taken(where, said["number"], hashes, person["id"], self.seen, self.view)
        wrong += self._too_much(where, person)
        if wrong:
            self.problems += wrong
            return
        self.seen.numbers[said["number"]] = line
        self.seen.badges.update(dict.fromkeys(hashes, line))
        self.document["people"].append(person)
        self.document["badges"].extend(badges)
        self.good.append(
            GoodLine(
                line=line,
                number=person["number"],
                name=person["name"],
                team=str(person.get("team", "")),
                roles=tuple(person.get("roles", ("staff",))),
                is_new=person["id"] not in self.view.people,
                has_card=bool(badges),
            )
        )

    def _too_much(self, where: str, person: Mapping[str, Any]) -> Iterator[Problem]:
        """Refuse to give a role, or take one, that is not the importer's to give."""
        if self.may_give is None:
            return
        before = self.view.people.get(person["id"])
        had = {role.value for role in before.roles} if before else {"staff"}
        for role in sorted((set(person.get("roles", ("staff",))) ^ had) - self.may_give):
            zh = f"roles：角色 {role!r} 只有管理员能给或收回"
            en = f"roles: only an administrator gives or takes the role {role!r}"
            yield Problem(where, Text(zh, en))


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
