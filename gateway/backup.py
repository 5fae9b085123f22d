"""Both stores and the keys in one file, and back.

A backup is a consistent copy of a gateway in use: the ledger by SQLite's own
backup, the registry and the keys as the whole files they always are. Every
member's SHA-256 is in its manifest. It holds secrets: mode 0600.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway import ledger, registry
from gateway.errors import StoreDamaged, StoreUnavailable
from gateway.files import PRIVATE, sync_folder, why, write_synced
from gateway.keys import FILE as KEYS
from gateway.keys import Keys
from gateway.registry import FolderLock

FORMAT = 1
LEDGER = "ledger.db"
MANIFEST = "manifest.json"
MEMBERS = (LEDGER, registry.FILE, KEYS)
PATTERN = "office-gateway-*.tar.gz"
KEEP = 14
"""Two weeks of nightly backups."""
MOST_BYTES = 64 * 1024**3
"""A member larger than this is no ledger of ours."""
_CHUNK = 1024 * 1024
_MINE = (*MEMBERS, f"{LEDGER}-wal", f"{LEDGER}-shm", *(f"{registry.FILE}.{n}" for n in range(1, 6)))
_NOT_WHOLE = (
    tarfile.TarError,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
)
"""What reading a damaged archive or manifest may raise."""
_NO_CONTENT = {"backups", "lost+found", "owner.lock"}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: how many ledger rows are back, where the former files went."""

    rows: int
    moved_to: Path | None


def make_backup(data: Path, to: Path, at: datetime, keep: int = KEEP) -> Path:
    """Write a backup of a data folder, prune older ones beside it, and return its path.

    Args:
        data: The data folder; a gateway may be running on it.
        to: The folder for backups; made if missing.
        at: Now, for its name.
        keep: How many to leave in `to`, at least 1; the oldest go.

    Raises:
        StoreUnavailable: There is nothing to back up, or no room for it; a
            half-written backup is never left under a backup's name.
    """
    if not (data / LEDGER).exists():
        raise StoreUnavailable(f"there is nothing to back up in {data}: no {LEDGER}")
    path = to / f"office-gateway-{at:%Y%m%dT%H%M%S}.tar.gz"
    aside = path.with_suffix(".part")
    try:
        to.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=to, prefix=".copy-") as folder:
            copies = _copies(data, Path(folder))
            try:
                _pack(copies, aside, at)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
        sync_folder(to)
        for old in sorted(to.glob(PATTERN), reverse=True)[max(1, keep) :]:
            old.unlink()
    except OSError as error:
        raise StoreUnavailable(f"no backup could be written to {to}: {why(error)}") from error
    return path


def _copies(data: Path, folder: Path) -> list[Path]:
    """Copy what there is into a folder; each copy is whole."""
    ledger.copy_to(data / LEDGER, folder / LEDGER)
    for name in (registry.FILE, KEYS):
        if (data / name).exists():
            write_synced(folder / name, (data / name).read_bytes())
    return [folder / name for name in MEMBERS if (folder / name).exists()]


def _pack(copies: list[Path], target: Path, at: datetime) -> None:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "sha256": {path.name: _sha256(path) for path in copies},
    }
    text = json.dumps(manifest, indent=1).encode()
    write_synced(target, b"")
    with target.open("r+b") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            info = tarfile.TarInfo(MANIFEST)
            info.size, info.mode, info.mtime = len(text), PRIVATE, int(at.timestamp())
            tar.addfile(info, io.BytesIO(text))
            for path in copies:
                tar.add(path, arcname=path.name, filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Keep nothing of whose files they were."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = PRIVATE
    return info


def restore(archive: Path, data: Path, at: datetime, *, force: bool = False) -> Restored:
    """Put a backup's stores into a data folder, after proving that they are whole.

    The ledger's chain is walked with the backup's own key before anything is
    touched. With `force`, former files are moved to `before-restore-…` in the
    same folder, not deleted.

    Raises:
        StoreUnavailable: The folder is not empty (and not `force`), is in use,
            or cannot be written; nothing was changed.
        StoreDamaged: The backup is not whole; nothing was changed.
        DataNewer: A newer program wrote it; nothing was changed.
    """
    try:
        archive.open("rb").close()  # before a folder is made for it
    except OSError as error:
        raise StoreDamaged(f"{archive} cannot be read: {why(error)}") from error
    try:
        data.mkdir(parents=True, exist_ok=True)
        with FolderLock(data), _unpacked(archive, data) as folder:
            _refuse_content(data, force=force)
            rows = _proven(folder)
            moved_to = _move_away(data, at)
            for name in MEMBERS:
                if (folder / name).exists():
                    (folder / name).replace(data / name)
            sync_folder(data)
    except OSError as error:
        raise StoreUnavailable(
            f"{archive} could not be restored to {data}: {why(error)}"
        ) from error
    return Restored(rows, moved_to)


def _refuse_content(data: Path, *, force: bool) -> None:
    names = sorted(p.name for p in data.iterdir() if not p.name.startswith(".restore-"))
    content = [name for name in names if name not in _NO_CONTENT]
    if content and not force:
        raise StoreUnavailable(
            f"{data} is not empty ({', '.join(content[:3])}…): restore into a new folder, "
            "or add --force to move what is there aside"
        )


@contextmanager
def _unpacked(archive: Path, data: Path) -> Iterator[Path]:
    """Yield a folder inside the data folder with the backup's members, checksums right."""
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(archive, "r:gz") as tar:
                manifest = _extract(tar, folder)
            wanted = manifest["sha256"]
            if manifest["format"] != FORMAT or LEDGER not in wanted or KEYS not in wanted:
                raise StoreDamaged(f"{archive} is not a backup this program can read")
            for member, digest in wanted.items():
                if member not in MEMBERS or _sha256(folder / member) != digest:
                    raise StoreDamaged(f"{archive} is damaged: {member} is not what was saved")
        except _NOT_WHOLE as error:
            raise StoreDamaged(f"{archive} is damaged or no backup: {error}") from error
        except FileNotFoundError as error:
            missing = Path(error.filename).name
            raise StoreDamaged(f"{archive} is damaged: {missing} is not in it") from error
        yield folder


def _extract(tar: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    """Write the members we know, and only those, as plain private files."""
    manifest: dict[str, Any] = {}
    for info in tar:
        source = tar.extractfile(info) if info.isreg() else None
        if source is None or info.size > MOST_BYTES:
            continue
        if info.name == MANIFEST:
            manifest = json.loads(source.read(_CHUNK))
        elif info.name in MEMBERS:
            write_synced(folder / info.name, b"")
            with (folder / info.name).open("r+b") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
    return manifest


def _proven(folder: Path) -> int:
    """Return the ledger's rows once everything in the folder has been read as the gateway would."""
    keys = Keys.load(folder)
    registry.Registry(folder / registry.FILE, keys)
    verdict = ledger.verify(folder / LEDGER, keys.ledger)
    if verdict.finding is not None:
        seq, breach = verdict.finding.seq, verdict.finding.breach
        raise StoreDamaged(f"the backup's ledger does not hold at row {seq}: {breach}")
    return verdict.rows


def _move_away(data: Path, at: datetime) -> Path | None:
    present = [data / name for name in _MINE if (data / name).exists()]
    if not present:
        return None
    aside = data / f"before-restore-{at:%Y%m%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in present:
        path.replace(aside / path.name)
    sync_folder(aside)
    return aside


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
