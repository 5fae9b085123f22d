"""TinyDB's storage that a power cut cannot break.

Each write goes to a new file, synced, then takes the old one's name; the
folder is synced last. The old one stays as a generation beside it. A checksum
inside tells a whole file from a damaged one; a damaged one is put aside and
the newest whole generation is loaded, and said loudly.
"""

import hashlib
import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from gateway.errors import DataNewer, StoreDamaged, StoreUnavailable
from gateway.files import sync_folder, write_synced

log = logging.getLogger(__name__)

FORMAT = 1
GENERATIONS = 5
APART_S = 600.0
"""Generations are at least so far apart, so that a busy minute does not push all of them out."""

Raw = dict[str, dict[str, Any]]


class SafeStorage(Storage):
    """One JSON file with a checksum and previous generations; one owner at a time.

    Attributes:
        damage: What was wrong with the file at the last load, or "".
        unsaid: Changes that the ledger has not been told of, kept with the data.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage = ""
        self.unsaid: list[dict[str, str]] = []
        self._text: bytes | None = None

    def load(self) -> None:
        """Read the file, or the newest whole generation if it is damaged.

        Raises:
            StoreDamaged: Neither it nor any generation can be read.
            DataNewer: A newer program wrote it.
        """
        self.damage = ""
        troubles: list[str] = []
        for path in (self.path, *self._generations()):
            try:
                text = path.read_bytes()
                self.unsaid = _unpacked(text)["unsaid"]
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError) as error:
                troubles.append(f"{path.name} is damaged ({error})")
                continue
            self._text = text
            if path != self.path:
                self._say_damage(troubles, path)
            return
        if troubles:
            raise StoreDamaged(
                f"{self.path.parent}: {'; '.join(troubles)}: restore a backup (`restore FILE`)"
            )
        self._text = None

    def read(self) -> Raw | None:
        """Return the tables, or None where nothing was ever written."""
        if self._text is None:
            return None
        tables: Raw = _unpacked(self._text)["tables"]
        return tables

    def write(self, data: Raw) -> None:
        """Replace the file and return when that is on disk.

        Raises:
            StoreUnavailable: It could not be written; the old one is in place.
        """
        tables = {name: dict(rows) for name, rows in data.items()}
        text = _packed(tables, self.unsaid)
        aside = self.path.with_name(self.path.name + ".new")
        try:
            write_synced(aside, text)
            self._keep_generation()
            aside.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            raise StoreUnavailable(f"{self.path} keeps nothing now: {error}") from error
        self._text = text
        self.damage = ""

    def _generations(self) -> list[Path]:
        return [self.path.with_name(f"{self.path.name}.{n}") for n in range(1, GENERATIONS + 1)]

    def _keep_generation(self) -> None:
        """Keep the file under the first generation's name; move older ones on."""
        if not self.path.exists() or self.damage:
            return
        names = self._generations()
        first, second = names[0], names[1]
        if first.exists() and (not second.exists() or _age_between_s(second, first) >= APART_S):
            for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
                if newer.exists():
                    newer.replace(older)
        first.unlink(missing_ok=True)
        try:
            os.link(self.path, first)
        except OSError:  # a file system without links
            write_synced(first, self.path.read_bytes())

    def _say_damage(self, troubles: list[str], used: Path) -> None:
        self.damage = f"{'; '.join(troubles) or f'{self.path.name} is missing'}; using {used.name}"
        log.critical("the registry was damaged: %s. What was changed since is lost.", self.damage)
        with suppress(OSError):
            self.path.replace(self.path.with_name(self.path.name + ".damaged"))


def _age_between_s(older: Path, newer: Path) -> float:
    return newer.stat().st_mtime - older.stat().st_mtime


def _digest(tables: Raw, unsaid: list[dict[str, str]]) -> str:
    said = json.dumps([tables, unsaid], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _packed(tables: Raw, unsaid: list[dict[str, str]]) -> bytes:
    """Return the file's text: one value a line, so that two versions can be compared."""
    kept = {
        "format": FORMAT,
        "sha256": _digest(tables, unsaid),
        "unsaid": unsaid,
        "tables": tables,
    }
    return json.dumps(kept, ensure_ascii=False, indent=1).encode() + b"\n"


def _unpacked(text: bytes) -> dict[str, Any]:
    """Return a file's content.

    Raises:
        ValueError: It is not whole.
        DataNewer: It is whole, and a newer program's.
    """
    kept = json.loads(text)
    if not isinstance(kept, dict):
        raise ValueError("not an object")
    if isinstance(kept.get("format"), int) and kept["format"] > FORMAT:
        raise DataNewer(
            f"the registry has format {kept['format']}, this program knows up to {FORMAT}: "
            "install the newer program again, or restore a backup made before the upgrade"
        )
    if kept["sha256"] != _digest(kept["tables"], kept["unsaid"]):
        raise ValueError("its checksum does not fit")
    return kept
