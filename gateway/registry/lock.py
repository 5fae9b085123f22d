"""One owner of a data folder at a time, among all programs on the machine."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from gateway.errors import StoreUnavailable
from gateway.files import why

FILE = "owner.lock"


class FolderLock:
    """Held by the running gateway, or for a moment by a command that writes.

    The lock goes with the process that holds it, whatever its end.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """True while it is ours."""
        return self._handle is not None

    def take(self) -> None:
        """Take the folder.

        Raises:
            StoreUnavailable: Another program owns it, or it cannot be written.
        """
        if self._handle is not None:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be opened: {why(error)}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(handle, 20, 0).decode(errors="replace").strip()
            os.close(handle)
            raise StoreUnavailable(
                f"{self._path.parent} is in use by process {owner or '?'}: "
                "stop the gateway first, or use the screens to change things"
            ) from error
        with suppress(OSError):  # who it is matters less than that it can start on a full disk
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Let go; safe to call twice."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __enter__(self) -> "FolderLock":
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
