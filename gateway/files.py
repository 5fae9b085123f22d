"""Files that are whole or not there: written aside, synced, renamed, folder synced.

A power cut at any instant leaves the old content or the new one, never a part.
"""

import os
from pathlib import Path

PRIVATE = 0o600
"""Only the gateway's own user may read it."""


def why(error: Exception) -> str:
    """Return what is wrong in words, without an error's number or the path said once more."""
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 (byte {error.start + 1}); save the file as UTF-8"
    said = error.strerror if isinstance(error, OSError) else None
    return said or str(error)


def sync_folder(folder: Path) -> None:
    """Make names given or taken in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a new file and return when its content is on disk; its name may not be yet.

    Raises:
        OSError: It could not be written; what was begun is removed.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def replace_synced(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Give a file new content in one step and return when it is on disk.

    Raises:
        OSError: Nothing was changed.
    """
    aside = path.with_name(path.name + ".new")
    write_synced(aside, content, mode)
    aside.replace(path)
    sync_folder(path.parent)
