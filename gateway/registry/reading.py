"""From JSON to documents: every problem at once, by path; UIDs hashed on the way in. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from gateway.config.problems import Problem, did_you_mean, problems_of
from gateway.domain.text import Json, Text
from gateway.keys import uid_from_text
from gateway.registry.documents import EXCHANGED, TABLES, Document

HashUid = Callable[[bytes], str]
CARDS = ("badges", "visitor_cards")
"""Tables that are listed by cards' numbers, which never stand in a message."""
SECRET = ("accounts", "screens", "tokens")
"""Tables of which no value may be quoted in a message."""


@dataclass(slots=True)
class Read:
    """What was read: documents by table and key, all that is wrong, whose own fault it is."""

    tables: dict[str, dict[str, Document]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: frozenset[str] = frozenset()

    def note(self, path: str, zh: str, en: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(path, Text(zh, en)))


def read_one(table: str, key: str, said: Mapping[str, Json]) -> Read:
    """Return one document that is to be kept under a key."""
    read = Read()
    model = TABLES.get(table)
    if model is None:
        hint = did_you_mean(table, TABLES)
        read.note("", f"没有表 {table!r}{hint.zh}", f"there is no table {table!r}{hint.en}")
        return read
    path = f"{table}.{key}"
    document = _validated(table, path, {model.KEY: key, **said}, read)
    if document is not None and document.key != key:
        read.note(path, f"文件里写的是 {document.key!r}", f"the document says {document.key!r}")
    elif document is not None:
        read.tables[table] = {key: document}
    return read


def read_document(said: object, hash_uid: HashUid) -> Read:
    """Return a whole registry document: tables, each a list of documents.

    Args:
        said: Parsed JSON.
        hash_uid: Makes the keyed hash of a card's UID; the UID itself goes no further.
    """
    read = Read()
    if not isinstance(said, Mapping):
        read.note("", "应为 JSON 对象 {…}", "must be a JSON object, {…}")
        return read
    for table, rows in said.items():
        if table not in EXCHANGED:
            hint = did_you_mean(table, EXCHANGED)
            read.note(str(table), f"不认识的键{hint.zh}", f"unknown key{hint.en}")
        elif not isinstance(rows, list):
            read.note(table, "应为列表 […]", "must be a list, […]")
        else:
            _read_rows(table, rows, hash_uid, read)
    return read


def _read_rows(table: str, rows: list[Any], hash_uid: HashUid, read: Read) -> None:
    found = read.tables.setdefault(table, {})
    for index, row in enumerate(rows):
        path = _path(table, index, row)
        if not isinstance(row, Mapping):
            read.note(path, "应为对象 {…}", "must be an object, {…}")
            continue
        said = dict(row)
        if table in CARDS and not _hash(said, path, hash_uid, read):
            continue
        document = _validated(table, path, said, read)
        if document is None:
            read.broken |= {str(said.get(TABLES[table].KEY))}
            continue
        if document.key in found:
            read.note(path, "重复出现", "is listed twice")
        found[document.key] = document


def _path(table: str, index: int, row: object) -> str:
    """Return `people.p017`, or `badges[3]` for what has no name that may be shown."""
    name = row.get(TABLES[table].KEY) if isinstance(row, Mapping) and table not in CARDS else None
    return f"{table}.{name}" if isinstance(name, str) and name else f"{table}[{index}]"


def _hash(said: dict[str, Any], path: str, hash_uid: HashUid, read: Read) -> bool:
    """Put a badge's hash in the place of its UID; False if there is none to be had."""
    written = said.pop("uid", None)
    if written is None:
        return True
    try:
        uid = uid_from_text(str(written))
    except ValueError as error:
        read.note(f"{path}.uid", "应为 8 到 20 位十六进制数字，如 04A1B2C3D4E5F6", str(error))
        return False
    said["badge"], said["uid_tail"] = hash_uid(uid), uid[-2:].hex().upper()
    return True


def _validated(table: str, path: str, said: Mapping[str, Json], read: Read) -> Document | None:
    model = TABLES[table]
    try:
        return model.model_validate(said)
    except ValidationError as error:
        for problem in problems_of(error, model, said, secret=table in SECRET):
            where = f"{path}.{problem.path}" if problem.path else path
            read.problems.append(Problem(where, problem.text))
        return None
