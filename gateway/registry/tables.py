"""The only module that knows TinyDB: documents in, documents out, one file behind."""

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tinydb import TinyDB
from tinydb.table import Document as Stored
from tinydb.table import Table

from gateway.config.problems import problems_of
from gateway.errors import StoreDamaged
from gateway.registry.documents import TABLES, Document
from gateway.registry.storage import Raw, SafeStorage
from gateway.registry.view import Tables

Changes = Mapping[str, Mapping[str, Document | None]]
"""By table and key; None deletes."""


class _Keyed(Table):
    """A table whose documents are called by our own keys, not by numbers."""

    document_id_class = str  # type: ignore[assignment]


class _Database(TinyDB):
    table_class = _Keyed


class Store:
    """The registry's file as tables of documents; used by one owner at a time."""

    def __init__(self, path: Path) -> None:
        self._storage = SafeStorage(path)
        self._db = _Database(storage=lambda: self._storage)

    @property
    def damage(self) -> str:
        """What was found broken at the last load, or ""."""
        return self._storage.damage

    @property
    def unsaid(self) -> list[dict[str, str]]:
        """Changes that the ledger has not been told of."""
        return self._storage.unsaid

    def load(self) -> Tables:
        """Return what the file says.

        Raises:
            StoreDamaged: No generation of it is whole, or it does not make sense.
            DataNewer: A newer program wrote it.
        """
        self._storage.load()
        return _documents(self._storage.read() or {})

    def write(self, changes: Changes, all_of_it: Tables, unsaid: list[dict[str, str]]) -> None:
        """Keep some changes in one step and return when they are on disk.

        Args:
            changes: What is new, other or gone.
            all_of_it: Every table as it shall be.
            unsaid: What the ledger is still to be told.

        Raises:
            StoreUnavailable: The file is as it was.
        """
        before, self._storage.unsaid = self._storage.unsaid, unsaid
        try:
            flat = [(t, k, d) for t, rows in changes.items() for k, d in rows.items()]
            if len(flat) == 1:
                self._write_one(*flat[0])
            else:
                self._db.storage.write(_raw(all_of_it))
        except BaseException:
            self._storage.unsaid = before
            raise

    def _write_one(self, table: str, key: str, document: Document | None) -> None:
        stored: Any = self._db.table(table)  # its hints insist on numbers for ids
        if document is None:
            stored.remove(doc_ids=[key])
        elif stored.contains(doc_id=key):
            stored.update(_become(document.as_json()), doc_ids=[key])
        else:
            stored.insert(Stored(document.as_json(), key))  # type: ignore[arg-type]


def _become(new: Mapping[str, Any]) -> Callable[[MutableMapping[str, Any]], None]:
    """Return an operation that puts one document in the place of another."""

    def change(document: MutableMapping[str, Any]) -> None:
        document.clear()
        document.update(new)

    return change


def _raw(tables: Tables) -> Raw:
    return {name: {k: d.as_json() for k, d in rows.items()} for name, rows in tables.items()}


def _documents(raw: Raw) -> Tables:
    tables: dict[str, dict[str, Document]] = {}
    for name, rows in raw.items():
        model = TABLES.get(name)
        if model is None:
            raise StoreDamaged(f"the registry holds a table {name!r} that this program has not")
        tables[name] = {key: _document(model, name, key, said) for key, said in rows.items()}
    return tables


def _document(model: type[Document], table: str, key: str, said: Any) -> Document:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        problem = problems_of(error, model, said, secret=True)[0]
        raise StoreDamaged(
            f"the registry does not make sense at {table}.{key}.{problem.line('en')}: "
            "restore a backup made by this version"
        ) from error
