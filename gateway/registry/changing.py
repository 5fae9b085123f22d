"""The registry after a change: what it would be, what is wrong with it, what is said. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from gateway.config.problems import Problem, system_language
from gateway.domain.events import RegistryChanged
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from gateway.registry.checks import cross_problems
from gateway.registry.collisions import NO_SITE, collision_problems
from gateway.registry.documents import Document
from gateway.registry.reading import HashUid, read_document, read_one
from gateway.registry.site_checks import site_problems
from gateway.registry.tables import Changes
from gateway.registry.view import RegistryView, view_of

EVERY = "*"
"""The key in an event about many documents of a table."""


class DocumentProblems(RegistryProblem):
    """A change was refused; `found` holds every problem in both languages."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__([problem.line(system_language()) for problem in found])
        self.found = tuple(found)


def view_of_document(said: object, hash_uid: HashUid) -> RegistryView:
    """Return a registry document as a view, kept nowhere (replay).

    Raises:
        DocumentProblems: It is not valid; every problem, by path.
    """
    read = read_document(said, hash_uid)
    view, problems = with_changes(RegistryView(), read.tables, read.broken)
    if read.problems or problems:
        raise DocumentProblems([*read.problems, *problems])
    return view


def read_changes(changes: Mapping[str, Mapping[str, Mapping[str, Json] | None]]) -> Changes:
    """Return documents by table and key as what they say (None deletes).

    Raises:
        DocumentProblems: One is not valid by itself; every problem, by path.
    """
    found: dict[str, dict[str, Document | None]] = {}
    problems: list[Problem] = []
    for table, rows in changes.items():
        kept = found.setdefault(table, {})
        for key, document in rows.items():
            if document is None:
                kept[key] = None
                continue
            read = read_one(table, key, document)
            problems += read.problems
            kept.update(read.tables.get(table, {}))
    if problems:
        raise DocumentProblems(problems)
    return found


def with_changes(
    old: RegistryView,
    changes: Changes,
    broken: frozenset[str] = frozenset(),
    site: Rules = NO_SITE,
) -> tuple[RegistryView, list[Problem]]:
    """Return the registry after some changes, and what would be wrong with it.

    Args:
        old: As it is.
        changes: What is new, other or gone.
        broken: Keys of documents with problems of their own: not missing, only wrong.
        site: The site's rules, where they are at hand.
    """
    tables = {name: dict(rows) for name, rows in old.tables.items()}
    changed: list[Document] = []
    for table, rows in changes.items():
        kept = tables.setdefault(table, {})
        for key, document in rows.items():
            if document is None:
                kept.pop(key, None)
            elif kept.get(key) != document:
                kept[key] = document
                changed.append(document)
    view = view_of(tables, old.generation + 1)
    problems = cross_problems(view, old, changed, broken)
    if not problems:
        problems = [*site_problems(site, changed), *collision_problems(site, view, changed)]
    return view, problems


def only_other(view: RegistryView, changes: Changes) -> Changes:
    """Return the changes without what is so already."""
    kept = view.tables
    return {
        table: {k: d for k, d in rows.items() if kept.get(table, {}).get(k) != d}
        for table, rows in changes.items()
    }


def said_of(changes: Changes, by: str) -> list[RegistryChanged]:
    """Return what is said of changes: one document by its key, many as a table."""
    return [_event(table, rows, by) for table, rows in changes.items() if rows]


def plain(event: RegistryChanged) -> dict[str, str]:
    """Return what is said as it is kept until it can be said."""
    return {"table": event.table, "key": event.key, "by": event.by, "digest": event.digest}


def _event(table: str, rows: Mapping[str, Document | None], by: str) -> RegistryChanged:
    said = {key: None if d is None else d.as_json() for key, d in rows.items()}
    key = next(iter(said)) if len(said) == 1 else EVERY
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RegistryChanged(table=table, key=key, by=by, digest=digest)
