"""Can the disk take more? What `/healthz`, `doctor` and the alert for a full disk ask."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

LOW_BYTES = 200_000_000
"""Below it there is trouble ahead: weeks of ledger, and room for one backup."""


@dataclass(frozen=True, slots=True)
class DiskState:
    """What a look at the data folder's disk found.

    Attributes:
        free_bytes: What an ordinary user may still write.
        writable: A small file could be written and removed just now.
        why: The system's words when not.
    """

    free_bytes: int
    writable: bool
    why: str = ""

    @property
    def low(self) -> bool:
        """True when somebody should make room soon."""
        return self.free_bytes < LOW_BYTES


def look_at_disk(folder: Path) -> DiskState:
    """Return how much room there is and whether it can be used; never raises."""
    try:
        free_bytes = shutil.disk_usage(folder).free
        probe = folder / f".probe-{secrets.token_hex(4)}"
        handle = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, b"\0" * 4096)
        finally:
            os.close(handle)
            probe.unlink()
    except OSError as error:
        return DiskState(0, writable=False, why=error.strerror or str(error))
    return DiskState(free_bytes, writable=True)
