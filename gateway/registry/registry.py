"""The registry: what people maintain, with one owner.

Reading is free: `view`, `get` and `all` look at an immutable value. Writing is
one thread's: the registry's own once it is started, else the caller's (a
command of the shell, while no gateway runs). A change is checked as a whole,
written, told to the rules, and only then said to the ledger.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from gateway.config.problems import Problem
from gateway.domain.events import PartChanged, RegistryChanged
from gateway.domain.people import PeopleTable
from gateway.domain.text import Json
from gateway.keys import Keys
from gateway.registry.changing import (
    DocumentProblems,
    only_other,
    plain,
    read_changes,
    said_of,
    with_changes,
)
from gateway.registry.collisions import NO_SITE
from gateway.registry.documents import EXCHANGED
from gateway.registry.lock import FolderLock
from gateway.registry.owner import Owner
from gateway.registry.people_csv import PeopleFile, table_of
from gateway.registry.people_table import look_at_people
from gateway.registry.reading import read_document, read_one
from gateway.registry.tables import Changes, Store
from gateway.registry.view import RegistryView, view_of

FILE = "registry.json"

T = TypeVar("T")
Amend = Callable[[Mapping[str, Json] | None], Mapping[str, Json]]
Emit = Callable[[RegistryChanged | PartChanged], object]
OnChange = Callable[[RegistryView], object]


class Registry:
    """What people maintain; implements `kiosk_web.ports.Registry` and `devices.base.Running`.

    Args:
        path: `registry.json` of the data folder.
        keys: For the keyed hash of badges on import.
        emit: Takes `RegistryChanged` once a change is on disk and the rules
            know it. None (a command of the shell): changes are kept with the
            data and said at the next `start`.
        on_change: Takes the new view before `emit`; swaps the rules. May be
            set later, before `start`, as may `site`: the site's rules, for its
            time zone and its country's days.

    Raises:
        StoreDamaged: No whole generation is left, or it does not make sense.
        DataNewer: A newer program wrote it.
    """

    name = "registry"

    def __init__(
        self,
        path: Path,
        keys: Keys,
        emit: Emit | None = None,
        on_change: OnChange | None = None,
    ) -> None:
        self.on_change = on_change
        self.site = NO_SITE
        self._keys = keys
        self._emit = emit
        self._store = Store(path)
        self._lock = FolderLock(path.parent)
        self._owner = Owner(self.name)
        self._view = view_of(self._store.load())
        self._damage = self._store.damage

    @property
    def view(self) -> RegistryView:
        """The registry now; immutable, from any thread."""
        return self._view

    @property
    def damage(self) -> str:
        """What was found broken, and loaded from an older generation, at the start; or ""."""
        return self._damage

    def own(self) -> None:
        """Own the data folder from now on, before `start` does.

        Raises:
            StoreUnavailable: Another program owns it.
        """
        self._lock.take()
        self._reload()

    def start(self) -> None:
        """Own the data folder, and say what a command changed while nobody ran.

        Raises:
            StoreUnavailable: Another program owns it.
        """
        if not self._lock.held:
            self.own()
        self._owner.start()
        self._owner.submit(self._catch_up)

    def stop(self) -> None:
        """Finish what was asked for, then let go of the folder; safe to call twice."""
        self._owner.stop()
        self._lock.release()

    def is_alive(self) -> bool:
        """Return False when the owner's thread has died."""
        return self._owner.is_alive()

    def get(self, table: str, key: str) -> Mapping[str, Json] | None:
        """Return one document, or None."""
        found = self._view.tables.get(table, {}).get(key)
        return None if found is None else found.as_json()

    def all(self, table: str) -> Mapping[str, Mapping[str, Json]]:
        """Return a table: key to document."""
        return {k: d.as_json() for k, d in self._view.tables.get(table, {}).items()}

    def save(self, table: str, key: str, document: Mapping[str, Json] | None, *, by: str) -> None:
        """Write a document (None deletes) and return when it is on disk and the rules know it.

        Raises:
            DocumentProblems: It is not valid; nothing was changed.
            StoreUnavailable: It could not be written; nothing was changed.
            GatewayBusy: It took too long; it may have been written.
        """
        changes = read_changes({table: {key: document}})
        if problems := self._own(lambda: self._put(changes, by)):
            raise DocumentProblems(problems)

    def amend(self, table: str, key: str, change: Amend, *, by: str) -> None:
        """Change a document by what it is at that moment: nobody else's change is lost.

        Args:
            table: Where it is.
            key: What it is called.
            change: Takes the document (None: there is none) and returns the new one; it may
                raise a `RegistryProblem`, and must not wait for anything.
            by: Who changes it.

        Raises:
            DocumentProblems: The new one is not valid; nothing was changed.
            StoreUnavailable: It could not be written; nothing was changed.
            GatewayBusy: It took too long; it may have been written.
        """

        def amended() -> list[Problem]:
            read = read_one(table, key, change(self.get(table, key)))
            return read.problems or self._put(read.tables, by)

        if problems := self._own(amended):
            raise DocumentProblems(problems)

    def save_all(
        self, changes: Mapping[str, Mapping[str, Mapping[str, Json] | None]], *, by: str
    ) -> None:
        """Write documents by table and key (None deletes): all of them or none.

        Raises:
            DocumentProblems: One is not valid; nothing was changed.
            StoreUnavailable: They could not be written; nothing was changed.
            GatewayBusy: It took too long; they may have been written.
        """
        found = read_changes(changes)
        if problems := self._own(lambda: self._put(found, by)):
            raise DocumentProblems(problems)

    def import_document(self, said: object, *, by: str = "import") -> tuple[Problem, ...]:
        """Add or replace what a registry document lists; all of it or nothing.

        What it does not list stays as it is.

        Returns:
            Every problem, by path; empty when all of it was imported.

        Raises:
            StoreUnavailable: It could not be written; nothing was changed.
        """
        read = read_document(said, self._keys.hash_uid)
        if read.problems:
            return (
                *read.problems,
                *with_changes(self._view, read.tables, read.broken, self.site)[1],
            )
        return tuple(self._own(lambda: self._put(read.tables, by)))

    def preview_people(
        self, content: bytes, *, may_give: frozenset[str] | None = None
    ) -> PeopleTable:
        """Return what a table of people (CSV) would change; nothing is changed.

        Args:
            content: The file: UTF-8 or GB 18030.
            may_give: Roles that may be given by it; None: all.
        """
        return self._look_at(content, may_give)[0]

    def import_people(
        self,
        content: bytes,
        *,
        good_only: bool,
        by: str,
        may_give: frozenset[str] | None = None,
    ) -> PeopleTable:
        """Take a table of people: all of it, or the good lines when told so, or nothing.

        Returns:
            What it holds, and how many people were taken.

        Raises:
            StoreUnavailable: It could not be written; nothing was changed.
        """
        table, found = self._look_at(content, may_give)
        if not table.good or (table.bad and not good_only):
            return table
        refused = self.import_document(found.document, by=by)
        return table_of(found, taken=0 if refused else found.people, refused=refused)

    def _look_at(
        self, content: bytes, may_give: frozenset[str] | None
    ) -> tuple[PeopleTable, PeopleFile]:
        return look_at_people(content, self._view, self.site, self._keys.hash_uid, may_give)

    def export_document(self) -> dict[str, list[dict[str, Any]]]:
        """Return what `import_document` takes; badges by their hash, no sign-in secrets."""
        tables = self._view.tables
        return {name: [d.as_json() for d in tables.get(name, {}).values()] for name in EXCHANGED}

    def _own(self, change: Callable[[], T]) -> T:
        """Run a change in the owner's thread, or here under the folder's lock."""
        if self._owner.started:
            return self._owner.ask(change)
        if self._lock.held:
            return change()
        with self._lock:
            self._reload()
            return change()

    def _reload(self) -> None:
        self._view = view_of(self._store.load(), self._view.generation)
        self._damage = self._damage or self._store.damage

    def _catch_up(self) -> None:
        """Say what nobody has been told yet; what was said is forgotten only then."""
        if self._emit is None:
            return
        if self._damage:
            self._emit(PartChanged(part=self.name, ok=False, detail=self._damage))
        for change in self._store.unsaid:
            self._emit(RegistryChanged(**change))
        if self._store.unsaid or self._damage:
            self._store.write({}, self._view.tables, [])

    def _put(self, changes: Changes, by: str) -> list[Problem]:
        """Write what is different in one step; return why not."""
        changes = only_other(self._view, changes)
        view, problems = with_changes(self._view, changes, site=self.site)
        if problems or not any(changes.values()):
            return problems
        said = said_of(changes, by)
        unsaid = self._store.unsaid
        if self._emit is None:
            unsaid = [*unsaid, *map(plain, said)]
        self._store.write(changes, view.tables, unsaid)
        self._view = view
        if self.on_change is not None:
            self.on_change(view)
        if self._emit is not None:
            for event in said:
                self._emit(event)
        return []
